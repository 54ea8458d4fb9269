"""Who is asked for feedback and who has answered; never what.

Before the list of attendance is settled everybody confirmed is asked, afterwards those who came.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forumapp.attendance.queries.web import came, rules_of
from forumapp.core import links
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.urls import absolute_url
from forumapp.feedback.models import FeedbackGiven
from forumapp.forums.models import Forum
from forumapp.registration.models import Registration, RegistrationState

LINK = "feedback"
"""Kind of the personal link."""


@dataclass(frozen=True)
class Share:
    """``asked`` people may answer by their link, ``given`` of them have. ``is_settled``: those who came are asked."""

    asked: int
    given: int
    is_settled: bool

    @property
    def per_cent(self) -> int | None:
        """Return whole per cent, half a one counted."""
        return (self.given * 200 + self.asked) // (2 * self.asked) if self.asked else None


def is_settled(forum: Forum) -> bool:
    """Say whether the list of attendance is final."""
    return rules_of(forum).settled_at is not None


def share(forum: Forum) -> Share:
    """Count who is asked and who has answered."""
    settled = is_settled(forum)
    people = sa.select(sa.func.count()).select_from(Registration).where(*_asked(forum, settled))
    answered = sa.select(sa.func.count()).select_from(FeedbackGiven).where(FeedbackGiven.forum_id == forum.id)
    return Share(db.session.scalar(people) or 0, db.session.scalar(answered) or 0, settled)


def may_give(registration: Registration) -> bool:
    """Say whether this registration is asked."""
    forum = registration.forum
    mine = sa.select(Registration.id).where(
        Registration.id == registration.id, *_asked(forum, is_settled(forum))
    )
    return db.session.scalar(mine) is not None


def holder_of(token: str) -> tuple[Registration, Actor] | None:
    """Return the confirmed registration whose feedback link this is. Its name is not passed on."""
    ident = links.read_id(token)
    found = db.session.get(Registration, ident) if ident else None
    if found is None or found.state is not RegistrationState.CONFIRMED:
        return None
    if not links.is_genuine(token, LINK, found.id, found.link_generation):
        return None
    return found, Actor("link", None, "")


def address_of(registration: Registration) -> str:
    """Return the full address at which this person gives feedback."""
    token = links.make_token(LINK, registration.id, registration.link_generation)
    return absolute_url("feedback.give", token=token)


def has_answered(registration_id: int) -> bool:
    """Say whether this registration has answered."""
    return db.session.get(FeedbackGiven, registration_id) is not None


def people(forum: Forum, *, only_present: bool = False) -> Sequence[Registration]:
    """Return who is asked and has not answered; ``only_present``: also before the list is settled only who came."""
    found = sa.select(Registration).where(
        *_asked(forum, only_present or is_settled(forum)),
        Registration.id.not_in(sa.select(FeedbackGiven.registration_id)),
    )
    return db.session.scalars(found.order_by(Registration.id)).all()


def _asked(forum: Forum, only_present: bool) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [
        Registration.forum_id == forum.id,
        Registration.state == RegistrationState.CONFIRMED,
    ]
    return [*found, came(forum)] if only_present else found
