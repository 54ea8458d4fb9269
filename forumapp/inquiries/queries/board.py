"""The quota board (参加枠の状況): organisations × departments with seats, people and replies.

Seats and people are counted by the database, organisations that nobody has named yet come from the register; so the
1,788 local governments cost as many statements as one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.queries.board_rows import Cell, CellState, Column, Row, rows_of, sum_of
from forumapp.inquiries.queries.overview import Stand, stand_of
from forumapp.registration.models import (
    HOLDING,
    Allotment,
    Audience,
    AudienceKind,
    Quota,
    Registration,
    RegistrationState,
)
from forumapp.registration.queries.quotas import given_out

PER_PAGE = 50
UNASKED = "unasked"
"""What stands for organisations that were not asked."""


@dataclass(frozen=True)
class Wanted:
    """What the board shows; None and "" do not narrow it. ``stand`` may be "unasked"."""

    stand: str = ""
    cell: CellState | None = None
    prefecture: str = ""
    line: int | None = None
    text: str = ""


class Seats:
    """The seats of a forum by organisation: those that its quotas give, and those that are used."""

    def __init__(self, forum: Forum, quotas: Sequence[Quota], allotments: Sequence[Allotment]) -> None:
        self._own = {(one.quota_id, one.organisation_id): one.seats for one in allotments}
        self._held = _held(forum, quotas)
        self._of_line: dict[int, list[tuple[Quota, int, int, str]]] = defaultdict(list)
        for quota in quotas:
            self._of_line[quota.audience_id].append((quota, quota.id, quota.seats, _key(quota)))

    def fill(self, rows: Iterable[Row]) -> None:
        """Give rows their cells."""
        for row in rows:
            cells: dict[str, Cell] = {}
            row.cells = cells
            for quota, key, seats, taken in self._seats(row):
                cell = cells.setdefault(key, Cell())
                cell.quotas.append(quota)
                cell.seats += seats
                if taken is not None:
                    cell.add(taken)

    def totals(self, rows: Iterable[Row]) -> dict[str, Cell]:
        """Return the sums of rows by column."""
        found: dict[str, Cell] = defaultdict(Cell)
        for row in rows:
            for _quota, key, seats, taken in self._seats(row):
                total = found[key]
                total.seats += seats
                if taken is not None:
                    total.add(taken)
        return found

    def _seats(self, row: Row) -> Iterator[tuple[Quota, str, int, Cell | None]]:
        owner = _owner(row)
        for line in row.lines:
            for quota, ident, seats, key in self._of_line[line]:
                place = (ident, owner)
                yield quota, key, self._own.get(place, seats), self._held.get(place)


@dataclass(frozen=True)
class Board:
    """The rows that are wanted, and their totals; ``seats`` fills the rows that are to be shown."""

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    totals: Mapping[str, Cell]
    total: Cell
    prefectures: Sequence[str]
    lines: Sequence[Audience]
    seats: Seats


def board(forum: Forum, wanted: Wanted) -> Board:
    """Return the board; five statements however many organisations there are."""
    quotas, allotments = given_out(forum)
    seats, every = Seats(forum, quotas, allotments), rows_of(quotas)
    stands = _stands(forum)
    for row in every:
        row.inquiry_id, row.stand = stands.get(_owner(row), (None, None))
    rows = [row for row in every if _fits(row, wanted)]
    if wanted.cell is not None:
        seats.fill(rows)
        rows = [row for row in rows if any(cell.state is wanted.cell for cell in row.cells.values())]
    totals = seats.totals(rows)
    lines = {quota.audience_id: quota.audience for quota in quotas}
    prefectures = sorted({row.prefecture for row in every if row.prefecture})
    return Board(
        _columns(quotas), rows, totals, sum_of(totals.values()), prefectures, list(lines.values()), seats
    )


def _columns(quotas: Sequence[Quota]) -> tuple[Column, ...]:
    """Return the department categories in their order, then the quotas of none as they come."""
    found: dict[str, Column] = {}
    for quota in quotas:
        found.setdefault(_key(quota), Column(_key(quota), quota.label, quota.department))
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (one.department is None, one.department.position if one.department else 0),
        )
    )


def _owner(row: Row) -> int:
    return 0 if row.is_shared else row.ident or -1


def _held(forum: Forum, quotas: Sequence[Quota]) -> dict[tuple[int, int], Cell]:
    """Count seats, people and those who wait by quota and organisation; by 0 where anybody may come."""
    shared = {quota.id for quota in quotas if quota.audience.kind is AudienceKind.ANYBODY}
    columns = (
        Registration.quota_id,
        Registration.organisation_id,
        sa.func.coalesce(Registration.person_id, -Registration.id),
        sa.type_coerce(Registration.state, sa.String),
    )
    alive = sa.select(*columns).where(
        Registration.forum_id == forum.id,
        Registration.quota_id.is_not(None),
        Registration.state.in_((*HOLDING, RegistrationState.WAITING)),
    )
    found: dict[tuple[int, int], Cell] = defaultdict(Cell)
    for quota_id, owner, person, state in db.session.execute(alive).tuples():
        cell = found[(quota_id or 0, 0 if quota_id in shared else owner or 0)]
        if state == RegistrationState.WAITING.value:
            cell.waiting += 1
        else:
            cell.held += 1
            cell.people.add(person)
    return found


def _stands(forum: Forum) -> dict[int, tuple[int, Stand]]:
    """Return of each organisation that was asked its inquiry and where the reply stands."""
    columns = (
        Inquiry.organisation_id,
        Inquiry.id,
        _told(Inquiry.withdrawn_at),
        _told(Inquiry.submitted_at),
        _told(Inquiry.opened_at),
        _told(Inquiry.asked_at),
        Inquiry.submitted_version,
        Inquiry.version,
        Inquiry.is_nobody,
    )
    rows = db.session.execute(sa.select(*columns).where(Inquiry.forum_id == forum.id))
    return {row.organisation_id: (row.id, stand_of(cast("Inquiry", row))) for row in rows}


def _told(column: Any) -> Any:
    """Read a moment as the database writes it: only whether there is one counts."""
    return sa.type_coerce(column, sa.String).label(column.key)


def _fits(row: Row, wanted: Wanted) -> bool:
    stand = row.stand.value if row.stand else UNASKED
    return (
        wanted.stand in {"", stand}
        and wanted.prefecture in {"", row.prefecture}
        and (wanted.line is None or wanted.line in row.lines)
        and all(word in f"{row.code} {row.name}" for word in wanted.text.split())
    )


def _key(quota: Quota) -> str:
    return f"d{quota.department_id}" if quota.department_id is not None else f"l{quota.label}"


def row_of(forum: Forum, quota: Quota, ref: str) -> Row | None:
    """Return an organisation of a quota's line with what it has in this quota alone; None for any other."""
    quotas, allotments = given_out(forum)
    mine = [one for one in quotas if one.id == quota.id]
    row = next((row for row in rows_of(mine) if row.ref == ref and not row.is_shared), None)
    if row is not None:
        Seats(forum, mine, allotments).fill([row])
    return row


def organisation_row(forum: Forum, ref: str) -> Row | None:
    """Return an organisation that a line means; None for any other."""
    rows = rows_of(given_out(forum)[0])
    return next((row for row in rows if row.ref == ref and not row.is_shared), None)
