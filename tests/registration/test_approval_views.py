"""Approval, and what organisers decide about who waits: buttons at the desk, words and letters for the person."""

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.desk.queries import participants
from forumapp.forums.models import Role
from forumapp.mail import letters
from forumapp.mail.models import Letter
from forumapp.registration.models import RegistrationState
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.forums.factories import make_forum, sign_in_as
from tests.registration.factories import make_registration, set_rules
from tests.registration.test_desk_views import desk, form_token
from tests.registration.test_entry_views import PERSON, hidden, registrations, start, text_of
from tests.registration.test_waiting_views import full_forum, kinds


def test_an_application_waits_for_approval_everywhere_and_is_one_however_often_it_is_sent(client):
    forum = make_forum()
    set_rules(forum, needs_approval=True)
    path = f"/forums/{forum.slug}/registration"
    words = "お申し込みの後、事務局が内容を確認します。"
    assert words in text_of(client.get(path))
    check = text_of(client.post(f"{path}/confirmation", data={**PERSON, **start(client, forum)}))
    assert words in check
    answers = [client.post(path, data=hidden(check)) for _twice in range(2)]
    assert (answers[0].location, len(registrations())) == (answers[1].location, 1)
    page = text_of(client.get(answers[0].location))
    assert ["お申し込みを受け付けました" in page, "承認待ちです。" in page] == [True, True]
    assert ["カレンダーに追加" in page, "受付用コード" in page] == [False, False]
    assert kinds(registrations()[0]) == ["pending"]


@pytest.mark.parametrize(
    ("seats", "has_waiting", "status", "state"),
    [
        (1, False, 303, RegistrationState.CONFIRMED),
        (0, True, 303, RegistrationState.WAITING),
        (0, False, 422, RegistrationState.PENDING),
    ],
)
def test_approving_gives_a_seat_or_the_end_of_the_list_or_a_word(client, seats, has_waiting, status, state):
    forum = make_forum(seats_on_site=1)
    set_rules(forum, needs_approval=True)
    one = make_registration(forum)
    with writing():
        forum.seats_on_site = seats
    set_rules(forum, has_waiting=has_waiting)
    sign_in_as(client, forum, Role.RECEPTION)
    path = desk(forum, f"registrations/{one.id}")
    page = text_of(client.get(path))
    assert ["承認する" in page, "承認しない" in page] == [True, True]
    answer = client.post(f"{path}/approval", data=form_token(client, path))
    db.session.expire_all()
    assert (answer.status_code, one.state) == (status, state)
    if status == 422:
        assert "満席" in text_of(answer)


def test_declining_writes_the_reason_to_the_person(client):
    forum = make_forum()
    set_rules(forum, needs_approval=True)
    one = make_registration(forum)
    sign_in_as(client, forum)
    path = desk(forum, f"registrations/{one.id}/rejection")
    answer = client.post(path, data={**form_token(client, path), "reason": "対象は県内の市町です。"})
    letter = db.session.scalars(sa.select(Letter).order_by(Letter.id.desc())).first()
    db.session.expire_all()
    assert (answer.status_code, one.state) == (303, RegistrationState.CANCELLED)
    assert "対象は県内の市町です。" in letters.build(letter).text


def test_somebody_is_moved_up_out_of_turn_where_a_seat_is_free(client):
    forum, holder, first = full_forum(moves_up=False)
    second = make_registration(forum, waits=True)
    sign_in_as(client, forum)
    path = desk(forum, f"registrations/{second.id}")
    data = form_token(client, path)
    full = client.post(f"{path}/promotion", data=data)
    assert (full.status_code, "満席" in text_of(full)) == (422, True)
    with writing():
        changing.cancel(holder, by=SYSTEM)
    assert client.post(f"{path}/promotion", data=data).status_code == 303
    db.session.expire_all()
    assert (first.state, second.state) == (RegistrationState.WAITING, RegistrationState.CONFIRMED)
    twice = client.post(f"{path}/promotion", data=data)
    assert (twice.status_code, "この方は、キャンセル待ちではありません。" in text_of(twice)) == (422, True)


def test_the_desk_is_told_of_applications_and_counts_all_who_may_still_come(client):
    forum = make_forum()
    set_rules(forum, needs_approval=True)
    sign_in_as(client, forum)
    page = f"/desk/forums/{forum.slug}/"
    assert "承認待ちの申込み" not in text_of(client.get(page))
    make_registration(forum)
    assert "承認待ちの申込みが1件あります。" in text_of(client.get(page))
    assert participants(forum).present == 1
