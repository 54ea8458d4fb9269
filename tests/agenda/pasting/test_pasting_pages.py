"""The desk's pages for pasting: preview without writing, doubts on their lines, append or replace, nothing half done."""

import re
from html import unescape
from pathlib import Path

import pytest

from forumapp.agenda import queries
from forumapp.core.db import db
from forumapp.forums.models import Role
from tests.accounts.factories import make_account, sign_in
from tests.accounts.pages import errors_on, text_of, token_on
from tests.agenda.factories import add_item, add_track
from tests.forums.factories import make_forum, make_membership

PAGE = "/desk/forums/nagasaki-2024/agenda/pasting"
PREVIEW = f"{PAGE}/preview"
TABLE = "/desk/forums/nagasaki-2024/agenda"
SEED = (Path(__file__).parent / "seed.txt").read_text("utf-8")


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


def send(client, path, text, **fields):
    return client.post(path, data={"csrf_token": token_on(client, PAGE), "text": text, **fields})


def hidden(response, name):
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', text_of(response))
    return found[1] if found else None


def confirm(client, text, preview=None, **fields):
    """Write what the page of the preview showed."""
    preview = preview or send(client, PREVIEW, text)
    given = {name: hidden(preview, name) for name in ("seen", "version")}
    return send(client, PAGE, text, **{**given, **fields})


def words(response):
    body = text_of(response).split("<main", 1)[1].split("</main>")[0]
    return [line.strip() for line in unescape(re.sub(r"<[^>]+>", "\n", body)).split("\n") if line.strip()]


def draft(forum):
    db.session.rollback()
    return [
        (row.title, row.start, row.end, row.minutes)
        for row in queries.draft_programme(forum).walk()
        if row.id
    ]


def test_the_preview_shows_the_tree_and_the_doubt_on_its_line_and_writes_nothing(forum, editor):
    answer = send(editor, PREVIEW, SEED)
    said = words(answer)
    assert answer.status_code == 200
    assert {"9件の項目・2件の部会・確認したい点が1件あります"} <= set(said)
    line = re.search(r'<li id="line-5">(.*?)</li>', text_of(answer), re.DOTALL)[1]
    assert "文字化けの疑いがあります" in line
    assert text_of(answer).count("文字化けの疑いがあります") == 1
    assert draft(forum) == []
    assert queries.version(forum.id) == 0


def test_the_seed_is_written_as_it_was_shown(forum, editor):
    answer = confirm(editor, SEED)
    assert (answer.status_code, answer.location) == (303, TABLE)
    assert "9件の項目を次第に取り込みました。" in words(editor.get(TABLE))
    assert draft(forum) == [
        ("挨拶・全体説明", 810, 825, 15),
        ("デジタル人材確保の課題について", 825, 840, 15),
        ("広島県取組事例についてのご紹介", 840, 870, 30),
        ("長崎県説明", 870, 880, 10),
        ("全体に関する質疑応答", 880, 890, 10),
        ("休憩", 890, 905, 15),
        ("部門に分かれて開催", 905, 970, None),
        ("グループワーク・グループ発表", 905, 970, 65),
        ("登壇発表者との質疑応答", 905, 920, 15),
    ]
    assert queries.releases(forum.id) == []


def test_a_text_that_changed_after_the_preview_is_shown_again_and_not_written(forum, editor):
    preview = send(editor, PREVIEW, SEED)
    answer = confirm(editor, SEED.replace("休憩", "移動と休憩"), preview=preview)
    assert answer.status_code == 422
    assert errors_on(answer) == [
        "次第の文章：文章が変わったため、まだ保存していません。読み取った内容を確認してください。"
    ]
    assert "移動と休憩" in words(answer)
    assert draft(forum) == []
    again = confirm(editor, SEED.replace("休憩", "移動と休憩"), preview=answer)
    assert again.status_code == 303


def test_beside_a_draft_the_editor_must_say_what_becomes_of_it(forum, editor):
    add_item(forum, "前の項目", start="9:00", minutes=30)
    answer = confirm(editor, "13:30〜13:40 開会\n13:40〜14:00 講演")
    assert answer.status_code == 422
    assert errors_on(answer) == ["今ある次第をどうしますか：選んでください。"]
    assert [row[0] for row in draft(forum)] == ["前の項目"]


def test_appending_keeps_what_is_there(forum, editor):
    add_item(forum, "前の項目", start="9:00", minutes=30)
    answer = confirm(editor, "13:30〜13:40 開会\n13:40〜14:00 講演", how="append")
    assert answer.status_code == 303
    assert draft(forum) == [("前の項目", 540, 570, 30), ("開会", 810, 820, 10), ("講演", 820, 840, 20)]


def test_replacing_withdraws_items_and_tracks_and_they_can_be_brought_back(forum, editor):
    track = add_track(forum, "前の部会")
    add_item(forum, "前の項目", start="9:00", minutes=30, track=track)
    answer = confirm(editor, "13:30〜13:40 開会\n13:40〜14:00 講演", how="replace")
    assert answer.status_code == 303
    assert draft(forum) == [("開会", 810, 820, 10), ("講演", 820, 840, 20)]
    assert [row.title for row in queries.items(forum.id, withdrawn=True)] == ["前の項目"]
    assert [row.name for row in queries.tracks(forum.id, withdrawn=True)] == ["前の部会"]


def test_a_programme_that_somebody_changed_meanwhile_is_not_overwritten(forum, editor):
    preview = send(editor, PREVIEW, SEED)
    add_item(forum, "ほかの人の項目", start="9:00", minutes=30)
    answer = confirm(editor, SEED, preview=preview, how="replace")
    assert answer.status_code == 422
    assert "次第を変更したため、保存していません" in " ".join(errors_on(answer) or words(answer))
    assert [row[0] for row in draft(forum)] == ["ほかの人の項目"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "入力してください。"),
        ("本日はお集まりいただき、ありがとうございます。", "次第として読み取れませんでした。"),
        ("13:00 開会\n" * 2001, "文章が長すぎます。"),
        ("13:00 あ" * 60_000, "200000文字以内で入力してください"),
        ("13:00 開会\x00", "使用できない文字"),
    ],
)
@pytest.mark.parametrize("path", [PAGE, PREVIEW])
def test_a_text_that_is_no_programme_gives_a_clear_answer_and_stays_in_the_box(
    forum, editor, path, text, said
):
    answer = send(editor, path, text)
    assert answer.status_code == 422
    assert [error.startswith(f"次第の文章：{said}") for error in errors_on(answer)] == [True]
    assert draft(forum) == []
    if text and "\x00" not in text:
        assert unescape(text_of(answer)).count(text[:30].strip()) > 0


def test_a_text_of_five_megabytes_is_refused(forum, editor):
    answer = send(editor, PREVIEW, "x" * 5_000_000)
    assert answer.status_code == 413


def test_a_row_that_cannot_be_written_leaves_nothing_behind(forum, editor):
    text = f"13:30〜13:40 開会\n13:40〜14:00 講演\n登壇者:甲県||課長||太郎|\n14:00〜14:10 {'長' * 301}"
    answer = confirm(editor, text)
    assert answer.status_code == 422
    assert errors_on(answer) == ["次第の文章：2行目の項目に、姓のない登壇者がいます。"]
    assert draft(forum) == []
    assert queries.version(forum.id) == 0


def test_a_viewer_cannot_paste_and_does_not_see_the_button(forum, client):
    viewer = signed_in(forum, client, Role.VIEWER)
    assert viewer.get(PAGE).status_code == 403
    assert PAGE not in text_of(viewer.get(TABLE))


def test_the_table_leads_to_the_page_which_leads_back(forum, editor):
    assert f'href="{PAGE}"' in text_of(editor.get(TABLE))
    assert f'href="{TABLE}"' in text_of(editor.get(PAGE))
    assert editor.get(PREVIEW).location == PAGE
