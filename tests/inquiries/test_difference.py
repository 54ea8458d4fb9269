"""What was entered beside what stands: the same for pages, pasted rows and workbooks."""

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.inquiries.models import InquiryRow
from forumapp.inquiries.services import submitting
from forumapp.inquiries.services.rows import Kind, difference
from forumapp.registration.models import Registration
from tests.accounts.factories import writing
from tests.inquiries.factories import asked as asked
from tests.inquiries.factories import enter, registered, someone, submit


def test_a_workbook_sent_twice_changes_nothing_the_second_time(asked):
    inquiry, (policy, finance, _personnel) = asked
    sheet = [someone("青木", policy), someone("井上", finance)]
    with writing():
        submitting.take_over(inquiry, difference(inquiry, sheet), SYSTEM)
        submitting.submit(inquiry, by=SYSTEM, way=submitting.WORKBOOK)
    again = difference(inquiry, sheet)
    assert again.is_empty
    assert again.counts == {"new": 0, "changed": 0, "removed": 0, "unchanged": 2, "substituted": 0}
    shorter = difference(inquiry, sheet[:1])
    assert [row.kind for row in shorter.rows] == [Kind.UNCHANGED, Kind.REMOVED]
    added = difference(inquiry, [someone("上田", policy)], whole=False)
    assert [row.kind for row in added.rows] == [Kind.NEW]


def test_a_workbook_names_a_substitute_by_the_receipt(asked):
    inquiry, (_policy, finance, _personnel) = asked
    enter(inquiry, someone("青木", finance))
    submit(inquiry)
    receipt = db.session.scalar(sa.select(Registration.receipt))
    sheet = [someone("代田", finance, replaces=f"{receipt[:4]}-{receipt[4:]}")]
    with writing():
        made = difference(inquiry, sheet)
        assert [row.kind for row in made.rows] == [Kind.SUBSTITUTED]
        submitting.take_over(inquiry, made, SYSTEM)
        submitting.submit(inquiry, by=SYSTEM)
    assert [(name, state) for name, _quota, state in registered()] == [
        ("青木", "substituted"),
        ("代田", "confirmed"),
    ]
    assert difference(inquiry, sheet).is_empty


def test_bad_rows_are_all_named_and_nothing_of_them_is_written(asked):
    inquiry, (policy, _finance, _personnel) = asked
    bad = difference(
        inquiry,
        [
            someone("", policy, given_name=""),
            someone("井上", policy, email="井上"),
            someone("上田", None),
            someone("江口", policy),
            someone("江口", policy),
            someone("岡田", policy, replaces="AAAA-BBBB"),
        ],
    )
    assert [sorted(m.code for m in row.messages if m.weight == "fault") for row in bad.rows] == [
        ["name_missing"],
        ["bad_address"],
        ["bad_quota"],
        [],
        ["twice"],
        ["nobody_to_replace"],
    ]
    with writing(), pytest.raises(DomainError):
        submitting.take_over(inquiry, bad, SYSTEM)
    assert db.session.scalar(sa.select(sa.func.count(InquiryRow.id))) == 0
