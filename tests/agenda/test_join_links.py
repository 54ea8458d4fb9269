"""Join links of a track or an item: entered by editors, seen by nobody else but those whom they are for."""

import json
import logging

import pytest

from forumapp.agenda import queries
from forumapp.agenda.services import items
from forumapp.agenda.services import tracks as track_services
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum, Mode, Role
from forumapp.registration.feeds import track_of
from forumapp.registration.policy import join_url_of
from forumapp.registration.queries.registrations import token_of
from tests.accounts.pages import errors_on, text_of, token_on
from tests.agenda.factories import add_item, add_track, let_see, seed_programme
from tests.agenda.test_views import DESK, ITEM, send, signed_in
from tests.forums.factories import make_forum
from tests.registration.factories import make_registration

OF_FORUM = "https://meet.example.jp/for-everybody"
OF_TRACK = "https://meet.example.jp/kakushi-bukai"
OF_ITEM = "https://meet.example.jp/kakushi-koumoku"
SECRET = "kakushi"
TRACK = {"name": "人事・財政部門", "mode": "web", "room_id": ""}


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", ends=None, join_url=OF_FORUM)


@pytest.fixture
def seed(forum, transaction):
    seed = seed_programme(forum)
    with transaction():
        track_services.change_track(
            queries.track(forum.id, seed.second.id),
            by=SYSTEM,
            name="人事・財政部門",
            mode=Mode.WEB,
            join_url=OF_TRACK,
        )
        items.change_item(queries.item(forum.id, seed.answers.id), by=SYSTEM, join_url=OF_ITEM)
    add_item(forum, "閉会", minutes=5)  # and so another release
    return seed


def test_an_editor_enters_the_link_of_a_track_and_of_an_item(forum, client):
    editor = signed_in(forum, client, Role.EDITOR)
    assert send(editor, forum, "/tracks/new", **TRACK, join_url=OF_TRACK).status_code == 303
    assert send(editor, forum, "/items/new", **ITEM, join_url=OF_ITEM).status_code == 303
    [track], [item] = queries.tracks(forum.id), queries.items(forum.id)
    assert (track.join_url, item.join_url) == (OF_TRACK, OF_ITEM)
    assert OF_TRACK in text_of(editor.get(f"{DESK}/tracks/{track.id}"))
    assert OF_ITEM in text_of(editor.get(f"{DESK}/items/{item.id}"))
    assert send(editor, forum, f"/tracks/{track.id}", **TRACK, join_url="").status_code == 303
    assert send(editor, forum, f"/items/{item.id}", **ITEM, join_url="").status_code == 303
    db.session.rollback()
    assert [row.join_url for row in (*queries.tracks(forum.id), *queries.items(forum.id))] == [None, None]


@pytest.mark.parametrize("typed", ["http://meet.example.jp/1", "meet", "javascript:alert(1)", "https://a b"])
@pytest.mark.parametrize(("page", "fields"), [("/tracks/new", TRACK), ("/items/new", ITEM)])
def test_what_is_no_address_is_refused_at_the_field_and_kept(forum, client, page, fields, typed):
    editor = signed_in(forum, client, Role.EDITOR)
    answer = send(editor, forum, page, **fields, join_url=typed)
    assert answer.status_code == 422
    [sentence] = errors_on(answer)
    assert sentence.endswith(
        "https:// で始まるアドレスを入力してください(例:https://meeting.example.jp/abc)。"
    )
    assert f'value="{typed}"' in answer.get_data(as_text=True)
    assert (queries.tracks(forum.id), queries.items(forum.id)) == ([], [])


def test_services_refuse_it_too(forum, transaction):
    with pytest.raises(DomainError) as refused, transaction():
        items.add_item(forum, by=SYSTEM, title="講演", join_url="http://meet.example.jp")
    assert refused.value.field == "join_url"


def test_no_release_holds_a_link(forum, seed):
    track, item = queries.track(forum.id, seed.second.id), queries.item(forum.id, seed.answers.id)
    assert (track.join_url, item.join_url) == (OF_TRACK, OF_ITEM)
    releases = queries.releases(forum.id)
    assert len(releases) == 2
    for line in releases:
        content = queries.release(forum.id, line.number).content
        assert "登壇発表者との質疑応答" in json.dumps(content, ensure_ascii=False)
        assert SECRET not in json.dumps(content)


def test_no_public_page_feed_or_calendar_holds_a_link(forum, seed, client, caplog):
    caplog.set_level(logging.DEBUG)
    base = "/forums/nagasaki-2024"
    paths = [
        *("/", f"{base}/", f"{base}/agenda", f"{base}/calendar.ics", f"{base}/feed.ics"),
        f"{base}/tracks/{seed.second.id}/calendar.ics",
        f"{base}/items/{seed.answers.id}/calendar.ics",
        *(f"{base}/agenda.json", f"{base}/registration"),
    ]
    answers = {path: client.get(path) for path in paths}
    shown = [path for path, answer in answers.items() if answer.status_code == 200]
    assert len(shown) >= 7, {path: answer.status_code for path, answer in answers.items()}
    assert [path for path in shown if SECRET in answers[path].get_data(as_text=True)] == []
    assert "登壇発表者との質疑応答" in answers[f"{base}/agenda"].get_data(as_text=True)
    assert SECRET not in caplog.text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FACILITATOR, Role.RECEPTION])
def test_others_at_the_desk_do_not_see_it(forum, seed, client, role):
    reader = signed_in(forum, client, role)
    for path in ("", "/tracks", "/releases", "/releases/2"):
        answer = reader.get(DESK + path)
        assert (answer.status_code, SECRET in answer.get_data(as_text=True)) == (200, False)
    assert reader.get(f"{DESK}/tracks/{seed.second.id}").status_code == 403


@pytest.mark.parametrize(
    ("track", "withdrawn", "url"),
    [
        ("second", False, OF_TRACK),
        ("first", False, OF_FORUM),
        (None, False, OF_FORUM),
        ("second", True, OF_FORUM),
    ],
)
def test_somebody_has_the_link_of_their_track_or_else_the_forums(
    forum, seed, transaction, track, withdrawn, url
):
    chosen = getattr(seed, track).id if track else None
    registration = make_registration(forum, Mode.WEB, track_id=chosen)
    if withdrawn:
        with transaction():
            track_services.withdraw_track(queries.track(forum.id, chosen), by=SYSTEM)
        assert join_url_of(registration, track_of(registration)) == OF_TRACK
        let_see(forum)
    assert join_url_of(registration, track_of(registration)) == url


def test_a_track_with_a_link_is_joined_where_the_forum_has_none(transaction, client, clock, app):
    forum = make_forum(ends=None)
    track = add_track(forum, mode=Mode.WEB, join_url=OF_TRACK)
    path = f"/registrations/{token_of(make_registration(forum, Mode.WEB, track_id=track.id))}/join"
    assert OF_TRACK not in text_of(client.get(path))
    clock.advance(days=31, hours=4)
    assert client.post(path, data={"csrf_token": token_on(client, path)}).location == path
    assert f'href="{OF_TRACK}"' in client.get(path).get_data(as_text=True)


def test_the_personal_page_shows_the_links_of_the_own_track_and_its_items_only_when_it_is_time(
    forum, seed, client, clock
):
    path = f"/registrations/{token_of(make_registration(forum, Mode.WEB, track_id=seed.second.id))}/"
    clock.advance(days=31, hours=4)
    assert client.post(f"{path}join", data={"csrf_token": token_on(client, path)}).status_code == 303
    page = client.get(f"{path}join").get_data(as_text=True)
    assert (f'href="{OF_TRACK}"' in page, OF_FORUM in page, f'href="{OF_ITEM}"' in page) == (
        True,
        False,
        True,
    )
    clock.advance(days=1)
    assert SECRET not in client.get(f"{path}join").get_data(as_text=True)


def test_the_link_is_no_change_of_the_public_programme(forum, seed, transaction):
    with transaction() as session:
        row = session.get_one(Forum, forum.id)
        assert queries.is_pending(row) is False
        items.change_item(queries.item(forum.id, seed.answers.id), by=SYSTEM, join_url=None)
        assert queries.is_pending(row) is False
