"""Attendees put back into a reply: they come in fact, also when their registration or their seat is gone meanwhile."""

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.inquiries.queries.inquiries import token_of
from forumapp.inquiries.queries.standing import rows_of
from forumapp.inquiries.services import drafting
from forumapp.registration.models import Registration
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.forums.pages import form_on, fresh, text_of
from tests.inquiries.factories import asked as asked
from tests.inquiries.factories import enter, registered, someone, submit


@pytest.fixture
def reply(asked):
    inquiry, quotas = asked
    return f"/replies/{token_of(inquiry)}/", inquiry, quotas


def take_out(inquiry, row):
    with writing():
        drafting.remove(inquiry, row, by=SYSTEM)


def put_back(inquiry, row):
    with writing():
        drafting.restore(inquiry, row, by=SYSTEM)


def living(inquiry):
    db.session.expire_all()
    return [row.family_name for row in rows_of(inquiry) if row.removed_at is None]


def test_who_was_taken_out_and_submitted_meanwhile_is_registered_anew_when_saved_again(client, reply):
    page, inquiry, (policy, finance, _personnel) = reply
    row, _other = enter(inquiry, someone("青木", policy), someone("井上", finance))
    submit(inquiry)
    here = f"{page}people/{row.id}"
    stale = form_on(client, here)
    take_out(inquiry, row)
    submit(inquiry)
    first = client.post(here, data={**stale, "unit": "総務課"})
    assert (first.status_code, "もう一度保存すると" in text_of(first)) == (422, True)
    assert client.post(here, data={**stale, "unit": "総務課", "removed": "1"}).status_code == 303
    submit(inquiry)
    assert registered() == [
        ("青木", policy.id, "cancelled"),
        ("井上", finance.id, "confirmed"),
        ("青木", policy.id, "confirmed"),
    ]
    units = db.session.scalars(sa.select(Registration.unit).order_by(Registration.id)).all()
    assert units == ["", "", "総務課"]


def test_who_cancelled_by_their_own_link_comes_back_only_if_that_is_meant(client, reply):
    page, inquiry, (policy, *_others) = reply
    (row,) = enter(inquiry, someone("青木", policy))
    submit(inquiry)
    here = f"{page}people/{row.id}"
    stale = form_on(client, here)
    with writing():
        changing.cancel(db.session.scalar(sa.select(Registration)), by=SYSTEM)
    first = client.post(here, data={**stale, "unit": "総務課"})
    assert (first.status_code, "参加は取り消されています" in text_of(first)) == (422, True)
    assert fresh(row).unit == ""
    assert client.post(here, data={**stale, "unit": "総務課", "removed": "1"}).status_code == 303
    submit(inquiry)
    assert registered() == [("青木", policy.id, "cancelled"), ("青木", policy.id, "confirmed")]


def test_a_restored_attendee_whose_registration_ended_is_entered_anew(reply):
    _page, inquiry, (policy, *_others) = reply
    (row,) = enter(inquiry, someone("青木", policy))
    submit(inquiry)
    take_out(inquiry, row)
    with writing():
        changing.cancel(db.session.scalar(sa.select(Registration)), by=SYSTEM)
    put_back(inquiry, row)
    submit(inquiry)
    assert registered() == [("青木", policy.id, "cancelled"), ("青木", policy.id, "confirmed")]


def test_a_restored_substitute_takes_the_seat_again(reply):
    _page, inquiry, (_policy, finance, _personnel) = reply
    enter(inquiry, someone("青木", finance))
    submit(inquiry)
    receipt = db.session.scalar(sa.select(Registration.receipt))
    (other,) = enter(inquiry, someone("代田", finance, replaces=receipt))
    take_out(inquiry, other)
    assert living(inquiry) == ["青木"]
    put_back(inquiry, other)
    assert living(inquiry) == ["代田"]
    submit(inquiry)
    assert registered() == [("青木", finance.id, "substituted"), ("代田", finance.id, "confirmed")]


def test_a_restored_substitute_whose_seat_another_takes_needs_a_seat_of_their_own(reply):
    _page, inquiry, (policy, *_others) = reply
    enter(inquiry, someone("青木", policy))
    submit(inquiry)
    receipt = db.session.scalar(sa.select(Registration.receipt))
    (first,) = enter(inquiry, someone("代田", policy, replaces=receipt))
    take_out(inquiry, first)
    enter(inquiry, someone("別府", policy, replaces=receipt))
    put_back(inquiry, first)
    submit(inquiry)
    assert sorted((name, state) for name, _quota, state in registered()) == [
        ("代田", "confirmed"),
        ("別府", "confirmed"),
        ("青木", "substituted"),
    ]
