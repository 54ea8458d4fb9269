"""Names with addresses as they stand in a table or a mail, matched to the people of the programme. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from forumapp.agenda.services.speakers import reachable
from forumapp.core.text.cleaning import clean_line, to_halfwidth
from forumapp.mail.addresses import BadAddress
from forumapp.personal.queries import Row

_ADDRESS = re.compile(r"[^\s,;:、，；：<>()（）「」\"']+@[^\s,;:、，；：<>()（）「」\"']+")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Match:
    """An address for somebody of the programme."""

    row: Row
    address: str

    @property
    def is_known(self) -> bool:
        """Say whether it stands there already."""
        return self.row.email.lower() == self.address.lower()


@dataclass(frozen=True)
class Doubt:
    """A line that gives no address; ``number`` counts from 1. ``why``: bad, unknown, several, twice."""

    number: int
    text: str
    why: str


@dataclass(frozen=True)
class Reading:
    """What a list holds."""

    matches: Sequence[Match]
    doubts: Sequence[Doubt]

    @property
    def fresh(self) -> Sequence[Match]:
        """Return those that say something new."""
        return [one for one in self.matches if not one.is_known]


def read(text: str, rows: Sequence[Row]) -> Reading:
    """Find in each line an address, and in the rest of it the name (and organisation) of one of ``rows``."""
    found: dict[int, Match] = {}
    doubts = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = clean_line(raw)
        if not line:
            continue
        match, why = _match(line, rows)
        if match is not None and match.row.person_id in found:
            match, why = None, "twice"
        if match is None:
            doubts.append(Doubt(number, line[:100], why))
        else:
            found[match.row.person_id] = match
    return Reading(list(found.values()), doubts)


def _match(line: str, rows: Sequence[Row]) -> tuple[Match | None, str]:
    plain = to_halfwidth(line)
    token = _ADDRESS.search(plain)
    try:
        address = reachable(token.group()) if token else ""
    except BadAddress:
        address = ""
    if token is None or not address:
        return None, "bad"
    rest = _solid(plain[: token.start()] + " " + plain[token.end() :])
    meant = [row for row in rows if _solid(row.name) in rest]
    if len(meant) > 1:
        meant = [row for row in meant if _is_of(row, rest)] or meant
    if len(meant) != 1:
        return None, "several" if meant else "unknown"
    return Match(meant[0], address), ""


def _is_of(row: Row, rest: str) -> bool:
    return any(part.row.organisation and _solid(part.row.organisation) in rest for part in row.parts)


def _solid(text: str) -> str:
    return _BLANKS.sub("", to_halfwidth(text))
