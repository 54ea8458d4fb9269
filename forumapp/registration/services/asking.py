"""The organiser's own questions: asked, changed, put in order; and their answers emptied when their time is over."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock, files
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum
from forumapp.registration.models import Answer, FieldKind, Question
from forumapp.registration.queries.audience import has_answers, questions

CHOOSING = (FieldKind.CHOICE, FieldKind.CHOICES)


def add_question(
    forum: Forum,
    *,
    by: Actor,
    kind: FieldKind,
    label: str,
    hint: str = "",
    choices: str = "",
    is_required: bool = False,
    editors_only: bool = False,
    keep_days: int | None = None,
) -> Question:
    """Ask something of the organiser's own. ``choices``: one a line. Raises DomainError for ``choices``."""
    last = db.session.scalar(sa.select(sa.func.max(Question.position)).where(Question.forum_id == forum.id))
    question = Question(
        forum_id=forum.id,
        position=0 if last is None else last + 1,
        kind=kind,
        label=label,
        hint=hint,
        choices=_choices(kind, choices),
        is_required=is_required,
        editors_only=editors_only,
        keep_days=keep_days,
    )
    db.session.add(question)
    audit.record(by, "question.added", question, changes={"label": [None, label]})
    return question


def change_question(question: Question, *, by: Actor, **values: Any) -> None:
    """Write other values into a question: the keywords of :func:`add_question`.

    Raises DomainError for ``choices``, and for ``kind`` of a question that was answered: the answers would lose their
    meaning.
    """
    values["choices"] = _choices(values["kind"], values["choices"])
    if values["kind"] is not question.kind and has_answers(question):
        raise DomainError(
            _("すでに回答があるため、回答の形は変更できません。取り下げて、新しい質問を追加してください。"),
            "kind",
        )
    changes = audit.difference(question, values)
    audit.record(by, "question.changed", question, changes=changes)


def move_question(forum: Forum, question: Question, *, by: Actor, direction: str) -> None:
    """Put a question one place ``up`` or ``down``; at the end of the list nothing happens."""
    listed = list(questions(forum))
    place = listed.index(question)
    other = place + (-1 if direction == "up" else 1)
    if not 0 <= other < len(listed):
        return
    listed[place], listed[other] = listed[other], listed[place]
    for position, one in enumerate(listed):
        one.position = position
    audit.record(by, "question.moved", question)


def empty_due() -> int:
    """Empty the answers to questions whose own time is over; returns how many questions (daily job)."""
    due = overdue(_holds_answers())
    for question in due:
        _empty(question)
    return len(due)


def overdue(*conditions: sa.ColumnElement[bool]) -> list[Question]:
    """Return the questions whose own time is over, of those that meet ``conditions``."""
    kept = sa.select(Question, Forum).join(Forum, Forum.id == Question.forum_id)
    kept = kept.where(Question.keep_days.is_not(None), Forum.day.is_not(None), *conditions)
    rows = db.session.execute(kept.order_by(Question.id)).tuples().all()
    return [question for question, forum in rows if _is_over(question, forum)]


def _holds_answers() -> sa.ColumnElement[bool]:
    return sa.exists().where(Answer.question_id == Question.id, Answer.value != "")


def _is_over(question: Question, forum: Forum) -> bool:
    if forum.day is None or question.keep_days is None:
        return False
    return clock.today(forum.zone) > forum.day + timedelta(days=question.keep_days)


def _empty(question: Question) -> None:
    mine = Answer.question_id == question.id
    digests = set(
        db.session.scalars(sa.select(Answer.file_digest).where(mine, Answer.file_digest.is_not(None)))
    )
    db.session.execute(sa.update(Answer).where(mine).values(value="", file_digest=None))
    files.forget({digest for digest in digests if digest is not None})
    audit.record(SYSTEM, "question.emptied", question)


def _choices(kind: FieldKind, text: str) -> str:
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if kind in CHOOSING and len(lines) < 2:
        raise DomainError(_("選択肢を2つ以上、1行に1つずつ入力してください。"), "choices")
    return "\n".join(lines) if kind in CHOOSING else ""
