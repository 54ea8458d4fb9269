"""The page on which feedback is given, and the organisers' inbox."""

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.feedback.models import FeedbackAnswer, FeedbackGiven, Impression
from forumapp.feedback.queries import impressions as queries
from forumapp.forums.models import Role
from forumapp.mail.models import Letter
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.registrations import token_of
from tests.feedback.factories import add_impression, answers, close, comments, give, give_all, link_of
from tests.forums.factories import make_forum, sign_in_as
from tests.groupwork.factories import make_person
from tests.groupwork.pages import post, token_in


@pytest.fixture
def forum(app, clock):
    made = make_forum()
    clock.instant = datetime(2024, 8, 2, 0, 0, tzinfo=UTC)
    return made


@pytest.fixture
def person(forum):
    return make_person(forum)


@pytest.fixture
def editor(client, forum):
    sign_in_as(client, forum, Role.EDITOR)
    return client


def desk(forum, rest=""):
    return f"/desk/forums/{forum.slug}/feedback{rest}"


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


# --- giving -----------------------------------------------------------------------------------------------


def test_who_answers_is_thanked_also_on_the_next_visit(client, forum, person):
    path = link_of(person)
    assert client.get(path).text.count('type="radio"') == 5
    answer = post(client, path, rating="5", comment="よかった", may_publish="y")
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    again = client.get(path).text
    assert re.findall(r"ご回答ありがとうございました|<form", again) == ["ご回答ありがとうございました"]
    assert [(one["v"]["comment"], one["p"]) for one in answers(forum)] == [("よかった", True)]


def test_a_device_keeps_no_code_of_an_answer_that_came_too_late(app, client, person):
    """Two devices of one person: what the second sends opens nothing, so that it is shown no number."""
    path, other = link_of(person), app.test_client()
    late = {"csrf_token": token_in(client, path), "rating": "2"}
    early = {"csrf_token": token_in(other, path), "rating": "4"}
    assert other.post(path, data=early).status_code == 303
    assert client.post(path, data=late).status_code == 303
    kept = []
    for one in (other, client):
        with one.session_transaction() as cookie:
            kept.append(len(cookie.get("feedback", {})))
    assert kept == [1, 0]


def test_an_answer_sent_twice_counts_once(client, person):
    path = link_of(person)
    data = {"csrf_token": token_in(client, path), "rating": "5", "comment": "よかった"}
    assert [client.post(path, data=data).status_code for _time in range(2)] == [303, 303]
    assert [count(model) for model in (FeedbackGiven, FeedbackAnswer, Impression)] == [1, 1, 0]


@pytest.mark.parametrize(
    "fields",
    [{}, {"rating": "6"}, {"rating": "x"}, {"comment": "長" * 2001}, {"rating": "5", "comment": "\x00"}],
)
def test_a_refused_answer_leaves_nothing(client, person, fields):
    assert post(client, link_of(person), **fields).status_code == 422
    assert [count(model) for model in (FeedbackGiven, FeedbackAnswer, Impression)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2024, 7, 31, tzinfo=UTC), "感想の受付は、まだ始まっていません"),
        (datetime(2024, 9, 1, tzinfo=UTC), "感想の受付は終わりました"),
    ],
)
def test_outside_its_time_the_page_says_so_and_takes_nothing(client, person, clock, instant, words):
    path = link_of(person)
    token = token_in(client, path)
    clock.instant = instant
    assert client.get(path).text.count(words) == 1
    answer = client.post(path, data={"csrf_token": token, "rating": "5"})
    assert (answer.status_code, count(FeedbackGiven)) == (422, 0)


def test_a_cancelled_or_revoked_registration_has_no_page(client, person, transaction):
    path = link_of(person)
    assert client.get(path).status_code == 200
    with transaction():
        db.session.get(Registration, person.id).state = RegistrationState.CANCELLED
    assert client.get(path).status_code == 404
    with transaction():
        found = db.session.get(Registration, person.id)
        found.state, found.link_generation = RegistrationState.CONFIRMED, found.link_generation + 1
    assert client.get(path).status_code == 404


# --- the desk ---------------------------------------------------------------------------------------------


def test_results_are_shown_from_ten_answers_on_and_after_the_end_from_five(forum, editor):
    give_all(forum, 9, rating=5)
    assert re.findall(r"平均|まだ表示できる集計は", editor.get(desk(forum)).text) == ["まだ表示できる集計は"]
    give_all(forum, 1, rating=5)
    page = editor.get(desk(forum)).text
    assert re.findall(r'<td class="table__num">(\d+)</td>', page) == ["5", "0", "0", "0", "0"]
    assert page.count("10人のうち、10人が回答しました") == 1
    assert post(editor, desk(forum, "/closing")).status_code == 303
    page = editor.get(desk(forum)).text
    assert re.findall(r'<td class="table__num">(\d+)</td>', page) == ["10", "0", "0", "0", "0"]
    assert post(editor, desk(forum, "/closing")).status_code == 422


def test_the_buttons_ask_and_remind(forum, editor, person):
    assert post(editor, desk(forum, "/request/first"), desk(forum)).status_code == 303
    assert post(editor, desk(forum, "/request/first"), desk(forum)).status_code == 303
    assert post(editor, desk(forum, "/request/reminder"), desk(forum)).status_code == 303
    assert post(editor, desk(forum, "/request/nag"), desk(forum)).status_code == 404
    assert db.session.scalars(sa.select(Letter.address)).all() == [person.email] * 2


def test_asking_too_early_is_refused(forum, editor, person, clock):
    token = token_in(editor, desk(forum, "/impressions/new"))
    clock.instant = datetime(2024, 7, 10, tzinfo=UTC)
    answer = editor.post(desk(forum, "/request/first"), data={"csrf_token": token})
    assert (answer.status_code, count(Letter)) == (409, 0)


def test_a_comment_is_edited_adopted_and_withheld(forum, editor, person):
    give(person, 5, "本市でも進めたい", may_publish=True)
    close(forum)
    one = comments(forum)["本市でも進めたい"]
    assert editor.get(desk(forum, "/impressions")).text.count('<mark class="mention">本市</mark>') == 1
    path = desk(forum, f"/impressions/{one.id}")
    assert post(editor, path, text="進めたい", version="1").status_code == 303
    token = token_in(editor, path)
    data = {"csrf_token": token, "version": "2"}
    assert editor.post(f"{path}/decision/adopted", data=data).status_code == 303
    assert list(queries.adopted(forum.id).values()) == ["進めたい"]
    assert editor.post(f"{path}/decision/withheld", data=data).status_code == 409
    assert list(queries.adopted(forum.id).values()) == ["進めたい"]
    assert editor.post(f"{path}/decision/withheld", data={**data, "version": "3"}).status_code == 303
    assert list(queries.adopted(forum.id).values()) == []
    assert editor.post(f"{path}/decision/deleted", data=data).status_code == 404


def test_a_comment_without_leave_has_no_button_and_is_refused(forum, editor, transaction):
    with transaction() as session:
        one = Impression(forum_id=forum.id, original="公開しないで", text="公開しないで")
        session.add(one)
    page = editor.get(desk(forum, "/impressions")).text
    assert re.findall(r"/decision/(\w+)", page) == ["withheld"]
    path = desk(forum, f"/impressions/{one.id}")
    data = {"csrf_token": token_in(editor, path), "version": "1"}
    assert editor.post(f"{path}/decision/adopted", data=data).status_code == 409
    assert list(queries.adopted(forum.id).values()) == []


def test_two_editors_of_one_comment_see_both_texts(forum, editor):
    one = add_impression(forum, "元の文")
    path = desk(forum, f"/impressions/{one.id}")
    assert post(editor, path, text="アンの文", version="1").status_code == 303
    late = post(editor, path, text="ベンの文", version="1")
    assert late.status_code == 422
    values = re.search(r'<div class="conflict__values">(.*?)\n</div>\n</div>', late.text, re.DOTALL)[1]
    assert re.findall(r"アンの文|ベンの文", values) == ["アンの文", "ベンの文"]
    assert post(editor, path, text="ベンの文", version="2").status_code == 303
    assert (comments(forum)["元の文"].text, comments(forum)["元の文"].version) == ("ベンの文", 3)


def test_a_comment_on_paper_is_recorded_with_its_consent(forum, editor):
    new = desk(forum, "/impressions/new")
    fields = {"original": "紙の文", "text": "", "consent": "用紙の丸"}
    assert post(editor, new, **fields).status_code == 422
    assert post(editor, new, **{**fields, "may_publish": "y", "consent": ""}).status_code == 422
    assert post(editor, new, **fields, may_publish="y").status_code == 303
    one = comments(forum)["紙の文"]
    assert (one.text, one.consent, one.may_publish) == ("紙の文", "用紙の丸", True)


def test_adopted_impressions_are_moved_by_buttons(forum, editor):
    _one, two = (add_impression(forum, text, adopted=True) for text in ("一", "二"))
    path = desk(forum, f"/impressions/{two.id}/position")
    assert post(editor, f"{path}/up", desk(forum)).status_code == 303
    assert post(editor, f"{path}/sideways", desk(forum)).status_code == 404
    assert list(queries.adopted(forum.id).values()) == ["二", "一"]


PAGES = ["", "/form", "/form/preview", "/impressions", "/impressions/new", "/impressions/{impression}"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [Role.OWNER, Role.EDITOR, Role.VIEWER, Role.FACILITATOR, Role.RECEPTION])
def test_the_desk_is_for_owners_and_editors_and_viewers_read(client, forum, path, role):
    one = add_impression(forum, "文")
    sign_in_as(client, forum, role)
    may = role in {Role.OWNER, Role.EDITOR} or (role is Role.VIEWER and path in PAGES[:4])
    address = desk(forum, path.format(impression=one.id))
    answer = client.get(address)
    assert answer.status_code == (200 if may else 403)
    assert bool(re.search("<form[^>]+feedback", answer.text)) == (
        may and role is not Role.VIEWER and path != "/form/preview"
    )


def test_strangers_and_other_forums_see_nothing(client, forum):
    one = add_impression(forum, "文")
    assert client.get(desk(forum)).status_code == 303
    other = make_forum()
    sign_in_as(client, other, Role.OWNER)
    assert client.get(desk(forum)).status_code == 404
    assert client.get(desk(other, f"/impressions/{one.id}")).status_code == 404
    data = {"csrf_token": token_in(client, desk(other, "/impressions/new")), "version": "1"}
    assert client.post(desk(other, f"/impressions/{one.id}/decision/adopted"), data=data).status_code == 404


def test_the_page_is_complete_for_a_forum_without_a_day(client, app):
    forum = make_forum(day=None)
    sign_in_as(client, forum, Role.EDITOR)
    assert client.get(desk(forum)).status_code == 200


# --- refused ----------------------------------------------------------------------------------------------


def test_a_refusal_knows_who_is_signed_in_and_leads_back(forum, editor, person, clock):
    token = token_in(editor, desk(forum, "/impressions/new"))
    clock.instant = datetime(2024, 7, 10, tzinfo=UTC)
    page = f"http://localhost{desk(forum)}"
    for before, leads in ((page, True), ("https://elsewhere.example.jp/", False), (None, False)):
        headers = {"Referer": before} if before else {}
        answer = editor.post(desk(forum, "/request/first"), data={"csrf_token": token}, headers=headers)
        assert answer.status_code == 409
        assert ("サインイン" in answer.text, f'href="{desk(forum)}"' in answer.text) == (False, leads)
        assert "elsewhere" not in answer.text


def test_who_came_by_a_link_is_not_asked_to_sign_in(client, forum, person):
    answer = client.get(f"/registrations/{token_of(person)}/recordings")
    assert (answer.status_code, "サインイン" in answer.text) == (404, False)
    assert "サインイン" in client.get("/no-such-page").text
