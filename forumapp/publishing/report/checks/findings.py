"""What a check says of a report: to be looked at before it goes out, or a mild hint."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something to look at: a sentence, what it concerns, and the endpoint of the page where it is mended.

    ``versions``: of files, the material's id and the version's number beside each of ``about``.
    ``is_hint``: nothing is wrong, only not best.
    """

    text: str
    about: tuple[str, ...]
    endpoint: str
    versions: tuple[tuple[int, int], ...] = ()
    is_hint: bool = False
