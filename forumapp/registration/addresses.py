"""Reading a pasted list of addresses, tolerantly: one a line, with organisation and name in any order. Pure."""

import re
from dataclasses import dataclass

from forumapp.core.text.cleaning import clean_line, to_halfwidth
from forumapp.mail.addresses import BadAddress, check_address

_SEPARATORS = re.compile(r"[\t,;、，；]")
_ANGLED = re.compile(r"^(?P<name>.*?)<(?P<address>[^<>]+)>\s*$")


@dataclass(frozen=True)
class Guest:
    """Somebody to invite. ``organisation`` is the text as given."""

    address: str
    organisation: str = ""
    name: str = ""


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be understood; ``number`` counts from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class Guests:
    """What a list holds. ``repeated`` counts lines with an address that stood above already."""

    guests: tuple[Guest, ...]
    bad: tuple[BadLine, ...]
    repeated: int


def read(text: str) -> Guests:
    """Read lines such as 'address, organisation, name' or 'Name <address>'; blank lines say nothing."""
    guests: dict[str, Guest] = {}
    bad: list[BadLine] = []
    repeated = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not clean_line(line):
            continue
        guest = _guest(line)
        if guest is None:
            bad.append(BadLine(number, clean_line(line)[:100]))
        elif guest.address.lower() in guests:
            repeated += 1
        else:
            guests[guest.address.lower()] = guest
    return Guests(tuple(guests.values()), tuple(bad), repeated)


def _guest(line: str) -> Guest | None:
    cells = [cell for cell in map(clean_line, _SEPARATORS.split(line)) if cell]
    place = next((place for place, cell in enumerate(cells) if "@" in to_halfwidth(cell)), None)
    if place is None:
        return None
    name, address = _parted(cells.pop(place))
    if name:
        cells = [*(cells or [""])[:1], name]
    organisation, person = (*cells, "", "")[:2]
    return _checked(address, organisation, person)


def _parted(cell: str) -> tuple[str, str]:
    """Split 'Name <address>'; a bare address has no name."""
    angled = _ANGLED.match(to_halfwidth(cell))
    if angled is None:
        return "", to_halfwidth(cell)
    return cell[: angled.end("name")].strip(' "'), angled["address"].strip()


def _checked(address: str, organisation: str, name: str) -> Guest | None:
    try:
        check_address(address)
    except BadAddress:
        return None
    return Guest(address, organisation[:200], name[:200])
