"""Undo, redo, the history and the news of other editors, as the desk shows them."""

import re

import pytest

from forumapp.agenda import queries
from forumapp.agenda.services import items
from forumapp.core.db import db
from forumapp.forums.models import Role
from tests.accounts.factories import make_account, sign_in, writing
from tests.accounts.pages import text_of
from tests.agenda.desk_editing import DESK, TARO, pieces, rows, send, starts, words
from tests.agenda.factories import add_item, let_see, seed_programme
from tests.counting import statements
from tests.forums.factories import make_forum, make_membership


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", ends=None)


@pytest.fixture
def editor(forum, client):
    account = make_account(name="編集 花子")
    make_membership(forum, account, Role.EDITOR)
    sign_in(client, account)
    return client


def longer(editor, forum, seed):
    send(editor, forum, f"/items/{seed.talk.id}/values", minutes="25", decided="yes")


def steps(client):
    """Return the words of the buttons of undo and redo."""
    page = text_of(client.get(DESK)).split('id="agenda-steps"')[1].split('id="agenda-news"')[0]
    return re.findall(r"<button[^>]*>(.*?)</button>", page)


UNDO = "取り消す：編集 花子さんの「デジタル人材確保の課題について」の時間の変更(9:00)"
REDO = "やり直す：編集 花子さんの「デジタル人材確保の課題について」の時間の変更(9:00)"


def test_the_own_change_is_taken_back_and_done_again_without_a_question(forum, editor, clock):
    seed = seed_programme(forum)
    clock.advance(seconds=1)
    before = rows(forum)
    longer(editor, forum, seed)
    after = rows(forum)
    assert steps(editor) == [UNDO]
    assert send(editor, forum, "/undo", piece="").status_code == 303
    assert rows(forum) == before
    said = "取り消しました：「デジタル人材確保の課題について」の時間の変更"
    assert said in words(editor.get(DESK))
    assert steps(editor)[1:] == [REDO]
    send(editor, forum, "/redo")
    assert rows(forum) == after


def test_the_steps_survive_signing_out(forum, client):
    account = make_account(name="編集 花子")
    make_membership(forum, account, Role.EDITOR)
    sign_in(client, account)
    seed = seed_programme(forum)
    longer(client, forum, seed)
    sign_in(client, account)
    assert steps(client) == [UNDO]


def test_a_change_of_somebody_else_is_taken_back_only_after_asking(forum, editor):
    seed = seed_programme(forum)
    with writing():
        items.change_item(queries.item(forum.id, seed.talk.id), by=TARO, minutes=25)
    asked = send(editor, forum, "/undo")
    assert (asked.status_code, pieces(asked)) == (200, ["agenda-check"])
    said = words(asked)
    assert said[:3] == [
        "ほかの人の変更です。よろしいですか",
        "試験 太郎さんの「デジタル人材確保の課題について」の時間の変更(9:00)",
        "「デジタル人材確保の課題について」の時間が25分から15分になります。",
    ]
    assert starts(forum)["休憩"] == 900
    send(editor, forum, "/undo", decided="yes")
    assert starts(forum)["休憩"] == 890


def test_undoing_what_is_released_says_that_the_public_sees_it_still(forum, editor):
    seed = seed_programme(forum)
    longer(editor, forum, seed)
    let_see(forum)
    send(editor, forum, "/undo", piece="")
    assert (
        "取り消しました：「デジタル人材確保の課題について」の時間の変更。"
        "この変更はすでに公開されているため、公開ページは公開し直すまで第2版のままです。"
    ) in words(editor.get(DESK))
    assert "公開していない変更があります。公開ページは第2版のままです。" in words(editor.get(DESK))


def test_undo_on_an_older_page_changes_nothing(forum, editor):
    seed = seed_programme(forum)
    longer(editor, forum, seed)
    before = rows(forum)
    assert send(editor, forum, "/undo", version="1").status_code == 409
    assert rows(forum) == before


def test_with_nothing_to_undo_or_redo_it_says_so(forum, editor):
    assert "取り消せる変更はありません。" in words(send(editor, forum, "/undo", version="0"))
    assert "やり直せる変更はありません。" in words(send(editor, forum, "/redo", version="0"))


def test_the_history_says_who_changed_what_from_what_to_what(forum, editor):
    seed = seed_programme(forum)
    longer(editor, forum, seed)
    send(editor, forum, "/undo")
    said = words(editor.get(f"{DESK}/history"))
    start = said.index("取り消し：「デジタル人材確保の課題について」の時間の変更")
    assert said[start : start + 5] == [
        "取り消し：「デジタル人材確保の課題について」の時間の変更",
        "編集 花子",
        "令和6年7月1日(月) 9:00",
        "時間(分)",
        "25 → 15",
    ]
    assert said[start + 5 : start + 13] == [
        "部門に分かれて開催：開始時刻",
        "15:15 → 15:05",
        "グループワーク・グループ発表：終了の表記",
        "16:20終了 → 16:10終了",
        "登壇発表者との質疑応答：終了の表記",
        "15:30終了 → 15:20終了",
        "「デジタル人材確保の課題について」の時間の変更",
        "取り消し中(やり直せます)",
    ]


def test_the_history_goes_back_page_by_page(forum, editor):
    for number in range(25):
        add_item(forum, f"講演{number}", start=600, minutes=5)
    first = text_of(editor.get(f"{DESK}/history"))
    assert first.count('class="agenda-history__entry"') == 20
    older = re.search(r'rel="next" href="[^"]*\?before=(\d+)"', first)[1]
    rest = text_of(editor.get(f"{DESK}/history?before={older}"))
    assert (rest.count('class="agenda-history__entry"'), 'rel="next"' in rest) == (5, False)


def test_the_history_takes_as_many_statements_for_many_changes_as_for_one(forum, editor):
    add_item(forum, "一", start=600, minutes=5)
    editor.get(f"{DESK}/history")
    one = statements(lambda: editor.get(f"{DESK}/history"))
    for title in ("二", "三", "四"):
        add_item(forum, title, minutes=5)
    assert statements(lambda: editor.get(f"{DESK}/history")) == one


def test_what_another_editor_did_is_news_and_otherwise_nothing_is_sent(forum, editor):
    seed = seed_programme(forum)
    seen = queries.version(forum.id)
    quiet = editor.get(f"{DESK}/news?seen={seen}")
    assert (words(quiet), quiet.status_code) == ([], 200)
    tag = {"If-None-Match": quiet.headers["ETag"]}
    assert editor.get(f"{DESK}/news?seen={seen}", headers=tag).status_code == 304
    with writing():
        items.change_item(queries.item(forum.id, seed.talk.id), by=TARO, minutes=25)
    db.session.rollback()
    loud = editor.get(f"{DESK}/news?seen={seen}", headers=tag)
    assert words(loud) == [
        "試験 太郎さんが9:00に次第を変更しました(「デジタル人材確保の課題について」の時間の変更)。入力中の内容はそのままです。",
        "最新を表示",
    ]


@pytest.mark.parametrize("path", ["/undo", "/redo"])
def test_a_viewer_cannot_undo(forum, client, path):
    account = make_account()
    make_membership(forum, account, Role.VIEWER)
    sign_in(client, account)
    assert client.post(DESK + path).status_code == 403
    assert client.get(f"{DESK}/history").status_code == 200
