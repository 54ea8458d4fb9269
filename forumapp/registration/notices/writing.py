"""How letters to participants are written: whose they are, what goes with them, and their calendar message."""

from dataclasses import replace
from email.utils import parseaddr
from typing import Any

from flask import current_app

from forumapp.agenda import queries as agenda
from forumapp.calendar import queries as calendar
from forumapp.calendar import services as calendar_services
from forumapp.calendar.ics import Entry, Method, Person, print_message
from forumapp.calendar.models import CalendarEntry
from forumapp.core import clock
from forumapp.core.i18n import language
from forumapp.forums.office import contact, reply_to, title_of
from forumapp.forums.states import over_at, start_of
from forumapp.mail import tokens
from forumapp.mail.letters import Content, Fact, is_sample, render, with_calendar
from forumapp.mail.models import Letter
from forumapp.registration import feeds, policy
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.notices.parts import Subject
from forumapp.registration.notices.samples import registration_of
from forumapp.registration.queries.registrations import link_of, name_of, printed_receipt


def subject_of(letter: Letter) -> Subject:
    """Return the person with their own day, in the letter's language."""
    registration = registration_of(letter)
    own = feeds.own(registration, agenda.released_programme(registration.forum_id), language())
    return Subject(registration, own, is_sample(letter))


def is_coming(subject: Subject) -> bool:
    """Say whether the person takes part and the forum is not over; true of samples."""
    over = over_at(subject.registration.forum)
    is_over = over is not None and clock.now() >= over
    return subject.is_sample or (policy.is_alive(subject.registration) and not is_over)


def is_before(subject: Subject) -> bool:
    """Say whether the person has a seat and the forum, whose day is known, has not begun; true of samples."""
    forum = subject.registration.forum
    has_seat = subject.registration.state is RegistrationState.CONFIRMED
    start = start_of(forum) if forum.starts else None
    has_begun = start is not None and clock.now() >= clock.to_utc(start, forum.zone)
    is_to_come = is_coming(subject) and forum.day is not None and not has_begun
    return subject.is_sample or (has_seat and is_to_come)


def write(subject: Subject, name: str, facts: list[Fact], **context: Any) -> Content:
    """Render the letter ``name`` with its titled parts and whom to ask; answers go to that office."""
    registration = subject.registration
    forum = registration.forum
    content = render(
        f"registration/mail/{name}",
        registration=registration,
        forum=forum,
        title=title_of(forum),
        name=name_of(registration),
        receipt=printed_receipt(registration),
        facts=[*facts, *contact(forum)],
        **context,
    )
    return replace(content, reply_to=reply_to(forum))


def with_message(
    content: Content, subject: Subject, method: Method, last_known: dict[str, Any] | None = None
) -> Content:
    """Add the message to this guest's calendar; none while there is nothing dated to tell it.

    ``last_known`` (parts.known) stands in for a time that was taken away: a CANCEL names what it takes out.
    """
    registration = subject.registration
    entry = _entry(registration, last_known)
    if entry is None:
        return content
    guest = Person(registration.email, name_of(registration))
    message = print_message(
        entry, method=method, organizer=organizer(registration), attendee=guest, language=language()
    )
    return with_calendar(content, message, method)


def _entry(registration: Registration, last_known: dict[str, Any] | None) -> Entry | None:
    found = feeds.entry_of(registration, language())
    stored = calendar_services.find("registration", registration.id)
    if found is not None or stored is None or last_known is None:
        return found
    times = {name: value for name, value in last_known.items() if name in stored.facts}
    former = CalendarEntry(
        uid=stored.uid,
        sequence=stored.sequence,
        revised_at=stored.revised_at,
        facts={**stored.facts, **times},
    )
    return calendar.readable(former, language=language(), url=link_of(registration))


def organizer(registration: Registration) -> Person:
    """Return who invites: the address where this guest's answers come in, or that of the sender while none is set."""
    name, address = parseaddr(current_app.config.get("MAIL_DEFAULT_SENDER") or "")
    own = tokens.tagged_address(tokens.RSVP, registration.id, registration.link_generation)
    return Person(
        own or address or f"noreply@{current_app.config['HOST']}", name or current_app.config["SITE_NAME"]
    )
