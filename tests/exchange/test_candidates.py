"""Candidate days in documents: loaded, brought up to date, exported again, and what is wrong with them said at its line."""

from datetime import date, time

import pytest
import sqlalchemy as sa

from forumapp.calendar.models import CalendarEntry
from forumapp.core.db import Model, db
from forumapp.exchange.errors import BadDocument
from forumapp.exchange.reading import read
from forumapp.exchange.services.importing import check
from forumapp.exchange.writing.document import write_document
from forumapp.forums.models import Forum, ForumCandidate
from forumapp.forums.queries import candidates_of
from tests.exchange.factories import load_small, snapshot, write

DAYS = [
    {"date": "2024-09-02"},
    {"date": "2024-09-02", "starts": "13:30", "ends": "16:00"},
    {"date": "2024-09-05", "starts": "10:00"},
]


def undecided(days):
    return {
        "format": "forumapp/1",
        "forum": {"slug": "open", "title": "未定の会", "owner": "420000", "candidates": days},
    }


def days():
    db.session.rollback()
    forum = db.session.scalar(sa.select(Forum))
    return [(one.day, one.starts, one.ends) for one in candidates_of(forum.id)]


def exported():
    db.session.rollback()
    text = write_document(db.session.scalar(sa.select(Forum))).text
    db.session.rollback()
    return text


def test_candidate_days_come_in_and_go_out_the_same(app, tmp_path):
    load_small(tmp_path, undecided(DAYS))
    assert days() == [
        (date(2024, 9, 2), None, None),
        (date(2024, 9, 2), time(13, 30), time(16)),
        (date(2024, 9, 5), time(10), None),
    ]
    first = exported()
    assert read(first.encode())[0].data["forum"]["candidates"] == DAYS
    before = snapshot(db.session, Model.metadata.sorted_tables)
    db.session.rollback()
    load_small(tmp_path, first)
    assert (exported(), snapshot(db.session, Model.metadata.sorted_tables)) == (first, before)


def test_a_changed_document_adds_and_withdraws(app, tmp_path):
    load_small(tmp_path, undecided(DAYS))
    kept = db.session.scalars(sa.select(ForumCandidate.id).order_by(ForumCandidate.id)).all()
    load_small(tmp_path, undecided([DAYS[2], {"date": "2024-09-09"}]))
    assert days() == [(date(2024, 9, 5), time(10), None), (date(2024, 9, 9), None, None)]
    assert candidates_of(db.session.scalar(sa.select(Forum.id)))[0].id == kept[2]
    states = [
        entry.facts["status"]
        for entry in db.session.scalars(sa.select(CalendarEntry).order_by(CalendarEntry.id))
    ]
    assert states == ["CANCELLED", "CANCELLED", "TENTATIVE", "TENTATIVE"]


def test_a_document_with_the_date_of_a_candidate_day_chooses_it(app, tmp_path):
    load_small(tmp_path, undecided(DAYS))
    decided = undecided([])
    decided["forum"] |= {"date": "2024-09-02", "starts": "13:30", "ends": "16:00"}
    del decided["forum"]["candidates"]
    load_small(tmp_path, decided)
    assert days() == []
    entries = db.session.scalars(sa.select(CalendarEntry).order_by(CalendarEntry.id))
    assert [(entry.subject, entry.facts["status"], entry.sequence) for entry in entries] == [
        ("candidate", "CANCELLED", 1),
        ("forum", "CONFIRMED", 1),
        ("candidate", "CANCELLED", 1),
    ]


@pytest.mark.parametrize(
    ("given", "place", "said"),
    [
        ([{"date": "2024-02-30"}], "forum.candidates[1].date", "「2024-02-30」という日付はありません。"),
        (
            [{"date": "2024-09-02", "ends": "16:00"}],
            "forum.candidates[1].ends",
            "終了時刻は、開始時刻(starts)より後にしてください。",
        ),
        (
            [{"date": "2024-09-02", "starts": "16:00", "ends": "16:00"}],
            "forum.candidates[1].ends",
            "終了時刻は、開始時刻(starts)より後にしてください。",
        ),
        ([DAYS[0], dict(DAYS[0])], "forum.candidates[2]", "同じ日時の候補日が2回書かれています。"),
    ],
    ids=["no such day", "end without start", "end not after start", "twice"],
)
def test_a_candidate_day_that_cannot_be_is_said_at_its_place(app, tmp_path, given, place, said):
    path = write(tmp_path / "x.yaml", undecided(given))
    with pytest.raises(BadDocument) as refused:
        check(path.read_bytes(), tmp_path)
    assert [(problem.place, problem.message) for problem in refused.value.problems] == [(place, said)]


def test_candidate_days_beside_a_date_are_refused(app, tmp_path):
    data = undecided(DAYS)
    data["forum"]["date"] = "2024-09-02"
    with pytest.raises(BadDocument) as refused:
        check(write(tmp_path / "x.yaml", data).read_bytes(), tmp_path)
    told = ["開催日(date)が決まっているときは、候補日を書かないでください。"]
    assert [problem.message for problem in refused.value.problems] == told
