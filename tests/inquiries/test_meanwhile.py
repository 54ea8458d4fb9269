"""What a person or the office changed while a clerk was at the reply: it is shown, and nothing of it is lost."""

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.inquiries.models import InquiryRow
from forumapp.inquiries.queries.inquiries import token_of
from forumapp.inquiries.queries.standing import entered_of
from forumapp.inquiries.services import drafting
from forumapp.registration.models import Question, Registration
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.forums.pages import fresh, text_of
from tests.inquiries.factories import asked as asked
from tests.inquiries.factories import enter, someone, submit
from tests.inquiries.test_pages import hidden
from tests.registration.factories import make_attendee, make_question

BEFORE, AFTER = "before@city.example.jp", "after@city.example.jp"


@pytest.fixture
def drafted(asked):
    """Return a registered person of whom the clerk has drafted another department."""
    inquiry, (policy, *_others) = asked
    make_question(inquiry.forum)
    (row,) = enter(inquiry, someone("青木", policy, email=BEFORE))
    with writing():
        drafting.change_contact(inquiry, by=SYSTEM, contact_name="代表 太郎")
    submit(inquiry)
    enter(inquiry, someone("青木", policy, email=BEFORE, unit="財政課", row_id=row.id))
    return inquiry, policy, row


def change_by_themselves(**values):
    """Let the one registered person change their details by their own link."""
    registration = db.session.scalar(sa.select(Registration))
    stands = {"family_name": "青木", "given_name": "花子", "family_kana": "シケン", "given_kana": ""}
    stands |= {"unit": registration.unit, "title": "", "email": registration.email}
    with writing():
        attendee = make_attendee(**{**stands, **values})
        changing.change_details(registration, by=SYSTEM, attendee=attendee, version=registration.version)
    return registration


def test_what_changed_after_the_check_page_is_shown_on_it_before_anything_is_submitted(client, drafted):
    inquiry, _policy, _row = drafted
    page = f"/replies/{token_of(inquiry)}/check"
    check = text_of(client.get(page))
    changed = change_by_themselves(email=AFTER, needs="車いす")
    sent = {
        **hidden(check),
        "csrf_token": check.split('name="csrf_token"')[1].split('value="')[1].split('"')[0],
    }
    answer = client.post(page, data=sent)
    shown = text_of(answer)
    assert (answer.status_code, "確認している間に" in shown, AFTER in shown) == (422, True, True)
    assert (fresh(changed).email, changed.needs, changed.unit) == (AFTER, "車いす", "")
    assert client.post(page, data={**sent, **hidden(shown)}).status_code == 303
    assert (fresh(changed).email, changed.needs, changed.unit) == (AFTER, "車いす", "財政課")


def test_of_a_draft_only_what_it_changed_is_submitted(drafted):
    inquiry, _policy, _row = drafted
    question = db.session.scalar(sa.select(Question.id))
    changed = change_by_themselves(email=AFTER, needs="車いす", answers={question: "鉄道"})
    submit(inquiry)
    assert (changed.email, changed.needs, changed.unit) == (AFTER, "車いす", "財政課")
    assert [one.value for one in changed.answers] == ["鉄道"]


def test_what_both_changed_is_the_drafts_and_shown_beside_what_stands(client, drafted):
    inquiry, _policy, _row = drafted
    changed = change_by_themselves(unit="総務課")
    assert "部署名：総務課 → 財政課" in text_of(client.get(f"/replies/{token_of(inquiry)}/check"))
    submit(inquiry)
    assert fresh(changed).unit == "財政課"


def test_who_is_taken_out_and_put_back_is_as_they_changed_themselves(asked):
    inquiry, (policy, *_others) = asked
    (row,) = enter(inquiry, someone("青木", policy, email=BEFORE))
    submit(inquiry)
    changed = change_by_themselves(email=AFTER)
    with writing():
        drafting.remove(inquiry, row, by=SYSTEM)
        drafting.restore(inquiry, row, by=SYSTEM)
    assert entered_of(db.session.get(InquiryRow, row.id)).email == AFTER
    submit(inquiry)
    assert fresh(changed).email == AFTER


def test_nobody_is_cancelled_who_came_after_the_page_was_looked_at(client, drafted):
    inquiry, _policy, _row = drafted
    page = f"/replies/{token_of(inquiry)}/nobody"
    looked_at = text_of(client.get(page))
    changed = change_by_themselves(needs="車いす")
    token = looked_at.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = client.post(page, data={**hidden(looked_at), "csrf_token": token})
    assert (answer.status_code, fresh(changed).state.value) == (422, "confirmed")
