"""Answers in drafts go when the time of their question is over, as those of registrations do."""

from typing import Any

import sqlalchemy as sa

from forumapp.core import audit
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.inquiries.models import InquiryRow
from forumapp.registration.models import Question
from forumapp.registration.services import asking


def empty_due() -> int:
    """Empty the answers in rows of replies to questions whose own time is over; returns how many (daily job)."""
    return sum(_empty(question) for question in asking.overdue(_is_in_rows()))


def _is_in_rows() -> sa.ColumnElement[bool]:
    return sa.exists().where(InquiryRow.forum_id == Question.forum_id)


def _empty(question: Question) -> int:
    key = str(question.id)
    said = [sa.cast(kept, sa.Text).contains(f'"{key}":') for kept in (InquiryRow.answers, InquiryRow.base)]
    found = sa.select(InquiryRow).where(InquiryRow.forum_id == question.forum_id, sa.or_(*said))
    rows = db.session.scalars(found.order_by(InquiryRow.id)).all()
    for row in rows:
        row.answers = _without(row.answers, key)
        if "answers" in row.base:
            row.base = {**row.base, "answers": _without(row.base["answers"], key)}
    if rows:
        audit.record(SYSTEM, "question.emptied", question)
    return bool(rows)


def _without(answers: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if name != key}
