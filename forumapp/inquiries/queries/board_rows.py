"""Rows and cells of the quota board; organisations that nobody has named yet come from the register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.directory import register
from forumapp.directory.models import Department, Organisation
from forumapp.inquiries.queries.overview import Stand
from forumapp.registration.models import Audience, AudienceKind, Quota


class CellState(StrEnum):
    """What is to be seen in a cell beyond its numbers."""

    OVER = "over"
    WAITING = "waiting"
    FULL = "full"
    FREE = "free"
    NONE = "none"


UNFILLED: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Column:
    """Quotas of one department category; of none, those with the same name."""

    key: str
    label: str
    department: Department | None = None


@dataclass(slots=True)
class Cell:
    """Seats of one organisation, or of a total, in a column; ``people`` are counted once each."""

    quotas: list[Quota] = field(default_factory=list)
    held: int = 0
    seats: int = 0
    waiting: int = 0
    people: set[int] = field(default_factory=set)

    @property
    def state(self) -> CellState:
        """Return what is most in need of being seen."""
        if self.held > self.seats:
            return CellState.OVER
        if self.waiting:
            return CellState.WAITING
        if not self.seats:
            return CellState.NONE
        return CellState.FULL if self.held == self.seats else CellState.FREE

    def add(self, other: "Cell") -> None:
        """Count another cell in."""
        self.held += other.held
        self.seats += other.seats
        self.waiting += other.waiting
        self.people |= other.people


@dataclass(slots=True)
class Row:
    """One organisation; ``ref`` names it in addresses, ``ident`` is None while nobody has named it.

    ``cells`` are there once the row was filled (:meth:`Seats.fill`): of the page that is shown, not of 1,788 rows.
    """

    ref: str
    name: str
    code: str = ""
    prefecture: str = ""
    ident: int | None = None
    lines: tuple[int, ...] = ()
    cells: Mapping[str, Cell] = field(default_factory=lambda: UNFILLED)
    inquiry_id: int | None = None
    stand: Stand | None = None
    is_shared: bool = False

    @property
    def total(self) -> Cell:
        """Return the seats and people of all columns together."""
        return sum_of(self.cells.values())


def sum_of(cells: Iterable[Cell]) -> Cell:
    """Return the sum of cells; people of several are counted once."""
    total = Cell()
    for cell in cells:
        total.add(cell)
    return total


def rows_of(quotas: Iterable[Quota]) -> list[Row]:
    """Return the organisations of every line in code order, those without a code after them, shared seats last."""
    known = _organisations(quotas)
    found: dict[str, Row] = {}
    for line in {quota.audience_id: quota.audience for quota in quotas}.values():
        for ref, name, code, prefecture, is_shared in _meant(line, known):
            row = found.get(ref)
            if row is None:
                ident = known[ref][0] if ref in known else None
                row = found[ref] = Row(ref, name, code, prefecture, ident, is_shared=is_shared)
            row.lines = (*row.lines, line.id)
    return sorted(found.values(), key=lambda row: (row.is_shared, not row.code, row.code, row.name))


def _meant(line: Audience, known: Mapping[str, Any]) -> Iterable[tuple[str, str, str, str, bool]]:
    if line.kind is AudienceKind.MUNICIPALITIES:
        for one in register.municipalities_of(line.prefecture or ""):
            yield one.code, one.name, one.code, one.prefecture_code, False
    elif line.kind is AudienceKind.ORGANISATION:
        ref = next((ref for ref, row in known.items() if row[0] == line.organisation_id), "")
        _ident, name, code, prefecture = known[ref]
        yield ref, name, code or "", prefecture or "", False
    else:
        yield f"line-{line.id}", line.label, "", "", True


def _organisations(quotas: Iterable[Quota]) -> dict[str, tuple[int, str, str | None, str | None]]:
    """Return the organisations in use that the lines may mean, by what names them in addresses."""
    lines = {quota.audience_id: quota.audience for quota in quotas}.values()
    named = [line.organisation_id for line in lines if line.organisation_id is not None]
    prefectures = [line.prefecture for line in lines if line.kind is AudienceKind.MUNICIPALITIES]
    columns = (Organisation.id, Organisation.name, Organisation.code, Organisation.prefecture)
    wanted = sa.or_(Organisation.id.in_(named), Organisation.prefecture.in_(prefectures))
    rows = db.session.execute(sa.select(*columns).where(wanted)).tuples()
    return {code or f"o{ident}": (ident, name, code, prefecture) for ident, name, code, prefecture in rows}
