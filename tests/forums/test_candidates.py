"""Candidate days of a forum whose date is undecided: services, calendar entries, the organiser's page, the public page."""

from datetime import date, time

import pytest
import sqlalchemy as sa

from forumapp.agenda.models import Item
from forumapp.calendar.models import CalendarEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.events import ForumChanged
from forumapp.forums.models import Forum, ForumCandidate
from forumapp.forums.queries import candidates_of
from forumapp.forums.services import candidates, facts, publication
from tests.agenda.factories import add_item
from tests.forums.factories import make_forum, sign_in_as
from tests.forums.pages import errors_on, form_on, send, text_of

FIRST, SECOND, THIRD = date(2024, 8, 1), date(2024, 8, 5), date(2024, 8, 9)


@pytest.fixture
def undecided(writing, by):
    """A forum with a timed and an untimed candidate day."""
    forum = make_forum(day=None, slug="open")
    candidates.add(forum, by=by, day=SECOND, starts=time(13, 30), ends=time(16))
    candidates.add(forum, by=by, day=FIRST, starts=None, ends=None)
    db.session.flush()
    return forum


def entries():
    """(subject, start, status, sequence) of each calendar entry by uid."""
    db.session.flush()
    found = db.session.scalars(sa.select(CalendarEntry).order_by(CalendarEntry.id))
    return {
        entry.uid: (entry.subject, entry.facts["start"], entry.facts["status"], entry.sequence)
        for entry in found
    }


def test_candidate_days_are_listed_in_order_and_told(undecided, by, news):
    assert [one.day for one in candidates_of(undecided.id)] == [FIRST, SECOND]
    news.clear()
    candidates.withdraw(undecided, candidates_of(undecided.id)[0], by=by)
    assert [one.day for one in candidates_of(undecided.id)] == [SECOND]
    assert news == [ForumChanged(undecided.id, "candidates", frozenset({"candidates"}), by)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"day": FIRST, "starts": None, "ends": None}, "day"),
        ({"day": SECOND, "starts": time(13, 30), "ends": time(16)}, "day"),
        ({"day": THIRD, "starts": None, "ends": time(16)}, "starts"),
        ({"day": THIRD, "starts": time(16), "ends": time(16)}, "ends"),
    ],
)
def test_a_candidate_day_that_cannot_be_is_refused(undecided, by, values, field):
    with pytest.raises(DomainError) as refused:
        candidates.add(undecided, by=by, **values)
    assert refused.value.field == field


def test_a_forum_with_a_date_or_called_off_takes_no_candidate_days(writing, by):
    dated, off = make_forum(), make_forum(day=None)
    publication.cancel(off, by=by, reason="台風")
    for forum in (dated, off):
        with pytest.raises(DomainError):
            candidates.add(forum, by=by, day=THIRD, starts=None, ends=None)
    assert (candidates_of(dated.id), candidates_of(off.id)) == ([], [])


def test_there_are_at_most_twenty_candidate_days(writing, by):
    forum = make_forum(day=None)
    for day in range(1, candidates.MOST + 1):
        candidates.add(forum, by=by, day=date(2024, 9, day), starts=None, ends=None)
    with pytest.raises(DomainError):
        candidates.add(forum, by=by, day=date(2024, 10, 1), starts=None, ends=None)


def test_each_candidate_day_is_tentative_with_an_identity_of_its_own(undecided):
    assert sorted(entries().values()) == [
        ("candidate", "2024-08-01", "TENTATIVE", 0),
        ("candidate", "2024-08-05T13:30:00", "TENTATIVE", 0),
    ]


def test_the_chosen_day_keeps_its_identity_and_the_others_are_cancelled(undecided, by):
    second = candidates_of(undecided.id)[1]
    winner, loser = (
        uid for uid, told in sorted(entries().items(), key=lambda pair: pair[1][1], reverse=True)
    )
    facts.choose_candidate(undecided, second, by=by)
    assert (undecided.day, undecided.starts, undecided.ends) == (SECOND, time(13, 30), time(16))
    assert candidates_of(undecided.id) == []
    assert entries() == {
        winner: ("forum", "2024-08-05T13:30:00", "CONFIRMED", 1),
        loser: ("candidate", "2024-08-01", "CANCELLED", 1),
    }


def test_a_date_typed_in_that_is_a_candidate_day_is_a_choice_too(undecided, by):
    facts.set_date(undecided, by=by, day=FIRST, starts=None, ends=None)
    assert sorted(entries().values()) == [
        ("candidate", "2024-08-05T13:30:00", "CANCELLED", 1),
        ("forum", "2024-08-01", "CONFIRMED", 1),
    ]


def test_another_date_cancels_every_candidate_day(undecided, by):
    facts.set_date(undecided, by=by, day=THIRD, starts=time(10), ends=None)
    assert sorted(entries().values()) == [
        ("candidate", "2024-08-01", "CANCELLED", 1),
        ("candidate", "2024-08-05T13:30:00", "CANCELLED", 1),
        ("forum", "2024-08-09T10:00:00", "CONFIRMED", 0),
    ]


def test_calling_the_forum_off_cancels_its_candidate_days(undecided, by):
    publication.cancel(undecided, by=by, reason="台風")
    assert {told[2] for told in entries().values()} == {"CANCELLED"}


def test_a_closed_candidate_day_cannot_be_chosen(undecided, by):
    first = candidates_of(undecided.id)[0]
    candidates.withdraw(undecided, first, by=by)
    with pytest.raises(DomainError):
        facts.choose_candidate(undecided, first, by=by)
    assert undecided.day is None


def test_a_forum_that_is_undecided_again_keeps_its_former_entry_cancelled(writing, by):
    forum = make_forum(day=None)
    facts.set_date(forum, by=by, day=FIRST, starts=time(9), ends=None)
    facts.set_date(forum, by=by, day=None, starts=None, ends=None)
    candidates.add(forum, by=by, day=THIRD, starts=None, ends=None)
    db.session.flush()
    facts.choose_candidate(forum, candidates_of(forum.id)[0], by=by)
    assert sorted(entries().values()) == [
        ("former", "2024-08-01T09:00:00", "CANCELLED", 1),
        ("forum", "2024-08-09", "CONFIRMED", 1),
    ]


def test_choosing_a_day_gives_the_items_of_the_programme_their_entries(undecided, by):
    item = add_item(undecided, "講演", start="14:00", minutes=30)
    facts.choose_candidate(undecided, candidates_of(undecided.id)[1], by=by)
    assert db.session.get(Item, item.id) is not None
    assert ("item", "2024-08-05T14:00:00", "CONFIRMED", 0) in entries().values()


# --- pages ------------------------------------------------------------------------------------------------

DESK = "/desk/forums/open/candidates"


@pytest.fixture
def editor(app, client):
    forum = make_forum(day=None, slug="open", title="連携フォーラム")
    sign_in_as(client, forum)
    return client


def add(client, day, starts="", ends=""):
    return client.post(DESK, data={**form_on(client, DESK, DESK), "day": day, "starts": starts, "ends": ends})


def actions(client, what):
    """The addresses of the buttons of the list."""
    page = text_of(client.get(DESK))
    return [part.split('"')[0] for part in page.split('<form action="')[1:] if what in part.split('"')[0]]


def test_an_editor_adds_withdraws_and_chooses_candidate_days(editor):
    assert [add(editor, "R6.8.1").status_code, add(editor, "2024/8/5", "13:30", "16:00").status_code] == [
        303,
        303,
    ]
    page = text_of(editor.get(DESK))
    assert [day in page for day in ("令和6年8月1日(木)", "令和6年8月5日(月) 13:30〜16:00")] == [True, True]
    assert send(editor, actions(editor, "/withdrawal")[0], DESK).status_code == 303
    assert "令和6年8月1日(木)" not in text_of(editor.get(DESK)).split("<section")[1]
    answer = send(editor, actions(editor, "/choice")[0], DESK)
    assert (answer.status_code, answer.location) == (303, "/desk/forums/open/")
    db.session.expire_all()
    forum = db.session.scalar(sa.select(Forum).where(Forum.slug == "open"))
    assert (forum.day, forum.starts, forum.ends) == (SECOND, time(13, 30), time(16))
    assert "開催日は令和6年8月5日(月)に決まっています。" in text_of(editor.get(DESK))


def test_a_day_that_cannot_be_is_refused_beside_its_field(editor):
    answer = add(editor, "", "10:00")
    assert (answer.status_code, errors_on(answer)) == (422, [("候補日", "入力してください。")])
    assert (add(editor, "2024/8/1").status_code, add(editor, "2024/8/1").status_code) == (303, 422)


def test_a_day_before_a_deadline_cannot_be_chosen(editor, transaction):
    add(editor, "2024/8/1")
    with transaction() as session:
        forum = session.scalar(sa.select(Forum).where(Forum.slug == "open"))
        forum.closes = forum.created_at.replace(tzinfo=None, year=2025)
    answer = send(editor, actions(editor, "/choice")[0], DESK)
    assert (answer.status_code, len(errors_on(answer))) == (422, 1)
    db.session.expire_all()
    assert db.session.scalar(sa.select(ForumCandidate)).is_open


def test_candidate_days_of_another_forum_are_404(editor, transaction, by):
    with editor.application.test_request_context(), transaction():
        other = make_forum(day=None, slug="other")
        theirs = candidates.add(other, by=by, day=FIRST, starts=None, ends=None)
    add(editor, "2024/8/5")
    for what in ("withdrawal", "choice"):
        token = form_on(editor, DESK, DESK)["csrf_token"]
        answer = editor.post(f"{DESK}/{theirs.id}/{what}", data={"csrf_token": token})
        assert answer.status_code == 404


def test_the_public_page_lists_the_candidate_days_until_one_is_chosen(editor):
    add(editor, "2024/8/1")
    add(editor, "2024/8/5", "13:30")
    page = text_of(editor.get("/forums/open/"))
    assert [f"候補日：{day}" in page for day in ("令和6年8月1日(木)", "令和6年8月5日(月) 13:30〜")] == [
        True,
        True,
    ]
    assert "/forums/open/feed.ics?lang=ja" in page
    send(editor, actions(editor, "/choice")[0], DESK)
    page = text_of(editor.get("/forums/open/"))
    assert ("候補日" in page, "令和6年8月1日(木)" in page) == (False, True)
