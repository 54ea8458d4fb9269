"""受付のきまり: who registers, open seats, waiting list, release; and that more seats are never promised unsaid."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory.services import organisation_by_code
from forumapp.forums.models import Mode
from forumapp.forums.services.facts import set_seats
from forumapp.registration.models import (
    Entry,
    Registration,
    RegistrationState,
    SeatRules,
)
from forumapp.registration.queries import ledger
from forumapp.registration.services import audience, registering, rules
from forumapp.registration.wording import shortage_words
from tests.accounts.factories import writing
from tests.forums.factories import make_forum, make_venue, sign_in_as
from tests.registration.factories import make_attendee, make_line, make_quota, make_registration
from tests.registration.test_desk_views import desk, form_token

TOWN = "423076"
"""長与町."""


def change(forum, **values):
    with writing():
        return rules.change_rules(forum, by=SYSTEM, **values)


def waiting_person(forum):
    with writing():
        return registering.register(
            forum, by=SYSTEM, mode=Mode.ON_SITE, attendee=make_attendee(), waits=True
        )[0]


def state_of(registration):
    db.session.rollback()
    return db.session.get(Registration, registration.id).state


def filled(client, path, **changes):
    return {
        **form_token(client, path),
        "seen": "{}",
        "entry": "both",
        "needs_approval": "no",
        "has_waiting": "yes",
        "moves_up": "yes",
        "join_minutes": "30",
        **changes,
    }


def test_the_rules_are_set_on_one_page_and_recorded(app, client):
    forum = make_forum()
    make_quota(make_line(forum))
    sign_in_as(client, forum)
    path = desk(forum, "seat-rules")
    sent = filled(
        client,
        path,
        open_on_site="１０",
        offer_hours="24",
        reply_due="令和6年7月20日",
        releases_on="2024/7/22",
    )

    assert client.post(path, data=sent).status_code == 303

    kept = db.session.get(SeatRules, forum.id)
    assert (kept.entry, kept.open_on_site, kept.open_web, kept.has_waiting, kept.moves_up) == (
        Entry.BOTH,
        10,
        None,
        True,
        True,
    )
    assert (kept.offer_hours, kept.join_minutes, kept.reply_due, kept.releases_on) == (
        24,
        30,
        datetime(2024, 7, 20, 23, 59),
        date(2024, 7, 22),
    )
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "seat_rules.changed")).one()
    assert entry.changes["entry"] == ["individuals", "both"]
    assert "本人の申込みと団体の回答の両方" in client.get(desk(forum, "history")).text


def test_rules_that_say_nothing_new_leave_no_trace(app):
    forum = make_forum()
    change(forum, has_waiting=True)
    change(forum, has_waiting=True)
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == "seat_rules.changed")) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"releases_on": "2024/8/2"}, "席を開放する日は、開催日までの日付にしてください。"),
        ({"reply_due": "2024/8/1", "reply_due_at": "14:00"}, "回答期限は、開催の開始より前にしてください。"),
        ({"reply_due_at": "14:00"}, "時刻を入力するときは、日付も入力してください。"),
        ({"open_on_site": "たくさん"}, "数字で入力してください。"),
        ({"offer_hours": "0"}, "1から720までの数字で入力してください。"),
        ({"join_minutes": ""}, "入力してください。"),
        ({"entry": "nobody"}, "選択肢の中から選んでください。"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_beside_its_field(app, client, changes, said):
    forum = make_forum()
    sign_in_as(client, forum)
    path = desk(forum, "seat-rules")
    answer = client.post(path, data=filled(client, path, **changes))
    assert answer.status_code == 422
    assert said in answer.text
    for name, value in changes.items():
        assert name == "entry" or f'value="{value}"' in answer.text
    assert db.session.get(SeatRules, forum.id) is None


def test_a_waiting_list_on_which_people_stand_is_not_closed(app):
    forum = make_forum(seats_on_site=1)
    change(forum, has_waiting=True)
    make_registration(forum)
    waiting = waiting_person(forum)
    with pytest.raises(DomainError, match="1名がキャンセル待ち") as refused:
        change(forum, has_waiting=False)
    assert refused.value.field == "has_waiting"
    assert state_of(waiting) is RegistrationState.WAITING


def test_more_seats_at_the_venue_move_up_who_waits(app):
    forum = make_forum(seats_on_site=1)
    change(forum, has_waiting=True)
    make_registration(forum)
    first, second = waiting_person(forum), waiting_person(forum)
    with writing():
        set_seats(forum, by=SYSTEM, mode=Mode.BOTH, seats_on_site=2, seats_web=None)
    assert (state_of(first), state_of(second)) == (RegistrationState.CONFIRMED, RegistrationState.WAITING)


def test_a_quota_made_smaller_or_withdrawn_frees_seats_for_who_waits(app):
    forum = make_forum(seats_on_site=43)
    quota = make_quota(make_line(forum), seats=2)
    change(forum, entry=Entry.BOTH, has_waiting=True)
    make_registration(forum, Mode.WEB)
    with writing():
        audience.change_quota(quota, by=SYSTEM, mode=Mode.ON_SITE)
    make_registration(forum)
    first, second = waiting_person(forum), waiting_person(forum)
    assert (state_of(first), state_of(second)) == (RegistrationState.WAITING, RegistrationState.WAITING)
    with writing():
        audience.change_quota(quota, by=SYSTEM, seats=1)
    assert (state_of(first), state_of(second)) == (
        RegistrationState.CONFIRMED,
        RegistrationState.CONFIRMED,
    )


def test_that_more_is_promised_than_there_is_is_said_wherever_one_looks(app, client):
    forum = make_forum(seats_on_site=90)
    line = make_line(forum)
    sign_in_as(client, forum)
    token = form_token(client, desk(forum, "audience"))
    path = desk(forum, f"audience/lines/{line.id}/quotas/new")
    told = "会場：参加枠と一般枠の合計が、定員を15席超えています。"

    for page in ("", "audience", "seat-rules"):
        assert told not in client.get(desk(forum, page)).text
    client.post(path, data={**token, "label": "情報政策", "seats": "5", "mode": "on_site"})
    assert f"参加枠を追加しました。{told}" in client.get(desk(forum, "audience")).text
    for page in ("", "audience", "seat-rules"):
        assert told in client.get(desk(forum, page)).text


def test_the_room_bounds_the_seats_where_no_number_was_set(app):
    forum = make_forum(mode=Mode.ON_SITE)
    with writing():
        venue = make_venue()
        forum.venue, forum.room = venue, venue.rooms[0]
    make_quota(make_line(forum), seats=3)
    assert shortage_words(ledger.planned(forum).shortage()) == [
        "会場：参加枠と一般枠の合計が、定員を3席超えています。"
    ]


def test_an_organisation_is_given_no_more_seats_than_there_are(app):
    forum = make_forum(seats_on_site=22, mode=Mode.ON_SITE)
    quota = make_quota(make_line(forum), seats=1)
    change(forum, entry=Entry.BOTH)
    with writing():
        town = organisation_by_code(TOWN)
        rules.allot(quota, town, by=SYSTEM, seats=2)
    with pytest.raises(DomainError) as refused, writing():
        rules.allot(quota, town, by=SYSTEM, seats=3)
    assert refused.value.field == "seats"
    assert ledger.read(forum).cap(quota.id, town.id) == 2


def test_a_forum_of_organisations_offers_nobody_a_form(app, client):
    forum = make_forum()
    make_quota(make_line(forum))
    asked = "所属する団体の担当者へお申し出ください。"
    page, form = f"/forums/{forum.slug}/", f"/forums/{forum.slug}/registration"

    assert "参加を申し込む" in client.get(page).text
    assert asked not in client.get(form).text
    change(forum, entry=Entry.ORGANISATIONS)
    assert "参加を申し込む" not in client.get(page).text
    assert "申し込む</a>" not in client.get(page).text
    assert asked in client.get(page).text
    assert asked in client.get(form).text


@pytest.mark.parametrize("role", ["reception", "viewer", "facilitator"])
def test_only_editors_change_the_rules(app, client, role):
    forum = make_forum()
    sign_in_as(client, forum, role)
    for path in ("seat-rules", "seat-rules/release"):
        assert client.get(desk(forum, path)).status_code == 403
