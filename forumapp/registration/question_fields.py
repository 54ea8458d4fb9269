"""Fields for an organiser's own questions, and the way of an answer between form and database."""

from datetime import date
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import validators
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp.core.forms import BlockField, LineField, NumberField, chosen, required
from forumapp.core.uploads.fields import FileNeeded
from forumapp.core.uploads.tickets import Attached
from forumapp.registration.attachment_field import AttachmentField
from forumapp.registration.models import FieldKind, Question

YES, NO = "yes", "no"


def question_field(question: Question) -> Any:
    """Make the field of a question."""
    needed = [required()] if question.is_required else [validators.Optional()]
    options = [SelectChoice(line, line) for line in question.choices.splitlines()]
    if question.kind is FieldKind.LONG_TEXT:
        return BlockField(question.label, needed, limit=2000)
    if question.kind is FieldKind.NUMBER:
        asked = [validators.InputRequired(_l("入力してください。"))] if question.is_required else needed
        return NumberField(question.label, asked)
    if question.kind is FieldKind.DATE:
        return wtforms.DateField(question.label, needed)
    if question.kind is FieldKind.CHOICE:
        return wtforms.RadioField(
            question.label, [chosen() if question.is_required else validators.Optional()], choices=options
        )
    if question.kind is FieldKind.CHOICES:
        return wtforms.SelectMultipleField(
            question.label,
            [chosen() if question.is_required else validators.Optional()],
            choices=options,
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
        )
    if question.kind is FieldKind.YES_NO:
        return wtforms.RadioField(
            question.label,
            [chosen() if question.is_required else validators.Optional()],
            choices=[SelectChoice(YES, _l("はい")), SelectChoice(NO, _l("いいえ"))],
        )
    if question.kind is FieldKind.FILE:
        return AttachmentField(question.label, [FileNeeded()] if question.is_required else [])
    return LineField(question.label, needed, limit=500)


def answer_data(question: Question, value: str) -> Any:
    """Return a kept answer as its field shows it."""
    if question.kind is FieldKind.CHOICES:
        return value.splitlines()
    if question.kind is FieldKind.NUMBER:
        return int(value) if value else None
    if question.kind is FieldKind.DATE:
        return date.fromisoformat(value) if value else None
    return value


def answer_text(value: Any) -> str:
    """Return an answer as it is kept: several choices one a line, a date as 2024-08-01, a file as its ticket."""
    if value is None:
        return ""
    if isinstance(value, Attached):
        return value.ticket
    if isinstance(value, list):
        return "\n".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)
