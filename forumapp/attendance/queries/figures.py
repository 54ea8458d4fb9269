"""Numbers of the final list: how many came of those registered, by mode, organisation, track and item; and the forecast."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa

from forumapp.attendance.hours import Span
from forumapp.attendance.models import AttendanceCorrection, CheckIn, PresenceLog
from forumapp.attendance.queries.final import Final, Row
from forumapp.attendance.queries.web import came
from forumapp.core.db import db
from forumapp.directory.models import OrganisationKind
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import Registration, RegistrationState

K = TypeVar("K", bound=Hashable)
USUAL = 81
"""Per cent of those registered who came to public seminars of municipalities on the Web (211 to 171, 190 to 153)."""
EARLIER = 3
"""So many of the series' last forums tell how many come."""
FEWEST = 10
"""People registered, below which an earlier forum tells nothing about a mode."""


@dataclass(frozen=True)
class Rate:
    """Registered and came. Walk-ins and proxies count among both: they have a registration."""

    registered: int = 0
    came: int = 0

    @property
    def per_cent(self) -> int | None:
        """Return whole per cent, half a one counted."""
        return (self.came * 200 + self.registered) // (2 * self.registered) if self.registered else None


@dataclass(frozen=True)
class Figures:
    """The numbers of one forum. ``absent``: organisations with people registered of whom nobody came."""

    whole: Rate
    modes: Mapping[Mode, Rate]
    kinds: Mapping[OrganisationKind | None, Rate]
    tracks: Mapping[int | None, Rate]
    organisations: Sequence["OrganisationRate"]
    items: Sequence[tuple[Span, int]]
    unknown_items: int = 0

    @property
    def absent(self) -> list["OrganisationRate"]:
        """Return the organisations of which nobody came."""
        return [one for one in self.organisations if one.rate.came == 0]


@dataclass(frozen=True)
class OrganisationRate:
    """One organisation's numbers, and how its people came."""

    code: str
    name: str
    rate: Rate
    modes: Mapping[Mode, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Forecast:
    """How many will come. ``forums`` are those of the series that told; none: the usual rate."""

    expected: int
    registered: int
    rates: Mapping[Mode, int]
    forums: tuple[Forum, ...] = ()


def figures(listed: Final) -> Figures:
    """Count the list."""
    rows = listed.rows
    present = [row for row in rows if row.came]
    at = Counter(ident for row in present for ident in row.items or ())
    return Figures(
        whole=_rate(rows),
        modes=_by(rows, lambda row: row.registered_mode, tuple(Mode)),
        kinds=_by(rows, lambda row: row.kind, (*OrganisationKind, None)),
        tracks=_by(rows, lambda row: row.track_id),
        organisations=_organisations(rows),
        items=[(span, at[span.id]) for span in listed.spans],
        unknown_items=sum(row.items is None for row in present),
    )


def has_evidence(forum: Forum) -> bool:
    """Say whether anybody was checked in, any list was read, or anything was said by hand."""
    kinds = (
        sa.select(CheckIn.id).where(CheckIn.forum_id == forum.id, CheckIn.undone_at.is_(None)),
        sa.select(PresenceLog.id).where(PresenceLog.forum_id == forum.id, PresenceLog.withdrawn_at.is_(None)),
        sa.select(AttendanceCorrection.id).where(
            AttendanceCorrection.forum_id == forum.id, AttendanceCorrection.came.is_not(None)
        ),
    )
    return bool(db.session.scalar(sa.select(sa.or_(*(kind.exists() for kind in kinds)))))


def rates(forum: Forum) -> dict[Mode, Rate]:
    """Return the numbers by mode in one statement, without the list."""
    present = sa.case((came(forum), 1), else_=0)
    grouped = (
        sa.select(Registration.mode, sa.func.count(), sa.func.sum(present))
        .where(
            Registration.forum_id == forum.id,
            sa.or_(Registration.state == RegistrationState.CONFIRMED, came(forum)),
        )
        .group_by(Registration.mode)
    )
    return {mode: Rate(count, int(there or 0)) for mode, count, there in db.session.execute(grouped)}


def forecast(forum: Forum) -> Forecast:
    """Say how many will come: by mode as at the last forums of the series, else as is usual."""
    registered = _confirmed(forum)
    told: dict[Mode, list[Rate]] = defaultdict(list)
    forums: list[Forum] = []
    for earlier in _earlier(forum):
        found = {
            mode: rate for mode, rate in rates(earlier).items() if rate.registered >= FEWEST and rate.came
        }
        if found:
            forums.append(earlier)
        for mode, rate in found.items():
            told[mode].append(rate)
    per_cent = {mode: _together(told[mode]) if told[mode] else USUAL for mode in (Mode.ON_SITE, Mode.WEB)}
    expected = sum(registered[mode] * per_cent[mode] for mode in per_cent)
    return Forecast((expected + 50) // 100, sum(registered.values()), per_cent, tuple(forums))


def _earlier(forum: Forum) -> Sequence[Forum]:
    if forum.series_id is None or forum.day is None:
        return []
    mine = sa.select(Forum).where(
        Forum.series_id == forum.series_id,
        Forum.id != forum.id,
        Forum.day < forum.day,
        Forum.cancelled_at.is_(None),
    )
    return db.session.scalars(mine.order_by(Forum.day.desc(), Forum.id.desc()).limit(EARLIER)).all()


def _confirmed(forum: Forum) -> Counter[Mode]:
    grouped = (
        sa.select(Registration.mode, sa.func.count())
        .where(Registration.forum_id == forum.id, Registration.state == RegistrationState.CONFIRMED)
        .group_by(Registration.mode)
    )
    return Counter(dict(db.session.execute(grouped).tuples().all()))


def _together(found: Iterable[Rate]) -> int:
    rows = list(found)
    whole = Rate(sum(one.registered for one in rows), sum(one.came for one in rows))
    return min(100, whole.per_cent or 0)


def _rate(rows: Iterable[Row]) -> Rate:
    listed = list(rows)
    return Rate(len(listed), sum(row.came for row in listed))


def _by(rows: Iterable[Row], key: Callable[[Row], K], order: Sequence[K] = ()) -> dict[K, Rate]:
    """Return the rates by key: in this order, whoever stands first on the list, and then as they come."""
    grouped: dict[K, list[Row]] = {value: [] for value in order}
    for row in rows:
        grouped.setdefault(key(row), []).append(row)
    return {value: _rate(listed) for value, listed in grouped.items() if listed}


def _organisations(rows: Iterable[Row]) -> list[OrganisationRate]:
    grouped: dict[tuple[int | None, str], list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.organisation_id, row.organisation].append(row)
    return [
        OrganisationRate(
            listed[0].code,
            listed[0].organisation,
            _rate(listed),
            Counter(row.mode for row in listed if row.came),
        )
        for listed in grouped.values()
    ]
