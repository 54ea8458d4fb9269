"""Who saves what another took away or changed, or saves after the sign-in ended, loses no word of what was typed."""

from html import unescape

import pytest

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.groupwork.arrangement import Pattern
from forumapp.groupwork.models import Group, GroupWork, Theme
from forumapp.groupwork.queries.arrangement import settings_of
from forumapp.groupwork.services import setup
from tests.accounts.factories import writing
from tests.forums.factories import sign_in_as
from tests.forums.pages import form_in, form_on
from tests.groupwork.factories import make_work
from tests.groupwork.pages import desk, token_in

TYPED = {"number": "1", "title": "防災と<地域>", "guide": "何から\n始めますか。"}
SAME_SITE = {"Referer": "http://localhost/desk/"}
OTHER_SITE = {"Referer": "https://evil.example/"}


@pytest.fixture
def work(app):
    return make_work(themes=1, groups=1)


@pytest.fixture
def editor(client, work):
    sign_in_as(client, work.forum, Role.EDITOR)
    return client


def words_of(answer):
    """Return what the page shows as typed."""
    parts = answer.text.split('<li class="pre-line">')[1:]
    return [unescape(part.split("</li>")[0]) for part in parts]


def theme_path(work):
    return desk(work, f"groupwork/themes/{work.themes[0].id}")


def test_what_was_typed_into_a_withdrawn_theme_is_saved_once_the_theme_is_back(editor, work):
    path = theme_path(work)
    token = token_in(editor, path)
    with writing():
        setup.withdraw_theme(db.session.get_one(Theme, work.themes[0].id), by=SYSTEM)
    answer = editor.post(path, data={"csrf_token": token, **TYPED})
    assert (answer.status_code, words_of(answer)) == (404, ["防災と<地域>", "何から\n始めますか。"])
    assert (f'href="{desk(work)}"' in answer.text, answer.headers["Cache-Control"]) == (True, "no-store")
    again = form_in(answer.text, path)
    assert editor.post(path, data=again).status_code == 404
    with writing():
        setup.restore(db.session.get_one(Theme, work.themes[0].id), by=SYSTEM)
    assert editor.post(path, data=again).status_code == 303
    saved = form_in(editor.get(path).text, path)
    assert {name: saved[name] for name in TYPED} == TYPED


def test_a_button_for_what_was_withdrawn_says_so_and_has_nothing_to_send_again(editor, work):
    page = desk(work, f"groupwork/groups/{work.groups[0].id}")
    token = token_in(editor, page)
    with writing():
        setup.withdraw_group(db.session.get_one(Group, work.groups[0].id), by=SYSTEM)
    answer = editor.post(f"{page}/withdrawal", data={"csrf_token": token})
    assert (
        answer.status_code,
        "対象が取り下げられたか" in answer.text,
        "もう一度送信する" in answer.text,
    ) == (
        404,
        True,
        False,
    )


def test_after_the_sign_in_ended_what_was_typed_is_kept_until_one_has_signed_in_again(client, work):
    path = theme_path(work)
    answer = client.post(path, data=TYPED, headers=SAME_SITE)
    assert (answer.status_code, words_of(answer)) == (401, ["防災と<地域>", "何から\n始めますか。"])
    sign_in_as(client, work.forum, Role.EDITOR)
    assert client.post(path, data=form_in(answer.text, path)).status_code == 303
    assert form_in(client.get(path).text, path)["title"] == TYPED["title"]


def test_what_another_site_sends_is_not_offered_to_be_sent_again(client, work):
    for headers in (OTHER_SITE, {}):
        answer = client.post(theme_path(work), data=TYPED, headers=headers)
        assert (answer.status_code, "防災と" in answer.text) == (401, False)


def test_a_stranger_reads_the_same_of_a_theme_that_is_there_and_of_one_that_is_not(client, work):
    sign_in_as(client, make_work(themes=1, groups=1).forum, Role.EDITOR)
    answers = []
    for ident in (work.themes[0].id, 999_999):
        path = desk(work, f"groupwork/themes/{ident}")
        answer = client.post(path, data=TYPED, headers=SAME_SITE)
        answers.append((answer.status_code, words_of(answer), desk(work) in answer.text.replace(path, "")))
    assert answers == [(404, ["防災と<地域>", "何から\n始めますか。"], False)] * 2


def test_of_a_form_that_is_too_large_or_of_a_file_nothing_is_read_for_an_error(editor, work):
    path = desk(work, "groupwork/themes/999999")
    elsewhere = path.replace(work.forum.slug, "no-such-forum")
    huge = {**TYPED, "guide": "あ" * 2_000_000}
    answers = [
        (answer.status_code, "防災と" in answer.text)
        for address in (path, elsewhere)
        for answer in (
            editor.post(address, data=huge),
            editor.post(address, data=TYPED, content_type="multipart/form-data"),
            editor.post(address, data=b"%00\xff=\xff&=&&", content_type="application/x-www-form-urlencoded"),
            editor.post(address, json=TYPED),
        )
    ]
    assert answers == [(413, False), (404, False), (404, False), (404, False)] + [(404, False)] * 4


def test_minutes_that_one_set_and_rounds_that_another_did_are_both_kept(editor, work):
    def kept():
        db.session.rollback()
        return settings_of(db.session.get_one(GroupWork, work.groups[0].work_id))

    path = desk(work, f"groupwork/items/{work.item.id}/settings")
    page = form_on(editor, path, path)
    assert editor.post(path, data={**page, "work_minutes": "30"}).status_code == 303
    assert editor.post(path, data={**page, "pattern": "fresh", "rounds": "3"}).status_code == 303
    assert [kept()[name] for name in ("work_minutes", "pattern", "rounds")] == [30, Pattern.FRESH, 3]
    late = editor.post(path, data={**page, "work_minutes": "20"})
    assert (late.status_code, kept()["work_minutes"]) == (422, 30)
    assert "ほかの担当者が先に変更しました。" in late.text
    assert editor.post(path, data=form_in(late.text, path)).status_code == 303
    assert kept()["work_minutes"] == 20
