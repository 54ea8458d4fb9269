"""Checking in (受付): many at once as a device sends them, each of them once, in whatever order they arrive.

A second check-in of the same person is kept beside the first. Which of them counts follows from their times alone, so
that two devices that were without network give the same result in both orders of sending.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from forumapp.attendance import policy
from forumapp.attendance.errors import NotToday
from forumapp.attendance.models import CheckIn, CheckInKind
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum
from forumapp.registration.models import ALIVE, Registration, RegistrationState


class Verdict(StrEnum):
    """What became of an arrival: counted; after another one; no seat yet; cancelled or replaced; nobody of this forum."""

    DONE = "done"
    ALREADY = "already"
    NO_SEAT = "no_seat"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Arrival:
    """Somebody came to a desk. ``client_id`` is made by the device; with ``proxy_name`` another person came instead."""

    client_id: str
    registration_id: int
    at: datetime | None = None
    desk: str = ""
    proxy_name: str = ""
    proxy_note: str = ""


@dataclass(frozen=True)
class Outcome:
    """The answer to the desk; ``first`` is the check-in that counts, which may be another desk's."""

    client_id: str
    verdict: Verdict
    registration: Registration | None = None
    check_in: CheckIn | None = None
    first: CheckIn | None = None


def check_day(forum: Forum) -> None:
    """Raise NotToday before the forum's day, and for a forum that is called off."""
    if policy.may_check_in(forum, clock.now()):
        return
    if forum.cancelled_at is not None:
        raise NotToday(_("このフォーラムは中止されています。"))
    if forum.day is None:
        raise NotToday(_("開催日が決まるまで、受付はできません。"))
    day = _("%(month)d月%(day)d日", month=forum.day.month, day=forum.day.day)
    raise NotToday(_("受付は、開催日（%(day)s）からできます。", day=day))


def check_in(forum: Forum, arrivals: Sequence[Arrival], *, by: Actor) -> list[Outcome]:
    """Check these people in, in this order; two reads for one and for many. Raises NotToday."""
    if not arrivals:
        return []
    check_day(forum)
    people = _locked(forum, {one.registration_id for one in arrivals})
    known = _known(forum, people, {one.client_id for one in arrivals})
    made = [row for row in (_take(people, known, one, by) for one in arrivals) if row is not None]
    write(made, by=by)
    return [_answer(people, known, one) for one in arrivals]


def record(
    registration: Registration, arrival: Arrival, *, by: Actor, kind: CheckInKind = CheckInKind.REGISTERED
) -> CheckIn:
    """Add one check-in to the session."""
    now = clock.now()
    made = CheckIn(
        forum_id=registration.forum_id,
        registration=registration,
        registration_id=registration.id,
        client_id=arrival.client_id,
        kind=CheckInKind.PROXY if arrival.proxy_name else kind,
        proxy_name=arrival.proxy_name,
        proxy_note=arrival.proxy_note,
        desk=arrival.desk,
        at=policy.believed(registration.forum, arrival.at, now),
        received_at=now,
        by_label=by.label,
    )
    db.session.add(made)
    return made


def counting(check_ins: Collection[CheckIn]) -> CheckIn | None:
    """Return the check-in that counts: the earliest that is not undone; of two at once the one that came first."""
    standing = [one for one in check_ins if one.undone_at is None]
    return min(standing, key=lambda one: (one.at, one.id or 2**31), default=None)


def outcome_of(made: CheckIn, of_person: Collection[CheckIn]) -> Outcome:
    """Return what to tell the desk that made this check-in."""
    first = counting(of_person)
    verdict = Verdict.DONE if first is None or first is made else Verdict.ALREADY
    return Outcome(made.client_id, verdict, made.registration, made, first)


def _locked(forum: Forum, idents: Collection[int]) -> dict[int, Registration]:
    """Hold these registrations, always in the same order, so that two desks do not wait for each other."""
    rows = sa.select(Registration).where(Registration.forum_id == forum.id, Registration.id.in_(idents))
    held = rows.order_by(Registration.id).with_for_update(key_share=True)
    found = db.session.scalars(held.execution_options(populate_existing=True))
    return {row.id: row for row in found}


def _known(forum: Forum, people: Collection[int], client_ids: Collection[str]) -> list[CheckIn]:
    """Return what was recorded of these people, and under these ids."""
    rows = sa.select(CheckIn).where(
        CheckIn.forum_id == forum.id,
        sa.or_(CheckIn.registration_id.in_(people), CheckIn.client_id.in_(client_ids)),
    )
    return list(db.session.scalars(rows.order_by(CheckIn.id).execution_options(populate_existing=True)))


def _take(
    people: dict[int, Registration], known: list[CheckIn], arrival: Arrival, by: Actor
) -> CheckIn | None:
    """Record an arrival that is new and of somebody who has a seat."""
    person = people.get(arrival.registration_id)
    if person is None or _same(known, arrival) is not None:
        return None
    if person.state is not RegistrationState.CONFIRMED:
        return None
    made = record(person, arrival, by=by)
    known.append(made)
    return made


def _answer(people: dict[int, Registration], known: list[CheckIn], arrival: Arrival) -> Outcome:
    made = _same(known, arrival)
    if made is not None:
        return outcome_of(made, [one for one in known if one.registration_id == made.registration_id])
    person = people.get(arrival.registration_id)
    if person is None:
        return Outcome(arrival.client_id, Verdict.UNKNOWN)
    return Outcome(arrival.client_id, Verdict.NO_SEAT if person.state in ALIVE else Verdict.ENDED, person)


def _same(known: Collection[CheckIn], arrival: Arrival) -> CheckIn | None:
    return next((one for one in known if one.client_id == arrival.client_id), None)


def write(made: Sequence[CheckIn], *, by: Actor) -> None:
    """Write down what is new, all in one statement, and note it in the record of changes."""
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:  # the same id for another person, at this very moment
        raise DomainError(_("同じ受付が同時に送られました。もう一度送信してください。")) from error
    for one in made:
        changes = {"desk": [None, one.desk], "kind": [None, one.kind.value]}
        audit.record(by, "check_in.made", one, changes=changes)
    db.session.flush()
