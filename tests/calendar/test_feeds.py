"""Downloads and feeds: who is in them, how long, and what they cost whoever asks again."""

import gzip
from contextvars import Context
from dataclasses import replace
from datetime import date, time

import pytest
from werkzeug.test import EnvironBuilder

from forumapp.agenda.services import items
from forumapp.calendar import queries
from forumapp.calendar.models import CalendarEntry
from forumapp.core import pagecache
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.factory import create_app
from forumapp.forums.models import Visibility
from forumapp.forums.services import candidates, facts, publication
from forumapp.forums.services import series as all_series
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, let_see, seed_programme
from tests.calendar.feeding import dated, events, properties
from tests.calendar.readers import by_icalendar
from tests.counting import listening
from tests.forums.factories import make_forum

# --- channels ---------------------------------------------------------------------------------------------


def test_a_download_says_nothing_of_subscribing_and_a_feed_does(app, client):
    dated("here", title="共創フォーラム")
    plain = properties(client.get("/forums/here/calendar.ics").data)
    feed = properties(client.get("/forums/here/feed.ics").data)
    assert plain == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//forumapp//calendar 1//JA",
        "CALSCALE:GREGORIAN",
    ]
    assert feed == [
        *plain,
        "NAME:共創フォーラム",
        "X-WR-CALNAME:共創フォーラム",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "SOURCE;VALUE=URI:http://forum.test/forums/here/feed.ics?lang=ja",
    ]
    dispositions = [
        client.get(f"/forums/here/{name}.ics").headers.get("Content-Disposition")
        for name in ("calendar", "feed")
    ]
    assert dispositions == ['attachment; filename="here.ics"', None]


def test_tracks_and_items_have_downloads_and_feeds_of_their_own(app, client):
    forum = dated("here", title="連携フォーラム")
    with writing() as session:
        facts.set_date(session.merge(forum), by=SYSTEM, day=forum.day, starts=time(13, 30), ends=None)
    seed = seed_programme(forum)
    for path, summary in (
        (f"tracks/{seed.second.id}", "連携フォーラム（人事・財政部門）"),
        (f"items/{seed.talk.id}", "デジタル人材確保の課題について"),
    ):
        for name in ("calendar", "feed"):
            assert events(client, f"/forums/here/{path}/{name}.ics") == [(summary, "CONFIRMED")]
    dated("other")
    for path in (f"tracks/{seed.second.id}", f"items/{seed.talk.id}", "items/99999"):
        for name in ("calendar", "feed"):
            assert client.get(f"/forums/other/{path}/{name}.ics").status_code == 404


# --- who is in a feed -------------------------------------------------------------------------------------


def test_only_listed_forums_are_in_feeds_of_several(app, client):
    with writing():
        series = all_series.create_series(owner=None, slug="dx", by=SYSTEM, title="DX推進体制", title_en="DX")
    dated("listed", title="公開", series_id=series.id)
    dated("elsewhere", title="別の会")
    hidden = {
        "link": {"visibility": Visibility.LINK},
        "invited": {"visibility": Visibility.INVITATION},
        "draft": {"draft": True},
    }
    for slug, values in hidden.items():
        dated(slug, title=f"秘密{slug}", series_id=series.id, **values)
    assert len(queries.printed(CalendarEntry.subject == "forum", language="ja")) == 5
    assert events(client, "/feed.ics") == [("公開", "CONFIRMED"), ("別の会", "CONFIRMED")]
    assert events(client, "/series/dx/feed.ics") == [("公開", "CONFIRMED")]
    assert events(client, "/forums/link/feed.ics") == [("秘密link", "CONFIRMED")]
    assert [client.get(f"/forums/{slug}/feed.ics").status_code for slug in ("invited", "draft")] == [404, 404]
    assert client.get("/series/nowhere/feed.ics").status_code == 404


def test_what_was_cancelled_stays_thirty_days_in_a_feed_and_for_good_in_the_download(app, client, clock):
    forum = dated("off", title="中止の会")
    dated("on", title="開催する会")
    with writing() as session:
        publication.cancel(session.merge(forum), by=SYSTEM, reason="台風")
    off, on = ("中止の会", "CANCELLED"), ("開催する会", "CONFIRMED")
    etags = []
    for days, shown in ((0, [off, on]), (29, [off, on]), (2, [on])):
        clock.advance(days=days)
        assert events(client, "/feed.ics") == shown
        assert events(client, "/forums/off/feed.ics") == shown[:-1]
        assert events(client, "/forums/off/calendar.ics") == [off]
        etags.append(client.get("/forums/off/feed.ics").headers["ETag"])
    assert [etags[0] == etags[1], etags[1] == etags[2]] == [True, False]


def test_a_withdrawn_item_is_cancelled_in_its_feed_then_gone(app, client, clock):
    forum = dated("here")
    item = add_item(forum, "講演", start="14:00", minutes=30)
    with writing() as session:
        items.withdraw_item(session.merge(item), by=SYSTEM)
    path = f"/forums/here/items/{item.id}/feed.ics"
    assert events(client, path) == [("講演", "CONFIRMED")]  # what is not released is nobody's business yet
    let_see(forum)
    assert events(client, path) == [("講演", "CANCELLED")]
    clock.advance(days=31)
    assert events(client, path) == []


def test_after_the_choice_the_feed_shows_the_winner_and_strikes_out_the_rest(app, client):
    with writing():
        forum = make_forum(day=None, slug="open", title="会", title_en="Forum")
        for day in (1, 2):
            candidates.add(forum, by=SYSTEM, day=date(2024, 8, day), starts=time(10), ends=None)
    before = by_icalendar(client.get("/forums/open/feed.ics").data).events
    assert [(event.summary, event.status) for event in before] == [("会（候補日）", "TENTATIVE")] * 2
    with writing() as session:
        facts.set_date(session.merge(forum), by=SYSTEM, day=date(2024, 8, 2), starts=time(10), ends=None)
    after = by_icalendar(client.get("/forums/open/feed.ics?lang=en").data).events
    assert [(event.uid, event.sequence, event.summary, event.status) for event in after] == [
        (before[0].uid, 1, "Forum (proposed date)", "CANCELLED"),
        (before[1].uid, 1, "Forum", "CONFIRMED"),
    ]
    assert events(client, "/forums/open/calendar.ics") == [("会", "CONFIRMED")]


# --- asking again -----------------------------------------------------------------------------------------

FEEDS = ["/feed.ics", "/feed.ics?lang=en", "/forums/here/feed.ics?lang=ja", "/forums/here/calendar.ics"]


@pytest.mark.parametrize("path", FEEDS)
def test_a_known_feed_is_304_sets_no_cookie_and_costs_two_statements(app, client, path):
    dated("here")
    first = client.get(path)
    assert ("Set-Cookie" in first.headers, first.headers["Cache-Control"]) == (
        False,
        "public, max-age=0, must-revalidate",
    )
    head = client.head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    with listening() as seen:
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, len(seen) <= 2) == (304, b"", True)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == first.data == client.get(path).data


def test_a_feed_changes_with_any_forum_and_with_the_language(app, client):
    dated("here")
    tags = [client.get(path).headers["ETag"] for path in ("/feed.ics", "/feed.ics?lang=en")]
    dated("there")
    tags.append(client.get("/feed.ics").headers["ETag"])
    assert len(set(tags)) == 3


def test_a_kept_feed_is_given_out_where_no_application_context_is(app, client):
    dated("here")
    first = client.get("/feed.ics")
    asked = EnvironBuilder("/feed.ics", headers={"If-None-Match": first.headers["ETag"]}).get_environ()
    status = []
    Context().run(lambda: app.wsgi_app(asked, lambda said, _headers: status.append(said)))
    assert status == ["304 NOT MODIFIED"]


def test_an_installation_that_moves_prints_its_new_address(app, client, settings):
    dated("here")
    assert b"URL:http://forum.test/forums/here/" in client.get("/feed.ics").data
    moved = create_app({"TESTING": True}, replace(settings, base_url="https://new.example.jp"))
    builds = [one.extensions[pagecache.EXTENSION].build for one in (app, moved)]
    assert builds[0] != builds[1]
    with moved.app_context():
        assert b"URL:https://new.example.jp/forums/here/" in moved.test_client().get("/feed.ics").data
        db.engine.dispose()
