"""The filter of the final list as it stands in an address: read tolerantly, applied to rows that were read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forumapp.attendance import naming
from forumapp.attendance.queries.final import Row
from forumapp.core.text import cp932
from forumapp.core.text.cleaning import clean_line
from forumapp.forums.models import Mode

PER_PAGE = 100
SHOWN = ("", "came", "absent", "corrected")


@dataclass(frozen=True)
class Wanted:
    """What is shown; "" and None do not narrow. ``item``: only those who were at this item."""

    shown: str = ""
    mode: Mode | None = None
    track: int | None = None
    item: int | None = None
    organisation: str = ""
    text: str = ""

    def fits(self, row: Row) -> bool:
        """Say whether a row is shown."""
        return (
            self._is_shown(row)
            and self.mode in {None, row.mode}
            and self.track in {None, row.track_id}
            and (self.item is None or self.item in (row.items or ()))
            and (
                not self.organisation
                or _holds(row.organisation, self.organisation)
                or row.code == self.organisation
            )
            and all(_holds(f"{row.name}{row.kana}{row.unit}{row.title}", word) for word in self.text.split())
        )

    def _is_shown(self, row: Row) -> bool:
        wanted = {"came": row.came, "absent": not row.came, "corrected": row.correction is not None}
        return wanted.get(self.shown, True)


@dataclass(frozen=True)
class Listed:
    """One page of the filtered rows; ``number`` counts from 1. ``lost``: names that a file in CP932 would change."""

    rows: Sequence[Row]
    total: int
    number: int
    pages: int
    wanted: Wanted = field(default_factory=Wanted)
    lost: tuple[str, ...] = ()


def read(arguments: Mapping[str, str]) -> Wanted:
    """Read a filter; what nobody could have chosen says nothing."""
    shown = arguments.get("shown", "")
    return Wanted(
        shown=shown if shown in SHOWN else "",
        mode=next((one for one in (Mode.ON_SITE, Mode.WEB) if one.value == arguments.get("mode")), None),
        track=_number(arguments.get("track", "")),
        item=_number(arguments.get("item", "")),
        organisation=clean_line(arguments.get("organisation", ""))[:200],
        text=clean_line(arguments.get("text", ""))[:200],
    )


def write(wanted: Wanted) -> dict[str, str]:
    """Return the arguments that give ``wanted`` when read."""
    found = {
        "shown": wanted.shown,
        "mode": wanted.mode.value if wanted.mode else "",
        "track": str(wanted.track or ""),
        "item": str(wanted.item or ""),
        "organisation": wanted.organisation,
        "text": wanted.text,
    }
    return {name: value for name, value in found.items() if value}


def page(rows: Sequence[Row], wanted: Wanted, arguments: Mapping[str, str]) -> Listed:
    """Return the wanted page of the filtered rows; with ``all`` everything on one, for printing."""
    fitting = [row for row in rows if wanted.fits(row)]
    size = max(1, len(fitting)) if arguments.get("all") else PER_PAGE
    pages = max(1, -(-len(fitting) // size))
    number = min(max(1, _number(arguments.get("page", "")) or 1), pages)
    lost = tuple(row.name for row in fitting if cp932.changes(row.name))
    return Listed(fitting[(number - 1) * size : number * size], len(fitting), number, pages, wanted, lost)


def _holds(text: str, part: str) -> bool:
    return naming.usual(part) in naming.usual(text) or naming.reading(part) in naming.reading(text)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 10 else None
