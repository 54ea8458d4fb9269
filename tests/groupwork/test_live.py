"""The live view: how groups get on, who is silent, what a question costs, and that facilitators see their own groups."""

import re
from datetime import timedelta

import pytest

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.groupwork.models import Note, NoteDevice, NoteTag
from forumapp.groupwork.services import hall
from tests.accounts.factories import make_account, sign_in
from tests.counting import listening
from tests.forums.factories import make_membership, sign_in_as
from tests.groupwork.factories import add_note, make_work
from tests.groupwork.pages import desk, post

PIECE = {"X-Fragment": "groups"}


@pytest.fixture
def work(app):
    return make_work(themes=2, groups=2)


@pytest.fixture
def editor(client, work):
    sign_in_as(client, work.forum, Role.EDITOR)
    return client


def test_silence_and_open_pages_are_said_in_words(editor, work, transaction, clock):
    one, two = work.groups
    add_note(one, work.themes[0], "人材が足りない")
    with transaction() as session:
        one.written_at = clock.instant - timedelta(minutes=10)
        session.add(NoteDevice(group_id=two.id, key="d" * 32, at=clock.instant))
    page = editor.get(desk(work, "groups/")).text
    assert [
        word in page for word in ("10分書き込みなし", "まだ書き込みがありません", "ページを開いています")
    ] == [True] * 3


def test_a_question_about_nothing_new_is_304_and_reads_no_note(editor, work):
    add_note(work.groups[0], work.themes[0], "人材が足りない")
    path = desk(work, "groups/")
    tag = {**PIECE, "If-None-Match": editor.get(path, headers=PIECE).headers["ETag"]}
    with listening() as seen:
        assert editor.get(path, headers=tag).status_code == 304
    assert [one for one in seen if "note.text" in one] == []


def test_what_groups_write_and_the_clock_come_with_the_next_question(editor, work, transaction):
    path = desk(work, "groups/")
    tag = {**PIECE, "If-None-Match": editor.get(path, headers=PIECE).headers["ETag"]}
    with transaction():
        hall.start_now(work.groups[0].work, by=SYSTEM)
    assert editor.get(path, headers=tag).status_code == 200
    tag["If-None-Match"] = editor.get(path, headers=PIECE).headers["ETag"]
    add_note(work.groups[0], work.themes[0], "人材が足りない")
    with transaction():
        work.groups[0].notes_version += 1
    answer = editor.get(path, headers=tag)
    assert (answer.status_code, "人材が足りない" in answer.text) == (200, True)


def test_what_notes_are_about_is_counted_with_them(editor, work, transaction):
    one, two = (add_note(work.groups[0], work.themes[0], f"意見{at}") for at in range(2))
    with transaction():
        db.session.get(Note, one.id).tag = db.session.get(Note, two.id).tag = NoteTag.PROBLEM
    page = editor.get(desk(work, "groups/")).text
    assert re.findall(r"<span>((?:課題|工夫|要望).*?)</span>", page) == ["課題2件"]


def test_one_theme_alone(editor, work):
    for theme in work.themes:
        add_note(work.groups[0], theme, f"意見{theme.number}")
    page = editor.get(desk(work, f"groups/?theme={work.themes[1].id}")).text
    assert ("意見1<" in page, "意見2<" in page) == (False, True)


def test_the_clock_is_set_from_the_live_view(editor, work):
    path = desk(work, f"screen/{work.groups[0].work_id}/clock")
    answer = post(editor, path, desk(work, "groups/"), do="start", back="groups")
    assert (answer.status_code, answer.headers["Location"]) == (303, desk(work, "groups/"))
    assert "グループワークを開始しました。" in editor.get(desk(work, "groups/")).text


def test_who_leads_or_records_a_group_sees_it_and_no_other(client, work, transaction):
    account = make_account(email="lead@hall.example.jp")
    make_membership(work.forum, account, Role.FACILITATOR)
    for theme_note, group in (("自班の意見", work.groups[0]), ("よその意見", work.groups[1])):
        add_note(group, work.themes[0], theme_note)
    with transaction():
        work.groups[0].recorder_account_id = account.id
    sign_in(client, account)
    page = client.get(desk(work, "groups/")).text
    assert ("自班の意見" in page, "よその意見" in page, "今すぐ開始" in page) == (True, False, False)
