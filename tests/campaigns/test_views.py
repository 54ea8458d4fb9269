"""The composer's pages, as a clerk uses them without script: recipients and words."""

import re

import pytest
import sqlalchemy as sa

from forumapp.campaigns import audience as filters
from forumapp.campaigns.audience import Source
from forumapp.campaigns.models import Campaign, CampaignState
from forumapp.campaigns.services import drafting
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.mail.models import LetterState
from tests.campaigns.composing import WORDS, at, errors, saved, send, version
from tests.campaigns.factories import letters, make_campaign, meaning, release
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


# --- from an empty draft to what became of it -------------------------------------------------------------


def test_a_clerk_goes_from_an_empty_draft_to_sending_and_calls_it_back(editor, forum, people):
    start = post(editor, f"/desk/forums/{forum.slug}/campaigns")
    campaign = db.session.scalars(sa.select(Campaign)).one()
    assert (start.status_code, start.headers["Location"]) == (303, at(campaign, "/recipients"))
    chosen = send(
        editor,
        at(campaign, "/recipients"),
        sources="registrations",
        states="confirmed",
        invited="all",
        next="text",
    )
    assert (chosen.status_code, chosen.headers["Location"]) == (303, at(campaign, "/text"))
    written = send(editor, at(campaign, "/text"), next="preview", **WORDS)
    assert written.headers["Location"] == at(campaign, "/preview")
    assert "3名のうち1人目" in editor.get(at(campaign, "/preview")).text
    assert ">3名へ送信する</button>" in editor.get(at(campaign, "/check")).text
    sent = post(editor, at(campaign, "/check"), number="3")
    assert (sent.status_code, sent.headers["Location"]) == (303, at(campaign))
    page = editor.get(at(campaign)).text
    assert "令和6年7月1日(月) 9:05に送信を始めます。" in page
    back = post(editor, at(campaign, "/recall"), at(campaign))
    assert (back.headers["Location"], saved(campaign).state) == (at(campaign, "/text"), CampaignState.DRAFT)
    assert [letter.state for letter in letters(campaign)] == [LetterState.ABORTED] * 3


def test_two_presses_on_new_go_on_with_the_same_empty_draft(editor, forum):
    where = [post(editor, f"/desk/forums/{forum.slug}/campaigns").headers["Location"] for _ in range(2)]
    assert where[0] == where[1]


def test_a_draft_leads_to_where_it_is_written_and_what_was_sent_to_what_became_of_it(editor, draft):
    assert editor.get(at(draft)).headers["Location"] == at(draft, "/recipients")
    release(draft)
    for rest in ("recipients", "recipients/count", "exclusions", "text", "preview", "check"):
        answer = editor.get(at(draft, f"/{rest}"))
        assert (answer.status_code, answer.headers["Location"]) == (303, at(draft))


# --- recipients -------------------------------------------------------------------------------------------


def test_nothing_chosen_is_an_error_at_its_field_and_changes_nothing(editor, draft):
    answer = send(editor, at(draft, "/recipients"), invited="all", states="confirmed")
    assert (answer.status_code, errors(answer)) == (422, ["sources-0"])
    answer = send(editor, at(draft, "/recipients"), invited="all", sources="registrations")
    assert (answer.status_code, errors(answer)) == (422, ["states-0"])
    assert filters.read(saved(draft).filter) == meaning()


def test_days_the_wrong_way_round_are_refused(editor, draft):
    fields = {"sources": "registrations", "states": "confirmed", "invited": "all"}
    answer = send(
        editor, at(draft, "/recipients"), **fields, registered_from="2024/7/2", registered_until="2024/7/1"
    )
    assert (answer.status_code, errors(answer)) == (422, ["registered_until"])


def test_counting_answers_with_the_number_and_saves_nothing(editor, draft):
    fields = {
        "sources": "registrations",
        "states": "confirmed",
        "invited": "all",
        "organisations": "青木市、井上市",
    }
    data = {**fields, "csrf_token": token_in(editor, at(draft, "/recipients")), "version": "1"}
    piece = editor.post(at(draft, "/recipients/count"), data=data, headers={"X-Fragment": "reach"})
    assert (piece.status_code, re.findall(r'id="(\w+)"|(\d名に送ります。)', piece.text)[:1]) == (
        200,
        [("reach", "")],
    )
    assert "2名に送ります。" in piece.text
    whole = editor.post(at(draft, "/recipients/count"), data=data)
    assert ["2名に送ります。" in whole.text, 'value="青木市、井上市"' in whole.text] == [True, True]
    assert (saved(draft).version, filters.read(draft.filter)) == (1, meaning())


def test_the_filter_that_was_saved_stands_on_the_page_again(editor, draft):
    fields = {
        "sources": ["registrations", "speakers"], "states": ["confirmed", "waiting"], "mode": "web", "joined": "no",
        "organisations": "長崎市", "registered_from": "7/1", "unanswered": "y", "invited": "unregistered",
        "excluded_addresses": "Ａ@city.example.jp\nb@city.example.jp",
    }  # fmt: skip
    send(editor, at(draft, "/recipients"), **fields)
    first = saved(draft).filter
    page = editor.get(at(draft, "/recipients")).text
    assert re.findall(r'name="(\w+)"[^>]* value="(\w+)" checked', page) == [
        ("sources", "registrations"),
        ("sources", "speakers"),
        ("states", "confirmed"),
        ("states", "waiting"),
        ("invited", "unregistered"),
    ]
    assert first["excluded_addresses"] == ["a@city.example.jp", "b@city.example.jp"]
    assert (first["registered_from"], first["joined"], first["unanswered"]) == ("2024-07-01", False, True)


def test_a_filter_chosen_against_an_older_one_shows_what_was_saved_first(editor, draft, transaction):
    old = version(editor, at(draft, "/recipients"))
    with transaction():
        drafting.choose(draft, by=SYSTEM, audience=meaning(Source.SPEAKERS))
    fields = {"sources": "registrations", "states": "waiting", "invited": "all"}
    answer = post(editor, at(draft, "/recipients"), version=old, **fields)
    assert (answer.status_code, "<li>登壇者</li>" in answer.text) == (422, True)
    again = re.search(r'name="version"[^>]* value="(\d+)"', answer.text)[1]
    assert post(editor, at(draft, "/recipients"), version=again, **fields).status_code == 303


def test_people_are_left_out_and_let_in_again_page_by_page(editor, forum, draft):
    for _ in range(50):
        make_person(forum, "渡辺")
    page = editor.get(at(draft, "/exclusions")).text
    marks = re.findall(r'name="keep" value="(\w+)" checked', page)
    assert (len(marks), "53名のうち53名に送ります" in page, "@" in "".join(marks)) == (50, True, False)
    answer = send(editor, at(draft, "/exclusions"), shown=marks, keep=marks[2:], page="2")
    assert answer.headers["Location"] == at(draft, "/exclusions?page=2")
    assert "53名のうち51名に送ります" in editor.get(at(draft, "/exclusions?page=2")).text
    send(editor, at(draft, "/exclusions"), shown=marks, keep=marks[1:], next="text")
    assert "52名へ送信する" in editor.get(at(draft, "/check")).text
    send(editor, at(draft, "/exclusions"), shown="nobody", keep="nobody")
    assert len(filters.read(saved(draft).filter).excluded) == 1


def test_who_was_left_out_stays_out_when_the_words_become_personal_and_can_be_let_in_again(
    editor, forum, transaction
):
    for family in ("青木", "石井"):
        make_person(forum, family, email="office@town.example.jp")
    mine = make_campaign(forum, body="筆記用具をお持ちください。")

    def page():
        return editor.get(at(mine, "/exclusions")).text

    def marks():
        return re.findall(r'name="keep" value="(\w+)"', page())

    everybody = len(marks())
    send(editor, at(mine, "/exclusions"), shown=marks(), keep=[])
    with transaction():
        drafting.write(saved(mine), by=SYSTEM, subject="件名", body="{氏名} 様")
    assert f"{everybody + 1}名のうち0名に送ります" in page()
    shown = marks()
    send(editor, at(mine, "/exclusions"), shown=shown, keep=shown[:-1])
    assert f"{everybody + 1}名のうち{everybody}名に送ります" in page()
    send(editor, at(mine, "/exclusions"), shown=shown, keep=shown)
    assert f"{everybody + 1}名のうち{everybody + 1}名に送ります" in page()


# --- words ------------------------------------------------------------------------------------------------


def test_a_field_that_does_not_exist_is_an_error_and_what_was_typed_stays(editor, draft):
    answer = send(editor, at(draft, "/text"), subject="件名", body="{お名前} 様")
    assert (answer.status_code, errors(answer), "{お名前} 様</textarea>" in answer.text) == (
        422,
        ["body"],
        True,
    )
    assert saved(draft).body == WORDS["body"]


def test_words_typed_against_older_ones_are_shown_beside_those(editor, draft, transaction):
    old = version(editor, at(draft, "/text"))
    with transaction():
        drafting.write(draft, by=SYSTEM, subject="先の件名", body=WORDS["body"])
    answer = post(editor, at(draft, "/text"), version=old, subject="後の件名", body=WORDS["body"])
    values = re.findall(r'conflict__value">.*?<p class="pre-line">(.*?)</p>', answer.text)
    assert (answer.status_code, values, saved(draft).subject) == (422, ["先の件名", "後の件名"], "先の件名")
