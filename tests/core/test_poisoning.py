"""Cached pages: nothing that one visitor sends changes what another one gets, and nothing grows without bound."""

import pytest
import sqlalchemy as sa
from werkzeug.test import EnvironBuilder, run_wsgi_app

from forumapp.core import fastlane, pagecache
from forumapp.core.db import db
from tests.accounts.factories import make_account, sign_in
from tests.core import trial

PAGE = "/trial/page"


@pytest.fixture
def made(settings, app):
    with trial.site(settings) as made:
        yield made


@pytest.fixture
def site(made):
    return made.test_client(use_cookies=False)


def text(client, path=PAGE, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers=named).get_data(as_text=True)


@pytest.mark.parametrize(
    "sent",
    [
        {"X_Fragment": ""},
        {"X_Fragment": "1"},
        {"Cookie": 'lang="en"'},
        {"Cookie": "lang=xyz; lang=en"},
        {"Cookie": "a=b; lang = en ; c=d"},
        {"Cookie": "lang=en"},
        {"Accept_Language": "en"},
    ],
)
def test_a_visitor_with_special_wishes_changes_nothing_for_the_next(site, sent):
    given = {"Accept_Language": "ja", **sent}
    asked = [text(site, **given), text(site, **given)]
    assert asked[0] == asked[1]
    assert text(site, Accept_Language="ja").endswith("whole ja")


@pytest.mark.parametrize("cookie", ["lang=xyz; lang=en", 'lang="en"'])
def test_the_short_way_reads_cookies_as_the_long_way_does(site, cookie):
    text(site, Accept_Language="ja", Cookie=cookie)
    assert text(site, Accept_Language="ja", Cookie="lang=en").endswith("whole en")


def test_a_prefix_made_up_by_a_client_goes_into_no_link(made):
    def links(script_name):
        environ = EnvironBuilder("/no-such-page").get_environ()
        body, status, _headers = run_wsgi_app(made, {**environ, "SCRIPT_NAME": script_name}, buffered=True)
        return b"".join(body), status

    assert links("//evil.example") == links("")


def test_a_form_on_a_public_page_is_kept_for_nobody(made):
    one, other = made.test_client(), made.test_client()
    first = one.get("/trial/form")
    assert (first.headers["Cache-Control"], "Set-Cookie" in first.headers) == ("private, no-cache", True)
    assert other.get("/trial/form").data != first.data


def test_a_public_page_carries_no_cookie_of_a_signed_in_person(made):
    client = made.test_client()
    sign_in(client, make_account())
    with client.session_transaction() as kept:
        kept.permanent = True
    for _ in range(2):
        answer = client.get(PAGE)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_choosing_a_language_is_private(site):
    answer = site.get(f"{PAGE}?lang=en")
    assert (answer.headers["Cache-Control"], "Set-Cookie" in answer.headers) == ("private, no-cache", True)


def test_invented_queries_drive_no_page_out(made, site):
    text(site)
    kept = made.extensions[pagecache.EXTENSION]._pages, made.extensions[fastlane.EXTENSION]._recipes
    before = [list(pages) for pages in kept]
    for number in range(300):
        assert site.get(f"{PAGE}?x={number}").status_code == 200
    assert [list(pages) for pages in kept] == before


def test_invented_headers_are_bounded(made, site):
    for number in range(fastlane.MOST + 20):
        text(site, Accept_Language=f"ja, x-{number}")
    assert len(made.extensions[fastlane.EXTENSION]._recipes) == fastlane.MOST


def test_the_cache_forgets_the_longest_unused_beyond_its_bytes():
    cache = pagecache.PageCache("build")
    half = pagecache.Page(b"x" * (pagecache.MOST_BYTES // 2), b"", ())
    for etag in ("a", "b"):
        cache.put(etag, half)
    cache.get("a")
    cache.put("c", half)
    assert [cache.get(etag) is not None for etag in "abc"] == [True, False, True]


def test_if_none_match_star_means_a_page_that_exists(site):
    star = {"If-None-Match": "*"}
    assert [site.get(path, headers=star).status_code for path in ("/trial/missing", PAGE)] == [404, 304]


def test_if_none_match_takes_lists_and_both_strengths(site):
    etag = site.get(PAGE).headers["ETag"]
    strong = etag.removeprefix("W/")
    for header, status in (
        (f'"x", {etag}', 304),
        (strong, 304),
        ('"x"', 200),
        (etag[:-3] + '"', 200),
        ("", 200),
    ):
        long_way = site.get(PAGE, headers={"If-None-Match": header, "Accept-Language": header or "q"})
        assert (long_way.status_code, site.get(PAGE, headers={"If-None-Match": header}).status_code) == (
            status,
            status,
        )


@pytest.mark.parametrize(
    ("wish", "packed"), [("gzip;q=0", False), ("*", True), ("identity", False), ("br, gzip", True)]
)
def test_packing_follows_the_wish(site, wish, packed):
    for _ in range(2):
        answer = site.get(PAGE, headers={"Accept-Encoding": wish})
        assert (answer.headers.get("Content-Encoding") == "gzip") is packed


def test_head_is_the_same_without_a_body(site):
    full = site.get(PAGE)
    for _ in range(2):
        answer = site.head(PAGE)
        assert (answer.data, sorted(answer.headers)) == (b"", sorted(full.headers))


def test_a_range_of_a_page_is_the_page(site):
    for _ in range(2):
        assert site.get(PAGE, headers={"Range": "bytes=0-3"}).status_code == 200


def test_what_it_varies_by_is_said(site):
    for _ in range(2):
        assert site.get(PAGE).headers["Vary"] == "Accept-Encoding, Accept-Language, Cookie, X-Fragment"


def test_a_database_that_is_away_gets_an_error_page_and_the_page_comes_back(made, site):
    def away(_connection):
        raise sa.exc.OperationalError("BEGIN", {}, Exception("no server"))

    before = site.get(PAGE)
    sa.event.listen(db.engine, "begin", away)
    answer = site.get(PAGE)
    sa.event.remove(db.engine, "begin", away)
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert site.get(PAGE).data == before.data
