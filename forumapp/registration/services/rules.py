"""How seats are given out: the rules of a forum, an organisation's own number of seats, and release of unused ones."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory import register
from forumapp.directory import services as directory
from forumapp.directory.models import Organisation
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import is_to_come
from forumapp.registration.models import Allotment, Audience, AudienceKind, Quota, SeatRules
from forumapp.registration.queries.ledger import Ledger, is_meant, rules_of
from forumapp.registration.services.seating import seats_of


def change_rules(forum: Forum, *, by: Actor, **values: Any) -> SeatRules:
    """Write other rules (columns of SeatRules); whoever can have a seat by them moves up."""
    with seats_of(forum) as claims:
        rules = rules_of(forum)
        db.session.add(rules)
        changes = audit.difference(rules, values)
        db.session.flush()
        claims.freed = True
        audit.record(by, "seat_rules.changed", forum, forum_id=forum.id, changes=changes)
    return rules


def allot(quota: Quota, organisation: Organisation, *, by: Actor, seats: int) -> None:
    """Give ``organisation`` so many seats in ``quota``; those who wait for them move up.

    Fewer than it holds already is allowed: nobody loses a seat. More than the mode has is not. Raises DomainError for
    ``seats``.
    """
    forum = db.session.get_one(Forum, quota.forum_id)
    with seats_of(forum) as claims:
        if not is_meant(quota.audience, organisation) or quota.audience.kind is AudienceKind.ANYBODY:
            raise DomainError(_("この団体には、この参加枠がありません。"), "organisation")
        before, lacked = claims.ledger.cap(quota.id, organisation.id), claims.ledger.shortage()
        _set(quota, organisation, seats)
        claims.ledger.allot(quota.id, organisation.id, seats)
        if seats > before and any(
            number > lacked.get(modes, 0) for modes, number in claims.ledger.shortage().items()
        ):
            raise DomainError(_("定員を超えるため、席を増やせません。先に定員を変更してください。"), "seats")
        claims.freed = seats > before
        changes = {"seats": [before, seats], "organisation": [None, organisation.name]}
        audit.record(by, "allotment.changed", quota, changes=changes)


def release_unused(forum: Forum, *, by: Actor) -> int:
    """Give up what organisations have not used: their seats become open ones; returns how many. Done once."""
    with seats_of(forum) as claims:
        book = claims.ledger
        released = {Mode.ON_SITE: 0, Mode.WEB: 0}
        for quota in book.quotas.values():
            if quota.audience.kind is AudienceKind.ANYBODY:
                continue
            for organisation in meant_by(quota.audience):
                used = min(book.held(quota.id, organisation.id), book.cap(quota.id, organisation.id))
                unused = book.cap(quota.id, organisation.id) - used
                if unused:
                    _set(quota, organisation, used)
                    book.allot(quota.id, organisation.id, used)
                    released[_mode_of(forum, quota)] += unused
        _open_up(book, released)
        claims.freed = True
        count = sum(released.values())
        audit.record(by, "quota.released", forum, forum_id=forum.id, changes={"seats": [None, count]})
        return count


def release_due() -> int:
    """Release the unused seats of every forum whose date for it has come (job); returns how many forums."""
    waiting = sa.select(SeatRules).where(SeatRules.releases_on.is_not(None), SeatRules.released_at.is_(None))
    done = 0
    for rules in db.session.scalars(waiting.order_by(SeatRules.forum_id)).all():
        forum = db.session.get_one(Forum, rules.forum_id)
        if rules.releases_on and rules.releases_on <= clock.today(forum.zone) and is_to_come(forum):
            release_unused(forum, by=SYSTEM)
            done += 1
    return done


def meant_by(audience: Audience) -> list[Organisation]:
    """Return the organisations of a line in code order, made from the register where they are new."""
    if audience.kind is AudienceKind.MUNICIPALITIES:
        listed = register.municipalities_of(audience.prefecture or "")
        return [directory.organisation_by_code(one.code) for one in listed]
    return [audience.organisation] if audience.organisation else []


def _open_up(book: Ledger, released: dict[Mode, int]) -> None:
    """Add what was released to the open seats, where these are a number."""
    rules = book.rules
    rules.released_at = clock.now()
    if rules.open_on_site is not None:
        rules.open_on_site += released[Mode.ON_SITE]
    if rules.open_web is not None:
        rules.open_web += released[Mode.WEB]
    db.session.flush()


def _mode_of(forum: Forum, quota: Quota) -> Mode:
    """Return the mode in which a released seat is open: the quota's, else at the venue where there is one."""
    if quota.mode in {Mode.ON_SITE, Mode.WEB}:
        return quota.mode
    return Mode.WEB if forum.mode is Mode.WEB else Mode.ON_SITE


def _set(quota: Quota, organisation: Organisation, seats: int) -> None:
    known = db.session.scalar(
        sa.select(Allotment).where(
            Allotment.quota_id == quota.id, Allotment.organisation_id == organisation.id
        )
    )
    if known is None:
        known = Allotment(forum_id=quota.forum_id, quota_id=quota.id, organisation_id=organisation.id)
        db.session.add(known)
    known.seats = seats
    db.session.flush()
