"""Nothing in the database ties an answer to the person who gave it."""

import itertools
import random

import pytest
import sqlalchemy as sa

from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.feedback.models import FeedbackGiven, FeedbackResponse, Impression
from forumapp.forums.models import Forum
from tests.feedback.factories import add_impression, give
from tests.feedback.test_services import forum  # noqa: F401 - a fixture
from tests.groupwork.factories import make_person

TABLES = (FeedbackGiven, FeedbackResponse, Impression)
PEOPLE = 8


@pytest.fixture
def answers(forum):  # noqa: F811 - the fixture
    """Let people answer in an order that is not that of their registration; returns (person id, comment) by arrival."""
    people = [make_person(forum) for _number in range(PEOPLE)]
    random.Random(7).shuffle(people)
    return_ = []
    for number, person in enumerate(people):
        give(person, 1 + number % 5, f"感想 {number}", may_publish=True)
        return_.append((person.id, f"感想 {number}"))
    return return_


def test_answers_name_nobody_and_no_time():
    assert {table.__tablename__: sorted(table.__table__.columns.keys()) for table in TABLES} == {
        "feedback_given": ["forum_id", "registration_id"],
        "feedback_response": ["day", "forum_id", "id", "rating"],
        "impression": [
            *("consent", "decided_at", "forum_id", "id", "may_publish"),
            *("original", "position", "state", "text", "version"),
        ],
    }


def test_ids_are_random_and_not_in_the_order_of_arrival(answers):
    found = db.session.execute(sa.select(Impression.id, Impression.original)).all()
    by_id = [original for _ident, original in sorted(found)]
    assert sorted(by_id) == [comment for _person, comment in answers]
    assert {len(ident) for ident, _original in found} == {32}
    assert {ident[12] for ident, _original in found} == {"4"}, "not random (RFC 9562, version 4)"


def test_the_stored_order_is_that_of_the_ids(answers):
    """On SQLite there is no rowid at all; on PostgreSQL rows lie in the order of their keys."""
    for table in TABLES:
        key = next(iter(table.__table__.primary_key)).name
        if db.engine.dialect.name == "sqlite":
            with pytest.raises(sa.exc.OperationalError, match="no such column: rowid"):
                db.session.execute(sa.text(f"SELECT rowid FROM {table.__tablename__}"))
            db.session.rollback()
        else:
            physical = f"SELECT {key} FROM {table.__tablename__} ORDER BY ctid"
            stored = list(db.session.scalars(sa.text(physical)))
            assert stored == sorted(stored)
            assert len(stored) == PEOPLE


def test_a_control_table_with_a_rowid_would_tell_the_order(app, transaction):
    if db.engine.dialect.name != "sqlite":
        return
    with transaction() as session:
        session.execute(sa.text("CREATE TABLE control (id VARCHAR PRIMARY KEY)"))
        session.execute(sa.text("INSERT INTO control VALUES ('z'), ('a')"))
        told = list(session.scalars(sa.text("SELECT id FROM control ORDER BY rowid")))
        session.execute(sa.text("DROP TABLE control"))
    assert told == ["z", "a"]


def test_no_transaction_number_is_shared_by_one_person_and_one_answer_only(answers):
    if db.engine.dialect.name != "postgresql":
        return
    for table in TABLES:
        numbers = db.session.scalars(sa.text(f"SELECT DISTINCT xmin::text FROM {table.__tablename__}")).all()
        assert len(numbers) == 1, table.__tablename__


def test_the_audit_log_and_the_forum_do_not_tell_when_somebody_answered(forum, clock):  # noqa: F811
    people = [make_person(forum) for _number in range(3)]
    read = (sa.select(Forum.revision, Forum.changed_at), sa.select(sa.func.count()).select_from(AuditEntry))
    before = [db.session.execute(one).all() for one in read]
    for person in people:
        clock.advance(minutes=7)
        give(person, 3, "感想", may_publish=True)
    assert [db.session.execute(one).all() for one in read] == before
    add_impression(forum, "編集者の記録は残る")
    assert db.session.execute(read[1]).all() != before[1]


def test_the_day_is_all_that_is_left_of_the_time(forum, clock):  # noqa: F811
    for person in [make_person(forum) for _number in range(3)]:
        clock.advance(minutes=7)
        give(person, 3)
    assert len(set(db.session.execute(sa.select(FeedbackResponse.day)).all())) == 1
    times = [
        column.name
        for column in itertools.chain(*(table.__table__.columns for table in TABLES[:2]))
        if isinstance(column.type, sa.DateTime)
    ]
    assert times == []
