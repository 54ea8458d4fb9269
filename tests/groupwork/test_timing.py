"""The clock of a group work: phases from the released programme, moved by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.groupwork.board import Board
from forumapp.groupwork.queries import boards
from forumapp.groupwork.timing import Minutes, Phase, Stage, Timing, minutes_of, timing
from tests.groupwork.factories import make_work

BEGIN = datetime(2024, 8, 1, 6, 5, tzinfo=UTC)
"""15:05 in Tokyo, as the seed's group work begins."""


def after(**parts):
    return BEGIN + timedelta(**parts)


@pytest.mark.parametrize(
    ("whole", "work", "talk", "minutes"),
    [
        (65, None, None, Minutes(65, 0)),
        (65, 45, None, Minutes(45, 20)),
        (65, None, 20, Minutes(45, 20)),
        (65, 40, 15, Minutes(40, 15)),
        (15, None, 20, Minutes(0, 20)),
        (None, 40, None, Minutes(40, 0)),
        (None, None, 20, None),
    ],
)
def test_an_item_is_divided_as_far_as_it_was_decided(whole, work, talk, minutes):
    assert minutes_of(whole, work, talk) == minutes


def test_phases_follow_each_other_and_rounds_are_equally_long():
    laid = timing(BEGIN, Minutes(45, 20), rounds=3)
    assert laid.phases == (
        Phase(Stage.WORK, BEGIN, after(minutes=15), 1),
        Phase(Stage.WORK, after(minutes=15), after(minutes=30), 2),
        Phase(Stage.WORK, after(minutes=30), after(minutes=45), 3),
        Phase(Stage.PRESENTATION, after(minutes=45), after(minutes=65)),
    )
    assert (laid.rounds, laid.work_ends, laid.ends) == (3, after(minutes=45), after(minutes=65))


@pytest.mark.parametrize(
    ("moment", "stage", "left"),
    [
        (after(minutes=-10), Stage.BEFORE, 10),
        (BEGIN, Stage.WORK, 45),
        (after(minutes=44), Stage.WORK, 1),
        (after(minutes=45), Stage.PRESENTATION, 20),
        (after(minutes=65), Stage.OVER, 0),
    ],
)
def test_each_moment_has_its_stage_and_what_is_left_of_it(moment, stage, left):
    phase = timing(BEGIN, Minutes(45, 20)).at(moment)
    assert (phase.stage, phase.remaining(moment)) == (stage, timedelta(minutes=left))


def test_more_minutes_prolong_the_work_and_the_presentation_follows():
    longer = timing(BEGIN, Minutes(45, 20), extra=5)
    assert (longer.work_ends, longer.ends) == (after(minutes=50), after(minutes=70))
    assert timing(BEGIN, Minutes(45, 20), extra=-100).work_ends == BEGIN


def test_without_a_beginning_or_a_length_there_is_no_clock():
    assert timing(None, Minutes(45, 20)) == timing(BEGIN, None) == Timing()
    assert Timing().at(BEGIN) is None


@pytest.fixture
def work(app, transaction):
    made = make_work()
    with transaction():
        forum = db.session.get(Forum, made.forum.id)
        forum.day = date(2024, 8, 1)
    return made.groups[0].work


def test_the_clock_follows_the_released_programme_not_the_draft(work, transaction):
    assert boards.timing_of(work) == timing(BEGIN, Minutes(65, 0))
    with transaction():
        work.item.start += 30
        work.work_minutes = 45
    assert boards.timing_of(work) == timing(BEGIN, Minutes(45, 20))


def test_the_hall_begins_earlier_or_later_and_works_longer(work, transaction):
    with transaction() as session:
        session.add(
            Board(work_id=work.id, forum_id=work.forum_id, started_at=after(minutes=7), extra_minutes=5)
        )
    assert boards.timing_of(work) == timing(after(minutes=7), Minutes(65, 0), extra=5)
