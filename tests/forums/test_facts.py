"""Changing what a forum says of itself: each refusal, each effect."""

from datetime import date, datetime, time

import pytest
import sqlalchemy as sa

from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.events import ForumChanged
from forumapp.forums.models import Mode, Visibility
from forumapp.forums.services import facts, series
from tests.forums.factories import make_forum


def last_entry():
    return db.session.scalar(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))


def test_facts_change_are_recorded_and_told(writing, by, news):
    forum = make_forum(title="古い名称")
    news.clear()
    assert facts.set_facts(forum, by=by, title="新しい名称", visibility=Visibility.LINK) is True
    entry = last_entry()
    assert (entry.action, entry.actor_label, entry.forum_id) == ("forum.facts", "試験 花子", forum.id)
    assert entry.changes == {"title": ["古い名称", "新しい名称"], "visibility": ["public", "link"]}
    assert news == [ForumChanged(forum.id, "facts", frozenset({"title", "visibility"}), by)]


def test_saving_the_same_again_leaves_no_trace(writing, by, news):
    forum = make_forum(title="名称")
    news.clear()
    before = last_entry().id
    assert facts.set_facts(forum, by=by, title="名称", summary="") is False
    assert (news, last_entry().id) == ([], before)


def test_a_series_is_recorded_by_its_title(writing, by):
    forum = make_forum()
    dx = series.create_series(owner=None, slug="dx", by=by, title="DX推進体制")
    facts.set_facts(forum, by=by, series=dx)
    db.session.flush()
    assert (forum.series, last_entry().changes) == (dx, {"series_id": ["", "DX推進体制"]})
    facts.set_facts(forum, by=by, series=None)
    assert (forum.series_id, last_entry().changes) == (None, {"series_id": ["DX推進体制", ""]})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"retention_days": 0}, "retention_days"),
        ({"retention_days": 40000}, "retention_days"),
    ],
)
def test_facts_that_cannot_be_are_refused(writing, by, values, field):
    forum = make_forum(title="名称")
    with pytest.raises(DomainError) as refused:
        facts.set_facts(forum, by=by, **values)
    assert (refused.value.field, forum.title, forum.retention_days) == (field, "名称", 365)


def test_the_date_can_move_and_be_taken_back(writing, by, news):
    forum = make_forum(opens=None, closes=None)
    news.clear()
    facts.set_date(forum, by=by, day=date(2024, 9, 2), starts=time(10), ends=None)
    assert last_entry().changes == {
        "day": ["2024-08-01", "2024-09-02"],
        "starts": ["13:30:00", "10:00:00"],
        "ends": ["16:10:00", None],
    }
    assert facts.set_date(forum, by=by, day=None, starts=None, ends=None) is True
    assert [event.what for event in news] == ["date", "date"]


@pytest.mark.parametrize(
    ("day", "starts", "ends", "field"),
    [
        (None, time(13, 30), None, "day"),
        (date(2024, 8, 1), None, time(16), "starts"),
        (date(2024, 8, 1), time(13, 30), time(13, 30), "ends"),
        (date(2024, 8, 1), time(13, 30), time(9), "ends"),
        (date(2024, 7, 25), time(16, 59), None, "day"),
        (date(2024, 7, 20), None, None, "day"),
    ],
)
def test_dates_that_cannot_be_are_refused_at_their_field(writing, by, day, starts, ends, field):
    forum = make_forum(closes=datetime(2024, 7, 25, 17))
    with pytest.raises(DomainError) as refused:
        facts.set_date(forum, by=by, day=day, starts=starts, ends=ends)
    assert (refused.value.field, forum.day, forum.starts) == (field, date(2024, 8, 1), time(13, 30))


def test_a_forum_may_begin_at_its_deadline_and_on_its_day(writing, by):
    forum = make_forum(closes=datetime(2024, 7, 25, 17))
    assert facts.set_date(forum, by=by, day=date(2024, 7, 25), starts=time(17), ends=None) is True
    assert facts.set_date(forum, by=by, day=date(2024, 7, 25), starts=None, ends=None) is True


@pytest.mark.parametrize(
    ("mode", "kept"), [(Mode.BOTH, (50, 200)), (Mode.ON_SITE, (50, None)), (Mode.WEB, (None, 200))]
)
def test_seats_of_a_mode_that_is_not_held_are_emptied(writing, by, mode, kept):
    forum = make_forum()
    facts.set_seats(forum, by=by, mode=mode, seats_on_site=50, seats_web=200)
    assert (forum.mode, (forum.seats_on_site, forum.seats_web)) == (mode, kept)


def test_negative_seats_are_refused(writing, by):
    forum = make_forum()
    with pytest.raises(DomainError) as refused:
        facts.set_seats(forum, by=by, mode=Mode.BOTH, seats_on_site=1, seats_web=-1)
    assert refused.value.field == "seats_web"


def test_the_contact_is_kept(writing, by):
    forum = make_forum()
    facts.set_contact(forum, by=by, name="デジタル戦略課", phone="095-000-0000", email="dx@pref.example.jp")
    assert last_entry().action == "forum.contact"
    assert (forum.contact_name, forum.contact_phone) == ("デジタル戦略課", "095-000-0000")


@pytest.mark.parametrize(
    "url",
    [
        "http://meeting.example.jp/a",
        "javascript:alert(1)",
        "meeting.example.jp",
        "https://",
        "https://a b.example.jp",
        "https://[half",
    ],
)
def test_a_meeting_has_an_address_with_https(writing, by, url):
    forum = make_forum()
    with pytest.raises(DomainError) as refused:
        facts.set_join(forum, by=by, url=url, note="")
    assert (refused.value.field, forum.join_url) == ("join_url", "")


def test_the_meeting_can_be_set_and_emptied(writing, by, news):
    forum = make_forum()
    assert facts.set_join(forum, by=by, url="https://meeting.example.jp/a?b=1", note="パスコード") is True
    assert facts.set_join(forum, by=by, url="", note="") is True
    assert [event.what for event in news if isinstance(event, ForumChanged)] == ["join", "join"]
