"""The organisers' pages: a happy path, a refusal, a stranger; conflicts keep both values."""

import re
from html import unescape

import pytest

from forumapp.agenda import queries
from forumapp.core.db import db
from forumapp.forums.models import Mode, Role
from tests.accounts.factories import make_account, sign_in
from tests.accounts.pages import errors_on, text_of, token_on
from tests.agenda.factories import add_item, add_speaker, add_track, seed_programme
from tests.forums.factories import make_forum, make_membership

DESK = "/desk/forums/nagasaki-2024/agenda"
ITEM = {
    "title": "講演",
    "kind": "talk",
    "day": "1",
    "start": "",
    "minutes": "",
    "track_id": "",
    "parent_id": "",
}
ITEM |= {"room_id": "", "mode": "", "title_en": "", "end_text": "", "note": ""}
SPEAKER = {"role": "speaker", "organisation": "甲県", "unit": "総務課", "title": "課長"}
SPEAKER |= {
    "family_name": "試験",
    "given_name": "太郎",
    "family_kana": "しけん",
    "given_kana": "ﾀﾛｳ",
    "honorific": "氏",
}


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", ends=None)


def signed_in(forum, client, role):
    account = make_account(name="編集 花子")
    make_membership(forum, account, role)
    sign_in(client, account)
    return client


@pytest.fixture
def editor(forum, client):
    return signed_in(forum, client, Role.EDITOR)


def send(client, forum, path, **fields):
    """Send a form from a page of the present version, unless ``version`` is given."""
    db.session.rollback()
    given = {"version": str(queries.version(forum.id)), **fields}
    return client.post(DESK + path, data={"csrf_token": token_on(client, f"{DESK}/items/new"), **given})


def rows(forum):
    db.session.rollback()
    return [(row.title, row.start, row.minutes) for row in queries.draft_programme(forum).items]


def words(response):
    body = text_of(response).split("<main", 1)[1].split("</main>")[0]
    return [line.strip() for line in unescape(re.sub(r"<[^>]+>", "\n", body)).split("\n") if line.strip()]


@pytest.mark.parametrize("written", ["13:30", "１３：３０", "午後1時半"])
def test_an_item_is_added_with_its_start_as_people_write_it(forum, editor, written):
    answer = send(editor, forum, "/items/new", **{**ITEM, "start": written, "minutes": "１５"})
    assert (answer.status_code, answer.location) == (303, DESK)
    assert rows(forum) == [("講演", 810, 15)]
    assert "「講演」を次第に追加しました。" in words(editor.get(DESK))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "件名：入力してください。"),
        ("minutes", "-5", "時間：0から1440までの数字で入力してください。"),
        ("minutes", "10000", "時間：0から1440までの数字で入力してください。"),
        ("minutes", "十分", "時間：数字で入力してください。"),
        ("minutes", "--5", "時間：数字で入力してください。"),
        ("minutes", "1234567890", "時間：数字が大きすぎます。"),
        ("start", "25:99", "開始時刻：時刻を確認してください(例：13:30、午後1時半)。"),
        ("start", "午後12時", "開始時刻：時刻を確認してください(例：13:30、午後1時半)。"),
        ("start", "\x00", "開始時刻：時刻を確認してください(例：13:30、午後1時半)。"),
        ("day", "", "日目：入力してください。"),
        ("day", "32", "日目：1から31までの数字で入力してください。"),
        ("kind", "party", "種類：選択肢の中から選んでください。"),
        ("track_id", "999", "部会：選択肢の中から選んでください。"),
        ("parent_id", "x", "まとまり：選択肢の中から選んでください。"),
        ("mode", "moon", "開催方法：選択肢の中から選んでください。"),
        ("title", "長" * 301, "件名：300文字以内で入力してください(現在301文字)。"),
    ],
)
def test_a_refused_item_says_why_and_leaves_nothing(forum, editor, field, value, message):
    answer = send(editor, forum, "/items/new", **{**ITEM, field: value})
    assert (answer.status_code, errors_on(answer)) == (422, [message])
    assert rows(forum) == []


def test_a_refusal_of_the_service_stands_beside_its_field(forum, editor):
    answer = send(editor, forum, "/items/new", **{**ITEM, "is_fixed": "y"})
    assert answer.status_code == 422
    assert errors_on(answer) == ["開始時刻：開始時刻を固定する項目には、開始時刻を入力してください。"]


def test_an_item_is_changed_and_keeps_what_the_form_shows(forum, editor):
    track = add_track(forum)
    item = add_item(forum, start=810, minutes=15, track=track, mode=Mode.WEB, note="注意", is_optional=True)
    page = text_of(editor.get(f"{DESK}/items/{item.id}"))
    assert 'value="13:30"' in page
    assert re.search(rf'<option selected value="{track.id}">', page)
    changed = {**ITEM, "title": "基調講演", "start": "14:00", "minutes": "20", "track_id": str(track.id)}
    answer = send(editor, forum, f"/items/{item.id}", **changed)
    assert answer.status_code == 303
    assert rows(forum) == [("基調講演", 840, 20)]


def test_a_conflict_shows_both_values_and_loses_neither(forum, editor):
    item = add_item(forum, start=810, minutes=15)
    seen = queries.version(forum.id)
    send(editor, forum, f"/items/{item.id}", **{**ITEM, "start": "13:30", "minutes": "20"})
    typed = {**ITEM, "start": "13:30", "minutes": "30"}
    answer = send(editor, forum, f"/items/{item.id}", version=str(seen), **typed)
    assert answer.status_code == 409
    said = words(answer)
    place = said.index("今の内容と、入力した内容")
    assert said[place + 2 : place + 7] == ["時間", "今の内容", "20", "あなたの入力", "30"]
    assert errors_on(answer)[0].startswith("編集 花子さんが9:00に次第を変更したため")
    assert rows(forum) == [("講演", 810, 20)]
    shown = re.search(r'name="version"[^>]*value="(\d+)"', text_of(answer))[1]
    assert send(editor, forum, f"/items/{item.id}", version=shown, **typed).status_code == 303
    assert rows(forum) == [("講演", 810, 30)]


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 30])
def test_a_form_without_a_readable_version_changes_nothing(forum, editor, version):
    item = add_item(forum)
    answer = send(editor, forum, f"/items/{item.id}/withdrawal", version=version)
    assert answer.status_code == 409
    assert [title for title, _, _ in rows(forum)] == ["講演"]


def test_buttons_move_withdraw_and_bring_back(forum, editor):
    first = add_item(forum, "一", start=600, minutes=10)
    add_item(forum, "二", minutes=10)
    assert send(editor, forum, f"/items/{first.id}/position", direction="down").status_code == 200
    assert rows(forum) == [("一", 600, 10), ("二", 610, 10)]
    moved = send(editor, forum, f"/items/{first.id}/position", direction="down", decided="yes")
    assert moved.status_code == 303
    assert rows(forum) == [("二", 600, 10), ("一", 610, 10)]
    assert send(editor, forum, f"/items/{first.id}/withdrawal").status_code == 303
    assert rows(forum) == [("二", 600, 10)]
    assert send(editor, forum, f"/items/{first.id}/restoration").status_code == 303
    assert rows(forum) == [("二", 600, 10), ("一", 610, 10)]
    assert send(editor, forum, f"/items/{first.id}/position", direction="sideways").status_code == 400


def test_speakers_are_added_changed_confirmed_and_withdrawn(forum, editor):
    item = add_item(forum)
    assert (
        send(editor, forum, f"/items/{item.id}/speakers/new", **{**SPEAKER, "family_name": "?験"}).status_code
        == 303
    )
    [speaker] = queries.item(forum.id, item.id).appearances
    assert (speaker.family_kana, speaker.given_kana) == ("シケン", "タロウ")
    path = f"{DESK}/items/{item.id}/speakers"
    assert "この表記のまま公開することを確認した" in words(editor.get(path))
    assert send(editor, forum, f"/speakers/{speaker.id}/confirmation").location == path
    assert "編集 花子さんが、この表記のまま公開することを確認しました。" in words(editor.get(path))
    assert send(editor, forum, f"/speakers/{speaker.id}", **SPEAKER).status_code == 303
    assert send(editor, forum, f"/speakers/{speaker.id}/withdrawal").status_code == 303
    db.session.rollback()
    assert queries.draft_programme(forum).items[0].speakers == ()
    assert send(editor, forum, f"/speakers/{speaker.id}/restoration").status_code == 303
    db.session.rollback()
    [printed] = queries.draft_programme(forum).items[0].speakers
    assert printed.line == "甲県総務課 課長 試験　太郎氏"


def test_a_refused_speaker_says_why(forum, editor):
    item = add_item(forum)
    wrong = {**SPEAKER, "family_name": "", "family_kana": "試験"}
    answer = send(editor, forum, f"/items/{item.id}/speakers/new", **wrong)
    assert errors_on(answer) == [
        "姓：入力してください。",
        "姓のフリガナ：フリガナはカタカナかひらがなで入力してください。",
    ]


def test_confirming_a_sound_name_is_refused_on_the_list(forum, editor):
    speaker = add_speaker(add_item(forum))
    answer = send(editor, forum, f"/speakers/{speaker.id}/confirmation")
    assert (answer.status_code, errors_on(answer)) == (422, ["この氏名に、文字化けの疑いはありません。"])


def test_tracks_are_added_changed_and_withdrawn(forum, editor):
    given = {"name": "財政部門", "name_en": "", "mode": "web", "room_id": ""}
    assert send(editor, forum, "/tracks/new", **given).location == f"{DESK}/tracks"
    assert errors_on(send(editor, forum, "/tracks/new", **given)) == [
        "名称：同じ名称の部会がすでにあります。"
    ]
    [track] = queries.tracks(forum.id)
    assert send(editor, forum, f"/tracks/{track.id}", **{**given, "mode": "both"}).status_code == 303
    assert send(editor, forum, f"/tracks/{track.id}/withdrawal").status_code == 303
    db.session.rollback()
    assert [row.mode for row in queries.tracks(forum.id, withdrawn=True)] == [Mode.BOTH]
    assert send(editor, forum, f"/tracks/{track.id}/restoration").status_code == 303
    db.session.rollback()
    assert [row.name for row in queries.tracks(forum.id)] == ["財政部門"]


def test_the_table_shows_every_row_with_its_warning(forum, editor):
    seed = seed_programme(forum)
    page = text_of(editor.get(DESK))
    assert re.findall(r'<tr role="row" id="row-(\d+)"', page) == [
        str(row.id) for row in queries.draft_programme(forum).walk()
    ]
    said = words(editor.get(DESK))
    sentence = (
        "要確認：氏名「??橋　圭氏」に文字化けの疑いがあります。確認するまで、公開ページに氏名を載せません。"
    )
    assert (said.count(sentence), said.count(f"— {sentence}")) == (1, 1)
    assert f'href="#row-{seed.prefecture.id}"' in page


def test_the_releases_are_listed_and_read(forum, editor):
    seed_programme(forum)
    assert "第1版" in words(editor.get(f"{DESK}/releases"))
    said = words(editor.get(f"{DESK}/releases/1"))
    assert said[said.index("長崎県説明") :][:3] == ["長崎県説明", "長崎県企画部デジタル戦略課", "課長"]
    assert editor.get(f"{DESK}/releases/2").status_code == 404


def test_a_forum_without_anything_has_an_invitation_to_begin(app, client):
    planned = make_forum(slug="nagasaki-2024", day=None)
    signed_in(planned, client, Role.OWNER)
    assert (
        "まだ次第がありません。最初の項目を追加するか、Wordなどで作った次第を貼り付けてください。公開するまで、参加者には見えません。"
        in words(client.get(DESK))
    )
    for path in ("/items/new", "/tracks", "/tracks/new", "/releases"):
        assert client.get(DESK + path).status_code == 200


def paths(seed):
    reading = ["", "/tracks", "/releases", "/releases/1"]
    editing = [
        "/items/new", f"/items/{seed.talk.id}", f"/items/{seed.talk.id}/speakers",
        f"/items/{seed.talk.id}/speakers/new", f"/speakers/{seed.damaged.id}", "/tracks/new",
        f"/tracks/{seed.first.id}",
    ]  # fmt: skip
    return reading, editing


def test_a_viewer_reads_and_does_not_edit(forum, client):
    reading, editing = paths(seed_programme(forum))
    signed_in(forum, client, Role.VIEWER)
    assert [client.get(DESK + path).status_code for path in reading] == [200] * 4
    assert [client.get(DESK + path).status_code for path in editing] == [403] * 7
    assert "<form" not in text_of(client.get(DESK)).split("<main")[1]


def test_an_editor_of_another_forum_sees_nothing(forum, client):
    reading, editing = paths(seed_programme(forum))
    signed_in(make_forum(), client, Role.OWNER)
    assert {client.get(DESK + path).status_code for path in reading + editing} == {404}


def test_somebody_who_has_not_signed_in_is_asked_to(forum, client):
    answer = client.get(DESK)
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/sign-in")


def test_things_of_another_forum_are_not_found(forum, editor):
    other = seed_programme(make_forum())
    for path in (
        f"/items/{other.talk.id}", f"/items/{other.talk.id}/speakers", f"/speakers/{other.damaged.id}",
        f"/tracks/{other.first.id}", "/releases/1",
    ):  # fmt: skip
        assert editor.get(DESK + path).status_code == 404
    for path in (f"/items/{other.talk.id}/withdrawal", f"/speakers/{other.damaged.id}/confirmation"):
        assert send(editor, forum, path).status_code == 404
