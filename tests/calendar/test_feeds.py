"""Downloads and feeds: who is in them, how long, and what they cost whoever asks again."""

import gzip
import re
from contextvars import Context
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from werkzeug.test import EnvironBuilder

from forumapp.agenda.services import items, releases
from forumapp.calendar import queries, services
from forumapp.calendar.models import CalendarEntry, CalendarFragment
from forumapp.core import pagecache
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.factory import create_app
from forumapp.forums.models import Forum, Visibility
from forumapp.forums.services import candidates, facts, publication
from forumapp.forums.services import series as all_series
from forumapp.registration.queries.registrations import token_of
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, seed_programme
from tests.calendar.readers import by_icalendar
from tests.counting import listening
from tests.forums.factories import make_forum
from tests.registration.factories import make_registration


def dated(slug, **values):
    """A forum with its calendar entries."""
    with writing():
        day = values.pop("day", date(2024, 8, 1))
        forum = make_forum(slug=slug, day=None, **values)
        facts.set_date(forum, by=SYSTEM, day=day, starts=time(13, 30), ends=time(16, 10))
    return forum


def events(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar"), path
    return [(event.summary, event.status) for event in by_icalendar(answer.data).events]


def properties(data):
    """The lines of the calendar itself."""
    text = data.replace(b"\r\n ", b"").decode()
    return text.split("\r\nBEGIN:VTIMEZONE")[0].split("\r\nBEGIN:VEVENT")[0].split("\r\n")


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


# --- what is kept -----------------------------------------------------------------------------------------


def kept(session):
    rows = session.scalars(sa.select(CalendarFragment).order_by(CalendarFragment.language.desc()))
    return [(row.entry_id, row.language, row.generator, row.body) for row in rows]


def test_entries_are_printed_in_both_languages_when_they_are_revised(app, client):
    forum = dated("here", title="会", title_en="Forum")
    entry = db.session.scalar(sa.select(CalendarEntry))
    assert [(language, edition) for _id, language, edition, _body in kept(db.session)] == [
        ("ja", queries.edition()),
        ("en", queries.edition()),
    ]
    bodies = [row[3] for row in kept(db.session)]
    assert bodies == [queries.fragment(entry, language).body for language in ("ja", "en")]
    with writing() as session:
        facts.set_facts(session.merge(forum), by=SYSTEM, title="新しい会")
    db.session.expire_all()
    assert [("SUMMARY:新しい会" in row[3], "SUMMARY:Forum" in row[3]) for row in kept(db.session)] == [
        (True, False),
        (False, True),
    ]
    assert events(client, "/feed.ics") == [("新しい会", "CONFIRMED")]


def test_what_another_edition_printed_is_printed_now_and_then_kept_anew(app, client):
    dated("here", title="会")
    expected = client.get("/forums/here/feed.ics").data
    with writing() as session:
        session.execute(sa.update(CalendarFragment).values(generator=0, body="outdated"))
        session.query(Forum).one().summary = "x"
    assert client.get("/forums/here/feed.ics").data == expected
    with writing():
        assert services.print_outdated() == 1
    db.session.expire_all()
    assert {(row[2], "outdated" in row[3]) for row in kept(db.session)} == {(queries.edition(), False)}
    with writing():
        assert services.print_outdated() == 0


def test_an_entry_that_cannot_be_printed_spoils_no_feed(app, client, caplog):
    dated("bad", title="悪い会")
    dated("good", title="良い会")
    with writing() as session:
        entry = session.scalars(sa.select(CalendarEntry).order_by(CalendarEntry.id)).first()
        services.revise("forum", entry.subject_id, entry.forum_id, {**entry.facts, "zone": "Mars/Base"})
    assert events(client, "/feed.ics") == [("良い会", "CONFIRMED")]
    assert f"calendar entry {entry.id} cannot be printed" in caplog.text


def test_an_end_before_the_start_is_left_out(app, client):
    forum = dated("here")
    with writing() as session:
        mine = session.merge(forum)
        mine.programme_ends = datetime(2024, 8, 1, 11)
        facts.set_date(mine, by=SYSTEM, day=mine.day, starts=time(13), ends=None)
    (event,) = by_icalendar(client.get("/forums/here/calendar.ics").data).events
    start = datetime(2024, 8, 1, 13, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert (event.start, event.end) == (start, None)


def test_all_day_and_multi_day_programmes_last_as_many_days_as_they_have(app, client):
    with writing():
        forum = make_forum(slug="here", day=None)
        add_item(forum, "一日目", minutes=60)
        add_item(forum, "三日目", day=2, minutes=60)
        releases.release(forum, by=SYSTEM)
        facts.set_date(forum, by=SYSTEM, day=date(2024, 8, 1), starts=None, ends=None)
    (event,) = by_icalendar(client.get("/forums/here/calendar.ics").data).events
    assert (event.start, event.end) == (date(2024, 8, 1), date(2024, 8, 4))


# --- a person's own ---------------------------------------------------------------------------------------


def test_a_persons_feed_is_private_known_by_its_bytes_and_ends_with_the_link(app, client):
    registration = make_registration(dated("here", title="会"), by_hand=True)
    path = f"/registrations/{token_of(registration)}/feed.ics?lang=ja"
    first = client.get(path)
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "private, no-cache")
    assert "Set-Cookie" not in first.headers
    (event,) = by_icalendar(first.data).events
    assert (event.summary, event.status, event.guests) == ("会", "CONFIRMED", ())
    assert "X-WR-CALNAME:会" in properties(first.data)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(path).headers["ETag"] == first.headers["ETag"]
    with writing() as session:
        changing.revoke_link(session.merge(registration), by=SYSTEM)
    assert client.get(path).status_code == 404


def test_a_persons_cancellation_stays_thirty_days_in_their_feed(app, client, clock):
    registration = make_registration(dated("here", day=date(2024, 12, 1)), by_hand=True)
    path = f"/registrations/{token_of(registration)}/feed.ics"
    with writing() as session:
        changing.cancel(session.merge(registration), by=SYSTEM)
    cancelled = by_icalendar(client.get(path).data).events[0]
    assert (cancelled.status, cancelled.sequence) == ("CANCELLED", 1)
    clock.advance(days=31)
    assert events(client, path) == []


def test_a_persons_feed_is_empty_while_there_is_no_date(app, client):
    registration = make_registration(make_forum(day=None, slug="open"), by_hand=True)
    assert events(client, f"/registrations/{token_of(registration)}/feed.ics") == []


def test_crawlers_may_fetch_feeds_and_no_other_personal_page(client):
    rules = [line.split(": ") for line in client.get("/robots.txt").text.splitlines()[1:]]

    def allowed(path):
        """RFC 9309 section 2.2.2: the longest rule that matches wins."""
        patterns = [
            (len(rule), verdict == "Allow")
            for verdict, rule in rules
            if re.match(re.escape(rule).replace(r"\*", ".*").replace(r"\$", "$"), path)
        ]
        return max(patterns, default=(0, True))[1]

    open_, closed = (
        ("/feed.ics", "/series/dx/feed.ics", "/forums/here/feed.ics", "/registrations/fa_1_x/feed.ics"),
        (
            "/registrations/fa_1_x/",
            "/registrations/fa_1_x/calendar.ics",
        ),
    )
    assert ([allowed(path) for path in open_], [allowed(path) for path in closed]) == (
        [True] * 4,
        [False] * 2,
    )


def test_pages_lead_to_their_feeds(app, client):
    with writing():
        series = all_series.create_series(owner=None, slug="dx", by=SYSTEM, title="DX推進体制")
    forum = dated("here", series_id=series.id)
    token = token_of(make_registration(forum, by_hand=True))
    for page, link in (
        ("/", "/feed.ics?lang=ja"),
        ("/series/dx/", "/series/dx/feed.ics?lang=ja"),
        ("/forums/here/", "/forums/here/feed.ics?lang=ja"),
        (f"/registrations/{token}/", f"/registrations/{token}/feed.ics?lang=ja"),
    ):
        assert f'href="{link}"' in client.get(page).text
        assert client.get(link).status_code == 200
