"""Registering: one person, one seat, one receipt."""

from hashlib import blake2b

from flask_babel import gettext as _

from forumapp.core import files
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory import people
from forumapp.directory import register as municipalities
from forumapp.directory import services as directory
from forumapp.directory.models import Organisation
from forumapp.forums.models import Forum, Mode
from forumapp.registration import receipts
from forumapp.registration.attendee import Attendee
from forumapp.registration.models import Answer, Quota, Registration, RegistrationState
from forumapp.registration.queries.audience import prefecture_of
from forumapp.registration.queries.known import Known
from forumapp.registration.queries.known import known as look_up
from forumapp.registration.queries.ledger import Seat
from forumapp.registration.queries.quotas import is_meant
from forumapp.registration.services import creating, letters
from forumapp.registration.services.attaching import kept
from forumapp.registration.services.claiming import Claims, check_open
from forumapp.registration.services.creating import Entrance, create_many
from forumapp.registration.services.seating import seats_of


def register(
    forum: Forum,
    *,
    by: Actor,
    mode: Mode,
    attendee: Attendee,
    form_key: str = "",
    language: str = "ja",
    by_hand: bool = False,
    waits: bool = False,
) -> tuple[Registration, bool]:
    """Give ``attendee`` a seat of ``mode``; returns the registration and whether it is this very form's.

    The same form again gives the same registration. The same name and address from another form gives the living
    registration and mails its link; what it holds may then be shown to nobody but its address (False).
    ``by_hand`` is an organiser who may pass the deadline and the approval, never the seats. With ``waits`` somebody for
    whom there is no seat enters the waiting list, if the forum has one. Raises SeatsFull, NotOpen, DomainError.
    """
    with seats_of(forum) as claims:
        key = _key(forum, form_key, attendee)
        receipt, known = _look_up(forum, key, attendee)
        if known.by_form is not None:
            return db.session.get_one(Registration, known.by_form), True
        if known.as_person is not None:
            same = db.session.get_one(Registration, known.as_person)
            letters.link(same)
            return same, False
        check_open(claims.ledger, mode, by_hand=by_hand)
        claims.check_track(attendee.track_id)
        state = _state(claims, Seat(mode), by_hand=by_hand, waits=waits)
        made = create(
            claims,
            by=by,
            attendee=attendee,
            seat=Seat(mode),
            state=state,
            receipt=receipt,
            form_key=key,
            language=language,
        )
        return made, True


def enter(
    claims: Claims,
    *,
    by: Actor,
    attendee: Attendee,
    mode: Mode,
    quota: Quota | None = None,
    language: str = "ja",
    waits: bool = False,
) -> Registration:
    """Give ``attendee`` a seat in ``quota`` (None: outside the quotas), on behalf of an organisation or in an import.

    Without a free seat: onto the waiting list with ``waits``. Raises SeatsFull, DomainError for ``organisation``.
    """
    claims.check_track(attendee.track_id)
    organisation = find_organisation(claims.forum, attendee.organisation)
    if quota is not None and not is_meant(quota.audience, organisation):
        raise DomainError(_("この団体には、この参加枠がありません。"), "organisation")
    seat = Seat(mode, quota.id if quota else None, organisation.id if organisation else None)
    state = _state(claims, seat, by_hand=True, waits=waits)
    return create(claims, by=by, attendee=attendee, seat=seat, state=state, language=language)


def create(
    claims: Claims,
    *,
    by: Actor,
    attendee: Attendee,
    seat: Seat,
    state: RegistrationState,
    receipt: str = "",
    form_key: str | None = None,
    language: str = "ja",
    replaces: Registration | None = None,
) -> Registration:
    """Write a registration down and tell; its seat was claimed by the caller."""
    organisation = find_organisation(claims.forum, attendee.organisation)
    entrance = Entrance(attendee, seat, state, organisation, receipt, form_key, language, replaces)
    return create_many(claims, [entrance], by=by)[0]


def _state(claims: Claims, seat: Seat, *, by_hand: bool, waits: bool) -> RegistrationState:
    """Claim ``seat`` if it can be had, and say where that puts somebody. Raises SeatsFull."""
    may_wait = waits and claims.rules.has_waiting and claims.lacks(seat) is not None
    if claims.rules.needs_approval and not by_hand and (may_wait or claims.lacks(seat) is None):
        return RegistrationState.PENDING
    if may_wait:
        return RegistrationState.WAITING
    claims.claim(seat)
    return RegistrationState.CONFIRMED


def columns(forum: Forum, attendee: Attendee) -> dict[str, object]:
    """Return the columns of a registration that ``attendee`` fills, organisation and person found or made."""
    organisation = find_organisation(forum, attendee.organisation)
    person = people.identify(
        family_name=attendee.family_name,
        given_name=attendee.given_name,
        email=attendee.email,
        organisation_id=organisation.id if organisation else None,
        family_kana=attendee.family_kana,
        given_kana=attendee.given_kana,
    )
    return creating.columns(attendee, organisation, person.id)


def set_answers(registration: Registration, attendee: Attendee) -> None:
    """Keep the answers to the organiser's own questions, one row each; files that nobody needs any more go."""
    known = {answer.question_id: answer for answer in registration.answers}
    left = set()
    for question_id, one in kept(attendee.answers).items():
        row = known.get(question_id)
        if row is None and one.value:
            row = Answer(forum_id=registration.forum_id, question_id=question_id)
            registration.answers.append(row)
        if row is None or (row.file_digest and row.value == one.value and one.file_digest is None):
            continue  # an answer that says nothing, or the name of the file that is kept already
        if row.file_digest and row.file_digest != one.file_digest:
            left.add(row.file_digest)
        row.value, row.file_digest = one.value, one.file_digest
    db.session.flush()
    files.forget(left)


def _key(forum: Forum, form_key: str, attendee: Attendee) -> str | None:
    """A form sent again with another person in it (the back button) is another registration."""
    if not form_key:
        return None
    parts = (str(forum.id), form_key, attendee.email.lower(), attendee.family_name, attendee.given_name)
    return blake2b("\0".join(parts).encode(), digest_size=20).hexdigest()


def _look_up(forum: Forum, key: str | None, attendee: Attendee) -> tuple[str, Known]:
    """Return a receipt number that is nobody's, and who is known already."""
    while True:
        receipt = receipts.draw()
        found = look_up(forum, key, receipt, attendee.email, attendee.family_name, attendee.given_name)
        if not found.receipt_is_taken:
            return receipt, found


def find_organisation(forum: Forum, text: str) -> Organisation | None:
    """A code or name of the register, of the audience's prefecture first; other texts stay what they are."""
    if not text:
        return None
    if len(municipalities.named(text)) > 1:
        invited = municipalities.named(text, prefecture_of(forum))
        if len(invited) == 1:
            return directory.organisation_by_code(invited[0].code)
    try:
        return directory.organisation_meant(text)
    except (directory.AmbiguousName, directory.NoSuchCode, directory.UnknownName):
        return None
