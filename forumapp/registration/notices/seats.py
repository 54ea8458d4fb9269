"""Letters about a seat that is not there yet, is offered, or goes to somebody else."""

from flask_babel import gettext as _
from flask_babel import pgettext

from forumapp.core import clock
from forumapp.mail.letters import Content, Fact
from forumapp.mail.models import Letter
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.notices import parts
from forumapp.registration.notices.parts import Subject
from forumapp.registration.notices.writing import is_coming, subject_of, with_message, write
from forumapp.registration.queries.registrations import name_of, place_in_queue, substitute_of


def pending(letter: Letter) -> Content | None:
    """Write that the application came in and will be looked at."""
    return _where_it_stands(letter, RegistrationState.PENDING, "pending")


def waiting(letter: Letter) -> Content | None:
    """Write that the person is on the waiting list, and at which place."""
    subject = subject_of(letter)
    place = 3 if subject.is_sample else place_in_queue(subject.registration)
    line = Fact(_("キャンセル待ちの順番"), (_("%(place)d番目", place=place),))
    return _where_it_stands(letter, RegistrationState.WAITING, "waiting", line)


def offered(letter: Letter) -> Content | None:
    """Write that a seat is free, and until when it is kept."""
    registration = subject_of(letter).registration
    line = Fact(_("お返事の期限"), (_until(registration),))
    return _where_it_stands(letter, RegistrationState.OFFERED, "offered", line)


def offer_lapsed(letter: Letter) -> Content | None:
    """Write that the seat was not taken in time."""
    return _ended(letter, "offer_lapsed")


def declined(letter: Letter) -> Content | None:
    """Write that the application was not accepted, with the organiser's reason."""
    return _ended(letter, "declined")


def substituted(letter: Letter) -> Content | None:
    """Write that somebody else comes instead; takes the entry out of the calendar."""
    subject = subject_of(letter)
    registration = subject.registration
    if registration.state is not RegistrationState.SUBSTITUTED and not subject.is_sample:
        return None
    other = None if subject.is_sample else substitute_of(registration)
    names = (
        (pgettext("交代", "%(name)s 様", name=name_of(other)),) if other else (_("（交代された方の氏名）"),)
    )
    facts = [
        *parts.identity(registration),
        Fact(_("日時"), (subject.own.when,)),
        Fact(_("交代された方"), names),
    ]
    return with_message(write(subject, "substituted", facts), subject, "CANCEL")


def _where_it_stands(letter: Letter, state: RegistrationState, name: str, *lines: Fact) -> Content | None:
    subject = subject_of(letter)
    if not subject.is_sample and (subject.registration.state is not state or not is_coming(subject)):
        return None
    return write(subject, name, _facts(subject, *lines))


def _ended(letter: Letter, name: str) -> Content | None:
    subject = subject_of(letter)
    if subject.registration.state is not RegistrationState.CANCELLED and not subject.is_sample:
        return None
    return write(
        subject, name, [*parts.identity(subject.registration)], reason=letter.recipe.get("reason", "")
    )


def _facts(subject: Subject, *lines: Fact) -> list[Fact]:
    registration = subject.registration
    return [*parts.identity(registration), *lines, *parts.day(subject), *parts.page(registration)]


def _until(registration: Registration) -> str:
    until = registration.offer_until or clock.now()
    return parts.moment(clock.to_wall(until, registration.forum.zone))
