"""A submission makes registrations of the draft: all of them or none, once per form."""

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Mode
from forumapp.inquiries.errors import Closed, RowRefused
from forumapp.inquiries.models import InquiryRow, InquirySubmission
from forumapp.inquiries.services import asking, drafting, submitting
from forumapp.inquiries.services.rows import Kind, outlook
from forumapp.mail.models import Letter
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.services import changing, rules, substituting
from tests.accounts.factories import writing
from tests.inquiries.factories import asked as asked
from tests.inquiries.factories import enter, make_asked_forum, registered, someone, submit
from tests.registration.factories import make_attendee


def test_a_draft_is_nobodys_seat_until_it_is_submitted(asked):
    inquiry, (policy, finance, _personnel) = asked
    enter(inquiry, someone("青木", policy), someone("井上", finance, Mode.WEB))
    assert registered() == []
    made = submit(inquiry)
    assert registered() == [("青木", policy.id, "confirmed"), ("井上", finance.id, "confirmed")]
    assert (made.number, made.way, made.content["counts"]["new"]) == (1, "web", 2)
    assert [row["family_name"] for row in made.content["rows"]] == ["青木", "井上"]
    assert (len(inquiry.receipt), inquiry.submitted_version) == (8, inquiry.version)


def test_the_same_form_twice_is_one_submission(asked):
    inquiry, (policy, *_others) = asked
    enter(inquiry, someone("青木", policy))
    first = submit(inquiry, form_key="a key")
    assert submit(inquiry, form_key="a key").id == first.id
    assert db.session.scalar(sa.select(sa.func.count(InquirySubmission.id))) == 1
    assert len(registered()) == 1


def test_one_person_in_two_quotas_is_one_person_in_two_seats(asked):
    inquiry, (policy, finance, _personnel) = asked
    (row,) = enter(inquiry, someone("青木", policy, email="aoki@city.example.jp"))
    with writing():
        drafting.copy_to(
            inquiry, someone("青木", policy, email="aoki@city.example.jp"), finance.id, by=SYSTEM
        )
    submit(inquiry)
    people = db.session.execute(sa.select(Registration.person_id, Registration.quota_id)).all()
    assert {person for person, _quota in people} == {people[0][0]}
    assert sorted(quota for _person, quota in people) == sorted([policy.id, finance.id])
    assert row.registration_id is not None


def test_over_the_quota_one_waits_where_there_is_a_list(asked):
    inquiry, (_policy, finance, _personnel) = asked
    with writing():
        rules.change_rules(inquiry.forum, by=SYSTEM, has_waiting=True)
    enter(inquiry, someone("青木", finance), someone("井上", finance))
    submit(inquiry)
    assert [state for _name, _quota, state in registered()] == ["confirmed", "waiting"]


def test_over_the_quota_without_a_list_that_row_is_refused_and_nothing_is_done(asked):
    inquiry, (_policy, finance, _personnel) = asked
    rows = enter(inquiry, someone("青木", finance), someone("井上", finance))
    with pytest.raises(RowRefused) as refused:
        submit(inquiry)
    assert refused.value.row_id == rows[1].id
    assert "井上" in refused.value.message
    db.session.rollback()
    assert registered() == []


def test_changes_removals_and_another_quota_amend_the_reply(asked):
    inquiry, (policy, finance, personnel) = asked
    first, second, third = enter(
        inquiry, someone("青木", policy), someone("井上", policy), someone("上田", finance)
    )
    submit(inquiry)
    receipts = [one.receipt for one in db.session.scalars(sa.select(Registration).order_by(Registration.id))]
    with writing():
        drafting.remove(inquiry, first, by=SYSTEM)
    enter(
        inquiry,
        someone("井上", policy, Mode.WEB, row_id=second.id, unit="総務課"),
        someone("上田", personnel, row_id=third.id),
    )
    view = outlook(inquiry)
    assert [(row.kind.value, row.name) for row in view.rows] == [
        ("changed", "井上　花子"),
        ("changed", "上田　花子"),
        ("removed", "青木　花子"),
    ]
    made = submit(inquiry)
    rows = list(db.session.scalars(sa.select(Registration).order_by(Registration.id)))
    assert [one.receipt for one in rows] == receipts
    assert [(one.state.value, one.mode, one.unit, one.quota_id) for one in rows] == [
        ("cancelled", Mode.ON_SITE, "", policy.id),
        ("confirmed", Mode.WEB, "総務課", policy.id),
        ("confirmed", Mode.ON_SITE, "", personnel.id),
    ]
    assert made.number == 2
    assert outlook(inquiry).is_empty


def test_a_substitute_needs_no_free_seat(asked):
    inquiry, (_policy, finance, _personnel) = asked
    enter(inquiry, someone("青木", finance))
    submit(inquiry)
    receipt = db.session.scalar(sa.select(Registration.receipt))
    enter(inquiry, someone("代田", finance, Mode.WEB, replaces=receipt))
    assert [row.kind for row in outlook(inquiry).rows] == [Kind.SUBSTITUTED]
    submit(inquiry)
    assert registered() == [("青木", finance.id, "substituted"), ("代田", finance.id, "confirmed")]
    assert db.session.scalars(sa.select(Registration.mode).order_by(Registration.id)).all() == [
        Mode.ON_SITE,
        Mode.WEB,
    ]


def test_taking_a_substitute_out_of_the_draft_leaves_who_was_to_be_replaced(asked):
    inquiry, (_policy, finance, _personnel) = asked
    enter(inquiry, someone("青木", finance))
    submit(inquiry)
    receipt = db.session.scalar(sa.select(Registration.receipt))
    (row,) = enter(inquiry, someone("代田", finance, replaces=receipt))
    with writing():
        drafting.remove(inquiry, row, by=SYSTEM)
    assert [one.kind for one in outlook(inquiry).rows] == [Kind.UNCHANGED]


def test_nobody_is_a_reply_too_and_ends_who_was_registered(asked):
    inquiry, (policy, *_others) = asked
    enter(inquiry, someone("青木", policy))
    submit(inquiry)
    made = submit(inquiry, is_nobody=True)
    assert (inquiry.is_nobody, made.content["nobody"], made.content["rows"]) == (True, True, [])
    assert [state for _name, _quota, state in registered()] == ["cancelled"]


def test_an_empty_reply_is_no_reply(asked):
    inquiry, _quotas = asked
    with pytest.raises(DomainError, match="参加者なし"):
        submit(inquiry)


def test_after_the_deadline_only_an_organiser_answers(asked, clock):
    inquiry, (policy, *_others) = asked
    enter(inquiry, someone("青木", policy))
    with writing():
        rules.change_rules(
            inquiry.forum, by=SYSTEM, reply_due=clock.instant.replace(tzinfo=None)
        )  # 9:00 in UTC's figures: nine hours ago in Tokyo
    with pytest.raises(Closed):
        submit(inquiry)
    db.session.rollback()
    assert submit(inquiry, late=True, way=submitting.DESK).way == "desk"


def test_what_was_looked_at_is_what_is_submitted(asked):
    inquiry, (policy, *_others) = asked
    enter(inquiry, someone("青木", policy))
    seen = submitting.glance(inquiry)
    enter(inquiry, someone("井上", policy))
    with pytest.raises(submitting.Changed):
        submit(inquiry, seen=seen)


def test_who_cancels_by_their_own_link_leaves_the_reply(asked):
    inquiry, (policy, *_others) = asked
    enter(inquiry, someone("青木", policy))
    submit(inquiry)
    with writing():
        changing.cancel(db.session.scalar(sa.select(Registration)), by=SYSTEM)
    assert outlook(inquiry).rows == ()


def test_who_came_in_place_of_somebody_by_a_personal_link_stands_in_the_reply(asked):
    inquiry, (policy, *_others) = asked
    enter(inquiry, someone("青木", policy))
    submit(inquiry)
    with writing():
        substituting.substitute(
            db.session.scalar(sa.select(Registration)), by=SYSTEM, attendee=make_attendee(family_name="代田")
        )
    assert [(row.kind, row.entered.family_name) for row in outlook(inquiry).rows] == [
        (Kind.UNCHANGED, "代田")
    ]
    enter(inquiry, someone("井上", policy))
    assert db.session.scalar(sa.select(sa.func.count(InquiryRow.id))) == 3
    submit(inquiry)
    assert [(name, state) for name, _quota, state in registered()] == [
        ("青木", "substituted"),
        ("代田", "confirmed"),
        ("井上", "confirmed"),
    ]


def test_what_a_person_changed_themselves_is_not_written_over_by_a_later_submission(asked):
    inquiry, (policy, *_others) = asked
    enter(inquiry, someone("青木", policy))
    submit(inquiry)
    with writing():
        changing.change_mode(
            db.session.scalar(sa.select(Registration)), by=SYSTEM, mode=Mode.WEB, by_hand=True
        )
    enter(inquiry, someone("井上", policy))
    submit(inquiry)
    assert db.session.scalars(sa.select(Registration.mode).order_by(Registration.id)).all() == [
        Mode.WEB,
        Mode.ON_SITE,
    ]


def test_the_clerk_gets_a_copy_and_of_a_later_submission_the_changes(asked):
    inquiry, (policy, finance, _personnel) = asked
    enter(inquiry, someone("青木", policy))
    submit(inquiry)
    enter(inquiry, someone("井上", finance))
    submit(inquiry)
    kinds = db.session.scalars(
        sa.select(Letter.kind).where(Letter.kind.startswith("inquiries.")).order_by(Letter.id)
    )
    assert list(kinds) == ["inquiries.asked", "inquiries.submitted", "inquiries.changed"]


def test_all_municipalities_of_nagasaki_are_twenty_one_organisations_in_code_order(app):
    _forum, (quota, *_others) = make_asked_forum()
    with writing():
        found = asking.organisations_of([quota.audience])
    assert (len(found), found[0].name, found[-1].name) == (21, "長崎市", "新上五島町")
    assert [one.code for one in found] == sorted(one.code for one in found)


def test_the_seats_of_the_last_ones_in_are_the_ones_that_lack(asked):
    inquiry, (policy, *_others) = asked
    with writing():
        rules.change_rules(inquiry.forum, by=SYSTEM, has_waiting=True)
    enter(inquiry, someone("青木", policy), someone("井上", policy), someone("上田", policy))
    said = [[message.code for message in row.messages] for row in outlook(inquiry).rows]
    assert said == [[], [], ["waits"]]
    submit(inquiry)
    assert registered()[2][2] == RegistrationState.WAITING.value
