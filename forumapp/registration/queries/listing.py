"""The organisers' table of registrations: filtered, ordered, in pages, at the same cost for a hundred and for 200,000.

A page is found by ids alone, which the indexes of ``registration`` hold in both usual orders; its rows are read after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.agenda.models import Track
from forumapp.core.batches import batches
from forumapp.core.db import db
from forumapp.core.text.names import to_katakana
from forumapp.directory.models import Rank
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import HOLDING, Registration, RegistrationState
from forumapp.registration.queries.registrations import WHOLE
from forumapp.registration.queries.rsvps import Reply, stands_at

PER_PAGE = 50
MOST_AT_ONCE = 5000
ORDERS = ("code", "kana", "rank", "mode", "track", "state", "received")
"""By which columns the table can stand; ``received`` has the newest first."""
INDEXED = {
    "code": (Registration.sort_code, Registration.sort_kana, Registration.id),
    "kana": (Registration.sort_kana, Registration.id),
}
"""Orders that the index of a forum and a state holds."""


@dataclass(frozen=True)
class Filter:
    """What the organisers' table shows; None and "" do not narrow it. ``backwards``: the order from its end."""

    state: RegistrationState | None = RegistrationState.CONFIRMED
    mode: Mode | None = None
    track_id: int | None = None
    quota_id: int | None = None
    department_id: int | None = None
    answer: Reply | None = None
    organisation: str = ""
    text: str = ""
    order: str = "code"
    backwards: bool = False


@dataclass(frozen=True)
class Page:
    """One page of a filtered table; ``number`` counts from 1."""

    rows: Sequence[Registration]
    total: int
    number: int
    pages: int
    filter: Filter = field(default_factory=Filter)


@dataclass(frozen=True)
class Tally:
    """How many registrations there are per state and mode; read from an index alone."""

    numbers: Mapping[tuple[RegistrationState, Mode], int]

    def of(self, state: RegistrationState | None = None, mode: Mode | None = None) -> int:
        """Return how many are in a state and come by a mode; None: any."""
        return sum(
            number
            for (its_state, its_mode), number in self.numbers.items()
            if state in {None, its_state} and mode in {None, its_mode}
        )

    def holding(self, mode: Mode) -> int:
        """Return how many hold a seat of ``mode``."""
        return sum(self.of(state, mode) for state in HOLDING)


def tally(forum: Forum) -> Tally:
    """Count the registrations of a forum."""
    columns = (Registration.state, Registration.mode)
    grouped = sa.select(*columns, sa.func.count()).where(Registration.forum_id == forum.id).group_by(*columns)
    found = db.session.execute(grouped).tuples()
    return Tally({(state, mode): number for state, mode, number in found})


def counts(forum: Forum) -> dict[RegistrationState, int]:
    """Return how many registrations there are per state."""
    counted = tally(forum)
    return {state: counted.of(state) for state in RegistrationState}


def page(forum: Forum, wanted: Filter, number: int, counted: Tally | None = None) -> Page:
    """Return one page of the table; the same number of statements for one row and for 200,000."""
    total = _total(forum, wanted, counted or tally(forum))
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(1, number), pages)
    idents = db.session.scalars(_idents(forum, wanted, PER_PAGE, (number - 1) * PER_PAGE)).all()
    return Page(_rows(idents, joinedload(Registration.track)), total, number, pages, wanted)


def idents(forum: Forum, wanted: Filter) -> Sequence[int]:
    """Return the ids of all that match, in their order."""
    return db.session.scalars(_ordered(_narrowed(forum, wanted, Registration.id), wanted)).all()


def matching(forum: Forum, wanted: Filter) -> sa.Select[Any]:
    """Return the statement of the ids of all that match, to be part of another one."""
    return _narrowed(forum, wanted, Registration.id)


def among(forum: Forum, wanted: Sequence[int]) -> sa.Select[Any]:
    """Return the statement of those of ``wanted`` that are this forum's."""
    return sa.select(Registration.id).where(Registration.forum_id == forum.id, Registration.id.in_(wanted))


def own(forum: Forum, wanted: Sequence[int]) -> list[int]:
    """Return those of ``wanted`` that are registrations of this forum, in the same order."""
    known = {
        ident for some in batches(wanted, MOST_AT_ONCE) for ident in db.session.scalars(among(forum, some))
    }
    return [ident for ident in wanted if ident in known]


def everything(forum: Forum, wanted: Filter) -> Sequence[Registration]:
    """Return every row of the table, as exports print it."""
    return chosen(forum, idents(forum, wanted))


def chosen(forum: Forum, wanted: Sequence[int]) -> Sequence[Registration]:
    """Return the registrations of this forum among ``wanted``, in that order."""
    found: list[Registration] = []
    for some in batches(wanted, MOST_AT_ONCE):
        found += [one for one in _rows(some, *WHOLE) if one.forum_id == forum.id]
    return found


def _rows(wanted: Sequence[int], *options: Any) -> list[Registration]:
    read = sa.select(Registration).where(Registration.id.in_(wanted)).options(*options)
    rows = {one.id: one for one in db.session.scalars(read).unique()}
    return [rows[ident] for ident in wanted if ident in rows]


def _total(forum: Forum, wanted: Filter, counted: Tally) -> int:
    narrows = Filter(state=wanted.state, mode=wanted.mode, order=wanted.order, backwards=wanted.backwards)
    if wanted == narrows:
        return counted.of(wanted.state, wanted.mode)
    narrowed = _narrowed(forum, wanted, Registration.id)
    return db.session.scalar(sa.select(sa.func.count()).select_from(narrowed.subquery())) or 0


def _idents(forum: Forum, wanted: Filter, limit: int, offset: int) -> Any:
    if wanted.state is None and wanted.order in INDEXED:
        return _merged(forum, wanted, limit, offset)
    narrowed = _narrowed(forum, wanted, Registration.id)
    return _ordered(narrowed, wanted).limit(limit).offset(offset)


def _merged(forum: Forum, wanted: Filter, limit: int, offset: int) -> Any:
    """In every state: of each state the first ones as its index holds them, and of these the page."""
    columns = INDEXED[wanted.order]
    parts = []
    for state in RegistrationState:
        of_state = _narrowed(forum, wanted, *columns).where(Registration.state == state)
        first = _ordered(of_state, wanted).limit(limit + offset).subquery()
        parts.append(sa.select(*first.c))
    whole = sa.union_all(*parts).subquery()
    ends = [sa.desc(column) if wanted.backwards else column for column in whole.c]
    return sa.select(whole.c.id).order_by(*ends).limit(limit).offset(offset)


def _narrowed(forum: Forum, wanted: Filter, *columns: Any) -> sa.Select[Any]:
    rows = sa.select(*columns).where(Registration.forum_id == forum.id)
    for column, value in (
        (Registration.state, wanted.state),
        (Registration.mode, wanted.mode),
        (Registration.track_id, wanted.track_id),
        (Registration.quota_id, wanted.quota_id),
        (Registration.department_id, wanted.department_id),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if wanted.answer:
        rows = rows.where(stands_at(forum, wanted.answer))
    if wanted.organisation:
        rows = rows.where(_holds(Registration.organisation_name, wanted.organisation))
    for word in wanted.text.split():
        rows = rows.where(_matches(word))
    return rows


def _holds(column: Any, text: str) -> sa.ColumnElement[bool]:
    held: sa.ColumnElement[bool] = column.icontains(text, autoescape=True)
    return held


def _matches(word: str) -> sa.ColumnElement[bool]:
    kana = to_katakana(word)
    return sa.or_(
        _holds(Registration.family_name + Registration.given_name, word),
        _holds(Registration.family_kana + Registration.given_kana, kana),
        *(
            _holds(column, word)
            for column in (
                Registration.organisation_name,
                Registration.unit,
                Registration.title,
                Registration.email,
            )
        ),
        _holds(Registration.receipt, word.replace("-", "")),
    )


def _ordered(rows: sa.Select[Any], wanted: Filter) -> sa.Select[Any]:
    columns: tuple[Any, ...] = INDEXED.get(wanted.order, ())
    if wanted.order == "received":
        columns = (Registration.id.desc(),)
    elif wanted.order == "rank":
        rows = rows.outerjoin(Rank, Rank.id == Registration.rank_id)
        columns = (Rank.position.is_(None), Rank.position, Registration.sort_kana, Registration.id)
    elif wanted.order == "track":
        rows = rows.outerjoin(Track, Track.id == Registration.track_id)
        columns = (Track.position.is_(None), Track.position, Track.id, *INDEXED["code"])
    elif wanted.order in {"mode", "state"}:
        columns = (getattr(Registration, wanted.order), *INDEXED["code"])
    return rows.order_by(*(_reverse(column) if wanted.backwards else column for column in columns))


def _reverse(column: Any) -> Any:
    if isinstance(column, sa.UnaryExpression) and column.modifier is sa.sql.operators.desc_op:
        return column.element.asc()
    return column.desc()
