"""An attacker who knows in which order and when 20 people answered, and has everything but SECRET_KEY: the database before
and after each answer, the log, the files, and all that organisers and the public are shown. What is asked of every step:
of how many people may a text or a number be?"""

import itertools
import logging
import random
import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from flask import current_app

from forumapp.core.db import Model, db
from forumapp.exchange.writing.document import write_document
from forumapp.feedback import seals
from forumapp.feedback.models import (
    FeedbackAnswer,
    FeedbackEdition,
    FeedbackGiven,
    FeedbackQuestion,
    Impression,
)
from forumapp.feedback.services import arrival
from forumapp.forums.models import Role
from tests.feedback.factories import close, comments, give, link_of
from tests.feedback.test_changing import change
from tests.feedback.test_services import forum  # noqa: F401 - a fixture
from tests.forums.factories import sign_in_as
from tests.groupwork.factories import make_person
from tests.groupwork.pages import post

PEOPLE, K = 20, 5
PUBLIC = ("", "agenda", "feed.ics", "report", "report.json", "report.md", "report.pdf")


def comment_of(number):
    """Return a comment that is like no other, also in its length."""
    return f"声{number:02}" + "とても参考になりました。" * (number * 4)


def dump():
    """Return {table: {primary key: row}} of the whole database."""
    return {
        table.name: {
            tuple(row[column.name] for column in table.primary_key): dict(row)
            for row in db.session.execute(sa.select(table)).mappings()
        }
        for table in Model.metadata.sorted_tables
    }


def readable(database):
    """Return which of the comments can be read anywhere in a dump, by their beginning."""
    text = "\n".join(
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        for rows in database.values()
        for row in rows.values()
        for value in row.values()
    )
    return {number for number in range(PEOPLE) if f"声{number:02}" in text}


@pytest.fixture
def watched(forum, clock):  # noqa: F811 - the fixture
    """Let 20 people answer one after the other; returns [(number of the person, dump before, dump after)]."""
    people = [make_person(forum) for _number in range(PEOPLE)]
    order = list(range(PEOPLE))
    random.Random(3).shuffle(order)
    steps, before = [], dump()
    for number in order:
        clock.advance(minutes=7)
        give(people[number], 1 + number % 5, comment_of(number), may_publish=number % 3 == 0)
        after = dump()
        steps.append((number, before, after))
        before = after
    return steps


def new_rows(step, model):
    _number, before, after = step
    name = model.__tablename__
    return sorted(after[name].keys() - before[name].keys())


def test_every_text_may_be_of_at_least_k_people(watched, forum):  # noqa: F811 - the fixture
    """The attacker ties each row to its person, and looks who could have written what becomes readable at a step."""
    writer = {new_rows(step, FeedbackAnswer)[0]: step[0] for step in watched}
    assert len(writer) == PEOPLE, "a control: the row of an answer is known, what it says is not"
    told = 0
    for step in watched:
        number, before, after = step
        fresh = readable(after) - readable(before)
        rows = {
            key: (before["feedback_answer"].get(key), row) for key, row in after["feedback_answer"].items()
        }
        if not fresh:
            changed = [key for key, (old, new) in rows.items() if old != new]
            assert {writer[key] for key in changed} == {number}
            continue
        suspects = {writer[key] for key, (_old, new) in rows.items() if new["is_shown"]} - readable(before)
        resealed = {
            writer[key] for key, (old, new) in rows.items() if (old or {}).get("sealed") != new["sealed"]
        }
        assert suspects >= fresh, "a control: the attacker looks at the right ones"
        assert len(suspects) >= K
        assert suspects <= resealed, (
            "all of them are sealed anew, not only those whose comment was handed over"
        )
        told += len(fresh)
    assert told == 15


def test_rows_of_answers_are_alike_whatever_they_say(watched):
    rows = watched[-1][2]["feedback_answer"].values()
    assert {len(row["sealed"]) for row in rows} == {len(next(iter(rows))["sealed"])}
    assert {(row["amended"], row["is_settled"]) for row in rows} == {(None, None)}


def test_comments_are_stored_in_an_order_of_their_own(app, forum):  # noqa: F811 - the fixture
    """In the order of the answers' rows, an edition's comments would say whose they are when all gave theirs."""
    stored = []

    def note(_connection, _cursor, statement, parameters, _context, many):
        if statement.startswith("INSERT INTO impression"):
            rows = parameters if many else [parameters]
            stored.extend(next(iter(row.values())) if isinstance(row, dict) else row[0] for row in rows)

    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", note)
        try:
            for number in range(2 * K):
                give(make_person(forum), 4, comment_of(number), may_publish=True)
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", note)
    known = sorted(one.id for one in comments(forum).values())
    assert len(known) == K
    assert stored[:K] == known or db.engine.dialect.name == "postgresql"


def test_between_two_editions_no_page_export_or_public_address_changes(client, forum, clock):  # noqa: F811 - the fixture
    """What organisers and the public get is the same before and after an answer, but for how many have answered."""
    sign_in_as(client, forum, Role.EDITOR)
    for number in range(12):
        give(make_person(forum), 1 + number % 5, comment_of(number), may_publish=number % 3 == 0)
    clock.advance(minutes=1)
    before = looked_at(client, forum)
    clock.advance(minutes=3)
    give(make_person(forum), 5, comment_of(12), may_publish=True)
    assert looked_at(client, forum) == before
    for number in range(13, 16):
        give(make_person(forum), 5, comment_of(number), may_publish=True)
    assert looked_at(client, forum) != before, "a control: the next edition is seen"


def looked_at(client, forum):  # noqa: F811 - the fixture
    desk = f"/desk/forums/{forum.slug}/feedback"
    book = openpyxl.load_workbook(BytesIO(client.get(f"{desk}/results.xlsx").data))
    public = [client.get(f"/forums/{forum.slug}/{name}") for name in PUBLIC]
    feeds = [client.get(path) for path in ("/reports.atom", "/events.csv", "/feed.ics")]
    inbox = client.get(f"{desk}/impressions").text
    return (
        [list(sheet.iter_rows(values_only=True)) for sheet in book],
        [(one.status_code, one.headers.get("ETag"), one.headers.get("Last-Modified")) for one in public],
        [(one.status_code, one.headers.get("ETag")) for one in feeds],
        re.findall(r"<blockquote[^>]*>([^<]*)", inbox),
        write_document(forum).text,
    )


def test_log_and_files_say_neither_who_nor_what(client, forum, caplog, app):  # noqa: F811 - the fixture
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="sqlalchemy")
    folder = Path(current_app.config["DATA_DIR"])
    before = {
        path: path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and "db" not in path.name
    }
    people = [make_person(forum) for _number in range(2 * K)]
    for number, person in enumerate(people):
        path = link_of(person)
        answer = post(app.test_client(), path, rating="5", comment=comment_of(number), may_publish="y")
        assert answer.status_code == 303
    assert len(comments(forum)) == K, "a control: an edition was made"
    said = "\n".join(f"{line.getMessage()} {line.args!r}" for line in caplog.records)
    words = [
        *(comment_of(number)[:3] for number in range(2 * K)),
        *(link_of(person).split("/")[2] for person in people),
    ]
    assert [word for word in words if word in said] == []
    after = {
        path: path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and "db" not in path.name
    }
    assert after == before


def test_a_change_of_what_was_shown_counts_with_k_of_them(forum, transaction):  # noqa: F811 - the fixture
    """A count that falls from one edition to the next would say what the only one who changed had answered."""
    codes = [give(make_person(forum), 1) for _number in range(15)]
    shown = {
        lock for (lock,) in db.session.execute(sa.select(FeedbackAnswer.lock).where(FeedbackAnswer.is_shown))
    }
    assert len(shown) == 10
    mine = [code for code in codes if locked(forum, code) in shown]
    for code in mine[: K - 1]:
        change(transaction, forum, code, rating="5")
    for _number in range(K):
        give(make_person(forum), 2)
    assert counts() == {"5": 0, "4": 0, "3": 0, "2": counts()["2"], "1": 15 - counts()["2"]}
    change(transaction, forum, mine[K - 1], rating="5")
    close(forum)
    assert counts() == {"5": K, "4": 0, "3": 0, "2": K, "1": 10}


def test_fewer_changes_than_k_are_not_counted_even_at_the_end(forum, transaction):  # noqa: F811 - the fixture
    codes = [give(make_person(forum), 1) for _number in range(10)]
    for code in codes:
        if db.session.scalar(sa.select(FeedbackAnswer.is_shown).filter_by(lock=locked(forum, code))):
            change(transaction, forum, code, rating="5")
            break
    close(forum)
    assert counts()["1"] == 10


def locked(forum, code):  # noqa: F811 - the fixture
    return seals.locks(forum.id, code)[0]


def counts():
    newest = sa.select(FeedbackEdition.tables).order_by(FeedbackEdition.number.desc()).limit(1)
    return db.session.scalar(newest)[0]["counts"]


def test_what_is_written_anew_is_bounded_and_settled_rows_lie_among_many(forum, monkeypatch):  # noqa: F811 - the fixture
    """On PostgreSQL: no transaction number is left to fewer rows than a batch has."""
    if db.engine.dialect.name != "postgresql":
        return
    monkeypatch.setattr(arrival, "BATCH", 4)
    for _number in range(31):
        give(make_person(forum), 3)
    for table in ("feedback_given", "feedback_answer"):
        groups = (
            db.session.execute(sa.text(f"SELECT count(*) FROM {table} GROUP BY xmin::text")).scalars().all()
        )
        assert sum(groups) == 31
        assert min(groups) >= 4, table
    assert db.session.scalar(sa.select(sa.func.count()).where(FeedbackGiven.is_settled.is_(True))) > 0


def test_no_row_but_those_of_the_answer_is_touched(watched):
    """Between editions one answer adds one row to each of two tables, and nothing else in the database moves."""
    quiet = [step for step in watched if not new_rows(step, FeedbackEdition)]
    assert len(quiet) == PEOPLE - 3
    for _number, before, after in quiet[1:]:
        moved = {name for name, rows in after.items() if rows != before[name]}
        assert moved == {"feedback_given", "feedback_answer"}
    assert {len(new_rows(step, model)) for step in quiet for model in (FeedbackGiven, FeedbackAnswer)} == {1}
    assert list(itertools.chain(*(new_rows(step, Impression) for step in quiet))) == []
    assert len(new_rows(watched[0], FeedbackQuestion)) == 2, (
        "the first answer keeps the questions as they are"
    )
