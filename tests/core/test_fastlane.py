"""The short way for public pages: the same answer as the long way, one statement, nothing personal, never stale."""

import pytest

from forumapp.core.access import Stamp
from forumapp.core.db import db
from forumapp.core.fastlane import MOST, MOST_BYTES, FastLane, Recipe
from forumapp.forums.models import Forum, Visibility
from tests.accounts.factories import make_account, sign_in
from tests.counting import listening
from tests.forums.factories import make_forum

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def forum(app):
    return make_forum(slug="trial", title="試しのフォーラム")


def change(transaction, ident, **values):
    with transaction() as session:
        kept = session.get(Forum, ident)
        for name, value in values.items():
            setattr(kept, name, value)


def test_the_second_request_costs_one_statement_and_gives_the_same(client, forum):
    first = client.get("/forums/trial/", headers=GZIP)
    with listening() as seen:
        second = client.get("/forums/trial/", headers=GZIP)
    assert len(seen) == 1
    assert (second.data, sorted(second.headers)) == (first.data, sorted(first.headers))


def test_an_unchanged_page_is_not_sent_again(client, forum):
    etag = client.get("/forums/trial/").headers["ETag"]
    answer = client.get("/forums/trial/", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)


def test_a_change_is_seen_at_once(client, forum, transaction):
    client.get("/forums/trial/")
    client.get("/forums/trial/")
    change(transaction, forum.id, title="新しい題")
    assert "新しい題" in client.get("/forums/trial/").get_data(as_text=True)


def test_a_deadline_that_passes_changes_the_page(client, forum, clock):
    before = client.get("/forums/trial/").headers["ETag"]
    assert client.get("/forums/trial/").headers["ETag"] == before
    clock.advance(days=30)
    assert client.get("/forums/trial/").headers["ETag"] != before


def test_a_forum_that_is_hidden_is_hidden_at_once(client, forum, transaction):
    client.get("/forums/trial/")
    assert client.get("/forums/trial/").status_code == 200
    change(transaction, forum.id, visibility=Visibility.INVITATION)
    assert client.get("/forums/trial/").status_code == 404


def test_languages_are_kept_apart_by_header_and_by_cookie(client, forum):
    japanese = {"Accept-Language": "ja"}
    english = {"Accept-Language": "en"}
    for _ in range(2):
        assert '<html lang="ja"' in client.get("/forums/trial/", headers=japanese).get_data(as_text=True)
        assert '<html lang="en"' in client.get("/forums/trial/", headers=english).get_data(as_text=True)
    client.set_cookie("lang", "en", domain="localhost")
    for _ in range(2):
        assert '<html lang="en"' in client.get("/forums/trial/", headers=japanese).get_data(as_text=True)


def test_what_is_kept_is_bounded_in_number_and_in_bytes_and_the_most_asked_for_stays(app):
    kept = FastLane(db.engine)

    def asked(path):
        return {"REQUEST_METHOD": "GET", "HTTP_HOST": "localhost", "PATH_INFO": path}

    def recipe(size):
        return Recipe(lambda _connection: Stamp("1"), {}, lambda _stamp: "e", "e", [], bytes(size))

    kept.remember(asked("/hot"), recipe(10))
    for number in range(2 * MOST):
        assert kept.answer(asked("/hot")) is not None
        kept.remember(asked(f"/{number}"), recipe(10))
    assert [kept.answer(asked(path)) is None for path in ("/hot", f"/{MOST}", f"/{MOST + 1}")] == [
        False,
        True,
        False,
    ]
    kept.remember(asked("/large"), recipe(MOST_BYTES - 10))
    assert [kept.answer(asked(path)) is None for path in ("/hot", "/large", f"/{2 * MOST - 1}")] == [
        True,
        False,
        True,
    ]
    kept.remember(asked("/large"), recipe(MOST_BYTES))
    kept.remember(asked("/too-large"), recipe(MOST_BYTES + 1))
    assert [kept.answer(asked(path)) for path in ("/large", "/too-large")] == [None, None]
    kept.remember(asked("/again"), recipe(MOST_BYTES))
    assert kept.answer(asked("/again")) is not None


def test_choosing_a_language_by_link_sets_a_cookie_every_time(app, forum):
    for _ in range(2):
        answer = app.test_client().get("/forums/trial/?lang=en")
        assert answer.headers["Set-Cookie"].startswith("lang=en;")


def test_packed_and_plain_answers_are_kept_apart(client, forum):
    for _ in range(2):
        assert client.get("/forums/trial/", headers=GZIP).headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in client.get("/forums/trial/").headers


def test_who_is_signed_in_gets_the_same_public_page(app, client, forum):
    stranger = client.get("/forums/trial/").data
    other = app.test_client()
    sign_in(other, make_account(name="県庁 花子"))
    assert other.get("/forums/trial/").data == stranger
    assert client.get("/forums/trial/").data == stranger


def test_pages_of_people_are_never_kept(app, client):
    sign_in(client, make_account(name="県庁 花子"))
    assert client.get("/desk/").headers["Cache-Control"] == "no-store"
    assert app.test_client().get("/desk/").status_code == 303
