"""Answers to invitation messages: kept one by one, by mail from calendar programs and by the personal page."""

from datetime import date, datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from forumapp.calendar import replies
from forumapp.calendar import services as calendar
from forumapp.calendar.replies import Answerer
from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.text.cleaning import clean_block
from forumapp.core.text.eras import format_date
from forumapp.mail.receiving.inbox import Outcome
from forumapp.mail.receiving.parts import Incoming
from forumapp.mail.tokens import Tagged
from forumapp.registration import policy
from forumapp.registration.errors import Ended
from forumapp.registration.models import Registration
from forumapp.registration.queries.registrations import name_of
from forumapp.registration.queries.rsvps import standing
from forumapp.registration.rsvp import Participation, Rsvp, RsvpChannel, RsvpKind

LONGEST = 2000
"""Characters that are kept of a comment."""


def answer(
    registration: Registration,
    *,
    by: Actor,
    channel: RsvpChannel,
    participation: Participation | None,
    kind: RsvpKind = RsvpKind.REPLY,
    sequence: int | None = None,
    answered_at: datetime | None = None,
    comment: str = "",
) -> Rsvp:
    """Keep an answer; the newest ``answered_at`` counts, and nobody is cancelled by it. Raises Ended.

    ``sequence`` is the entry's that was answered (default: the present one); ``answered_at`` is at most now. A COUNTER
    or a delegation is noted and has no ``participation``.
    """
    transaction.lock(registration)
    if not policy.may_answer(registration, clock.now()):
        raise Ended(_("出欠の返事の受付は終了しました。欠席される場合などは、事務局へご連絡ください。"))
    entry = calendar.find("registration", registration.id)
    present, before = entry.sequence if entry else 0, standing(registration)

    now = clock.now()
    rsvp = Rsvp(
        forum_id=registration.forum_id,
        registration_id=registration.id,
        kind=kind,
        channel=channel,
        participation=participation if kind is RsvpKind.REPLY else None,
        sequence=present if sequence is None else max(0, min(sequence, present)),
        comment=clean_block(comment)[:LONGEST],
        answered_at=min(answered_at or now, now),
        received_at=now,
    )
    db.session.add(rsvp)
    db.session.flush()

    after = standing(registration)
    told = [before.participation.value if before else None, after.participation.value if after else None]
    action = "registration.answered" if kind is RsvpKind.REPLY else "registration.answer_noted"
    audit.record(by, action, registration, changes={"answer": told} if told[0] != told[1] else {})
    return rsvp


def knows(tagged: Tagged) -> bool:
    """Say whether the token is the one that this registration's letters carry now."""
    found = db.session.get(Registration, tagged.ident)
    return found is not None and found.link_generation == tagged.generation


def take(tagged: Tagged, message: Incoming) -> Outcome:
    """Take in what a calendar program sent to the registration's address; anything else changes nothing."""
    registration = db.session.get_one(Registration, tagged.ident)
    entry = calendar.find("registration", registration.id)
    reply = next((one for one in replies.read(message) if entry and one.uid == entry.uid), None)
    answerer = reply.by(registration.email) if reply else None
    if reply is None or answerer is None or not policy.may_answer(registration, message.arrived_at):
        return Outcome.IGNORED
    participation, kind = _meant(reply.method, answerer)
    if kind is RsvpKind.REPLY and participation is None:
        return Outcome.IGNORED
    with force_locale("ja"):  # what is noted is for the organisers
        comment = "\n".join(_remarks(registration, reply, answerer, kind))
    answer(
        registration,
        by=Actor("link", registration.id, name_of(registration)),
        channel=RsvpChannel.MAIL,
        kind=kind,
        participation=participation,
        sequence=reply.sequence,
        answered_at=_answered_at(registration, reply, message),
        comment=comment,
    )
    return Outcome.ANSWERED if kind is RsvpKind.REPLY else Outcome.NOTED


def _meant(method: replies.Method, answerer: Answerer) -> tuple[Participation | None, RsvpKind]:
    if method == "COUNTER":
        return None, RsvpKind.COUNTER
    if answerer.partstat == "DELEGATED" or answerer.delegated_to:
        return None, RsvpKind.DELEGATION
    said = {one.value.upper(): one for one in Participation}
    return said.get(answerer.partstat), RsvpKind.REPLY


def _answered_at(registration: Registration, reply: replies.Reply, message: Incoming) -> datetime:
    """When the answer was given: as the calendar says, else the mail; a clock that is far off is not believed."""
    for moment in (reply.stamped_at, message.sent_at):
        if moment is not None and moment >= registration.registered_at:
            return moment
    return message.arrived_at


def _remarks(
    registration: Registration, reply: replies.Reply, answerer: Answerer, kind: RsvpKind
) -> list[str]:
    remarks = []
    if answerer.address and answerer.address.lower() != registration.email.lower():
        remarks.append(_("登録とは別のアドレス（%(address)s）からの返事です。", address=answerer.address))
    if kind is RsvpKind.DELEGATION and answerer.delegated_to:
        remarks.append(
            _("代理の方：%(address)s（参加登録はされていません。）", address=answerer.delegated_to)
        )
    if kind is RsvpKind.COUNTER:
        proposed = _proposed(registration.forum.zone, reply.start, reply.end)
        remarks.append(
            _("希望する日時：%(when)s", when=proposed) if proposed else _("別の日時の希望がありました。")
        )
    return [*remarks, reply.comment] if reply.comment else remarks


def _proposed(zone: str, start: datetime | date | None, end: datetime | date | None) -> str:
    """A proposed time as wall time of the forum's zone: 令和6年8月2日(金) 10:00〜12:00."""
    if start is None:
        return ""
    if not isinstance(start, datetime):
        return format_date(start, "ja")
    begins = clock.to_wall(start, zone) if start.tzinfo else start
    text = f"{format_date(begins.date(), 'ja')} {begins:%H:%M}"
    if not isinstance(end, datetime):
        return text
    ends = clock.to_wall(end, zone) if end.tzinfo else end
    if ends.date() == begins.date():
        return f"{text}〜{ends:%H:%M}"
    return f"{text}〜{format_date(ends.date(), 'ja')} {ends:%H:%M}"
