"""Letters to somebody who is registered: received, the link again, before the day, on the day, and the end of it."""

from typing import Any

from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.i18n import language
from forumapp.core.text.times import format_range
from forumapp.mail.letters import Content, Fact
from forumapp.mail.models import Letter
from forumapp.registration import policy
from forumapp.registration.joining import Joining, Meeting, joining_of, minutes_of
from forumapp.registration.models import RegistrationState
from forumapp.registration.notices import parts
from forumapp.registration.notices.parts import Subject
from forumapp.registration.notices.writing import is_before, is_coming, subject_of, with_message, write


def received(letter: Letter) -> Content | None:
    """Write that the registration is made, complete in itself, with the calendar entry."""
    subject = subject_of(letter)
    if not _is_alive(subject):
        return None
    return with_message(write(subject, "received", _whole(subject)), subject, "REQUEST")


def link(letter: Letter) -> Content | None:
    """Write where the personal page is; to a new address with the calendar entry, which it does not have yet."""
    subject = subject_of(letter)
    if not _is_alive(subject):
        return None
    content = write(subject, "link", _whole(subject))
    return with_message(content, subject, "REQUEST") if letter.recipe.get("with_entry") else content


def reminder(letter: Letter) -> Content | None:
    """Write what comes soon: the person's own programme, what to have at hand, how to change or cancel."""
    subject = subject_of(letter)
    if not is_before(subject):
        return None
    registration = subject.registration
    facts = [
        *parts.identity(registration),
        *parts.day(subject),
        *parts.timetable(subject.own.attended.programme, registration),
        *parts.at_the_door(registration),
        *parts.changing(registration),
        *parts.page(registration),
    ]
    return write(
        subject, "reminder", facts, is_today=registration.forum.day == clock.today(registration.forum.zone)
    )


def join_information(letter: Letter) -> Content | None:
    """Write how to join by Web; the join link itself only when the person's page would show it too."""
    subject = subject_of(letter)
    registration = subject.registration
    joining = joining_of(registration, subject.own.attended.programme)
    if not is_coming(subject) or (not subject.is_sample and joining.opens is None):
        return None
    facts = [
        *_join_links(subject, joining),
        *parts.identity(registration),
        *parts.day(subject),
        *parts.page(registration),
    ]
    return write(subject, "join_information", facts)


def _join_links(subject: Subject, joining: Joining) -> list[Fact]:
    if subject.is_sample:
        minutes = minutes_of(subject.registration.forum)
        text = _("（開始%(minutes)d分前からのメールには、ここに会議のアドレスが入ります。）", minutes=minutes)
        return [Fact(_("Web会議のリンク"), (text,))]
    if not joining.is_open:
        return []
    note = subject.registration.forum.join_note
    links = [Fact(_("Web会議のリンク"), _what_for(meeting), url=meeting.url) for meeting in joining.meetings]
    return [*links, Fact(_("参加される方へ"), tuple(note.splitlines()))] if note else links


def _what_for(meeting: Meeting) -> tuple[str, ...]:
    if meeting.item is None:
        return ()
    title = (meeting.item.title_en if language() == "en" else "") or meeting.item.title
    return (f"{format_range(meeting.item.start or 0, meeting.item.end)} {title}",)


def cancelled(letter: Letter) -> Content | None:
    """Write that the registration is cancelled and how to come back; takes the entry out of the calendar."""
    subject = subject_of(letter)
    registration = subject.registration
    if registration.state is not RegistrationState.CANCELLED and not subject.is_sample:
        return None
    before = letter.recipe.get("before")
    facts = [*_was(subject, before), *parts.again(registration.forum), *_page(subject)]
    return with_message(write(subject, "cancelled", facts), subject, "CANCEL", before)


def forum_cancelled(letter: Letter) -> Content | None:
    """Write that the forum will not be held, with the time that the person knew; takes the entry out of the calendar."""
    subject = subject_of(letter)
    forum = subject.registration.forum
    if forum.cancelled_at is None and not subject.is_sample:
        return None
    before = letter.recipe.get("before")
    facts = [*_was(subject, before), *_page(subject)]
    content = write(subject, "forum_cancelled", facts, reason=forum.cancel_reason)
    return with_message(content, subject, "CANCEL", before)


def _is_alive(subject: Subject) -> bool:
    return subject.is_sample or policy.is_alive(subject.registration)


def _whole(subject: Subject) -> list[Fact]:
    registration = subject.registration
    return [*parts.identity(registration), *parts.day(subject), *parts.page(registration)]


def _was(subject: Subject, before: dict[str, Any] | None) -> list[Fact]:
    """Return what will not take place: as the person knew it, also when a change had not reached them yet."""
    when = parts.when_of(before) if before else subject.own.when
    return [*parts.identity(subject.registration), Fact(_("日時"), (when,))]


def _page(subject: Subject) -> list[Fact]:
    return parts.page(subject.registration, has_ended=True)
