"""Answers to the organiser's own questions in a reply: whose eyes they are for, and that files stay the person's."""

import io

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.inquiries.models import InquirySubmission
from forumapp.inquiries.queries.standing import entered_of
from forumapp.inquiries.services import drafting, emptying
from forumapp.registration.models import Registration
from forumapp.registration.services import asking as registration_asking
from tests.accounts.factories import writing
from tests.forums.factories import sign_in_as
from tests.forums.pages import form_on, fresh, send, text_of
from tests.inquiries.factories import asked as asked
from tests.inquiries.factories import enter, someone, submit
from tests.registration.factories import make_file_answer, make_question


@pytest.fixture
def ill(asked):
    """Return a registered person with an answer that only editors may read, and the desk's pages of the reply."""
    inquiry, (policy, *_others) = asked
    question = make_question(inquiry.forum, label="持病", editors_only=True, is_required=True)
    (row,) = enter(inquiry, someone("青木", policy, answers={question.id: "ぜんそく"}))
    submit(inquiry)
    return inquiry, row, question, f"/desk/forums/{inquiry.forum.slug}/inquiries/{inquiry.id}/reply/"


def texts_in(workbook):
    sheets = load_workbook(io.BytesIO(workbook.data))
    return {str(cell.value) for sheet in sheets for line in sheet.iter_rows() for cell in line}


@pytest.mark.parametrize(("role", "reads"), [(Role.RECEPTION, False), (Role.EDITOR, True)])
def test_an_answer_kept_for_editors_is_on_no_page_and_in_no_workbook_of_others(client, ill, role, reads):
    inquiry, row, question, page = ill
    enter(inquiry, someone("青木", row.quota, row_id=row.id, answers={question.id: "てんかん"}))
    sign_in_as(client, inquiry.forum, role)
    for path in (f"people/{row.id}", "check"):
        shown = text_of(client.get(f"{page}{path}"))
        assert ("青木" in shown, "てんかん" in shown, "ぜんそく" in shown) == (
            True,
            reads,
            reads and path == "check",
        )
    texts = texts_in(client.get(f"{page}workbook.xlsx"))
    assert ("青木" in texts, "てんかん" in texts) == (True, reads)


def test_what_they_cannot_read_stays_when_they_change_the_rest(client, ill):
    inquiry, row, question, page = ill
    sign_in_as(client, inquiry.forum, Role.RECEPTION)
    form = form_on(client, f"{page}people/{row.id}")
    sent = {**form, "unit": "財政課", f"question_{question.id}": "なし"}
    assert client.post(f"{page}people/{row.id}", data=sent).status_code == 303
    assert send(client, f"{page}check").status_code == 303
    changed = fresh(db.session.scalar(sa.select(Registration)))
    assert (changed.unit, [one.value for one in changed.answers]) == ("財政課", ["ぜんそく"])


def test_a_file_that_a_person_sent_stays_theirs_whatever_a_reply_says(asked):
    inquiry, (policy, finance, _personnel) = asked
    (row,) = enter(inquiry, someone("青木", policy))
    submit(inquiry)
    registration = db.session.scalar(sa.select(Registration))
    make_file_answer(registration)
    with writing():
        drafting.copy_to(inquiry, entered_of(fresh(row)), finance.id, by=SYSTEM)
    enter(inquiry, someone("青木", policy, unit="総務課", row_id=row.id))
    with writing():
        fresh(registration).answers[0].value = "replaced.pdf"
    submit(inquiry)
    first, second = db.session.scalars(sa.select(Registration).order_by(Registration.id))
    assert [(one.value, bool(one.file_digest)) for one in first.answers] == [("replaced.pdf", True)]
    assert (first.unit, second.answers) == ("総務課", [])


def test_an_answer_whose_time_is_over_is_in_no_draft_and_in_no_submission_any_more(asked, clock):
    inquiry, (policy, *_others) = asked
    short = make_question(inquiry.forum, label="持病", keep_days=7)
    lasting = make_question(inquiry.forum)
    answers = {short.id: "ぜんそく", lasting.id: "鉄道"}
    (row,) = enter(inquiry, someone("青木", policy, answers=answers))
    submit(inquiry)
    enter(inquiry, someone("青木", policy, unit="財政課", answers=answers, row_id=row.id))
    (draft,) = enter(inquiry, someone("井上", policy, answers=answers))
    with writing():
        assert (registration_asking.empty_due(), emptying.empty_due()) == (0, 0)
    clock.advance(days=45)
    with writing():
        assert (registration_asking.empty_due(), emptying.empty_due(), emptying.empty_due()) == (1, 1, 0)
    only = {str(lasting.id): "鉄道"}
    assert (fresh(row).answers, row.base["answers"], fresh(draft).answers) == (only, only, only)
    content = db.session.scalar(sa.select(InquirySubmission.content))
    assert ("青木" in str(content), "ぜんそく" in str(content)) == (True, False)
    assert entered_of(row).answers == {lasting.id: "鉄道"}
