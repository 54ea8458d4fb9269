"""What a check says of a report: to be looked at before it goes out, or a mild hint."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something to look at: a sentence, what it concerns, and the endpoint of the page where it is mended.

    ``pages``: the address of each thing's own page, beside ``about``. ``is_hint``: nothing is wrong, only not best.
    """

    text: str
    about: tuple[str, ...]
    endpoint: str
    pages: tuple[str, ...] = ()
    is_hint: bool = False
