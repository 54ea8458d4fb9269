"""A change that concerns many costs few statements: it holds the database while everybody is told."""

from datetime import date, time

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.services import facts, publication
from forumapp.mail.models import Letter, LetterState
from tests.accounts.factories import writing
from tests.counting import statements
from tests.forums.factories import make_forum, make_venue
from tests.registration.factories import make_registration


def crowd(count):
    forum = make_forum(venue=make_venue())
    for _person in range(count):
        make_registration(forum)
    make_registration(forum, email="")
    return forum


def move(forum, hour=14):
    with writing():
        facts.set_date(forum, by=SYSTEM, day=date(2024, 8, 1), starts=time(hour, 0), ends=time(17, 0))


def call_off(forum):
    with writing():
        publication.cancel(forum, by=SYSTEM, reason="台風のため")


@pytest.mark.parametrize("change", [move, call_off])
def test_twelve_people_more_cost_no_statement_more(app, change):
    small, large = crowd(2), crowd(14)
    for forum in (small, large):
        move(forum, 11)
    few = statements(lambda: change(small))
    assert statements(lambda: change(large)) == few
    queued = sa.select(sa.func.count()).where(Letter.forum_id == large.id, Letter.state == LetterState.QUEUED)
    moved_or_off = queued.where(Letter.kind.in_(["registration.moved", "registration.forum_cancelled"]))
    assert db.session.scalar(moved_or_off) == 14
