"""What devices send of a group's notes: each change counts once, garbage is refused in words, news are cheap."""

import json

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.groupwork.models import Group, Note, NoteDevice
from forumapp.groupwork.queries import works
from forumapp.groupwork.services import rewriting, setup
from tests.accounts.factories import writing
from tests.counting import statements
from tests.forums.factories import sign_in_as
from tests.groupwork.factories import add_note, key, link_of, make_work
from tests.groupwork.pages import desk, token_in

ANNE, BEN = "a" * 32, "b" * 32


@pytest.fixture
def work(app):
    return make_work(themes=2, groups=2)


@pytest.fixture
def send(client, work):
    """Send changes as a device; numbers them from where it stands."""
    path = link_of(work.groups[0])
    token, numbers = token_in(client, path), {}

    def do(author, *changes, since=0, **fields):
        for one in changes:
            numbers[author] = numbers.get(author, 0) + 1
            one.setdefault("n", numbers[author])
        data = {"csrf_token": token, "device": author, "since": since, "changes": json.dumps(changes)}
        return client.post(f"{path}changes", data=data | fields)

    return do


@pytest.fixture
def add(work):
    def make(ident, text, after=None, theme=0, **values):
        return {
            "kind": "add", "key": ident, "theme": work.themes[theme].id, "text": text, "after": after, **values
        }  # fmt: skip

    return make


def edit(ident, text, version, aside="", **values):
    return {"kind": "text", "key": ident, "text": text, "version": version, "aside": aside, **values}


def rows(*columns):
    db.session.rollback()
    found = (
        sa.select(*columns).where(Note.withdrawn_at.is_(None)).order_by(Note.theme_id, Note.place, Note.id)
    )
    return [tuple(row) if len(columns) > 1 else row[0] for row in db.session.execute(found)]


def test_changes_are_done_in_their_order_and_the_news_come_back(send, add, clock):
    clock.advance(hours=5, minutes=32)
    one, two = key(), key()
    said = send(
        ANNE, add(one, "一"), add(two, "二", after=one, depth=1), {"kind": "tag", "key": one, "tag": "request"},
        {"kind": "mark", "key": two, "mark": True}, {"kind": "move", "key": two, "after": ""},
    ).json  # fmt: skip
    assert (said["seen"], said["refused"], said["saved"], said["cursor"]) == (5, {}, "保存しました 14:32", 1)
    assert [(note["key"], note["text"], note["depth"], note["tag"], note["mark"]) for note in said["notes"]] == [
        (two, "二", 1, "", True), (one, "一", 0, "request", False),
    ]  # fmt: skip
    assert rows(Note.text) == ["二", "一"]


def test_what_is_sent_again_counts_once(send, add):
    one = key()
    changes = [add(one, "一"), {"kind": "remove", "key": one, "version": 1}]
    first = send(ANNE, *changes).json
    second = send(ANNE, {"kind": "restore", "key": one}).json
    again = send(ANNE, *changes, since=second["cursor"]).json
    assert (first["cursor"], second["cursor"], again["cursor"], again["seen"]) == (1, 2, 2, 3)
    assert (rows(Note.text), again["notes"]) == (["一"], [])


def test_a_late_repetition_of_an_earlier_sending_does_nothing(send, add):
    one = key()
    early = [add(one, "一")]
    send(ANNE, *early)
    send(ANNE, edit(one, "一と二", 1))
    assert send(ANNE, *early).json["seen"] == 2
    assert rows(Note.text) == ["一と二"]


def test_two_edits_at_once_stay_both_where_the_device_asked_for_it(send, add):
    one, aside = key(), key()
    send(ANNE, add(one, "元"))
    send(ANNE, edit(one, "アン", 1))
    said = send(BEN, edit(one, "ベ", 1, aside), edit(one, "ベン", 1, aside)).json
    assert rows(Note.client_key, Note.text) == [(one, "アン"), (aside, "ベン")]
    assert [note["beside"] for note in said["notes"]] == ["", one]
    send(BEN, edit(aside, "ベンの続き", 2))
    assert [note["beside"] for note in send(BEN, since=0).json["notes"]] == ["", one]
    send(ANNE, {"kind": "settle", "key": aside})
    assert [note["beside"] for note in send(BEN, since=0).json["notes"]] == ["", ""]


def test_typing_on_after_somebody_changed_the_aside_keeps_all_three(send, add):
    one, aside = key(), key()
    send(ANNE, add(one, "元"), edit(one, "アン", 1))
    send(BEN, edit(one, "ベン", 1, aside))
    send(ANNE, edit(aside, "アンが直したベン", 1))
    send(BEN, edit(one, "ベンの続き", 1, aside))
    assert sorted(rows(Note.text)) == ["アン", "アンが直したベン", "ベンの続き"]


def test_going_back_to_the_text_that_was_shown_is_an_edit_like_any_other(send, add):
    one = key()
    send(ANNE, add(one, "元"))
    send(BEN, edit(one, "元と余計", 1))
    send(BEN, edit(one, "元", 1))
    assert rows(Note.text) == ["元"]


def test_a_removal_spares_what_somebody_else_has_changed_meanwhile(send, add):
    one, two = key(), key()
    send(ANNE, add(one, "一"), add(two, "二"))
    send(BEN, edit(one, "一と半", 1))
    said = send(
        ANNE, {"kind": "remove", "key": one, "version": 1}, {"kind": "remove", "key": two, "version": 1}
    ).json
    assert rows(Note.text) == ["一と半"]
    assert [(note["key"], note["gone"], note["text"]) for note in said["notes"]] == [(one, False, "一と半")]
    told = send(BEN, since=1).json["notes"]
    assert {note["key"]: (note["gone"], note["text"]) for note in told} == {
        one: (False, "一と半"),
        two: (True, ""),
    }


def test_an_edit_of_a_bullet_that_never_arrived_is_an_addition(send, work):
    one = key()
    send(ANNE, edit(one, "届いた", 3, theme=work.themes[1].id))
    assert rows(Note.client_key, Note.text) == [(one, "届いた")]


def test_between_two_neighbours_there_is_always_room(send, add):
    first, last, inner = key(), key(), [key() for _number in range(60)]
    send(ANNE, add(first, "一"), add(last, "終", after=first))
    for number, one in enumerate(inner):
        send(ANNE, add(one, str(number), after=first))
    assert rows(Note.text) == ["一", *(str(number) for number in reversed(range(60))), "終"]
    places = rows(Note.place)
    assert (sorted(places), len(set(places))) == (places, 62)


def test_unsound_changes_are_refused_by_number_and_the_sound_ones_are_kept(send, add):
    good = key()
    said = send(
        ANNE, add("' OR 1", "x"), add(good, "残る"), add(key(), "長" * 2001), {"kind": "burn", "key": good},
        {"kind": "depth", "key": good, "depth": 99}, {"kind": "tag", "key": good, "tag": ["x"]}, add(key(), None),
        add(key(), "よそ") | {"theme": 999_999}, {"kind": "mark", "key": good, "mark": True},
    )  # fmt: skip
    assert (said.status_code, said.json["seen"]) == (200, 9)
    assert sorted(said.json["refused"]) == ["1", "3", "4", "5", "6", "7", "8"]
    assert all(said.json["refused"].values())
    assert rows(Note.text, Note.is_marked) == [("残る", True)]


def test_what_no_column_holds_is_left_out_of_a_text(send, add):
    send(ANNE, add(key(), "あ\x00い\ud800う\ufffeえ\x07"))
    assert rows(Note.text) == ["あいうえ"]


@pytest.mark.parametrize(
    "fields",
    [
        {"changes": "{"},
        {"changes": "{}"},
        {"changes": "[1]"},
        {"changes": "[" * 5000},
        {"changes": '[{"n": 0}]'},
        {"changes": '[{"n": true}]'},
        {"changes": '[{"n": 99999999999}]'},
        {"changes": '[{"n": 2}, {"n": 1}]'},
        {"changes": json.dumps([{"n": n} for n in range(1, 502)])},
        {"device": "x"},
        {"device": ""},
        {"since": "-1"},
        {"since": "９"},
        {"since": "1" * 40},
        {"csrf_token": "0" * 64},
    ],
)
def test_a_sending_that_no_page_of_ours_makes_is_refused_in_words(send, fields):
    answer = send(ANNE, **fields)
    assert (answer.status_code, answer.mimetype) == (422, "application/json")
    assert (bool(answer.json["message"]), answer.json["stale"]) == (True, "csrf_token" in fields)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(NoteDevice)) == 0


def test_a_full_group_says_so_and_takes_everything_else(send, add, monkeypatch):
    monkeypatch.setattr(rewriting, "MOST_NOTES", 1)
    one = key()
    said = send(ANNE, add(one, "一"), add(key(), "二"), edit(one, "一つだけ", 1)).json
    assert (said["refused"], rows(Note.text)) == ({"2": "1つの班に書けるのは1件までです。"}, ["一つだけ"])


def test_news_are_answered_304_with_one_statement_until_there_are_some(client, work):
    path = f"{link_of(work.groups[0])}changes"
    note = add_note(work.groups[0], work.themes[0], "一")
    first = client.get(f"{path}?since=0")
    assert [one["text"] for one in first.json["notes"]] == ["一"]
    assert [(one["name"], one["title"]) for one in first.json["themes"]] == [
        ("テーマ1", "話題その1"), ("テーマ2", "話題その2"),
    ]  # fmt: skip
    since = f"{path}?since={first.json['cursor']}"
    known = {"If-None-Match": client.get(since).headers["ETag"]}
    again = []
    assert statements(lambda: again.append(client.get(since, headers=known))) <= 2
    assert (again[0].status_code, again[0].data) == (304, b"")
    add_note(work.groups[0], work.themes[0], "二")
    news = client.get(since, headers=known)
    assert (news.status_code, [one["text"] for one in news.json["notes"]]) == (200, ["二"])
    assert note.client_key not in news.text


@pytest.mark.parametrize("since", ["", "x", "-1", "９", "1e3", "9" * 30, "99"])
def test_a_version_of_no_sense_means_the_whole_sheet(client, work, since):
    add_note(work.groups[0], work.themes[0], "一")
    answer = client.get(f"{link_of(work.groups[0])}changes?since={since}")
    assert (answer.status_code, answer.json["whole"], len(answer.json["notes"])) == (200, True, 1)


def test_a_save_costs_the_same_whatever_the_group_holds(send, add, work):
    one = key()
    send(ANNE, add(one, "一"))
    few = statements(lambda: send(ANNE, edit(one, "一二", 1)))
    for number in range(30):
        send(BEN, add(key(), f"ほか{number}"), edit(one, f"一二{number}", number + 2))
    many = statements(lambda: send(ANNE, edit(one, "一二三", 32)))
    assert (few, many) == (few, few)
    assert few <= 12


# --- who ----------------------------------------------------------------------------------------------------


def test_the_recorder_has_a_link_of_their_own_to_the_same_notes(client, work, transaction):
    group = work.groups[0]
    add_note(group, work.themes[0], "共通の意見")
    path = f"/recorders/{works.recorder_token_of(group)}/"
    assert "共通の意見" in client.get(path).text
    with transaction():
        setup.revoke_link(db.session.get(Group, group.id), by=SYSTEM, part="recorder")
    assert [client.get(one).status_code for one in (path, f"{path}changes", link_of(group))] == [
        404,
        404,
        200,
    ]
    assert client.get(f"/recorders/{works.token_of(group)}/").status_code == 404
    assert client.get(f"/groups/{works.recorder_token_of(group)}/").status_code == 404


def test_a_recorder_with_an_account_writes_the_own_group_only(client, work):
    account = sign_in_as(client, work.forum, Role.FACILITATOR)
    with writing():
        db.session.get(Group, work.groups[0].id).recorder_account_id = account.id
    paths = [
        desk(work, f"groups/{group.id}/{rest}") for group in work.groups for rest in ("", "changes", "shell")
    ]
    assert [client.get(path).status_code for path in paths] == [200, 200, 200, 404, 404, 404]
    assert client.get(desk(work, "groups/")).text.count("書き込む") == 1


def test_the_shell_that_a_device_keeps_names_no_note_and_nobody(client, work):
    add_note(work.groups[0], work.themes[0], "秘密の意見")
    page = client.get(f"{link_of(work.groups[0])}shell")
    assert (page.status_code, "秘密" in page.text, "話題その1" in page.text) == (200, False, True)
    assert "no-store" in page.headers["Cache-Control"]
