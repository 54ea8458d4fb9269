"""The moderator's page: what its buttons offer, and that words reach the wall as they were looked at."""

import re

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.groupwork.board import BoardCard
from forumapp.groupwork.queries.boards import board_of, token_of
from forumapp.groupwork.services import boards
from tests.forums.factories import sign_in_as
from tests.groupwork.factories import add_note, make_work
from tests.groupwork.pages import desk, post

PIECE = {"X-Fragment": "moderator"}


@pytest.fixture
def work(app):
    return make_work(themes=2, groups=2)


@pytest.fixture
def editor(client, work):
    sign_in_as(client, work.forum, Role.EDITOR)
    return client


@pytest.fixture
def page(work):
    return desk(work, f"screen/{work.groups[0].work_id}")


def test_all_points_are_shown_as_they_were_looked_at_and_no_others(work, page, editor, transaction):
    group, theme = work.groups[0], work.themes[0]
    one, two, late = (add_note(group, theme, text) for text in ("一つ目", "二つ目", "三つ目"))
    with transaction():
        one.is_marked = two.is_marked = True
    seen = re.search(r'name="seen" value="([^"]*)"', editor.get(page).text)[1]
    assert seen == f"{one.id}.{one.version} {two.id}.{two.version}"
    with transaction():
        late.is_marked = True
    assert post(editor, f"{page}/cards", page, do="show_marked", seen=seen).status_code == 303
    lying = sa.select(BoardCard.note_id).order_by(BoardCard.note_id)
    assert db.session.scalars(lying).all() == [one.id, two.id]
    with transaction():
        two.text, two.version = "書き直した", two.version + 1
    answer = post(editor, f"{page}/cards", page, do="show_marked", seen=seen)
    assert (answer.status_code, "確認している間に意見が変更されました" in answer.text) == (422, True)


@pytest.mark.parametrize("seen", ["1.x", "1", "1.1 2.", "1.1\0", "9" * 20 + ".1"])
def test_what_no_page_has_listed_is_refused(page, editor, seen):
    assert post(editor, f"{page}/cards", page, do="show_marked", seen=seen).status_code == 422


def test_the_clock_offers_what_makes_sense_at_each_time(work, page, editor, transaction, clock):
    assert offered(editor.get(page).text) == ["今すぐ開始"]
    with transaction():
        found = work.groups[0].work
        found.work_minutes, found.talk_minutes = 60, 30
    post(editor, f"{page}/clock", page, do="start")
    assert offered(editor.get(page).text) == ["5分延長", "5分短縮", "発表を始める", "次第の時刻に戻す"]
    kept = {**PIECE, "If-None-Match": editor.get(page, headers=PIECE).headers["ETag"]}
    assert editor.get(page, headers=kept).status_code == 304
    clock.advance(minutes=61)
    assert offered(editor.get(page, headers=kept).text) == ["5分延長", "次第の時刻に戻す"]
    clock.advance(minutes=30)
    assert offered(editor.get(page).text) == ["今すぐ開始", "5分延長", "次第の時刻に戻す"]


def offered(html):
    """Return the words of the clock's buttons, in order."""
    words = "今すぐ開始|5分延長|5分短縮|発表を始める|次第の時刻に戻す"
    return re.findall(
        rf'<button class="button button--secondary button--small" name="do" [^>]*>({words})<', html
    )


def test_only_the_team_has_a_way_back_from_the_screen(work, page, editor, transaction):
    with transaction():
        boards.open_link(work.groups[0].work, by=SYSTEM)
    link = f"/boards/{token_of(board_of(work.groups[0].work))}/"
    way = f'class="projector__back" href="{page}"'
    assert way in editor.get(f"{page}/projector").text
    assert way not in editor.get(link).text
