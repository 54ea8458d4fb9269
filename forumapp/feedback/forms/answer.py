"""The form that a participant fills in, made of a forum's questions."""

from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp.core.forms import BlockField, CodeField, Form, required
from forumapp.feedback import seals
from forumapp.feedback.models import LONGEST, FeedbackQuestion, QuestionKind
from forumapp.feedback.wording import choice_words, words


class CodeForm(Form):
    """The code that opens an answer again."""

    code = CodeField(_l("変更用の番号"), [required()], limit=20)


class AnswerForm(Form):
    """What a participant answers; ``made`` adds a field for each question. ``code``: what the device will keep."""

    questions: Sequence[FeedbackQuestion] = ()
    code = HiddenField()

    def answer(self) -> dict[str, Any]:
        """Return the keywords of services.answering.give. A code that is none is replaced by a new one."""
        values = {one.slug: self[one.slug].data for one in self.questions}
        consent = self._fields.get("may_publish")
        return {
            "values": {slug: value for slug, value in values.items() if value},
            "may_publish": bool(consent and consent.data),
            "code": seals.read_code(self.code.data or "") or seals.new_code(),
        }


class _One(RadioField):
    """One of the choices, or none."""

    data: Any

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Refuse what is no choice; nothing chosen is no mistake here."""
        if self.data and self.data not in {choice.value for choice in self.choices}:
            self.data = None
            raise wtforms.ValidationError(_("選択肢の中から選んでください。"))


def made(
    questions: Sequence[FeedbackQuestion], content: Mapping[str, Any] | None = None, *, sent: bool = True
) -> AnswerForm:
    """Make the form of these questions, filled in with the content of an answer if given."""
    fields: dict[str, Any] = {one.slug: _field(one) for one in questions}
    if any(one.offers_publication for one in questions):
        fields["may_publish"] = BooleanField(_l("この感想を、名前を出さずに公開してもかまいません"))
    kind = type("MadeAnswerForm", (AnswerForm,), {**fields, "questions": questions})
    values: dict[str, Any] = {"code": seals.new_code()}
    if content is not None:
        values |= {**content["v"], "may_publish": content["p"]}
    form: AnswerForm = kind(sent=sent, **values)
    return form


def _field(question: FeedbackQuestion) -> Any:
    checks = [required(_l("お答えください。"))] if question.is_required else []
    label = words(question, "label")
    if question.kind is QuestionKind.TEXT:
        return BlockField(label, checks, limit=LONGEST)
    choices = [SelectChoice(choice["key"], choice_words(choice)) for choice in question.choices]
    if question.kind is QuestionKind.CHOICES:
        return SelectMultipleField(
            label,
            checks,
            choices=choices,
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
        )
    return _One(label, checks, choices=choices, validate_choice=False)
