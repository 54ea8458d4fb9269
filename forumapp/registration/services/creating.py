"""Writing registrations down, one or ten thousand in the same few statements. Their seats were claimed by the caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.directory import people
from forumapp.directory.models import Organisation
from forumapp.registration import feeds, receipts
from forumapp.registration.attendee import PERSON, Attendee
from forumapp.registration.models import Answer, Registration, RegistrationState
from forumapp.registration.queries.ledger import Seat
from forumapp.registration.queries.many import taken_receipts
from forumapp.registration.services import letters
from forumapp.registration.services.attaching import kept
from forumapp.registration.services.claiming import Claims


@dataclass(frozen=True)
class Entrance:
    """Somebody with a seat, to be written down; ``organisation`` was found by the caller (None: a text of its own)."""

    attendee: Attendee
    seat: Seat
    state: RegistrationState
    organisation: Organisation | None = None
    receipt: str = ""
    form_key: str | None = None
    language: str = "ja"
    replaces: Registration | None = None


def create_many(
    claims: Claims, entrances: Sequence[Entrance], *, by: Actor, tells: bool = True
) -> list[Registration]:
    """Write these people down and tell them; one statement for a thousand rows of a table."""
    numbers = iter(_receipts(sum(not one.receipt for one in entrances)))
    persons = people.identify_many([_identity(one) for one in entrances])
    made = [
        _registration(claims, one, one.receipt or next(numbers), person)
        for one, person in zip(entrances, persons, strict=True)
    ]
    db.session.add_all(made)
    db.session.flush()
    _answer(entrances, made)
    coming = [one for one in made if one.state is RegistrationState.CONFIRMED]
    if coming:
        feeds.begin(coming, claims.programme)

    if tells:
        letters.entered(made)
    audit.record_many(by, "registration.created", [(one, _as_created(one)) for one in made])
    return made


def _as_created(one: Registration) -> dict[str, list[Any]]:
    return {"mode": [None, one.mode.value], "state": [None, one.state.value]}


def columns(attendee: Attendee, organisation: Organisation | None, person_id: int) -> dict[str, Any]:
    """Return the columns of a registration that ``attendee`` fills."""
    return {
        "person_id": person_id,
        "organisation_id": organisation.id if organisation else None,
        "organisation_name": organisation.name if organisation else attendee.organisation,
        "sort_kana": attendee.sort_kana,
        "sort_code": sort_code(organisation, attendee.organisation),
        **{name: getattr(attendee, name) for name in PERSON},
    }


def sort_code(organisation: Organisation | None, typed: str) -> str:
    """Return the key of 団体コード順: those with a code first, the others by name."""
    if organisation is None:
        return f"~{typed}"
    return f"{organisation.code or '~'}{organisation.name}"


def _identity(one: Entrance) -> people.Identity:
    attendee = one.attendee
    return people.Identity(
        attendee.family_name,
        attendee.given_name,
        attendee.email,
        one.organisation.id if one.organisation else None,
        attendee.family_kana,
        attendee.given_kana,
    )


def _registration(claims: Claims, one: Entrance, receipt: str, person_id: int) -> Registration:
    now = clock.now()
    made = Registration(
        forum=claims.forum,
        receipt=receipt,
        state=one.state,
        mode=one.seat.mode,
        quota_id=one.seat.quota_id,
        replaces_id=one.replaces.id if one.replaces else None,
        language=one.language,
        form_key=one.form_key,
        registered_at=now,
        changed_at=now,
        waiting_since=now if one.state is RegistrationState.WAITING else None,
        **columns(one.attendee, one.organisation, person_id),
    )
    if not any(one.attendee.answers.values()):
        made.answers = []
    return made


def _answer(entrances: Sequence[Entrance], made: Sequence[Registration]) -> None:
    rows = [
        {
            "forum_id": registration.forum_id,
            "registration_id": registration.id,
            "question_id": question_id,
            "value": answer.value,
            "file_digest": answer.file_digest,
        }
        for one, registration in zip(entrances, made, strict=True)
        for question_id, answer in kept(one.attendee.answers).items()
        if answer.value
    ]
    if rows:
        db.session.execute(sa.insert(Answer), rows)


def _receipts(number: int) -> list[str]:
    """Return so many numbers that are nobody's."""
    found: set[str] = set()
    while len(found) < number:
        drawn = {receipts.draw() for _place in range(number - len(found))} - found
        found |= drawn - taken_receipts(drawn)
    return list(found)
