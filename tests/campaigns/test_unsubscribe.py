"""One press ends a subscription, also one that a mail program makes by itself (RFC 8058); and nothing else does."""

import pytest
import sqlalchemy as sa

from forumapp.campaigns.models import Subscriber
from forumapp.core.access import Tag
from forumapp.core.db import db
from tests.campaigns.subscribing import make_series, make_subscriber, one_click, page
from tests.groupwork.pages import post, token_in

BODY = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def reader(app):
    return make_subscriber(make_series(slug="renkei"))


def has_ended(reader):
    db.session.expire_all()
    return reader.ended_at is not None


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mail_programs_post_ends_it_without_cookie_and_form_token(app, reader, content_type):
    client = app.test_client(use_cookies=False)
    answer = client.post(one_click(reader), data=BODY, content_type=content_type)
    assert answer.status_code == 200  # RFC 8058: no redirect
    assert "Set-Cookie" not in answer.headers
    assert "お知らせは停止しています" in answer.text
    assert has_ended(reader)


def test_a_second_time_is_as_good_as_the_first(app, reader):
    client = app.test_client(use_cookies=False)
    first = client.post(one_click(reader), data=BODY)
    ended_at = db.session.scalar(sa.select(Subscriber.ended_at))
    second = client.post(one_click(reader), data=BODY)
    assert (first.status_code, second.status_code) == (200, 200)
    assert db.session.scalar(sa.select(Subscriber.ended_at)) == ended_at


def test_opening_the_link_ends_nothing_and_shows_one_button(client, reader):
    html = client.get(one_click(reader)).text
    assert not has_ended(reader)
    assert html.count("<button") == 1
    assert html.count("<form") == 1
    assert "停止する" in html


def test_the_button_ends_it(client, reader):
    answer = post(client, one_click(reader), one_click(reader))
    assert (answer.status_code, answer.location) == (303, page(reader))
    assert has_ended(reader)
    assert "お知らせを停止しました" in client.get(answer.location).text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"List-Unsubscribe": "one-click"},
        {"List-Unsubscribe": ["One-Click", "One-Click"]},
        {"List-Unsubscribe": ""},
        {"list-unsubscribe": "One-Click"},
    ],
)
def test_any_other_post_without_a_form_token_ends_nothing(app, reader, body):
    answer = app.test_client(use_cookies=False).post(one_click(reader), data=body)
    assert answer.status_code == 422
    assert not has_ended(reader)


def test_the_words_in_the_address_do_not_count(app, reader):
    answer = app.test_client(use_cookies=False).post(f"{one_click(reader)}?List-Unsubscribe=One-Click")
    assert answer.status_code == 422
    assert not has_ended(reader)


def test_a_forged_or_revoked_link_is_not_found(app, reader, transaction):
    client = app.test_client(use_cookies=False)
    genuine = one_click(reader)
    forged = genuine[:-1] + ("A" if genuine[-1] != "A" else "B")
    with transaction():
        reader.link_generation += 1
    for path in (genuine, forged):
        assert client.post(path, data=BODY).status_code == 404
        assert client.get(path).status_code == 404
    assert not has_ended(reader)


def test_only_this_endpoint_takes_a_post_without_form_token(app):
    tags = {endpoint: view.access_tag for endpoint, view in app.view_functions.items()}
    assert [endpoint for endpoint, tag in tags.items() if tag.one_click] == ["subscribers.end"]
    assert tags["subscribers.end"] == Tag("personal_link", link="subscriber", one_click=True)


def test_the_words_open_no_other_door_of_the_same_link(app, client):
    waiting = make_subscriber(make_series(), confirmed=False)
    answer = app.test_client(use_cookies=False).post(page(waiting, "confirmation"), data=BODY)
    assert answer.status_code == 422
    db.session.expire_all()
    assert waiting.confirmed_at is None
    token_in(client, page(waiting))


def test_the_address_in_the_header_is_short_enough_for_every_mail_program(
    app, monkeypatch, reader, transaction
):
    monkeypatch.setitem(app.config, "BASE_URL", "https://forum.pref.example.jp")
    with transaction():
        reader.id = 36**4 - 1  # a million and a half subscribers later
    assert len("https://forum.pref.example.jp" + one_click(reader)) == 62
