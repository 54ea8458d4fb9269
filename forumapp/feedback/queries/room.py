"""How many answers have come in the room, against how many people are there: numbers alone, of nobody."""

from dataclasses import dataclass

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.feedback.models import FeedbackAnswer, FeedbackGiven
from forumapp.feedback.queries import forms
from forumapp.forums.models import Forum
from forumapp.registration.models import Registration, RegistrationState

LEAST, TIMES = 100, 3
"""A room takes LEAST answers, or TIMES as many as people are registered; each new link lets as many more in."""


@dataclass(frozen=True)
class Room:
    """``answers`` of all kinds, ``by_link`` of them by a personal link; ``people`` are confirmed, ``links`` were made."""

    answers: int
    by_link: int
    people: int
    links: int

    @property
    def share(self) -> int:
        """Return how many answers one link of the room is good for."""
        return max(LEAST, TIMES * self.people)

    @property
    def of_one_address(self) -> int:
        """Return how many answers one network address may send: enough for a hall behind one, not all there are."""
        return self.share // 2

    @property
    def is_full(self) -> bool:
        """Say whether no more are taken."""
        return self.answers >= self.share * self.links

    @property
    def is_odd(self) -> bool:
        """Say whether more have answered in the room than are registered: somebody may answer again and again."""
        return self.answers - self.by_link > max(self.people, LEAST // TIMES)


def look(forum: Forum) -> Room:
    """Count; one statement and the form."""
    answers = sa.select(sa.func.count()).where(FeedbackAnswer.forum_id == forum.id).scalar_subquery()
    given = sa.select(sa.func.count()).where(FeedbackGiven.forum_id == forum.id).scalar_subquery()
    people = (
        sa.select(sa.func.count())
        .where(Registration.forum_id == forum.id, Registration.state == RegistrationState.CONFIRMED)
        .scalar_subquery()
    )
    taken, by_link, confirmed = db.session.execute(sa.select(answers, given, people)).tuples().one()
    return Room(taken, by_link, confirmed, 1 + forms.form_of(forum).room_generation)
