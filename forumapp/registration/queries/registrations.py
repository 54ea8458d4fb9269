"""Reads of registrations: by link, by person, by address, and as the organisers' filtered list."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.links import is_genuine, make_token, read_id
from forumapp.core.text.names import full_name
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum, Venue
from forumapp.registration.models import ALIVE, Answer, Invitation, Registration, RegistrationState

WHOLE = (
    joinedload(Registration.forum).joinedload(Forum.venue).selectinload(Venue.rooms),
    joinedload(Registration.track),
    joinedload(Registration.organisation),
    joinedload(Registration.department),
    joinedload(Registration.rank),
    selectinload(Registration.answers).joinedload(Answer.question),
)
"""What is read together with a person whose page, letter or row of an export is made."""


def name_of(registration: Registration) -> str:
    """Return the whole name, family first."""
    return full_name(registration.family_name, registration.given_name)


def printed_receipt(registration: Registration) -> str:
    """Return the receipt number as people read it: ABCD-EFGH."""
    return f"{registration.receipt[:4]}-{registration.receipt[4:]}"


def token_of(registration: Registration) -> str:
    """Return the token of the personal link."""
    return make_token("registration", registration.id, registration.link_generation)


def link_of(registration: Registration) -> str:
    """Return the full address of the personal page."""
    return absolute_url("registration.show", token=token_of(registration))


def by_token(token: str) -> tuple[Registration, Actor] | None:
    """Return whose personal page it is."""
    ident = read_id(token)
    found = db.session.get(Registration, ident, options=WHOLE) if ident else None
    if found is None or not is_genuine(token, "registration", found.id, found.link_generation):
        return None
    return found, Actor("link", found.id, name_of(found))


def invitation_by_token(token: str) -> tuple[Invitation, Actor] | None:
    """Return who was invited by this link; withdrawn invitations and unpublished forums open nothing."""
    ident = read_id(token)
    found = db.session.get(Invitation, ident) if ident else None
    if found is None or not is_genuine(token, "invitation", found.id, found.link_generation):
        return None
    if found.withdrawn_at is not None or found.forum.published_at is None:
        return None
    return found, Actor("link", found.id, found.name or found.address)


def at_address(forum: Forum, email: str) -> Sequence[Registration]:
    """Return the living registrations with this address."""
    same = sa.select(Registration).where(
        Registration.forum_id == forum.id,
        Registration.state.in_(ALIVE),
        sa.func.lower(Registration.email) == email.lower(),
    )
    return db.session.scalars(same.order_by(Registration.id)).all()


def confirmed(forum: Forum) -> Sequence[Registration]:
    """Return everybody who takes part, in the order of registration."""
    coming = sa.select(Registration).where(
        Registration.forum_id == forum.id, Registration.state == RegistrationState.CONFIRMED
    )
    return db.session.scalars(coming.options(*WHOLE).order_by(Registration.id)).all()


def without_seat(forum: Forum) -> Sequence[Registration]:
    """Return who waits: for approval, for a seat, or has to accept one."""
    waiting = [state for state in ALIVE if state is not RegistrationState.CONFIRMED]
    found = sa.select(Registration).where(Registration.forum_id == forum.id, Registration.state.in_(waiting))
    return db.session.scalars(found.order_by(Registration.id)).all()


def registration(forum: Forum, ident: int) -> Registration | None:
    """Return a registration of this forum."""
    own = sa.select(Registration).where(Registration.id == ident, Registration.forum_id == forum.id)
    return db.session.scalar(own.options(*WHOLE))


def place_in_queue(registration: Registration) -> int:
    """Return at which place somebody stands among those who wait for the same seats; from 1."""
    same = (Registration.forum_id, Registration.state, Registration.mode)
    since = registration.waiting_since or registration.registered_at
    before = sa.select(sa.func.count()).where(
        *(column == getattr(registration, column.key) for column in same),
        Registration.quota_id.is_not_distinct_from(registration.quota_id),
        sa.or_(
            sa.literal(registration.quota_id is None),
            Registration.organisation_id.is_not_distinct_from(registration.organisation_id),
        ),
        sa.or_(
            Registration.waiting_since < since,
            sa.and_(Registration.waiting_since == since, Registration.id < registration.id),
        ),
    )
    return (db.session.scalar(before) or 0) + 1


def substitute_of(registration: Registration) -> Registration | None:
    """Return who came in place of somebody."""
    return db.session.scalar(sa.select(Registration).where(Registration.replaces_id == registration.id))


def substituted_by(registration: Registration) -> Registration | None:
    """Return for whom somebody came."""
    return db.session.get(Registration, registration.replaces_id) if registration.replaces_id else None


def invitations(forum: Forum) -> Sequence[Invitation]:
    """Return the invitations of a forum, the newest first."""
    sent = sa.select(Invitation).where(Invitation.forum_id == forum.id)
    return db.session.scalars(
        sent.options(joinedload(Invitation.organisation)).order_by(Invitation.id.desc())
    ).all()


def invitation(forum: Forum, ident: int) -> Invitation | None:
    """Return an invitation of this forum."""
    return db.session.scalar(
        sa.select(Invitation).where(Invitation.id == ident, Invitation.forum_id == forum.id)
    )


def invitation_link(invitation: Invitation) -> str:
    """Return the full address of an invited person's page."""
    token = make_token("invitation", invitation.id, invitation.link_generation)
    return absolute_url("invited.show", token=token)
