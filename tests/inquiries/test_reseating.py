"""Another quota for somebody who is registered: with another way to take part too, and without a promise to wait."""

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.inquiries.errors import RowRefused
from forumapp.inquiries.services.rows import outlook
from forumapp.mail.models import Letter
from forumapp.registration.models import Registration
from forumapp.registration.services import rules
from tests.accounts.factories import writing
from tests.inquiries.factories import asked as asked
from tests.inquiries.factories import enter, make_asked_forum, make_inquiry, registered, someone, submit
from tests.registration.factories import make_quota


def codes(inquiry):
    return [[message.code for message in row.messages] for row in outlook(inquiry).rows]


@pytest.mark.parametrize(("former", "mode"), [(Mode.ON_SITE, Mode.WEB), (Mode.WEB, Mode.ON_SITE)])
def test_quota_and_mode_change_together_where_either_quota_takes_only_its_own(app, former, mode):
    forum, (policy, *_others) = make_asked_forum()
    only_former = make_quota(policy.audience, "これまでの枠", 1, mode=former)
    only_new = make_quota(policy.audience, "新しい枠", 1, mode=mode)
    inquiry = make_inquiry(forum)
    (row,) = enter(inquiry, someone("青木", only_former, former, email="aoki@city.example.jp"))
    submit(inquiry)
    enter(inquiry, someone("青木", only_new, mode, email="aoki@city.example.jp", row_id=row.id))
    submit(inquiry)
    one = db.session.scalar(sa.select(Registration))
    assert (one.quota_id, one.mode, one.state.value) == (only_new.id, mode, "confirmed")
    told = sa.select(Letter.kind).where(Letter.address == "aoki@city.example.jp").order_by(Letter.id)
    assert db.session.scalars(told).all()[-1] == "registration.mode_changed"
    enter(inquiry, someone("井上", only_former, former))
    submit(inquiry)
    assert registered()[1] == ("井上", only_former.id, "confirmed")


def test_who_waits_waits_for_the_other_quota_in_the_other_mode(asked):
    inquiry, (policy, finance, personnel) = asked
    with writing():
        rules.change_rules(inquiry.forum, by=SYSTEM, has_waiting=True)
    enter(inquiry, someone("青木", finance), someone("上田", personnel))
    (row,) = enter(inquiry, someone("井上", finance))
    submit(inquiry)
    enter(inquiry, someone("井上", personnel, Mode.WEB, row_id=row.id))
    submit(inquiry)
    one = db.session.scalar(sa.select(Registration).where(Registration.family_name == "井上"))
    assert (one.quota_id, one.mode, one.state.value) == (personnel.id, Mode.WEB, "waiting")
    enter(inquiry, someone("井上", policy, row_id=row.id))
    submit(inquiry)
    assert (one.quota_id, one.mode, one.state.value) == (policy.id, Mode.ON_SITE, "confirmed")


def test_who_has_a_seat_is_not_promised_to_wait_for_one_of_a_full_quota(asked):
    inquiry, (policy, finance, _personnel) = asked
    with writing():
        rules.change_rules(inquiry.forum, by=SYSTEM, has_waiting=True)
    (row, _other) = enter(inquiry, someone("青木", policy), someone("井上", finance))
    submit(inquiry)
    enter(inquiry, someone("青木", finance, row_id=row.id), someone("上田", finance))
    assert codes(inquiry) == [["quota_full"], [], ["waits"]]
    with pytest.raises(RowRefused, match="青木"):
        submit(inquiry)
