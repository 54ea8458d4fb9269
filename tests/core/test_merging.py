"""Two people edit the same page at once: nothing is lost, both values are shown where they collide."""

import re

import pytest

from forumapp.forums.models import Mode, Role
from tests.forums.factories import make_forum, sign_in_as
from tests.forums.pages import errors_on, form_on, fresh, send, text_of

FACTS = "/desk/forums/nagasaki-2024/facts"
DECIDE = "ほかの担当者が先に変更しました。どちらにするか決めて、もう一度保存してください。"


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", title="はじめの名称", summary="はじめの概要")


@pytest.fixture
def browsers(app, forum):
    """Two browsers of two editors."""
    both = app.test_client(), app.test_client()
    for browser in both:
        sign_in_as(browser, forum, Role.EDITOR)
    return both


def test_different_fields_are_merged(forum, browsers):
    mine, theirs = browsers
    opened = form_on(mine, FACTS)
    send(theirs, FACTS, title="相手の名称", day="2024/9/2")
    answer = mine.post(FACTS, data={**opened, "summary": "自分の概要"})
    assert answer.status_code == 303
    saved = fresh(forum)
    assert (saved.title, saved.summary, f"{saved.day}") == ("相手の名称", "自分の概要", "2024-09-02")


def test_the_same_field_shows_both_values_and_saves_neither_over_the_other(forum, browsers):
    mine, theirs = browsers
    opened = form_on(mine, FACTS)
    send(theirs, FACTS, title="相手の名称")
    answer = mine.post(FACTS, data={**opened, "title": "自分の名称", "summary": "自分の概要"})
    assert answer.status_code == 422
    assert (fresh(forum).title, forum.summary) == ("相手の名称", "はじめの概要")
    lines = errors_on(answer)
    assert lines[0][1].startswith("同じ項目をほかの担当者が先に変更したため、まだ保存していません。")
    assert lines[1:] == [("フォーラムの名称", DECIDE)]
    values = re.findall(r'conflict__who">([^<]+)</p><p class="pre-line">([^<]+)<', text_of(answer))
    assert values == [("先に保存された値", "相手の名称"), ("あなたが入力した値", "自分の名称")]
    assert 'value="自分の名称"' in text_of(answer)


def test_saving_again_is_the_decision(forum, browsers):
    mine, theirs = browsers
    opened = form_on(mine, FACTS)
    send(theirs, FACTS, title="相手の名称")
    shown = mine.post(FACTS, data={**opened, "title": "自分の名称"})
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', text_of(shown))[1].replace("&#34;", '"')
    answer = mine.post(FACTS, data={**opened, "title": "自分の名称", "seen": seen})
    assert (answer.status_code, fresh(forum).title) == (303, "自分の名称")


def test_the_same_change_by_both_is_no_conflict(forum, browsers):
    mine, theirs = browsers
    opened = form_on(mine, FACTS)
    send(theirs, FACTS, title="同じ名称")
    assert mine.post(FACTS, data={**opened, "title": "同じ名称"}).status_code == 303
    assert fresh(forum).title == "同じ名称"


def test_a_choice_is_shown_in_words(forum, browsers):
    mine, theirs = browsers
    path = "/desk/forums/nagasaki-2024/venue"
    opened = form_on(mine, path)
    send(theirs, path, mode="web")
    answer = mine.post(path, data={**opened, "mode": "on_site"})
    values = re.findall(r'conflict__who">[^<]+</p><p class="pre-line">([^<]+)<', text_of(answer))
    assert (answer.status_code, values) == (422, ["Webのみ", "会場のみ"])
    assert fresh(forum).mode is Mode.WEB


@pytest.mark.parametrize(
    ("seen", "status", "title"),
    [
        ("", 303, "新しい名称"),
        ("no json", 303, "新しい名称"),
        ("[]", 303, "新しい名称"),
        ('{"title": 3}', 422, "はじめの名称"),
    ],
)
def test_marks_that_nobody_made_do_no_harm(forum, browsers, seen, status, title):
    mine, _theirs = browsers
    answer = mine.post(FACTS, data={**form_on(mine, FACTS), "seen": seen, "title": "新しい名称"})
    assert (answer.status_code, fresh(forum).title) == (status, title)
