"""What no page of ours sends is answered in words too, and what is only asked, late or refused leaves nothing behind."""

import re
from html import unescape

import pytest

from forumapp.agenda import queries
from forumapp.agenda.services import items
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.exchange.services import purging
from forumapp.forums.models import Forum, Role
from tests.access.snapshot import digest
from tests.access.snapshot import rows as all_rows
from tests.accounts.factories import writing
from tests.accounts.pages import text_of
from tests.agenda.desk_editing import DESK, TARO, send, starts, words
from tests.agenda.factories import seed_programme
from tests.agenda.test_views import signed_in
from tests.forums.factories import make_forum, make_venue

HUGE = ["9" * 30, str(2**31), "-" + "9" * 30, "9" * 5000]
OF_ITEM = "https://meet.example.jp/kakushi"


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", venue=make_venue(), ends=None)


@pytest.fixture
def seed(forum):
    return seed_programme(forum)


@pytest.fixture
def editor(forum, client):
    return signed_in(forum, client, Role.EDITOR)


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize("page", ["/history?before=", "/items/new?after=", "/news?seen="])
def test_a_number_that_no_column_holds_counts_as_not_given(forum, seed, editor, page, number):
    assert editor.get(f"{DESK}{page}{number}").status_code == 200


@pytest.mark.parametrize("after", ["0", "talk"])
def test_an_item_that_was_taken_out_is_not_put_elsewhere(forum, seed, editor, after):
    send(editor, forum, f"/items/{seed.pause.id}/withdrawal", decided="yes")
    place = str(seed.talk.id) if after == "talk" else after
    answer = send(editor, forum, f"/items/{seed.pause.id}/values", after=place, decided="yes")
    assert answer.status_code == 422
    sentence = "取り下げた項目の場所は変えられません。先に「元に戻す」を選んでください。"
    assert f"置く場所：{sentence}" in words(answer)


def ask(seed, _version):
    return f"/items/{seed.case.id}/values", {"minutes": "40", "decided": "ask"}


def ask_by_itself(seed, _version):
    return f"/items/{seed.case.id}/values", {"minutes": "40"}


def too_late_in_the_day(seed, _version):
    return f"/items/{seed.case.id}/values", {"start": "47:50", "decided": "yes"}


def somebody_was_first(seed, version):
    return f"/items/{seed.case.id}/values", {"minutes": "40", "decided": "yes", "version": str(version - 1)}


def undo_of_anothers(_seed, _version):
    return "/undo", {}


def undo_too_late(_seed, version):
    return "/undo", {"version": str(version - 1), "decided": "yes"}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (ask, 200),
        (ask_by_itself, 200),
        (too_late_in_the_day, 422),
        (somebody_was_first, 409),
        (undo_of_anothers, 200),
        (undo_too_late, 409),
    ],
)
def test_what_is_asked_refused_or_late_leaves_no_row_and_raises_no_revision(
    forum, seed, editor, sent, status
):
    with writing():
        items.change_item(queries.item(forum.id, seed.talk.id), by=TARO, minutes=20)
    editor.get(DESK)
    before = digest(all_rows())
    path, fields = sent(seed, queries.version(forum.id))
    answer = send(editor, forum, path, **fields)
    assert (answer.status_code, digest(all_rows()) == before) == (status, True)
    send(editor, forum, f"/items/{seed.case.id}/values", minutes="40", decided="yes")
    assert digest(all_rows()) != before


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FACILITATOR, Role.RECEPTION])
def test_who_may_only_read_finds_a_join_link_in_no_history_workbook_or_paper(forum, seed, client, role):
    with writing():
        items.change_item(queries.item(forum.id, seed.talk.id), by=SYSTEM, join_url=OF_ITEM)
    reader = signed_in(forum, client, role)
    assert "Web会議のアドレス" in text_of(reader.get(f"{DESK}/history"))
    for path in ("", "/history", "/releases/1", "/news?seen=0", ".xlsx", ".pdf"):
        answer = reader.get(DESK + path)
        assert (path, answer.status_code, b"kakushi" in answer.data) == (path, 200, False)


def test_after_the_purge_what_can_no_more_be_taken_back_is_said_and_the_rest_works(forum, seed, editor):
    path = f"/items/{seed.case.id}/values"
    send(editor, forum, path, minutes="40", decided="yes")
    with writing():
        purging.purge(db.session.get_one(Forum, forum.id), by=SYSTEM)
    for page in ("", "/history", "/releases", "/releases/1", "/release", ".xlsx", ".pdf"):
        assert (page, editor.get(DESK + page).status_code) == (page, 200)
    gone = "この変更の内容はすでに消去されているため、元に戻せません。"
    undo = send(editor, forum, "/undo", decided="yes")
    assert (undo.status_code, gone in words(undo)) == (422, True)
    assert "この公開版は、元に戻すための記録がありません。" in text_of(
        editor.get(f"{DESK}/releases/1/restoration")
    )
    back = send(editor, forum, "/releases/1/restoration", piece="")
    assert back.status_code == 422
    assert starts(forum)["長崎県説明"] == 14 * 60 + 40
    send(editor, forum, path, minutes="50", decided="yes")
    assert send(editor, forum, "/undo", decided="yes").status_code == 200
    assert send(editor, forum, "/redo", decided="yes").status_code == 200
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', unescape(text_of(editor.get(f"{DESK}/release"))))[1]
    assert send(editor, forum, "/release", piece="", seen=seen).status_code == 303
    assert [line.number for line in queries.releases(forum.id)] == [2, 1]
