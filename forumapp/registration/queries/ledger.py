"""Who holds which seats, what is promised to organisations, and whether one more may be given.

A seat may be given if its mode has one, its quota has one for this organisation, and, outside the quotas, if what is
left afterwards still suffices for every seat that a quota has promised: for each mode alone, and for both together
(a quota without a mode may use either). That is Hall's condition for two modes.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.forums.checks import capacity_of
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import takes
from forumapp.registration.models import (
    HOLDING,
    Allotment,
    AudienceKind,
    Entry,
    Quota,
    Registration,
    RegistrationState,
    SeatRules,
)
from forumapp.registration.queries.quotas import given_out, organisations_of

MODES = (Mode.ON_SITE, Mode.WEB)
UNBOUNDED = 10**9


class Lack(StrEnum):
    """Why there is no seat."""

    ROOM = "room"
    QUOTA = "quota"
    OTHER_MODE = "other_mode"
    OPEN = "open"
    PROMISED = "promised"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Seat:
    """What somebody wants or holds; of a quota the seat is ``organisation_id``'s."""

    mode: Mode
    quota_id: int | None = None
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody on the waiting list, in its order."""

    registration_id: int
    seat: Seat


class Ledger:
    """The seats of one forum. Read under its lock, and kept right by :meth:`take` and :meth:`free` until the end."""

    def __init__(
        self,
        forum: Forum,
        rules: SeatRules,
        held: Counter[Seat],
        quotas: Sequence[Quota] = (),
        allotments: Collection[Allotment] = (),
        waiting: Sequence[Waiting] = (),
    ) -> None:
        """Begin with what was counted."""
        self.forum, self.rules, self.waiting = forum, rules, list(waiting)
        self.quotas = {quota.id: quota for quota in quotas}
        self._modes = tuple(mode for mode in MODES if takes(forum, mode))
        self._bound: dict[tuple[Mode, ...], frozenset[int]] = {}
        self.counted: Counter[Mode] = Counter()
        self._open: Counter[Mode] = Counter()
        self._held: Counter[tuple[int, int | None]] = Counter()
        self._kept: Counter[int] = Counter()
        self._allotted: dict[tuple[int, int], int] = {}
        self._owners: Counter[int] = Counter()
        self._theirs: Counter[int] = Counter()
        for one in allotments:
            self.allot(one.quota_id, one.organisation_id, one.seats)
        for seat, number in held.items():
            self._count(seat, number)

    def limit(self, mode: Mode) -> int | None:
        """Return the seats of ``mode``; None without limit."""
        return self.forum.seats_web if mode is Mode.WEB else self.forum.seats_on_site

    def ceiling(self, mode: Mode) -> int | None:
        """Return the seats of ``mode``, or how many the room holds where no number was set; None if nobody knows."""
        limit = self.limit(mode)
        return capacity_of(self.forum) if limit is None and mode is Mode.ON_SITE else limit

    def open_limit(self, mode: Mode) -> int | None:
        """Return how many may come by ``mode`` outside the quotas; None: what the quotas leave."""
        return self.rules.open_web if mode is Mode.WEB else self.rules.open_on_site

    def cap(self, quota_id: int, organisation_id: int | None) -> int:
        """Return the seats of one organisation in a quota, whoever may be meant by it (see :func:`is_meant`)."""
        quota = self.quotas[quota_id]
        return self._allotted.get((quota_id, organisation_id or 0), quota.seats)

    def held(self, quota_id: int, organisation_id: int | None) -> int:
        """Return how many seats of a quota an organisation holds."""
        return self._held[self._key(quota_id, organisation_id)]

    def lacks(self, seat: Seat) -> Lack | None:
        """Return why ``seat`` cannot be given now; None if it can."""
        quota = self.quotas.get(seat.quota_id) if seat.quota_id is not None else None
        if quota is not None:
            if quota.mode not in {None, Mode.BOTH, seat.mode}:
                return Lack.OTHER_MODE
            if self.held(quota.id, seat.organisation_id) >= self.cap(quota.id, seat.organisation_id):
                return Lack.QUOTA
        elif seat.quota_id is not None:
            return Lack.QUOTA
        if self._free((seat.mode,)) < 1:
            return Lack.ROOM
        limit = self.open_limit(seat.mode)
        if quota is None and self.reserves and limit is not None and self._open[seat.mode] >= limit:
            return Lack.OPEN
        return Lack.PROMISED if self.reserves and self._breaks_promise(seat.mode, quota) else None

    def queue(self, seat: Seat) -> int:
        """Return how many wait for such a seat."""
        wanted = self._pool(seat)
        return sum(self._pool(one.seat) == wanted for one in self.waiting)

    def left(self, mode: Mode) -> int | None:
        """Return the seats of ``mode`` outside the quotas that are free; None without limit."""
        bounds = [free for free in (self._free((mode,)),) if free < UNBOUNDED]
        if self.reserves:
            bounds += [self._free(modes) - self._promised(modes) for modes in self._sets(mode)]
            limit = self.open_limit(mode)
            bounds += [] if limit is None else [limit - self._open[mode]]
        bounds = [bound for bound in bounds if bound < UNBOUNDED // 2]
        return max(0, min(bounds)) if bounds else None

    @property
    def reserves(self) -> bool:
        """Say whether the seats of quotas are kept for their organisations."""
        return self.rules.entry is not Entry.INDIVIDUALS

    def allot(self, quota_id: int, organisation_id: int, seats: int) -> None:
        """Note that an organisation has so many seats in a quota now."""
        before = self._allotted.get((quota_id, organisation_id))
        if quota_id in self.quotas:
            held = self.held(quota_id, organisation_id)
            former = self.cap(quota_id, organisation_id)
            self._kept[quota_id] += min(held, seats) - min(held, former)
        self._allotted[(quota_id, organisation_id)] = seats
        self._owners[quota_id] += before is None
        self._theirs[quota_id] += seats - (before or 0)

    def take(self, seat: Seat) -> None:
        """Note that somebody has ``seat`` now."""
        self._count(seat, 1)

    def leave_queue(self, registration_id: int) -> None:
        """Note that somebody waits no longer."""
        self.waiting = [one for one in self.waiting if one.registration_id != registration_id]

    def free(self, seat: Seat) -> None:
        """Note that somebody gave ``seat`` up."""
        self._count(seat, -1)

    def unused(self) -> int:
        """Return how many seats of quotas no organisation has used."""
        owned = (one for one in self.quotas.values() if one.audience.kind is not AudienceKind.ANYBODY)
        return sum(self._total(quota) - self._kept[quota.id] for quota in owned)

    def shortage(self) -> dict[tuple[Mode, ...], int]:
        """Return how many seats quotas and open seats promise beyond those that there are, per set of modes."""
        found = {}
        for modes in dict.fromkeys((*((mode,) for mode in self._modes), self._modes)):
            total = sum(self._total(self.quotas[ident]) for ident in self._within(modes))
            total += sum(self.open_limit(mode) or 0 for mode in modes if self.reserves)
            limits = [self.ceiling(mode) for mode in modes]
            if all(limit is not None for limit in limits) and total > sum(limit or 0 for limit in limits):
                found[modes] = total - sum(limit or 0 for limit in limits)
        return found

    def _breaks_promise(self, mode: Mode, quota: Quota | None) -> bool:
        for modes in self._sets(mode):
            is_its_own = quota is not None and quota.id in self._within(modes)
            if not is_its_own and self._free(modes) - 1 < self._promised(modes):
                return True
        return False

    def _sets(self, mode: Mode) -> tuple[tuple[Mode, ...], ...]:
        return ((mode,), self._modes) if len(self._modes) > 1 else ((mode,),)

    def _within(self, modes: tuple[Mode, ...]) -> frozenset[int]:
        """Return the quotas whose seats can only be of these modes."""
        if modes not in self._bound:
            own = {
                ident: {one.mode} if one.mode in MODES else set(self._modes)
                for ident, one in self.quotas.items()
            }
            self._bound[modes] = frozenset(ident for ident, bound in own.items() if bound <= set(modes))
        return self._bound[modes]

    def _free(self, modes: tuple[Mode, ...]) -> int:
        limits = [(self.limit(mode), self.counted[mode]) for mode in modes]
        return sum(UNBOUNDED if limit is None else max(0, limit - counted) for limit, counted in limits)

    def _promised(self, modes: tuple[Mode, ...]) -> int:
        return sum(self._total(self.quotas[ident]) - self._kept[ident] for ident in self._within(modes))

    def _total(self, quota: Quota) -> int:
        others = max(0, organisations_of(quota.audience) - self._owners[quota.id])
        return quota.seats * others + self._theirs[quota.id]

    def _key(self, quota_id: int, organisation_id: int | None) -> tuple[int, int | None]:
        quota = self.quotas.get(quota_id)
        shared = quota is not None and quota.audience.kind is AudienceKind.ANYBODY
        return quota_id, None if shared else organisation_id

    def _pool(self, seat: Seat) -> tuple[Mode, tuple[int, int | None] | None]:
        return seat.mode, None if seat.quota_id is None else self._key(seat.quota_id, seat.organisation_id)

    def _count(self, seat: Seat, number: int) -> None:
        self.counted[seat.mode] += number
        if seat.quota_id is None:
            self._open[seat.mode] += number
            return
        key = self._key(seat.quota_id, seat.organisation_id)
        if seat.quota_id in self.quotas:
            cap, held = self.cap(*key), self._held[key]
            self._kept[seat.quota_id] += min(held + number, cap) - min(held, cap)
        self._held[key] += number


_SEAT = (Registration.mode, Registration.quota_id, Registration.organisation_id)


def seat_of(registration: Registration) -> Seat:
    """Return the seat that somebody holds or wants."""
    return Seat(registration.mode, registration.quota_id, registration.organisation_id)


def rules_of(forum: Forum) -> SeatRules:
    """Return the rules of ``forum``; the defaults, in no session, where none were set."""
    return db.session.get(SeatRules, forum.id) or SeatRules(
        forum_id=forum.id,
        entry=Entry.INDIVIDUALS,
        has_waiting=False,
        moves_up=True,
        needs_approval=False,
        join_minutes=60,
    )


def read(forum: Forum) -> Ledger:
    """Count the seats of ``forum``: two statements, three more where quotas hold and one where a list waits."""
    rules = rules_of(forum)
    if rules.entry is Entry.INDIVIDUALS:
        return Ledger(forum, rules, _held(forum, Registration.mode), waiting=_waiting(forum, rules))
    return Ledger(forum, rules, _held(forum, *_SEAT), *given_out(forum), _waiting(forum, rules))


def planned(forum: Forum) -> Ledger:
    """Return what is promised to whom, without counting who holds a seat: for :meth:`Ledger.shortage` alone."""
    return Ledger(forum, rules_of(forum), Counter(), *given_out(forum))


def _held(forum: Forum, *of: Any) -> Counter[Seat]:
    held = (
        sa.select(*of, sa.func.count())
        .where(Registration.forum_id == forum.id, Registration.state.in_(HOLDING))
        .group_by(*of)
    )
    return Counter({Seat(*seat): number for *seat, number in db.session.execute(held)})


def _waiting(forum: Forum, rules: SeatRules) -> list[Waiting]:
    if not rules.has_waiting:
        return []
    listed = sa.select(Registration.id, *_SEAT).where(
        Registration.forum_id == forum.id, Registration.state == RegistrationState.WAITING
    )
    rows = db.session.execute(listed.order_by(Registration.waiting_since, Registration.id)).tuples()
    return [Waiting(ident, Seat(mode, quota, owner)) for ident, mode, quota, owner in rows]
