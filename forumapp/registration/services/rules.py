"""How seats are given out: the rules of a forum, an organisation's own number of seats, and release of unused ones."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.core import audit, clock
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory import services as directory
from forumapp.directory.models import Organisation
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import is_to_come, start_of
from forumapp.registration.models import Allotment, Audience, AudienceKind, Quota, SeatRules
from forumapp.registration.queries.ledger import Ledger, read
from forumapp.registration.queries.quotas import is_meant
from forumapp.registration.services.seating import seats_of


def change_rules(forum: Forum, *, by: Actor, **values: Any) -> SeatRules:
    """Write other rules (columns of SeatRules); whoever can have a seat by them moves up.

    Another date of release is kept to, even if seats were released before. Raises DomainError for ``releases_on``,
    ``reply_due``, ``has_waiting``.
    """
    with seats_of(forum) as claims:
        rules = claims.rules
        _check(forum, claims.ledger, values)
        changes = audit.difference(rules, values)
        if "releases_on" in changes:
            rules.released_at = None
        if changes:
            db.session.add(rules)
            db.session.flush()
            claims.ledger = read(forum)
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
        _write(forum, [(quota, organisation, seats)])
        claims.ledger.allot(quota.id, organisation.id, seats)
        if seats > before and any(
            number > lacked.get(modes, 0) for modes, number in claims.ledger.shortage().items()
        ):
            raise DomainError(_("定員を超えるため、席を増やせません。先に定員を変更してください。"), "seats")
        claims.freed = seats > before
        changes = {"seats": [before, seats], "organisation": [None, organisation.name]}
        audit.record(by, "allotment.changed", quota, changes=changes)


def release_unused(forum: Forum, *, by: Actor) -> int:
    """Give up what organisations have not used: their seats become open ones; returns how many."""
    with seats_of(forum) as claims:
        book = claims.ledger
        released = {Mode.ON_SITE: 0, Mode.WEB: 0}
        quotas = [one for one in book.quotas.values() if one.audience.kind is not AudienceKind.ANYBODY]
        meant = {line.id: meant_by(line) for line in {quota.audience for quota in quotas}}
        changed = []
        for quota in quotas:
            for organisation in meant[quota.audience_id]:
                cap = book.cap(quota.id, organisation.id)
                used = min(book.held(quota.id, organisation.id), cap)
                if used < cap:
                    changed.append((quota, organisation, used))
                    book.allot(quota.id, organisation.id, used)
                    released[_mode_of(forum, quota)] += cap - used
        _write(forum, changed)
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
        return directory.municipalities_of(audience.prefecture or "")
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


def _check(forum: Forum, book: Ledger, values: dict[str, Any]) -> None:
    """Refuse dates that would never come, and to close a waiting list on which people stand."""
    start, releases, due = start_of(forum), values.get("releases_on"), values.get("reply_due")
    if start and releases and releases > start.date():
        raise DomainError(_("席を開放する日は、開催日までの日付にしてください。"), "releases_on")
    if start and due and due > start:
        raise DomainError(_("回答期限は、開催の開始より前にしてください。"), "reply_due")
    if book.waiting and values.get("has_waiting") is False:
        raise DomainError(
            ngettext(
                "%(num)d名がキャンセル待ちのため、受付をやめられません。先に参加登録の一覧で対応してください。",
                "%(num)d名がキャンセル待ちのため、受付をやめられません。先に参加登録の一覧で対応してください。",
                len(book.waiting),
            ),
            "has_waiting",
        )


def _write(forum: Forum, given: Sequence[tuple[Quota, Organisation, int]]) -> None:
    """Write organisations' own numbers of seats; the same few statements for one and for all of them."""
    mine = sa.select(Allotment).where(Allotment.forum_id == forum.id)
    known = {(one.quota_id, one.organisation_id): one for one in db.session.scalars(mine)}
    new = []
    for quota, organisation, seats in given:
        row = known.get((quota.id, organisation.id))
        if row is not None:
            row.seats = seats
        else:
            new.append(
                {
                    "forum_id": forum.id,
                    "quota_id": quota.id,
                    "organisation_id": organisation.id,
                    "seats": seats,
                }
            )
    if new:
        db.session.execute(sa.insert(Allotment), new)
    db.session.flush()
