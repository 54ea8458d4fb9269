"""Where recipients come from: registrations, invited organisations, speakers, subscribers. One or two statements each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.agenda.models import Appearance, Item
from forumapp.agenda.profiles import profiles
from forumapp.agenda.queries import released_programme, released_tracks
from forumapp.agenda.timetable import is_name_damaged
from forumapp.attendance.queries.web import came
from forumapp.campaigns.audience import Audience, Invited, Source
from forumapp.campaigns.models import Subscriber
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.text.names import full_name
from forumapp.directory.models import Organisation
from forumapp.feedback.models import FeedbackGiven
from forumapp.forums.models import Forum, Mode
from forumapp.registration import selection
from forumapp.registration.models import ALIVE, Invitation, Registration, RegistrationState
from forumapp.registration.queries.rsvps import stands_at


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a filter means, by one route."""

    subject: str
    subject_id: int
    address: str
    name: str
    language: str = "ja"
    organisation: str = ""
    person_id: int | None = None


FIRST = (
    RegistrationState.CONFIRMED,
    RegistrationState.OFFERED,
    RegistrationState.WAITING,
    RegistrationState.PENDING,
    RegistrationState.CANCELLED,
    RegistrationState.SUBSTITUTED,
)
"""Whose registration speaks for an address that has several."""


def registered(forum: Forum, wanted: Audience) -> Iterator[Candidate]:
    """Yield the registrations that fit: who has a seat, who waits, whose registration has ended; each in 五十音順."""
    columns = sa.select(
        Registration.id,
        Registration.email,
        Registration.family_name,
        Registration.given_name,
        Registration.language,
        Registration.organisation_name,
        Registration.person_id,
        Registration.state,
        Registration.sort_kana,
    )
    rows = db.session.execute(columns.where(Registration.forum_id == forum.id, *fitting(forum, wanted))).all()
    for row in sorted(rows, key=lambda row: (FIRST.index(row.state), row.sort_kana, row.id)):
        name = full_name(row.family_name, row.given_name)
        yield Candidate(
            "registration", row.id, row.email, name, row.language, row.organisation_name, row.person_id
        )


def fitting(forum: Forum, wanted: Audience) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions of ``wanted`` on registrations."""
    yield Registration.state.in_(wanted.states)
    yield from [Registration.id.in_(selection.meant_by(forum, view)) for view in (wanted.view,) if view]
    for column, value in (
        (Registration.mode, wanted.mode),
        (Registration.track_id, wanted.track_id),
        (Registration.department_id, wanted.department_id),
        (Registration.rank_id, wanted.rank_id),
    ):
        if value is not None:
            yield column == value
    if wanted.by_web:
        yield sa.or_(Registration.mode == Mode.WEB, *_by_web_in_part(forum))
    if wanted.organisations:
        yield sa.or_(*map(_is_of, wanted.organisations))
    if wanted.registered_from:
        yield Registration.registered_at >= _midnight(wanted.registered_from, forum.zone)
    if wanted.registered_until:
        yield Registration.registered_at < _midnight(wanted.registered_until + timedelta(days=1), forum.zone)
    yield from _doing(forum, wanted)


def _doing(forum: Forum, wanted: Audience) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions on what people have done: joined, come, answered."""
    if wanted.joined is not None:
        taken = Registration.join_taken_at
        yield taken.is_not(None) if wanted.joined else taken.is_(None)
    if wanted.unanswered:
        yield Registration.id.not_in(sa.select(FeedbackGiven.registration_id))
    if wanted.came is not None:
        yield came(forum) if wanted.came else sa.not_(came(forum))
    if wanted.reply is not None:
        yield stands_at(forum, wanted.reply)


def fits(forum: Forum, wanted: Audience, registration: Registration) -> bool:
    """Say whether ``wanted`` means this registration now."""
    same = sa.select(Registration.id).where(Registration.id == registration.id, *fitting(forum, wanted))
    return db.session.scalar(same) is not None


def is_asked(forum: Forum, wanted: Audience, invitation: Invitation) -> bool:
    """Say whether ``wanted`` means this invitation now."""
    same = sa.select(Invitation.id).where(Invitation.id == invitation.id, *asking(forum.id, wanted))
    return db.session.scalar(same) is not None


def invited(forum: Forum, wanted: Audience) -> Iterator[Candidate]:
    """Yield the living invitations; with UNREGISTERED only of organisations that have registered nobody."""
    rows = sa.select(Invitation).where(Invitation.forum_id == forum.id, *asking(forum.id, wanted))
    for one in db.session.scalars(rows.options(joinedload(Invitation.organisation)).order_by(Invitation.id)):
        organisation = one.organisation.name if one.organisation else ""
        yield Candidate("invitation", one.id, one.address, one.name, one.language, organisation)


def _by_web_in_part(forum: Forum) -> Iterator[sa.ColumnElement[bool]]:
    """Yield who is at the venue and takes part in something by Web: a track, or an item that is held so."""
    tracks = {one.id for one in released_tracks(forum.id) if one.mode is Mode.WEB}
    for item in released_programme(forum.id).items:
        if item.mode is Mode.WEB and item.track_id is None:
            yield sa.true()
        elif item.mode is Mode.WEB and item.track_id is not None:
            tracks.add(item.track_id)
    yield Registration.track_id.in_(tracks)


def asking(forum_id: int, wanted: Audience) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions of ``wanted`` on invitations."""
    yield Invitation.withdrawn_at.is_(None)
    if wanted.invited is Invited.UNREGISTERED:
        living = sa.and_(Registration.forum_id == forum_id, Registration.state.in_(ALIVE))
        same = sa.or_(
            Registration.organisation_id == Invitation.organisation_id,
            sa.func.lower(Registration.email) == sa.func.lower(Invitation.address),
        )
        yield ~sa.exists().where(living, same)


def speaking(forum: Forum, _wanted: Audience) -> Iterator[Candidate]:
    """Yield everybody who appears, at the address that the forum knows of them, else the directory's.

    A name with lost characters that nobody confirmed is left out.
    """
    known = profiles(forum.id)
    rows = (
        sa.select(Appearance)
        .join(Item, Item.id == Appearance.item_id)
        .where(
            Appearance.forum_id == forum.id, Appearance.withdrawn_at.is_(None), Item.withdrawn_at.is_(None)
        )
        .options(joinedload(Appearance.person))
        .order_by(Item.day, Item.position, Item.id, Appearance.position, Appearance.id)
    )
    for one in db.session.scalars(rows):
        name = "" if is_name_damaged(one) else full_name(one.family_name, one.given_name)
        profile = known.get(one.person_id or 0)
        address = (profile.email if profile else "") or (one.person.email if one.person else "")
        yield Candidate(
            "appearance",
            one.id,
            address,
            name,
            language=profile.language if profile else "ja",
            organisation=one.organisation,
            person_id=one.person_id,
        )


def subscribers(series_id: int) -> Iterator[Candidate]:
    """Yield who has confirmed that they want to hear of a series."""
    rows = sa.select(Subscriber.id, Subscriber.address, Subscriber.language).where(
        Subscriber.series_id == series_id,
        Subscriber.confirmed_at.is_not(None),
        Subscriber.ended_at.is_(None),
    )
    for ident, address, language in db.session.execute(rows.order_by(Subscriber.id)):
        yield Candidate("subscriber", ident, address, "", language)


OF_FORUM: Mapping[Source, Callable[[Forum, Audience], Iterator[Candidate]]] = {
    Source.REGISTRATIONS: registered,
    Source.SPEAKERS: speaking,
    Source.INVITED: invited,
}
"""Sources of a forum, the surest knowledge of a person first."""


def _is_of(part: str) -> sa.ColumnElement[bool]:
    """Fit a part of an organisation's name, or its official code."""
    code = sa.select(Organisation.id).where(Organisation.code == part)
    named: Any = Registration.organisation_name.icontains(part, autoescape=True)
    return sa.or_(named, Registration.organisation_id.in_(code))


def _midnight(day: date, zone: str) -> datetime:
    return clock.to_utc(datetime.combine(day, time.min), zone)
