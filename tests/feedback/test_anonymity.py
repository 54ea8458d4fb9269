"""Nothing ties an answer to the person who gave it: 20 known people answer, and an attacker with the database tries."""

import itertools
import random
from collections import Counter

import pytest
import sqlalchemy as sa

from forumapp.core.audit import AuditEntry
from forumapp.core.db import Model, db
from forumapp.feedback.models import FeedbackAnswer, FeedbackEdition, FeedbackGiven, Impression
from forumapp.feedback.queries.forms import last_edition
from forumapp.forums.models import Forum
from tests.accounts.factories import writing
from tests.feedback.factories import add_impression, answers, close, comments, give
from tests.feedback.test_services import forum  # noqa: F401 - a fixture
from tests.groupwork.factories import make_person

TABLES = (FeedbackGiven, FeedbackAnswer, Impression)
PEOPLE = 20


@pytest.fixture
def given(forum):  # noqa: F811 - the fixture
    """Let people answer in an order that is not that of their registration; returns [(person id, comment)] by arrival."""
    if db.engine.dialect.name == "postgresql":
        with writing() as session:  # what is freed in the middle of a test is filled first, wherever it lies
            for table in TABLES:
                session.execute(
                    sa.text(f"ALTER TABLE {table.__tablename__} SET (autovacuum_enabled = false)")
                )
    people = [make_person(forum) for _number in range(PEOPLE)]
    random.Random(7).shuffle(people)
    arrived = []
    for number, person in enumerate(people):
        give(person, 1 + number % 5, f"声その{number:02}", may_publish=number % 2 == 0)
        arrived.append((person.id, f"声その{number:02}"))
    return arrived


def rows_with(text):
    """Return (table, row) of everything in the database in which a text can be read."""
    return [
        (table.name, row)
        for table in Model.metadata.sorted_tables
        for row in db.session.execute(sa.select(table)).mappings()
        if any(text in _plain(value) for value in row.values())
    ]


def _plain(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def test_answers_name_nobody_and_no_time():
    assert {table.__tablename__: sorted(table.__table__.columns.keys()) for table in TABLES} == {
        "feedback_given": ["forum_id", "is_settled", "registration_id"],
        "feedback_answer": ["amended", "forum_id", "id", "is_settled", "is_shown", "lock", "sealed"],
        "impression": [
            *("consent", "decided_at", "forum_id", "id", "may_publish"),
            *("original", "position", "state", "text", "version"),
        ],
    }
    times = [
        column.name
        for column in itertools.chain(*(table.__table__.columns for table in (*TABLES[:2], FeedbackEdition)))
        if isinstance(column.type, sa.DateTime)
    ]
    assert times == []


def test_what_waits_can_be_read_in_no_row(given, forum):  # noqa: F811 - the fixture
    """Nobody but the application opens an answer; what an edition holds names no person and no time but its day."""
    assert sorted(one["v"]["comment"] for one in answers(forum)) == sorted(text for _person, text in given)
    read = {text: [name for name, _row in rows_with(text)] for _person, text in given}
    assert set(itertools.chain(*read.values())) == {"impression", "feedback_edition"}
    assert Counter(map(bool, read.values())) == {True: 15, False: 5}, "some were shown, five wait unread"
    for row in db.session.execute(sa.select(FeedbackAnswer.sealed)):
        assert len(row.sealed) == len(next(iter(db.session.execute(sa.select(FeedbackAnswer.sealed)))).sealed)


def test_ids_and_places_do_not_follow_the_order_of_arrival(given, forum):  # noqa: F811 - the fixture
    """Of 20 answers the order of the ids, of the rows as they lie, and of what pages list agrees with none that is known."""
    close(forum)
    arrived = [text for _person, text in given]
    people = [text for _person, text in sorted(given)]
    by_id = [one.original for one in sorted(comments(forum).values(), key=lambda one: one.id)]
    listed = last_edition(forum.id).texts["comment"]
    assert [sorted(by_id), sorted(listed)] == [sorted(arrived[::2]), sorted(arrived[1::2])]
    for order, order_of in itertools.product((by_id, listed), (arrived, people)):
        known = [text for text in order_of if text in order]
        assert order not in (known, known[::-1])
    assert {ident[12] for ident in db.session.scalars(sa.select(Impression.id))} == {"4"}, "random (RFC 9562)"


def test_the_stored_order_is_that_of_the_ids(given):
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
            assert len(stored) >= 5


def test_a_control_table_with_a_rowid_would_tell_the_order(app, transaction):
    if db.engine.dialect.name != "sqlite":
        return
    with transaction() as session:
        session.execute(sa.text("CREATE TABLE control (id VARCHAR PRIMARY KEY)"))
        session.execute(sa.text("INSERT INTO control VALUES ('z'), ('a')"))
        told = list(session.scalars(sa.text("SELECT id FROM control ORDER BY rowid")))
        session.execute(sa.text("DROP TABLE control"))
    assert told == ["z", "a"]


def test_no_transaction_number_is_shared_by_one_person_and_one_answer_only(given):
    if db.engine.dialect.name != "postgresql":
        return
    for table in TABLES:
        numbers = db.session.scalars(sa.text(f"SELECT DISTINCT xmin::text FROM {table.__tablename__}")).all()
        assert len(numbers) == 1, table.__tablename__


def test_the_audit_log_and_the_forum_do_not_tell_when_somebody_answered(forum, clock):  # noqa: F811 - the fixture
    people = [make_person(forum) for _number in range(11)]
    read = (sa.select(Forum.revision, Forum.changed_at), sa.select(sa.func.count()).select_from(AuditEntry))
    before = [db.session.execute(one).all() for one in read]
    for person in people:
        clock.advance(minutes=7)
        give(person, 3, "感想", may_publish=True)
    assert last_edition(forum.id).answers == 5
    assert [db.session.execute(one).all() for one in read] == before
    add_impression(forum, "編集者の記録は残る")
    assert db.session.execute(read[1]).all() != before[1]


def test_two_editions_differ_by_at_least_k_answers(forum):  # noqa: F811 - the fixture
    """The attacker knows who answered between two editions; the difference holds at least five of them, also at the end."""
    seen = [0]
    for _number in range(23):
        give(make_person(forum), 3)
        edition = last_edition(forum.id)
        shown = edition.answers if edition else 0
        if shown != seen[-1]:
            seen.append(shown)
    seen.append(close(forum).answers)
    assert seen == [0, 5, 10, 15, 23]
    assert all(after - before >= 5 for before, after in itertools.pairwise(seen))


def test_who_of_those_that_wait_is_shown_is_drawn_by_lot(forum):  # noqa: F811 - the fixture
    """Were it always the first five, an edition would tell who came early."""
    texts = [f"声{number}" for number in range(10)]
    for text in texts:
        give(make_person(forum), 3, text, may_publish=True)
    shown = set(comments(forum))
    assert len(shown) == 5
    assert shown <= set(texts)


def test_after_the_end_no_answer_is_left(given, forum):  # noqa: F811 - the fixture
    close(forum)
    assert answers(forum) == []
    assert [name for name, _row in rows_with("feedback_answer")] == []
    tables = last_edition(forum.id).tables
    assert [(one["slug"], one["answered"], sum(one["counts"].values())) for one in tables] == [
        ("rating", 20, 20)
    ]


def test_fewer_than_k_answers_show_nothing_but_what_was_given_for_publication(forum):  # noqa: F811 - the fixture
    for number in range(4):
        give(make_person(forum), 5, f"声{number}", may_publish=number == 0)
    edition = close(forum)
    assert (edition.tables, edition.texts, sorted(comments(forum))) == ([], {}, ["声0"])
