"""Reads of registrations: by link, by person, by address, and as the organisers' filtered list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forumapp.core.actor import Actor
from forumapp.core.batches import batches
from forumapp.core.db import db
from forumapp.core.links import is_genuine, make_token, read_id
from forumapp.core.text.names import full_name, to_katakana
from forumapp.core.urls import absolute_url
from forumapp.directory.models import Rank
from forumapp.forums.models import Forum, Mode, Venue
from forumapp.registration.models import ALIVE, Answer, Invitation, Registration, RegistrationState
from forumapp.registration.queries.rsvps import Reply, stands_at

PER_PAGE = 50
ORDERS = ("code", "kana", "rank", "received")
_whole = (
    joinedload(Registration.forum).joinedload(Forum.venue).selectinload(Venue.rooms),
    joinedload(Registration.track),
    joinedload(Registration.organisation),
    joinedload(Registration.department),
    joinedload(Registration.rank),
    selectinload(Registration.answers).joinedload(Answer.question),
)


@dataclass(frozen=True)
class Filter:
    """What the organisers' list shows; None and "" do not narrow it."""

    state: RegistrationState | None = RegistrationState.CONFIRMED
    mode: Mode | None = None
    track_id: int | None = None
    answer: Reply | None = None
    organisation: str = ""
    text: str = ""
    order: str = "code"


@dataclass(frozen=True)
class Page:
    """One page of a filtered list; ``number`` counts from 1."""

    rows: Sequence[Registration]
    total: int
    number: int
    pages: int
    filter: Filter = field(default_factory=Filter)


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
    found = db.session.get(Registration, ident, options=_whole) if ident else None
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


def made_by(key: str | None, receipt: str) -> tuple[Registration | None, bool]:
    """Return what the form with this key has made already, and whether ``receipt`` is somebody's; one statement."""
    same = (
        sa.or_(Registration.form_key == key, Registration.receipt == receipt)
        if key
        else (Registration.receipt == receipt)
    )
    found = db.session.execute(sa.select(Registration.id, Registration.form_key).where(same)).tuples().all()
    ident = next((ident for ident, own in found if key and own == key), None)
    made = db.session.get_one(Registration, ident) if ident else None
    return made, any(own != key or not key for _ident, own in found)


def taken_receipts(numbers: Collection[str]) -> set[str]:
    """Return which of these numbers are somebody's."""
    found: set[str] = set()
    for some in batches(numbers, 5000):
        found.update(
            db.session.scalars(sa.select(Registration.receipt).where(Registration.receipt.in_(some)))
        )
    return found


def same_person(forum: Forum, email: str, family_name: str, given_name: str) -> Registration | None:
    """Return the living registration of this name and address."""
    if not email:
        return None
    same = sa.select(Registration.id).where(
        Registration.forum_id == forum.id,
        Registration.family_name == family_name,
        Registration.given_name == given_name,
        Registration.state.in_(ALIVE),
        sa.func.lower(Registration.email) == email.lower(),
    )
    ident = db.session.scalar(same.order_by(Registration.id).limit(1))
    return db.session.get_one(Registration, ident) if ident else None


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
    return db.session.scalars(coming.options(*_whole).order_by(Registration.id)).all()


def without_seat(forum: Forum) -> Sequence[Registration]:
    """Return who waits: for approval, for a seat, or has to accept one."""
    waiting = [state for state in ALIVE if state is not RegistrationState.CONFIRMED]
    found = sa.select(Registration).where(Registration.forum_id == forum.id, Registration.state.in_(waiting))
    return db.session.scalars(found.order_by(Registration.id)).all()


def registration(forum: Forum, ident: int) -> Registration | None:
    """Return a registration of this forum."""
    own = sa.select(Registration).where(Registration.id == ident, Registration.forum_id == forum.id)
    return db.session.scalar(own.options(*_whole))


def place_in_queue(registration: Registration) -> int:
    """Return at which place somebody stands among those who wait for the same seats; from 1."""
    same = (Registration.forum_id, Registration.state, Registration.mode)
    before = sa.select(sa.func.count()).where(
        *(column == getattr(registration, column.key) for column in same),
        Registration.quota_id.is_not_distinct_from(registration.quota_id),
        sa.or_(
            sa.literal(registration.quota_id is None),
            Registration.organisation_id.is_not_distinct_from(registration.organisation_id),
        ),
        sa.or_(
            Registration.waiting_since < registration.waiting_since,
            sa.and_(
                Registration.waiting_since == registration.waiting_since, Registration.id < registration.id
            ),
        ),
    )
    return (db.session.scalar(before) or 0) + 1


def substitute_of(registration: Registration) -> Registration | None:
    """Return who came in place of somebody."""
    return db.session.scalar(sa.select(Registration).where(Registration.replaces_id == registration.id))


def substituted_by(registration: Registration) -> Registration | None:
    """Return for whom somebody came."""
    return db.session.get(Registration, registration.replaces_id) if registration.replaces_id else None


def page(forum: Forum, wanted: Filter, number: int) -> Page:
    """Return one page of the list; the same number of statements for one row and for thousands."""
    narrowed = _narrowed(forum, wanted)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(narrowed.subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(1, number), pages)
    rows = db.session.scalars(
        _ordered(narrowed, wanted.order).options(*_whole).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    ).all()
    return Page(rows, total, number, pages, wanted)


def everything(forum: Forum, wanted: Filter) -> Sequence[Registration]:
    """Return every row of the list, as exports print it."""
    return db.session.scalars(_ordered(_narrowed(forum, wanted), wanted.order).options(*_whole)).all()


def counts(forum: Forum) -> dict[RegistrationState, int]:
    """Return how many registrations there are per state."""
    grouped = (
        sa.select(Registration.state, sa.func.count())
        .where(Registration.forum_id == forum.id)
        .group_by(Registration.state)
    )
    found: dict[RegistrationState, int] = dict(db.session.execute(grouped).tuples().all())
    return {state: found.get(state, 0) for state in RegistrationState}


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


def _narrowed(forum: Forum, wanted: Filter) -> sa.Select[tuple[Registration]]:
    rows = sa.select(Registration).where(Registration.forum_id == forum.id)
    for column, value in (
        (Registration.state, wanted.state),
        (Registration.mode, wanted.mode),
        (Registration.track_id, wanted.track_id),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if wanted.answer:
        rows = rows.where(stands_at(forum, wanted.answer))
    if wanted.organisation:
        rows = rows.where(_holds(Registration.organisation_name, wanted.organisation))
    for word in wanted.text.split():
        rows = rows.where(_matches(word))
    return rows


def _holds(column: Any, text: str) -> sa.ColumnElement[bool]:
    held: sa.ColumnElement[bool] = column.icontains(text, autoescape=True)
    return held


def _matches(word: str) -> sa.ColumnElement[bool]:
    kana = to_katakana(word)
    return sa.or_(
        _holds(Registration.family_name + Registration.given_name, word),
        _holds(Registration.family_kana + Registration.given_kana, kana),
        *(
            _holds(column, word)
            for column in (
                Registration.organisation_name,
                Registration.unit,
                Registration.title,
                Registration.email,
            )
        ),
        _holds(Registration.receipt, word.replace("-", "")),
    )


def _ordered(rows: sa.Select[tuple[Registration]], order: str) -> sa.Select[tuple[Registration]]:
    if order == "received":
        return rows.order_by(Registration.id.desc())
    if order == "kana":
        return rows.order_by(Registration.sort_kana, Registration.id)
    if order == "rank":
        rows = rows.outerjoin(Rank, Rank.id == Registration.rank_id)
        return rows.order_by(Rank.position.is_(None), Rank.position, Registration.sort_kana, Registration.id)
    return rows.order_by(Registration.sort_code, Registration.sort_kana, Registration.id)
