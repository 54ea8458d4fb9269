"""Which pasted or remembered address belongs to which organisation that is to be asked. Pure but for the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forumapp.directory import register
from forumapp.directory.models import Organisation
from forumapp.registration.addresses import BadLine, read

PASTED, BEFORE, KNOWN = "pasted", "before", "known"
"""Where an address comes from: this list, the last forum, or the inquiry as it is."""


@dataclass(frozen=True)
class Addressee:
    """An organisation with the address at which it is asked; "" where none is known. ``source`` says whence."""

    organisation: Organisation
    address: str
    source: str = ""


@dataclass(frozen=True)
class Addressees:
    """Every organisation that was chosen. ``bad``: unreadable lines; ``strange``: organisations that were not chosen."""

    rows: tuple[Addressee, ...]
    bad: tuple[BadLine, ...]
    strange: tuple[str, ...]


def match(
    organisations: Sequence[Organisation], text: str, before: Mapping[int, str], known: Mapping[int, str]
) -> Addressees:
    """Give each organisation the pasted address, else the one of the last forum, else the one that is known."""
    pasted = read(text)
    given: dict[int, str] = {}
    strange = []
    for guest in pasted.guests:
        named = f"{guest.organisation} {guest.name}".strip()
        found = _meant(organisations, guest.organisation) or _meant(organisations, guest.name)
        if found is None:
            strange.append(f"{guest.address} {named}".strip())
        else:
            given[found.id] = guest.address
    rows = []
    for one in organisations:
        for source, offered in ((PASTED, given), (KNOWN, known), (BEFORE, before)):
            if offered.get(one.id):
                rows.append(Addressee(one, offered[one.id], source))
                break
        else:
            rows.append(Addressee(one, ""))
    return Addressees(tuple(rows), pasted.bad, tuple(strange))


def _meant(organisations: Sequence[Organisation], text: str) -> Organisation | None:
    """A code, also one that lost its leading zero, or the name, also with its prefecture."""
    if not text:
        return None
    code = register.code_in(text)
    if code is not None:
        return next((one for one in organisations if one.code == code), None)
    plain = "".join(text.split())
    codes = {entry.code for entry in register.named(plain)}
    found = [one for one in organisations if one.name == plain or (one.code and one.code in codes)]
    return found[0] if len(found) == 1 else None
