"""The composer's pages, as a clerk uses them without script: preview, check, and what became of it."""

import re

import pytest
import sqlalchemy as sa

from forumapp.campaigns.models import Campaign, CampaignState
from forumapp.campaigns.services import drafting
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.queries.registrations import token_of
from tests.campaigns.composing import WORDS, at, saved
from tests.campaigns.factories import letters, make_campaign, release
from tests.forums.factories import make_forum, sign_in_as
from tests.groupwork.factories import make_person
from tests.groupwork.pages import post, token_in


@pytest.fixture
def forum(app):
    return make_forum(contact_email="forum@pref.example.jp")


@pytest.fixture
def people(forum):
    return [
        make_person(forum, name, "一郎", organisation_name=f"{name}市") for name in ("青木", "井上", "上田")
    ]


@pytest.fixture
def draft(forum, people):
    return make_campaign(forum, **WORDS)


@pytest.fixture
def account(client, forum):
    return sign_in_as(client, forum, Role.EDITOR)


@pytest.fixture
def editor(client, account):
    return client


# --- preview and test -------------------------------------------------------------------------------------


def test_the_preview_goes_from_one_to_the_next_and_finds_by_name_without_working_links(editor, draft, people):
    first = editor.get(at(draft, "/preview")).text
    assert ["青木\u3000一郎 様" in first, "fa_…" in first, token_of(people[0]) in first] == [
        True,
        True,
        False,
    ]
    assert [">前の人<" in first, ">次の人<" in first] == [False, True]
    assert "上田\u3000一郎 様" in editor.get(at(draft, "/preview?person=3")).text
    assert "上田\u3000一郎 様" in editor.get(at(draft, "/preview?person=99")).text
    assert "井上\u3000一郎 様" in editor.get(at(draft, "/preview?name=井上 一")).text
    piece = editor.get(at(draft, "/preview?person=2"), headers={"X-Fragment": "preview"})
    assert (piece.text.lstrip()[:17], "井上\u3000一郎 様" in piece.text) == ('<div class="stack', True)


def test_a_test_goes_to_oneself_and_to_nobody_else(editor, account, draft):
    answer = post(editor, at(draft, "/test"), at(draft, "/preview"), person="2")
    assert answer.headers["Location"] == at(draft, "/preview?person=2")
    assert f"{account.email} にテスト送信します。" in editor.get(at(draft, "/preview?person=2")).text
    letter = db.session.scalars(sa.select(Letter)).one()
    assert (letter.kind, letter.address, letter.recipe["recipient"]) == (
        "campaigns.test",
        account.email,
        "井上\u3000一郎",
    )


# --- the check before sending -----------------------------------------------------------------------------


def test_when_the_number_has_changed_nothing_is_sent_and_the_new_one_is_shown(editor, forum, draft):
    make_person(forum)
    answer = post(editor, at(draft, "/check"), number="3")
    assert (answer.status_code, letters(draft)) == (422, [])
    assert re.findall(r'name="number"[^>]* value="(\d+)"|>(\d+)名へ送信する<', answer.text) == [
        ("4", ""),
        ("", "4"),
    ]
    assert post(editor, at(draft, "/check"), number="4").status_code == 303
    assert len(letters(draft)) == 4


@pytest.mark.parametrize("number", ["", "x", "-1", "３", "9" * 400])
def test_a_number_that_nobody_has_seen_sends_nothing(editor, draft, number):
    assert post(editor, at(draft, "/check"), number=number).status_code == 422
    assert letters(draft) == []


def test_the_check_page_tells_who_gets_nothing_and_what_is_missing(editor, forum, draft, transaction):
    make_person(forum, "江口", "一郎", email="")
    with transaction():
        drafting.write(draft, by=SYSTEM, subject="{部会}", body="本文")
    page = editor.get(at(draft, "/check")).text
    assert ["メールアドレスのない方 1名" in page, "「{部会}」の内容がない宛先が3件あります" in page] == [
        True,
        True,
    ]


@pytest.mark.parametrize("words", [{"subject": ""}, {"body": ""}, {"body": "{氏}"}])
def test_without_sound_words_there_is_no_button_to_send(editor, draft, transaction, words):
    with transaction():
        for name, text in words.items():
            setattr(draft, name, text)
    assert "名へ送信する" not in editor.get(at(draft, "/check")).text
    assert "文面を直す" in editor.get(at(draft, "/check")).text
    answer = editor.post(
        at(draft, "/check"), data={"csrf_token": token_in(editor, at(draft, "/recipients")), "number": "3"}
    )
    assert (answer.status_code, letters(draft)) == (422, [])


# --- what became of it ------------------------------------------------------------------------------------


def test_progress_is_asked_for_again_until_every_letter_has_ended(editor, draft, transaction, clock):
    release(draft)
    clock.advance(minutes=6)
    with transaction():
        letters(draft)[0].state = LetterState.SENT
    piece = editor.get(at(draft), headers={"X-Fragment": "progress"}).text
    assert ['data-poll="5"' in piece, "3名のうち1名の処理が終わりました。" in piece] == [True, True]
    with transaction():
        for letter in letters(draft):
            letter.state = LetterState.FAILED
    page = editor.get(at(draft)).text
    assert ["data-poll" in page, page.count("メールを送信できませんでした。")] == [False, 3]
    post(editor, at(draft, "/resending"), at(draft), which="failed")
    db.session.expire_all()
    assert [letter.state for letter in letters(draft)] == [LetterState.QUEUED] * 3


def test_too_late_to_call_back_is_said(editor, draft, clock):
    release(draft)
    token = token_in(editor, at(draft))
    clock.advance(minutes=5)
    editor.post(at(draft, "/recall"), data={"csrf_token": token})
    assert "送信が始まったため、取り消せません。" in editor.get(at(draft)).text
    assert saved(draft).state is CampaignState.SENT


def test_what_was_sent_serves_as_a_template_and_a_draft_can_go(editor, forum, draft):
    release(draft)
    where = post(editor, at(draft, "/copy"), at(draft)).headers["Location"]
    made = db.session.get(Campaign, int(where.split("/")[-2]))
    assert (made.id != draft.id, made.subject, made.state) == (True, draft.subject, CampaignState.DRAFT)
    listed = f"/desk/forums/{forum.slug}/campaigns"
    assert editor.get(listed).text.count("<tr role") == 3
    assert post(editor, at(made, "/withdrawal"), listed).headers["Location"] == listed
    assert editor.get(listed).text.count("<tr role") == 2


def test_a_campaign_of_another_forum_is_not_found(editor, draft):
    other = make_campaign(make_forum())
    here = f"/desk/forums/{draft.forum.slug}/campaigns/{other.id}"
    paths = ("", "/recipients", "/exclusions", "/text", "/preview", "/check")
    assert [editor.get(here + rest).status_code for rest in paths] == [404] * len(paths)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.RECEPTION, Role.FACILITATOR])
def test_who_may_not_write_to_many_finds_no_link_and_no_page(client, forum, draft, role):
    sign_in_as(client, forum, role)
    assert "/campaigns" not in client.get(f"/desk/forums/{forum.slug}/").text
    assert client.get(at(draft, "/recipients")).status_code == 403
