"""Several people at once: exactly those chosen, restated before anything is done, the others named with the reason."""

import re

import pytest
import sqlalchemy as sa

from forumapp.campaigns import audience as meanings
from forumapp.campaigns.models import Campaign
from forumapp.campaigns.queries.recipients import reach
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.mail.models import Letter
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.services import bulk
from tests.agenda.factories import add_track
from tests.forums.factories import make_forum, sign_in_as
from tests.registration.factories import make_registration, make_rules
from tests.registration.test_desk_views import desk, form_token
from tests.registration.test_rules import waiting_person


@pytest.fixture
def forum(app):
    """Make a forum with two seats by Web, of which one is taken, and three people on site."""
    made = make_forum(seats_web=2)
    for name in ("一", "二", "三"):
        make_registration(made, family_name=name, family_kana="ヒト")
    make_registration(made, Mode.WEB, family_name="遠", family_kana="トオ")
    return made


def ids(forum, *family_names):
    db.session.rollback()
    rows = sa.select(Registration.id).where(
        Registration.forum_id == forum.id, Registration.family_name.in_(family_names)
    )
    return [str(ident) for ident in db.session.scalars(rows.order_by(Registration.id))]


def standing(forum):
    db.session.rollback()
    rows = sa.select(Registration).where(Registration.forum_id == forum.id).order_by(Registration.id)
    return {one.family_name: (one.mode.value, one.state.value) for one in db.session.scalars(rows)}


def select(client, forum, action, query="", **form):
    path = desk(forum, f"registrations/selection{query}")
    token = form_token(client, desk(forum, "registrations"))
    return client.post(path, data={**token, "action": action, "scope": "ticked", **form})


def send(client, forum, page, query="", **changes):
    """Send the form of the check page."""
    inner = re.search(r'<form class="buttons".*?</form>', page.text, re.DOTALL)[0]
    fields = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', inner))
    return client.post(desk(forum, f"registrations/selection/changes{query}"), data={**fields, **changes})


def test_those_for_whom_there_is_a_seat_are_moved_and_the_others_named(forum, client):
    sign_in_as(client, forum)
    before = standing(forum)
    page = select(client, forum, "mode-web", picked=ids(forum, "一", "二", "遠"))
    assert page.status_code == 200
    assert "1名が対象です。" in page.text
    assert "変更できない方（2名）" in page.text
    assert "すでにこの参加方法です。" in page.text
    assert "Web参加は満席です。" in page.text
    assert standing(forum) == before

    letters = db.session.scalar(sa.select(sa.func.count(Letter.id)))
    assert send(client, forum, page).status_code == 303
    assert standing(forum) == {**before, "一": ("web", "confirmed")}
    assert db.session.scalar(sa.select(sa.func.count(Letter.id))) > letters
    told = client.get(desk(forum, "registrations")).text
    assert "1名を変更しました。2名は変更できませんでした。" in told


def test_all_that_match_are_meant_beyond_the_page(app, client):
    forum = make_forum()
    for number in range(60):
        make_registration(forum, family_name=f"人{number}", family_kana="ヒト")
    make_registration(forum, Mode.WEB, family_name="遠", family_kana="トオ")
    sign_in_as(client, forum)
    table = client.get(desk(forum, "registrations?mode=on_site")).text
    assert "条件に合う全員（60名）" in table
    page = select(client, forum, "cancel", "?mode=on_site", scope="all")
    assert "60名が対象です。" in page.text
    assert "ほか40名" in page.text
    assert "60名の参加登録をキャンセルする" in page.text
    assert send(client, forum, page, "?mode=on_site").status_code == 303
    states = [state for _mode, state in standing(forum).values()]
    assert states.count("cancelled") == 60
    assert standing(forum)["遠"] == ("web", "confirmed")


def test_a_list_that_changed_meanwhile_is_shown_again_and_nothing_is_done(forum, client):
    sign_in_as(client, forum)
    page = select(client, forum, "cancel", scope="all")
    assert "4名が対象です。" in page.text
    make_registration(forum, family_name="後", family_kana="アト")
    before = standing(forum)
    answer = send(client, forum, page)
    assert answer.status_code == 422
    assert "一覧が変わったため、まだ変更していません。" in answer.text
    assert "5名が対象です。" in answer.text
    assert standing(forum) == before
    assert send(client, forum, answer).status_code == 303
    assert {state for _mode, state in standing(forum).values()} == {"cancelled"}


def test_who_waits_moves_up_when_all_are_cancelled(app, client):
    forum = make_forum(seats_on_site=2)
    make_rules(forum, has_waiting=True)
    for name in ("一", "二"):
        make_registration(forum, family_name=name, family_kana="ヒト")
    waiting = waiting_person(forum)
    sign_in_as(client, forum)
    page = select(client, forum, "cancel", picked=ids(forum, "一", "二"))
    send(client, forum, page)
    db.session.rollback()
    assert db.session.get(Registration, waiting.id).state is RegistrationState.CONFIRMED


def test_people_are_put_into_another_track(forum, client):
    track = add_track(forum, "情報部会")
    sign_in_as(client, forum)
    page = select(client, forum, f"track-{track.id}", picked=ids(forum, "一", "遠"))
    assert "部会を「情報部会」に変更する" in page.text
    assert "2名が対象です。" in page.text
    send(client, forum, page)
    db.session.rollback()
    rows = db.session.scalars(sa.select(Registration).where(Registration.track_id == track.id))
    assert sorted(one.family_name for one in rows) == ["一", "遠"]
    again = select(client, forum, f"track-{track.id}", picked=ids(forum, "一"))
    assert "すでにこの部会です。" in again.text
    assert "変更できる方はいません。" in again.text


def test_nobody_and_too_many_are_refused(forum, client, monkeypatch):
    sign_in_as(client, forum)
    nobody = select(client, forum, "cancel")
    assert nobody.status_code == 422
    assert "どなたも選ばれていません。" in nobody.text
    monkeypatch.setattr(bulk, "MOST", 3)
    many = select(client, forum, "cancel", scope="all")
    assert many.status_code == 422
    assert "一度に変更できるのは3名までです。" in many.text
    assert {state for _mode, state in standing(forum).values()} == {"confirmed"}


def test_people_of_another_forum_cannot_be_chosen(forum, client):
    other = make_forum()
    make_registration(other, family_name="隣", family_kana="トナリ")
    sign_in_as(client, forum)
    page = select(client, forum, "cancel", picked=[*ids(other, "隣"), *ids(forum, "一"), "x", "-1", "9" * 30])
    assert "1名が対象です。" in page.text
    assert "隣" not in page.text
    send(client, forum, page, shown=",".join([*ids(other, "隣"), *ids(forum, "一")]))
    assert standing(other) == {"隣": ("on_site", "confirmed")}
    assert standing(forum)["一"] == ("on_site", "cancelled")


@pytest.mark.parametrize("action", ["", "mode-both", "track-999", "delete"])
def test_an_action_that_is_not_offered_does_nothing(forum, client, action):
    sign_in_as(client, forum)
    answer = select(client, forum, action, picked=ids(forum, "一"))
    assert answer.status_code == 422
    assert "変更の内容を選んでください。" in answer.text
    assert set(standing(forum).values()) == {("on_site", "confirmed"), ("web", "confirmed")}


@pytest.mark.parametrize(
    ("form", "query", "expected"),
    [
        ({"scope": "ticked"}, "", {"一", "遠"}),
        ({"scope": "all"}, "?mode=web", {"遠"}),
        ({"scope": "all"}, "", {"一", "二", "三", "遠"}),
    ],
)
def test_a_letter_is_begun_to_exactly_those_who_were_chosen(forum, client, form, query, expected):
    gone = ids(forum, "三")
    sign_in_as(client, forum)
    token = form_token(client, desk(forum, "registrations"))
    picked = ids(forum, "一", "遠")
    answer = client.post(desk(forum, f"campaigns/selection{query}"), data={**token, **form, "picked": picked})
    assert answer.status_code == 303
    db.session.rollback()
    draft = db.session.scalars(sa.select(Campaign)).one()
    assert {one.name.split()[0] for one in reach(draft).people} == expected
    page = client.get(answer.location)
    assert "一覧で選んだ方だけに送る" in page.text
    assert gone


def test_the_selection_outlives_the_form_of_recipients(forum, client):
    sign_in_as(client, forum)
    token = form_token(client, desk(forum, "registrations"))
    answer = client.post(
        desk(forum, "campaigns/selection"), data={**token, "scope": "ticked", "picked": ids(forum, "二")}
    )
    page = client.get(answer.location).text
    value = re.search(r'<option selected value="([^"]+)">一覧で選んだ方', page)[1]
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    sent = {**token, "version": version, "sources": "registrations", "states": "confirmed", "invited": "all"}
    assert client.post(answer.location, data={**sent, "view": value}).status_code == 303
    db.session.rollback()
    draft = db.session.scalars(sa.select(Campaign)).one()
    assert meanings.read(draft.filter).view == value
    assert len(reach(draft).people) == 1


def test_a_letter_to_nobody_is_not_begun(forum, client):
    sign_in_as(client, forum)
    token = form_token(client, desk(forum, "registrations"))
    answer = client.post(desk(forum, "campaigns/selection?mode=web"), data={**token, "scope": "ticked"})
    assert answer.location.endswith("registrations?mode=web")
    assert db.session.scalar(sa.select(sa.func.count(Campaign.id))) == 0
