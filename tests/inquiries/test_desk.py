"""The organiser's pages: whom to ask in code order, addresses tolerantly, reminders, answering for an organisation."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.queries.inquiries import inquiries_of
from forumapp.inquiries.queries.overview import Stand, stand_of
from forumapp.mail.models import Letter
from forumapp.registration.models import Entry
from forumapp.registration.queries.ledger import rules_of
from forumapp.registration.services import rules
from tests.accounts.factories import writing
from tests.forums.factories import make_forum, sign_in_as
from tests.forums.pages import errors_on, form_on, fresh, send, text_of
from tests.inquiries.factories import (
    NAGASAKI,
    enter,
    make_asked_forum,
    make_inquiry,
    registered,
    someone,
    submit,
)
from tests.registration.factories import make_line


@pytest.fixture
def desk(app, client):
    forum, quotas = make_asked_forum()
    sign_in_as(client, forum, Role.EDITOR)
    return f"/desk/forums/{forum.slug}/inquiries", forum, quotas


ADDRESSES = "長崎市\tnagasaki@city.example.jp\n４２２０２９,sasebo@city.example.jp\n福岡市,f@city.example.jp\nだれでもない"


def ask(client, desk, **changed):
    data = {
        **form_on(client, f"{desk}/new", f"{desk}/new/preview"),
        "due": "7/19",
        "addresses": ADDRESSES,
        **changed,
    }
    return client.post(f"{desk}/new/preview", data=data), client.post(f"{desk}/new", data=data)


def test_one_choice_asks_all_municipalities_and_sends_to_those_with_an_address(client, desk):
    page, forum, _quotas = desk
    preview, answer = ask(client, page)
    shown = text_of(preview)
    assert "21団体のうち、照会を送る団体 2、宛先のない団体 19、照会済みの団体 0" in shown
    assert "4行目：だれでもない" in shown
    assert "選んだ対象に団体がありません：f@city.example.jp 福岡市" in shown
    assert shown.index("長崎市") < shown.index("佐世保市") < shown.index("新上五島町")
    assert answer.status_code == 303
    asked = inquiries_of(forum)
    assert [one.organisation.code for one in asked] == sorted(one.organisation.code for one in asked)
    assert [one.address for one in asked[:3]] == ["nagasaki@city.example.jp", "sasebo@city.example.jp", ""]
    assert [stand_of(one) for one in asked[:3]] == [Stand.WAITING, Stand.WAITING, Stand.UNSENT]
    rules = rules_of(forum)
    assert (rules.entry, f"{rules.reply_due:%Y-%m-%d %H:%M}") == (Entry.BOTH, "2024-07-19 17:00")
    letters = db.session.scalar(sa.select(sa.func.count(Letter.id)).where(Letter.kind == "inquiries.asked"))
    assert letters == 2
    assert ask(client, page)[1].status_code == 303
    assert db.session.scalar(sa.select(sa.func.count(Inquiry.id))) == 21


def test_a_deadline_that_has_passed_is_refused_at_its_field(client, desk):
    page, _forum, _quotas = desk
    _preview, answer = ask(client, page, due="2024/6/1")
    assert errors_on(answer) == [("回答期限の日", "回答期限は、これから先の日時にしてください。")]


def test_last_times_addresses_are_offered(client, app):
    before, _quotas = make_asked_forum()
    make_inquiry(before, address="before@city.example.jp")
    forum = make_forum(owner=before.owner, day=before.day.replace(month=9))
    from_before = make_line(forum)
    sign_in_as(client, forum, Role.EDITOR)
    page = f"/desk/forums/{forum.slug}/inquiries"
    assert "前回のフォーラムの宛先が1件あります。" in text_of(client.get(f"{page}/new"))
    preview, _answer = ask(client, page, addresses="", lines=from_before.id)
    assert "before@city.example.jp" in text_of(preview)


def test_only_those_who_have_not_answered_are_reminded(client, desk):
    page, forum, quotas = desk
    first, second = make_inquiry(forum), make_inquiry(forum, "422029", "second@city.example.jp")
    enter(first, someone("青木", quotas[0]))
    submit(first)
    assert "未回答" in text_of(client.get(f"{page}?stand=waiting"))
    token = form_on(client, f"{page}/new", f"{page}/new/preview")["csrf_token"]
    answer = client.post(f"{page}/reminders", data={"csrf_token": token, "inquiries": [first.id, second.id]})
    assert answer.status_code == 303
    reminded = db.session.scalars(sa.select(Letter.address).where(Letter.kind == "inquiries.reminder")).all()
    assert reminded == ["second@city.example.jp"]
    assert errors_on(client.post(f"{page}/reminders", data={"csrf_token": token})) == [
        ("督促する団体", "督促する団体を選んでください。")
    ]


def test_an_organiser_answers_for_an_organisation_after_the_deadline_in_their_own_name(client, desk):
    page, forum, (policy, *_others) = desk
    inquiry = make_inquiry(forum)
    with writing():
        rules.change_rules(forum, by=SYSTEM, reply_due=datetime(2024, 7, 1, 8, 0))
    begun = send(
        client,
        f"{page}/organisations/{inquiry.organisation_id}",
        f"{page}/organisations/{inquiry.organisation_id}",
    )
    assert begun.status_code == 303
    reply = begun.location
    send(client, f"{reply}people/new?quota={policy.id}", family_name="電話", given_name="受付")
    assert send(client, f"{reply}check").status_code == 303
    assert registered() == [("電話", policy.id, "confirmed")]
    history = text_of(client.get(f"{page}/{inquiry.id}"))
    assert "事務局の代理入力" in history
    assert "追加：電話　受付" in history


def test_an_organisation_that_the_forum_is_not_for_cannot_be_answered_for(client, desk):
    page, forum, _quotas = desk
    assert client.get(f"{page}/organisations/{forum.owner_id}").status_code == 404


def test_another_address_ends_the_former_link(client, desk):
    page, forum, _quotas = desk
    inquiry = make_inquiry(forum, NAGASAKI)
    before = inquiry.link_generation
    action = f"{page}/{inquiry.id}/address"
    data = {**form_on(client, f"{page}/{inquiry.id}", action), "address": "new@city.example.jp"}
    assert client.post(action, data=data).status_code == 303
    assert (fresh(inquiry).address, inquiry.link_generation) == ("new@city.example.jp", before + 1)
