"""The page 自動送信メール, and where else its dates stand."""

import re
from datetime import datetime
from html import unescape

import pytest
import sqlalchemy as sa

from forumapp.campaigns.models import Anchor, Campaign, CampaignState
from forumapp.core.db import db
from forumapp.forums.models import Role
from tests.campaigns.scheduling import at, run, switch_on
from tests.counting import statements
from tests.forums.factories import make_forum, sign_in_as
from tests.groupwork.pages import post, token_in
from tests.registration.factories import make_registration

PAGE = "/desk/forums/forum/schedules"


@pytest.fixture
def editor(client, forum):
    sign_in_as(client, forum, Role.EDITOR)
    return client


def states():
    return {str(row.anchor): row.state for row in db.session.scalars(sa.select(Campaign))}


def cards(html):
    """Return {name: its text} of the page's cards."""
    found = {}
    for card in html.split('class="summary-card')[1:]:
        text = unescape(
            re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", card.split("</section>")[0]))
        )
        found[text.split("> ", 1)[1].split(" ", 1)[0]] = text
    return found


def test_the_page_shows_each_letter_with_its_moment_and_how_many_it_would_reach(editor):
    shown = cards(editor.get(PAGE).text)
    assert list(shown) == [
        "7日前のご案内",
        "当日のご案内",
        "1時間前のWeb参加のご案内",
        "参加のお礼と感想のお願い",
    ]
    assert [
        word in text
        for text, word in zip(
            shown.values(),
            [
                "令和6年7月25日(木) 9:00",
                "令和6年8月1日(木) 7:30",
                "令和6年8月1日(木) 12:30",
                "令和6年8月2日(金) 10:00",
            ],
            strict=True,
        )
    ] == [True] * 4
    assert [re.search(r"いまは(\d)名", text)[1] for text in shown.values()] == ["2", "2", "1", "2"]
    assert ["オフのため送信しません" in text for text in shown.values()] == [True] * 4


def test_one_press_switches_all_four_on_and_one_each_off(editor):
    answer = post(editor, f"{PAGE}/activation", PAGE)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert states() == dict.fromkeys(Anchor, CampaignState.SCHEDULED)
    html = editor.get(PAGE).text
    assert "4件の自動送信をオンにしました" in html
    assert "すべてオンにする" not in html
    assert post(editor, f"{PAGE}/same-day/deactivation", PAGE).status_code == 303
    assert states()["same_day"] is CampaignState.DRAFT
    assert post(editor, f"{PAGE}/same-day/activation", PAGE).status_code == 303
    assert states() == dict.fromkeys(Anchor, CampaignState.SCHEDULED)


def test_switching_needs_the_form_token(editor):
    editor.get(PAGE)
    assert editor.post(f"{PAGE}/activation").status_code == 400
    assert states() == {}


def test_a_letter_can_be_given_another_moment_and_own_words(editor):
    path = f"{PAGE}/days-before"
    answer = post(
        editor,
        path,
        amount="１０",
        at="午前8時半",
        words="own",
        subject="もうすぐです",
        body="{氏名} 様",
        version="1",
    )
    assert (answer.status_code, answer.location) == (303, PAGE)
    text = next(iter(cards(editor.get(PAGE).text).values()))
    assert "令和6年7月22日(月) 8:30" in text
    assert "自分で書いた文面：もうすぐです" in text
    html = editor.get(path).text
    assert 'value="10"' in html
    assert 'value="8:30"' in html
    assert "{氏名} 様</textarea>" in html


def test_going_back_to_the_ready_made_letter_forgets_the_own_words(editor):
    path = f"{PAGE}/same-day"
    post(editor, path, at="7:30", words="own", subject="件名", body="本文", version="1")
    post(editor, path, at="7:30", words="ready", subject="件名", body="本文", version="2")
    kept = db.session.scalars(sa.select(Campaign)).one()
    assert (kept.letter_kind, kept.subject, kept.body) == ("registration.reminder", "", "")


@pytest.mark.parametrize(
    ("anchor", "fields", "field"),
    [
        ("days-before", {"amount": "0", "at": "9:00", "words": "ready"}, "amount"),
        ("days-before", {"amount": "七", "at": "9:00", "words": "ready"}, "amount"),
        ("days-before", {"amount": "7", "at": "25:00", "words": "ready"}, "at"),
        ("days-before", {"amount": "7", "at": "", "words": "ready"}, "at"),
        ("same-day", {"at": "13:30", "words": "ready"}, "at"),
        ("same-day", {"at": "7:30", "words": "own", "body": "本文"}, "subject"),
        ("same-day", {"at": "7:30", "words": "own", "subject": "件名", "body": "{生年月日}"}, "body"),
        ("hours-before", {"amount": "30", "words": "ready"}, "amount"),
        ("days-after", {"amount": "1", "at": "10:00", "words": "other"}, "words"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(editor, anchor, fields, field):
    answer = post(editor, f"{PAGE}/{anchor}", version="1", **fields)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert states() == {}


def test_what_a_colleague_changed_meanwhile_is_kept_and_the_typed_words_too(editor):
    path = f"{PAGE}/same-day"
    token = token_in(editor, path)
    post(editor, path, at="8:00", words="ready", version="1")
    late = {"csrf_token": token, "at": "8:15", "words": "ready", "version": "1"}
    answer = editor.post(path, data=late)
    assert answer.status_code == 422
    assert 'value="8:15"' in answer.text
    assert "先に保存された設定：当日のご案内 8:00、標準の文面" in answer.text
    assert db.session.scalar(sa.select(Campaign.at)).hour == 8
    assert post(editor, path, at="8:15", words="ready", version="2").status_code == 303


def test_an_unknown_letter_is_not_found(editor):
    token = token_in(editor, PAGE)
    for path in (f"{PAGE}/weekly", f"{PAGE}/weekly/activation"):
        assert editor.post(path, data={"csrf_token": token}).status_code == 404
    assert editor.get(f"{PAGE}/weekly").status_code == 404


def test_what_was_missed_is_said_on_the_page_and_on_the_overview(client, forum, clock):
    switch_on(forum)
    at(clock, 2024, 7, 26, 9, 0)
    assert run() == []
    sign_in_as(client, forum, Role.EDITOR)
    missed = "令和6年7月25日(木) 9:00"
    html = client.get(PAGE).text
    warning = html.split("notification--warning")[1].split("</section>")[0]
    assert "7日前のご案内" in warning
    assert missed in warning
    overview = client.get("/desk/forums/forum/").text
    assert "自動送信メール「7日前のご案内」は、予定の時刻に送れませんでした。" in overview
    line = overview.split("メール「7日前のご案内」</a>")[1].split("</div>")[0]
    assert [word in line for word in ("送れませんでした", "（済）")] == [True, False]


def test_what_went_is_shown_with_its_number(client, forum, clock):
    switch_on(forum)
    at(clock, 2024, 7, 25, 9, 0)
    run()
    sign_in_as(client, forum, Role.EDITOR)
    assert "2名に送信しました" in next(iter(cards(client.get(PAGE).text).values()))


def test_the_overview_of_the_forum_names_the_next_dates(editor, forum):
    before = editor.get("/desk/forums/forum/").text
    assert "7日前のご案内" not in before
    switch_on(forum)
    panel = editor.get("/desk/forums/forum/").text.split('id="dates"')[1].split("</dl>")[0]
    order = [
        panel.index(word)
        for word in ("7日前のご案内", "当日のご案内", ">開始<", "参加のお礼", "個人情報の消去")
    ]
    assert order == sorted(order)
    assert f'href="{PAGE}"' in panel


@pytest.mark.parametrize(
    ("values", "words"), [({"day": None}, "開催日が決まるまで"), ({"draft": True}, "ページを公開するまで")]
)
def test_why_nothing_goes_yet_is_said(client, app, values, words):
    forum = make_forum(slug="early", **values)
    sign_in_as(client, forum)
    assert words in client.get("/desk/forums/early/schedules").text


def test_a_forum_called_off_offers_no_switch(editor, forum, transaction):
    with transaction():
        db.session.merge(forum).cancelled_at = datetime.fromisoformat("2024-07-01T00:00Z")
    html = editor.get(PAGE).text
    assert "中止になったため" in html
    assert "オンにする" not in html


def test_the_page_takes_as_many_statements_for_many_people_as_for_few(editor, forum):
    switch_on(forum)
    few = statements(lambda: editor.get(PAGE))
    for number in range(10):
        make_registration(forum, email=f"more{number}@city.example.jp")
    assert statements(lambda: editor.get(PAGE)) == few
