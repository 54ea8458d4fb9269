"""A person's own feed, and the ways to all feeds."""

import re
from datetime import date

from forumapp.core.actor import SYSTEM
from forumapp.forums.services import series as all_series
from forumapp.registration.queries.registrations import token_of
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.calendar.feeding import dated, events, properties
from tests.calendar.readers import by_icalendar
from tests.forums.factories import make_forum
from tests.registration.factories import make_registration


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
