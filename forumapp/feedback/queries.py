"""Reads of feedback. Nothing here joins who answered with what was answered; comments come in the order of random ids."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forumapp.attendance.queries.web import came
from forumapp.core import links
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.text import mentions
from forumapp.core.urls import absolute_url
from forumapp.feedback import policy
from forumapp.feedback.models import FeedbackGiven, FeedbackResponse, Impression, ImpressionState
from forumapp.forums.models import Forum
from forumapp.registration.models import Registration, RegistrationState

LINK = "feedback"
"""Kind of the personal link."""


@dataclass(frozen=True)
class Results:
    """People asked for and answers come in; ``ratings`` is [(rating, answers)] from 5 down, None below the floor."""

    confirmed: int
    given: int
    ratings: tuple[tuple[int, int], ...] | None

    @property
    def rated(self) -> int:
        """Return how many answers hold a rating."""
        return sum(count for _rating, count in self.ratings or ())


def holder_of(token: str) -> tuple[Registration, Actor] | None:
    """Return the confirmed registration whose feedback link this is. Its name is not passed on."""
    ident = links.read_id(token)
    found = db.session.get(Registration, ident) if ident else None
    if found is None or not policy.may_give(found):
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


def confirmed(
    forum_id: int, *, unanswered: bool = False, present_at: Forum | None = None
) -> Sequence[Registration]:
    """Return the confirmed registrations: ``unanswered`` those that have not answered, ``present_at`` who came to it."""
    found = sa.select(Registration).where(
        Registration.forum_id == forum_id, Registration.state == RegistrationState.CONFIRMED
    )
    if unanswered:
        found = found.where(Registration.id.not_in(sa.select(FeedbackGiven.registration_id)))
    if present_at is not None:
        found = found.where(came(present_at))
    return db.session.scalars(found.order_by(Registration.id)).all()


def results(forum_id: int) -> Results:
    """Count the answers of a forum."""
    people = sa.select(sa.func.count()).select_from(Registration)
    answered = sa.select(sa.func.count()).select_from(FeedbackGiven)
    rated = sa.select(FeedbackResponse.rating, sa.func.count()).where(
        FeedbackResponse.forum_id == forum_id, FeedbackResponse.rating.is_not(None)
    )
    counts = {row[0]: row[1] for row in db.session.execute(rated.group_by(FeedbackResponse.rating))}
    enough = sum(counts.values()) >= policy.FEWEST
    return Results(
        confirmed=db.session.scalar(
            people.where(Registration.forum_id == forum_id, Registration.state == RegistrationState.CONFIRMED)
        )
        or 0,
        given=db.session.scalar(answered.where(FeedbackGiven.forum_id == forum_id)) or 0,
        ratings=tuple((rating, counts.get(rating, 0)) for rating in range(5, 0, -1)) if enough else None,
    )


def impression(forum: Forum, ident: str) -> Impression | None:
    """Return one comment of the forum."""
    return db.session.scalar(
        sa.select(Impression).where(Impression.id == ident, Impression.forum_id == forum.id)
    )


def impressions(forum_id: int) -> dict[str, list[Impression]]:
    """Return the comments by state: 'inbox' and 'withheld' in random order, 'adopted' in the order of the report."""
    found = sa.select(Impression).where(Impression.forum_id == forum_id)
    sorted_: dict[str, list[Impression]] = {state.value: [] for state in ImpressionState}
    for one in db.session.scalars(found.order_by(Impression.position, Impression.id)):
        sorted_[one.state.value].append(one)
    return sorted_


def adopted_impressions(forum_id: int) -> list[str]:
    """Return the texts of the adopted impressions for the report, in order and without anything else."""
    found = sa.select(Impression.text).where(
        Impression.forum_id == forum_id,
        Impression.state == ImpressionState.ADOPTED,
        Impression.may_publish.is_(True),
    )
    return list(db.session.scalars(found.order_by(Impression.position, Impression.id)))


def marks(forum_id: int, comments: Sequence[Impression]) -> dict[str, tuple[str, ...]]:
    """Return, by comment, the words that may give somebody away: names, 本市, telephone numbers."""
    found = sa.select(Registration.family_name, Registration.given_name)
    rows = db.session.execute(found.where(Registration.forum_id == forum_id).distinct())
    names = [(family, given) for family, given in rows]
    return {
        one.id: (*mentions.people(one.text, names), *mentions.self_references(one.text)) for one in comments
    }
