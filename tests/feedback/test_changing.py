"""An answer is changed with the code of its writer's device, and with nothing else; the room answers without anybody's name."""

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.feedback import flood, seals
from forumapp.feedback.errors import EditedMeanwhile
from forumapp.feedback.models import FeedbackAnswer, FeedbackGiven, ImpressionState
from forumapp.feedback.queries import room
from forumapp.feedback.queries.impressions import adopted
from forumapp.feedback.services import answering, forms, impressions
from tests.feedback.factories import answers, comments, give, give_in_room, link_of, open_room
from tests.forums.factories import make_forum, sign_in_as
from tests.groupwork.factories import make_person
from tests.groupwork.pages import post


@pytest.fixture
def forum(app, clock):
    made = make_forum()
    clock.instant = datetime(2024, 8, 2, 0, 0, tzinfo=UTC)
    flood.forget()
    return made


def change(transaction, forum, code, comment="", *, rating="3", may_publish=False):
    with transaction():
        values = {"rating": rating, "comment": comment}
        answering.change(forum, values=values, may_publish=may_publish, code=code)


def code_on(page):
    return re.search(r'<p class="code">([-A-Z0-9]+)</p>', page)[1]


def test_the_device_that_answered_is_shown_the_code_and_changes_with_it(client, app, forum):
    path = link_of(make_person(forum))
    post(client, path, rating="5", comment="よかった")
    code = code_on(client.get(path).text)
    page = client.get(f"{path}change").text
    assert re.search(r'name="code"[^>]* value="([^"]*)"', page)[1] == code
    opened = post(client, f"{path}change", code=code)
    assert opened.status_code == 200
    assert re.findall(r'value="5" checked|よかった</textarea>', opened.text) == [
        'value="5" checked',
        "よかった</textarea>",
    ]
    saved = post(client, f"{path}change", step="save", code=code, rating="2", comment="変えた")
    assert (saved.status_code, saved.headers["Location"]) == (303, path)
    assert [one["v"] for one in answers(forum)] == [{"rating": "2", "comment": "変えた"}]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(FeedbackGiven)) == 1


def test_another_device_has_no_code_and_a_wrong_one_opens_nothing(client, app, forum):
    person, other = make_person(forum), make_person(forum)
    path = link_of(person)
    post(client, path, rating="5")
    code = code_on(client.get(path).text)
    elsewhere = app.test_client()
    assert 'class="code"' not in elsewhere.get(path).text
    assert post(elsewhere, f"{path}change", code=seals.new_code()).status_code == 422
    assert post(elsewhere, f"{path}change", step="save", code=seals.new_code(), rating="1").status_code == 422
    assert post(elsewhere, f"{path}change", code=code.lower()).status_code == 200
    assert [one["v"]["rating"] for one in answers(forum)] == ["5"]
    assert 'class="code"' not in client.get(link_of(other)).text


def test_the_server_keeps_no_code(forum):
    code = give(make_person(forum), 5)
    row = db.session.execute(sa.select(FeedbackAnswer)).scalar_one()
    assert code not in f"{row.lock}{row.sealed!r}"
    assert row.lock == seals.locks(forum.id, code)[0]


def test_after_the_end_nothing_is_changed(client, forum, transaction, clock):
    person = make_person(forum)
    code = give(person, 5)
    clock.advance(days=40)
    with pytest.raises(DomainError):
        change(transaction, forum, code)
    assert client.get(f"{link_of(person)}change").text.count("回答の変更はできません") == 1


def test_a_comment_that_was_handed_over_follows_its_writer(forum, transaction):
    codes = [give(make_person(forum), 5, f"声{number}", may_publish=True) for number in range(10)]
    handed = sorted(comments(forum))
    kept, untouched, taken = (codes[int(text[1:])] for text in handed[:3])
    with transaction():
        one = comments(forum)[handed[2]]
        impressions.decide(one, forum=forum, by=SYSTEM, version=1, state=ImpressionState.ADOPTED)
    assert list(adopted(forum.id).values()) == [handed[2]]
    change(transaction, forum, kept, "直した声", may_publish=True)
    change(transaction, forum, untouched, handed[1], may_publish=False)
    change(transaction, forum, taken, handed[2], may_publish=False)
    found = comments(forum)
    assert found["直した声"].state is ImpressionState.INBOX
    assert (found[handed[1]].state, found[handed[1]].may_publish) == (ImpressionState.WITHHELD, False)
    assert list(adopted(forum.id).values()) == []


@pytest.mark.parametrize("has_edited", [False, True])
def test_a_text_that_its_writer_replaced_leaves_the_report_and_the_new_one_is_looked_at(
    forum, transaction, has_edited
):
    codes = [give(make_person(forum), 5, f"声{number}", may_publish=True) for number in range(10)]
    handed = sorted(comments(forum))[0]
    with transaction():
        one = comments(forum)[handed]
        if has_edited:
            impressions.edit(one, forum=forum, by=SYSTEM, version=1, text="整えた声")
        impressions.decide(one, forum=forum, by=SYSTEM, version=one.version, state=ImpressionState.ADOPTED)
    seen = comments(forum)[handed].version
    change(transaction, forum, codes[int(handed[1:])], "町の名を除いた声", may_publish=True)
    assert list(adopted(forum.id).values()) == []
    found = comments(forum)["町の名を除いた声"]
    assert (found.text, found.state, found.version) == (found.original, ImpressionState.INBOX, seen + 1)


def test_nobody_adopts_from_an_open_page_a_text_that_was_replaced_meanwhile(forum, transaction):
    codes = [give(make_person(forum), 5, f"声{number}", may_publish=True) for number in range(10)]
    handed = sorted(comments(forum))[0]
    seen = comments(forum)[handed].version
    change(transaction, forum, codes[int(handed[1:])], "見ていない声", may_publish=True)
    one = comments(forum)["見ていない声"]
    with pytest.raises(EditedMeanwhile), transaction():
        impressions.decide(one, forum=forum, by=SYSTEM, version=seen, state=ImpressionState.ADOPTED)
    assert list(adopted(forum.id).values()) == []


# --- the room ---------------------------------------------------------------------------------------------


def test_in_the_room_each_device_answers_once_and_nobody_is_noted(client, app, forum):
    path = open_room(forum)
    assert post(client, path, rating="5", comment="会場から").status_code == 303
    assert "ご回答ありがとうございました" in client.get(path).text
    assert post(client, path, f"{path}change", rating="1").status_code == 200
    assert post(app.test_client(), path, rating="4").status_code == 303
    assert sorted(one["v"]["rating"] for one in answers(forum)) == ["4", "5"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(FeedbackGiven)) == 0


def test_a_closed_or_renewed_room_has_no_page(client, forum, transaction):
    path = open_room(forum)
    with transaction():
        forms.set_room(forum, by=SYSTEM, is_open=True, renew=True)
    assert client.get(path).status_code == 404
    path = open_room(forum)
    with transaction():
        forms.set_room(forum, by=SYSTEM, is_open=False)
    assert client.get(path).status_code == 404


def test_one_address_cannot_flood_and_nothing_of_it_is_stored(app, forum, monkeypatch):
    monkeypatch.setattr(flood, "MOST", 2)
    path = open_room(forum)
    statuses = [post(app.test_client(), path, rating="5").status_code for _number in range(3)]
    assert statuses == [303, 303, 422]
    assert db.session.execute(sa.text("SELECT count(*) FROM attempt")).scalar() == 0


def test_a_room_gives_so_many_answers_and_no_more(forum, monkeypatch):
    monkeypatch.setattr(room, "LEAST", 2)
    for _number in range(2):
        give_in_room(forum, rating="5")
    with pytest.raises(DomainError):
        give_in_room(forum, rating="5")


def test_a_new_link_lets_as_many_more_in(forum, monkeypatch, transaction):
    monkeypatch.setattr(room, "LEAST", 2)
    for _number in range(2):
        give_in_room(forum, rating="5")
    with transaction():
        forms.set_room(forum, by=SYSTEM, is_open=True, renew=True)
    for _number in range(2):
        give_in_room(forum, rating="5")
    with pytest.raises(DomainError):
        give_in_room(forum, rating="5")


def test_one_address_takes_half_of_a_room_and_not_all_of_it(app, forum, monkeypatch, clock):
    monkeypatch.setattr(room, "LEAST", 6)
    path, statuses = open_room(forum), []
    for _number in range(4):
        statuses.append(post(app.test_client(), path, rating="5").status_code)
        clock.advance(minutes=11)  # the limit of ten minutes is another one
    assert statuses == [303, 303, 303, 422]
    other = app.test_client()
    other.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert post(other, path, rating="5").status_code == 303
    assert db.session.execute(sa.text("SELECT count(*) FROM attempt")).scalar() == 0


def test_who_takes_another_address_of_one_network_each_time_takes_half_of_a_room_too(
    app, forum, monkeypatch, clock
):
    monkeypatch.setattr(room, "LEAST", 4)
    path, statuses = open_room(forum), []
    for address in ("2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1"):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        statuses.append(post(client, path, rating="5").status_code)
        clock.advance(minutes=11)
    assert statuses == [303, 303, 422, 303]


def test_organisers_read_that_more_answer_than_are_there_and_no_number(client, forum, monkeypatch):
    monkeypatch.setattr(room, "LEAST", 3)
    open_room(forum)
    sign_in_as(client, forum)
    page = f"/desk/forums/{forum.slug}/feedback/room"
    people = room.look(forum).people
    db.session.rollback()
    for _number in range(max(1, people)):
        give_in_room(forum, rating="5")
    assert "参加確定の人数を超えています" not in client.get(page).text
    give_in_room(forum, rating="5")
    assert "参加確定の人数を超えています" in client.get(page).text
