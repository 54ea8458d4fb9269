"""One small function per letter. A letter says what is true when it is sent, or nothing if that has become pointless."""

from dataclasses import replace
from email.utils import parseaddr
from typing import Any

from flask import current_app

from forumapp.agenda import queries as agenda
from forumapp.calendar.ics import Method, Person, print_message
from forumapp.core.db import db
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date
from forumapp.forums.models import Forum
from forumapp.mail.letters import Content, render, with_calendar
from forumapp.mail.models import Letter
from forumapp.registration import feeds, policy
from forumapp.registration.models import Invitation, Registration, RegistrationState
from forumapp.registration.queries.audience import head_count
from forumapp.registration.queries.registrations import (
    invitation_link,
    link_of,
    name_of,
    printed_receipt,
)
from forumapp.registration.queries.seats import places


def received(letter: Letter) -> Content | None:
    """Write that the registration is made, complete in itself, with the calendar entry."""
    return _of_the_living(letter, "received", "REQUEST")


def changed(letter: Letter) -> Content | None:
    """Write the person's new mode, time or place, with the calendar entry."""
    return _of_the_living(letter, "changed", "REQUEST")


def link(letter: Letter) -> Content | None:
    """Write where the personal page is."""
    return _of_the_living(letter, "link", None)


def cancelled(letter: Letter) -> Content | None:
    """Write that the registration is cancelled; takes the entry out of the calendar."""
    registration = _registration(letter)
    if registration.state is not RegistrationState.CANCELLED:
        return None
    return _write(registration, "cancelled", "CANCEL")


def forum_cancelled(letter: Letter) -> Content | None:
    """Write that the forum will not be held; takes the entry out of the calendar."""
    registration = _registration(letter)
    if registration.forum.cancelled_at is None:
        return None
    return _write(registration, "forum_cancelled", "CANCEL")


def invitation(letter: Letter) -> Content | None:
    """Write who is invited to what, until when to register, and where."""
    invited = db.session.get(Invitation, letter.recipe["invitation"])
    if invited is None or invited.withdrawn_at is not None or invited.forum.cancelled_at is not None:
        return None
    forum = invited.forum
    programme = agenda.released_programme(forum.id)
    content = render(
        "registration/mail/invitation",
        forum=forum,
        title=title_of(forum),
        when=feeds.when(forum, feeds.own_end(forum, programme.attended_by(None)), language()),
        invitation=invited,
        audience=head_count(forum),
        places=places(forum),
        date=lambda wall: format_date(wall.date(), language()),
        url=invitation_link(invited),
    )
    return _answerable(content, forum)


def title_of(forum: Forum) -> str:
    """Return the forum's title in the letter's language, as far as there is one."""
    return (forum.title_en if language() == "en" else "") or forum.title


def _of_the_living(letter: Letter, name: str, method: Method | None) -> Content | None:
    registration = _registration(letter)
    return _write(registration, name, method) if policy.is_alive(registration) else None


def _registration(letter: Letter) -> Registration:
    return db.session.get_one(Registration, letter.recipe["registration"])


def _write(registration: Registration, name: str, method: Method | None) -> Content:
    content = render(f"registration/mail/{name}", **_context(registration))
    entry = feeds.entry_of(registration, language()) if method else None
    if entry is not None and method is not None:
        guest = Person(registration.email, name_of(registration))
        message = print_message(
            entry, method=method, organizer=_organizer(), attendee=guest, language=language()
        )
        content = with_calendar(content, message, method)
    return _answerable(content, registration.forum)


def _context(registration: Registration) -> dict[str, Any]:
    forum = registration.forum
    return {
        "registration": registration,
        "forum": forum,
        "title": title_of(forum),
        "name": name_of(registration),
        "own": feeds.own(registration, agenda.released_programme(forum.id), language()),
        "receipt": printed_receipt(registration),
        "url": link_of(registration),
        "join_opens": policy.join_opens_at(registration),
    }


def _organizer() -> Person:
    name, address = parseaddr(current_app.config.get("MAIL_DEFAULT_SENDER") or "")
    return Person(address or f"noreply@{current_app.config['HOST']}", name or current_app.config["SITE_NAME"])


def _answerable(content: Content, forum: Forum) -> Content:
    """Let answers reach the office that holds the forum."""
    return replace(content, reply_to=forum.contact_email or None)
