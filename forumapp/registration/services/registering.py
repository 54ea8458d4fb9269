"""Registering: one person, one seat, one receipt."""

import secrets
from hashlib import blake2b

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory import people
from forumapp.directory import register as municipalities
from forumapp.directory import services as directory
from forumapp.directory.models import Organisation
from forumapp.forums.models import Forum, Mode
from forumapp.registration import feeds
from forumapp.registration.attendee import Attendee
from forumapp.registration.models import Answer, Registration
from forumapp.registration.queries.audience import prefecture_of
from forumapp.registration.queries.registrations import by_form_key, same_person
from forumapp.registration.services import claiming, letters

RECEIPT_ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
"""Without look-alikes: no 0 O, 1 I L, 2 Z, 5 S, 8 B, U V."""
RECEIPT_LENGTH = 8


def register(
    forum: Forum,
    *,
    by: Actor,
    mode: Mode,
    attendee: Attendee,
    form_key: str = "",
    language: str = "ja",
    by_hand: bool = False,
) -> tuple[Registration, bool]:
    """Give ``attendee`` a seat of ``mode``; returns the registration and whether it is this very form's.

    The same form again gives the same registration. The same name and address from another form gives the living
    registration and mails its link; what it holds may then be shown to nobody but its address (False).
    ``by_hand`` is an organiser who may pass the deadline, never the seats. Raises SeatsFull, NotOpen, DomainError.
    """
    claiming.hold(forum)
    key = _key(forum, form_key, attendee)
    known = by_form_key(key) if key else None
    if known is not None:
        return known, True
    known = same_person(forum, attendee.email, attendee.family_name, attendee.given_name)
    if known is not None:
        letters.link(known)
        return known, False
    claiming.check_open(forum, mode, by_hand=by_hand)
    check_track(forum, attendee.track_id)
    before = claiming.check_seat(forum, mode)

    now = clock.now()
    registration = Registration(
        forum=forum,
        receipt=_receipt(),
        mode=mode,
        language=language,
        form_key=key,
        registered_at=now,
        changed_at=now,
        answers=[],
        **columns(forum, attendee),
    )
    db.session.add(registration)
    db.session.flush()
    set_answers(registration, attendee)
    feeds.revise(registration, agenda.released_programme(forum.id))

    letters.received(registration)
    claiming.tell_fullness(forum, before, **{mode.value: 1})
    audit.record(by, "registration.created", registration, changes={"mode": [None, mode.value]})
    return registration, True


def columns(forum: Forum, attendee: Attendee) -> dict[str, object]:
    """Return the columns of a registration that ``attendee`` fills, organisation and person found or made."""
    organisation = _organisation(forum, attendee.organisation)
    organisation_id = organisation.id if organisation else None
    person = people.identify(
        family_name=attendee.family_name,
        given_name=attendee.given_name,
        email=attendee.email,
        organisation_id=organisation_id,
        family_kana=attendee.family_kana,
        given_kana=attendee.given_kana,
    )
    return {
        "person_id": person.id,
        "organisation_id": organisation_id,
        "organisation_name": organisation.name if organisation else attendee.organisation,
        "sort_kana": attendee.sort_kana,
        **{
            name: getattr(attendee, name)
            for name in (
                "family_name",
                "given_name",
                "family_kana",
                "given_kana",
                "department_id",
                "unit",
                "title",
                "rank_id",
                "track_id",
                "email",
                "needs",
                "may_list",
            )
        },
    }


def set_answers(registration: Registration, attendee: Attendee) -> None:
    """Keep the answers to the organiser's own questions, one row each."""
    known = {answer.question_id: answer for answer in registration.answers}
    for question_id, value in attendee.answers.items():
        if question_id in known:
            known[question_id].value = value
        elif value:
            answer = Answer(forum_id=registration.forum_id, question_id=question_id, value=value)
            registration.answers.append(answer)
    db.session.flush()


def check_track(forum: Forum, track_id: int | None) -> None:
    """Raise DomainError unless the track is one of this forum's released ones; the draft is nobody's business yet."""
    if track_id is not None and track_id not in {track.id for track in agenda.released_tracks(forum.id)}:
        raise DomainError(_("この部会は選べません。もう一度選んでください。"), "track_id")


def _key(forum: Forum, form_key: str, attendee: Attendee) -> str | None:
    """A form sent again with another person in it (the back button) is another registration."""
    if not form_key:
        return None
    parts = (str(forum.id), form_key, attendee.email.lower(), attendee.family_name, attendee.given_name)
    return blake2b("\0".join(parts).encode(), digest_size=20).hexdigest()


def _receipt() -> str:
    while True:
        receipt = "".join(secrets.choice(RECEIPT_ALPHABET) for _place in range(RECEIPT_LENGTH))
        if db.session.scalar(sa.select(Registration.id).where(Registration.receipt == receipt)) is None:
            return receipt


def _organisation(forum: Forum, text: str) -> Organisation | None:
    """A code or name of the register, of the audience's prefecture first; other texts stay what they are."""
    if not text:
        return None
    invited = municipalities.named(text, prefecture_of(forum))
    if len(invited) == 1:
        return directory.organisation_by_code(invited[0].code)
    try:
        return directory.organisation_meant(text)
    except (directory.AmbiguousName, directory.NoSuchCode, directory.UnknownName):
        return None
