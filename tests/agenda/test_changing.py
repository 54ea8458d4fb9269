"""Endpoints of one operation: what a change would do is said before it is written, in every mode; conflicts lose nothing."""

import re
from datetime import time
from html import unescape
from urllib.parse import unquote

import pytest

from forumapp.agenda import queries
from forumapp.agenda.models import ItemKind
from forumapp.agenda.services import items
from forumapp.core.db import db
from forumapp.forums.models import Forum, Role
from tests.accounts.factories import make_account, sign_in, writing
from tests.accounts.pages import text_of
from tests.agenda.desk_editing import DESK, TARO, modes, pieces, rows, send, starts, words
from tests.agenda.factories import add_item, add_speaker, add_track, seed_programme
from tests.forums.factories import make_forum, make_membership, make_venue
from tests.registration.factories import make_registration


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", ends=None, venue=make_venue())


@pytest.fixture
def editor(forum, client):
    account = make_account(name="編集 花子")
    make_membership(forum, account, Role.EDITOR)
    sign_in(client, account)
    return client


def test_a_longer_talk_says_what_each_mode_would_do_and_writes_nothing(forum, editor):
    seed = seed_programme(forum)
    before, version = rows(forum), queries.version(forum.id)
    answer = send(editor, forum, f"/items/{seed.talk.id}/values", minutes="25")
    assert (answer.status_code, pieces(answer)) == (200, ["agenda-check"])
    longer = "「デジタル人材確保の課題について」の時間が15分から25分になります。"
    assert modes(answer) == {
        "shift": [longer, "6件が10分繰り下がり、終了は16:10から16:20になります。"],
        "slot": [longer],
        "absorb": [
            longer,
            "「休憩」が14:50〜15:05から15:00〜15:05になります。",
            "3件が10分繰り下がります。",
        ],
    }
    assert (rows(forum), queries.version(forum.id)) == (before, version)


@pytest.mark.parametrize(
    ("how", "pause", "group_work"),
    [("shift", (900, 15), 915), ("slot", (890, 15), 905), ("absorb", (900, 5), 905)],
)
def test_what_was_decided_is_written_in_its_mode(forum, editor, how, pause, group_work):
    seed = seed_programme(forum)
    answer = send(editor, forum, f"/items/{seed.talk.id}/values", minutes="25", ripple=how, decided="yes")
    assert pieces(answer) == [
        "agenda-state", "agenda-steps", "agenda-news", "agenda-check", "agenda-cautions", "agenda-rows",
        "agenda-withdrawn",
    ]  # fmt: skip
    assert unquote(answer.headers["X-Say"]) == "「デジタル人材確保の課題について」を保存しました。"
    found = {title: (start, minutes) for title, start, minutes in rows(forum)}
    assert (found["休憩"], found["グループワーク・グループ発表"][0]) == (pause, group_work)


def test_a_new_title_is_saved_at_once_and_nothing_else_is_touched(forum, editor):
    seed = seed_programme(forum)
    answer = send(editor, forum, f"/items/{seed.talk.id}/values", title="基調講演")
    assert pieces(answer)[0] == "agenda-state"
    assert rows(forum)[1] == ("基調講演", 825, 15)


def test_without_javascript_the_check_page_keeps_everything_typed(forum, editor):
    seed = seed_programme(forum)
    typed = {
        "title": "基調講演", "kind": "talk", "day": "1", "start": "", "minutes": "２５", "track_id": "",
        "parent_id": "", "room_id": "", "mode": "", "title_en": "Keynote", "end_text": "", "note": "一行目\n二行目",
        "is_optional": "y",
    }  # fmt: skip
    check = send(editor, forum, f"/items/{seed.talk.id}", piece="", **typed)
    assert "「デジタル人材確保の課題について」を変えると、次のようになります" in words(check)
    form = text_of(check).split('class="check__form"')[1].split("</form>")[0]
    kept = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', form))
    assert {name: unescape(value) for name, value in kept.items()} == typed
    back = send(editor, forum, f"/items/{seed.talk.id}", piece="", **typed, decided="back")
    assert 'value="Keynote"' in text_of(back)
    assert rows(forum)[1][0] == "デジタル人材確保の課題について"
    done = send(editor, forum, f"/items/{seed.talk.id}", piece="", **typed, ripple="slot", decided="yes")
    assert (done.status_code, done.location) == (303, DESK)
    assert rows(forum)[1:3] == [("基調講演", 825, 25), ("広島県取組事例についてのご紹介", 840, 30)]


def test_the_second_editor_sees_both_values_and_may_put_theirs_on_top(forum, editor):
    seed = seed_programme(forum)
    seen = str(queries.version(forum.id))
    with writing():
        items.change_item(queries.item(forum.id, seed.talk.id), by=TARO, minutes=20)
    late = send(editor, forum, f"/items/{seed.talk.id}/values", version=seen, minutes="30")
    assert (late.status_code, pieces(late)) == (409, ["agenda-check"])
    said = words(late)
    assert said[said.index("時間") :][:5] == ["時間", "今の内容", "20", "あなたの変更", "30"]
    assert said[1].startswith("試験 太郎さんが9:00に次第を変更したため、保存していません。")
    assert starts(forum)["休憩"] == 895
    again = re.search(r'name="version"[^>]*value="(\d+)"', text_of(late))[1]
    assert (
        send(editor, forum, f"/items/{seed.talk.id}/values", version=again, minutes="30").status_code == 200
    )
    send(editor, forum, f"/items/{seed.talk.id}/values", version=again, minutes="30", decided="yes")
    assert starts(forum)["休憩"] == 905


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("start", "25:99", "開始時刻：時刻を確認してください(例：13:30、午後1時半)。"),
        ("minutes", "-5", "時間：0から1440までの数字で入力してください。"),
        ("title", "", "件名：入力してください。"),
        ("track_id", "999", "部会：選択肢の中から選んでください。"),
        ("after", "999", "置く場所：前になる項目が見つかりません。選び直してください。"),
        ("ripple", "tsunami", "後の項目：選択肢の中から選んでください。"),
    ],
)
def test_a_refusal_stands_at_its_field_and_leaves_nothing(forum, editor, field, value, sentence):
    seed = seed_programme(forum)
    before = rows(forum)
    answer = send(editor, forum, f"/items/{seed.talk.id}/values", **{field: value})
    assert answer.status_code == 422
    assert re.findall(rf'<li data-field="{field}">(.*?)</li>', unescape(text_of(answer))) == [sentence]
    assert rows(forum) == before


def test_a_start_too_late_for_what_follows_is_refused_as_a_whole(forum, editor):
    seed = seed_programme(forum)
    before = rows(forum)
    answer = send(editor, forum, f"/items/{seed.greeting.id}/values", start="47:30", decided="yes")
    assert answer.status_code == 422
    assert rows(forum) == before


def test_a_block_goes_behind_another_and_what_followed_closes_up(forum, editor):
    seed = seed_programme(forum)
    send(editor, forum, f"/items/{seed.talk.id}/values", after=str(seed.prefecture.id), decided="yes")
    assert rows(forum)[:4] == [
        ("挨拶・全体説明", 810, 15),
        ("広島県取組事例についてのご紹介", 825, 30),
        ("長崎県説明", 855, 10),
        ("デジタル人材確保の課題について", 865, 15),
    ]


def test_the_first_place_takes_over_the_start(forum, editor):
    seed = seed_programme(forum)
    send(editor, forum, f"/items/{seed.pause.id}/values", after="0", decided="yes")
    assert rows(forum)[:2] == [("休憩", 810, 15), ("挨拶・全体説明", 825, 15)]
    send(editor, forum, f"/items/{seed.pause.id}/values", after=str(seed.questions.id), decided="yes")
    assert starts(forum) == {
        "挨拶・全体説明": 810, "デジタル人材確保の課題について": 825, "広島県取組事例についてのご紹介": 840,
        "長崎県説明": 870, "全体に関する質疑応答": 880, "休憩": 890, "グループワーク・グループ発表": 905,
        "登壇発表者との質疑応答": 905,
    }  # fmt: skip


def test_in_this_slot_only_the_others_keep_their_times(forum, editor):
    seed = seed_programme(forum)
    send(
        editor,
        forum,
        f"/items/{seed.prefecture.id}/values",
        after=str(seed.greeting.id),
        ripple="slot",
        decided="yes",
    )
    assert starts(forum)["長崎県説明"] == 825
    assert starts(forum)["デジタル人材確保の課題について"] == 825
    assert starts(forum)["休憩"] == 890


def test_a_block_changes_its_track_and_room(forum, editor):
    first, second = add_track(forum, "甲"), add_track(forum, "乙")
    one = add_item(forum, "甲1", start=600, minutes=10, track=first)
    two = add_item(forum, "甲2", minutes=10, track=first)
    other = add_item(forum, "乙1", start=600, minutes=30, track=second)
    send(
        editor, forum, f"/items/{one.id}/values", track_id=str(second.id), after=str(other.id), decided="yes"
    )
    db.session.rollback()
    found = {row.title: (row.start, row.track_id) for row in queries.draft_programme(forum).items}
    assert found == {"乙1": (600, second.id), "甲1": (630, second.id), "甲2": (600, first.id)}
    assert two.id != one.id


def test_an_item_is_added_behind_another(forum, editor):
    seed = seed_programme(forum)
    page = editor.get(f"{DESK}/items/new?after={seed.talk.id}", headers={"X-Fragment": "agenda-check"})
    assert pieces(page) == ["agenda-check"]
    new = {"title": "質疑", "minutes": "5", "kind": "qa", "day": "1", "after": str(seed.talk.id)}
    check = send(editor, forum, "/items/new", **new)
    assert modes(check)["shift"] == [
        "「質疑」(14:00〜14:05)が加わります。",
        "6件が5分繰り下がり、終了は16:10から16:15になります。",
    ]
    send(editor, forum, "/items/new", **new, decided="yes")
    assert [title for title, _start, _minutes in rows(forum)][1:4] == [
        "デジタル人材確保の課題について", "質疑", "広島県取組事例についてのご紹介",
    ]  # fmt: skip


def test_a_clash_that_a_change_brings_is_said_first(forum, editor):
    first, second = add_track(forum, "甲"), add_track(forum, "乙")
    add_speaker(add_item(forum, "甲1", start=600, minutes=30, track=first), organisation="甲県")
    other = add_item(forum, "乙1", start=660, minutes=30, track=second)
    add_speaker(other, organisation="甲県")
    answer = send(editor, forum, f"/items/{other.id}/values", start="10:10")
    assert [line for line in words(answer) if "同じ時間" in line] == [
        line
        for line in words(answer)
        if line.startswith("— 試験　太郎さんは、同じ時間に「甲1」にも登壇します。")
    ]
    assert starts(forum)["乙1"] == 660


def test_it_says_how_many_registered_people_it_concerns(forum, editor):
    seed = seed_programme(forum)
    for family, track in (("一", seed.first), ("二", seed.first), ("三", seed.second)):
        make_registration(forum, family_name=family, given_name="子", track_id=track.id)
    answer = send(editor, forum, f"/items/{seed.group_work.id}/values", minutes="75")
    said = [line for line in words(answer) if line.startswith("公開すると")]
    assert said == [
        "公開すると、参加登録済みの2名の時間や場所が変わります。連絡する内容は、公開する前に確認できます。"
    ]
    assert modes(answer) == {}


def test_a_withdrawal_and_a_return_are_checked_too(forum, editor):
    seed = seed_programme(forum)
    check = send(editor, forum, f"/items/{seed.talk.id}/withdrawal")
    assert modes(check)["shift"] == [
        "「デジタル人材確保の課題について」(13:45〜14:00)がなくなります。",
        "6件が15分繰り上がり、終了は16:10から15:55になります。",
    ]
    send(editor, forum, f"/items/{seed.talk.id}/withdrawal", decided="yes")
    assert starts(forum)["休憩"] == 875
    assert modes(send(editor, forum, f"/items/{seed.talk.id}/restoration"))["shift"][1] == (
        "6件が15分繰り下がり、終了は15:55から16:10になります。"
    )


def test_the_public_still_sees_the_old_release(forum, editor):
    seed = seed_programme(forum)
    send(editor, forum, f"/items/{seed.talk.id}/values", minutes="25", decided="yes")
    released = {row.title: row.minutes for row in queries.released_programme(forum.id).items}
    assert released["デジタル人材確保の課題について"] == 15
    assert "公開していない変更があります。公開ページは第1版のままです。" in words(editor.get(DESK))


def test_the_venues_hours_are_said_where_they_hold(forum, editor):
    with writing() as session:
        row = session.get(Forum, forum.id)
        row.venue_opens, row.venue_closes = time(9), time(17)
    add_item(forum, "講演", start=600, minutes=60)
    add_item(forum, "閉会", minutes=10, kind=ItemKind.GREETING)
    first = queries.items(forum.id)[0]
    answer = send(editor, forum, f"/items/{first.id}/values", minutes="90")
    assert words(answer).count("会場の利用時間(9:00〜17:00)に収まります。") == 2
