"""Asking organisations (照会): whom, by when, and what becomes of a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory.models import Organisation
from forumapp.forums.models import Forum
from forumapp.inquiries import policy
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.queries.inquiries import inquiry_to, sections_of
from forumapp.inquiries.services import drafting, letters, passing
from forumapp.registration.models import Audience, Entry
from forumapp.registration.queries.ledger import rules_of
from forumapp.registration.services import rules


@dataclass(frozen=True)
class Asked:
    """Whom to ask, and where: without an address the inquiry is there to be answered for."""

    organisation: Organisation
    address: str = ""


def organisations_of(lines: Sequence[Audience]) -> list[Organisation]:
    """Return the organisations that these lines of the audience mean, each once, in code order."""
    found = {one.id: one for line in lines for one in rules.meant_by(line)}
    return sorted(found.values(), key=lambda one: (one.code is None, one.code or "", one.name))


def ask(
    forum: Forum,
    *,
    by: Actor,
    asked: Sequence[Asked],
    message: str = "",
    due: datetime | None = None,
    language: str = "ja",
) -> list[Inquiry]:
    """Ask each organisation that was not asked yet and has an address; returns those that get a letter.

    ``due`` becomes the forum's deadline where it has none, else these organisations' own. Seats of quotas are kept for
    their organisations from now on. Raises DomainError for a forum that is not public, over or called off.
    """
    transaction.lock(forum)
    _require_askable(forum)
    if due is not None and clock.to_utc(due, forum.zone) <= clock.now():
        raise DomainError(_("回答期限は、これから先の日時にしてください。"), "due")
    _prepare_rules(forum, by, due)
    own_due = due if due != rules_of(forum).reply_due else None
    known = {one.organisation_id: one for one in _living(forum)}
    sent = []
    for one in asked:
        inquiry = known.get(one.organisation.id) or _made(forum, one.organisation)
        if inquiry.asked_at is not None and inquiry.withdrawn_at is None:
            continue
        inquiry.address = one.address or inquiry.address
        inquiry.message, inquiry.language, inquiry.due = message, language, own_due
        _revive(inquiry)
        if inquiry.address:
            inquiry.asked_at = clock.now()
            sent.append(inquiry)
    db.session.flush()

    for inquiry in sent:
        letters.asked(inquiry, str(inquiry.link_generation))
    audit.record(by, "inquiries.sent", forum, forum_id=forum.id, changes={"count": [None, len(sent)]})
    return sent


def begin(forum: Forum, organisation: Organisation, *, by: Actor) -> Inquiry:
    """Return the inquiry to ``organisation``, made without asking if there is none: for answering for it (代理入力)."""
    transaction.lock(forum)
    if policy.is_over(forum, clock.now()):
        raise DomainError(_("このフォーラムは終了または中止されているため、登録できません。"))
    _prepare_rules(forum, by, None)
    known = inquiry_to(forum, organisation.id)
    if known is None:
        known = _made(forum, organisation)
        db.session.flush()
        audit.record(by, "inquiry.begun", known)
    _revive(known)
    drafting.adopt(known)
    return known


def send_again(inquiry: Inquiry, *, by: Actor) -> None:
    """Mail the same link again. Raises DomainError without an address."""
    transaction.lock(inquiry.forum, inquiry)
    _require_askable(inquiry.forum)
    if not inquiry.address or inquiry.withdrawn_at is not None:
        raise DomainError(_("宛先がありません。先に宛先を登録してください。"), "address")
    inquiry.asked_at = now = clock.now()
    letters.asked(inquiry, f"{inquiry.link_generation}.{int(now.timestamp())}")
    audit.record(by, "inquiry.sent_again", inquiry)


def readdress(inquiry: Inquiry, *, by: Actor, address: str, due: datetime | None) -> None:
    """Write another address and a deadline of its own; the former address' link opens nothing any more."""
    transaction.lock(inquiry)
    changes = audit.difference(inquiry, {"address": address, "due": due})
    if "address" in changes and changes["address"][0]:
        _cut_off(inquiry, by)
    if changes:
        named = {{"address": "email"}.get(name, name): pair for name, pair in changes.items()}
        audit.record(by, "inquiry.changed", inquiry, changes=named)


def revoke(inquiry: Inquiry, *, by: Actor) -> None:
    """Make the clerk's link worthless, and those of other departments; the next letter brings a new one."""
    transaction.lock(inquiry)
    _cut_off(inquiry, by)
    audit.record(by, "inquiry.link_revoked", inquiry)


def withdraw(inquiry: Inquiry, *, by: Actor) -> None:
    """Take the inquiry back: its links open nothing. Who is registered stays registered."""
    transaction.lock(inquiry)
    if inquiry.withdrawn_at is None:
        inquiry.withdrawn_at = clock.now()
        _cut_off(inquiry, by)
        audit.record(by, "inquiry.withdrawn", inquiry)


def _made(forum: Forum, organisation: Organisation) -> Inquiry:
    inquiry = Inquiry(forum=forum, organisation=organisation, link_generation=0, version=1)
    db.session.add(inquiry)
    return inquiry


def _cut_off(inquiry: Inquiry, by: Actor) -> None:
    """Whoever had the link has nothing of it left: not the address they gave as theirs, nor the parts passed on."""
    inquiry.link_generation += 1
    inquiry.contact_email = ""
    for section in sections_of(inquiry):
        passing.take_back(section, by=by)
    letters.withdrawn(inquiry)


def _revive(inquiry: Inquiry) -> None:
    """A link from before it was taken back stays worthless."""
    if inquiry.withdrawn_at is not None:
        inquiry.withdrawn_at = None
        inquiry.link_generation += 1


def _living(forum: Forum) -> Sequence[Inquiry]:
    return db.session.scalars(sa.select(Inquiry).where(Inquiry.forum_id == forum.id)).all()


def _prepare_rules(forum: Forum, by: Actor, due: datetime | None) -> None:
    """Keep the seats of quotas for their organisations; the first deadline is the forum's."""
    present = rules_of(forum)
    values: dict[str, object] = {}
    if present.entry is Entry.INDIVIDUALS:
        values["entry"] = Entry.BOTH
    if due is not None and present.reply_due is None:
        values["reply_due"] = due
    if values:
        rules.change_rules(forum, by=by, **values)


def _require_askable(forum: Forum) -> None:
    if forum.published_at is None:
        raise DomainError(_("照会を送る前に、フォーラムを公開してください。"))
    if policy.is_over(forum, clock.now()):
        raise DomainError(_("このフォーラムは終了または中止されているため、照会を送れません。"))
