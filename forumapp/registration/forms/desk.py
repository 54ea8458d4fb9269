"""The organisers' forms: audience, quotas, questions, invitations."""

from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import validators
from wtforms.fields.choices import SelectChoice

from forumapp.agenda import queries as agenda
from forumapp.core.forms import BlockField, Form, LineField, NumberField, between, chosen, optional, required
from forumapp.core.i18n import LANGUAGES, NAMES
from forumapp.core.merging import MergingForm
from forumapp.directory import register
from forumapp.directory.queries import departments, suggestions
from forumapp.forums.models import Forum, Mode
from forumapp.registration.forms.attendee import whole_or_none
from forumapp.registration.models import Audience, AudienceKind, FieldKind, Question, Quota
from forumapp.registration.wording import audience_name, field_name

MOST_SEATS, MOST_DAYS = 99_999, 36_500
QUOTA = ("label", "seats", "ranks", "department_id", "track_id", "mode")
QUESTION = ("label", "kind", "hint", "choices", "is_required", "editors_only", "keep_days")
"""What the forms of a quota and of a question hold."""


class LineForm(MergingForm):
    """A line of the audience."""

    kind = wtforms.RadioField(_l("対象"), [chosen()], coerce=AudienceKind)
    label = LineField(_l("表示名"), [required()])
    prefecture = wtforms.SelectField(_l("都道府県"), coerce=lambda value: value or None)
    organisation = LineField(_l("団体名またはコード"), render_kw={"list": "organisations"})

    @staticmethod
    def current(line: Audience) -> dict[str, Any]:
        """Return the present values."""
        named = line.organisation.name if line.organisation else ""
        return {
            "kind": line.kind,
            "label": line.label,
            "prefecture": line.prefecture,
            "organisation": named,
        }


def line_form(line: Audience | None = None) -> LineForm:
    """Make the form of a line."""
    form = LineForm({"kind": AudienceKind.MUNICIPALITIES} if line is None else LineForm.current(line))
    form.kind.choices = [SelectChoice(kind.value, audience_name(kind)) for kind in AudienceKind]
    prefectures = [SelectChoice(entry.prefecture_code, entry.name) for entry in register.prefectures()]
    form.prefecture.choices = [SelectChoice("", _("選んでください")), *prefectures]
    form.offered = suggestions()
    return form


class QuotaForm(MergingForm):
    """Seats of each organisation of a line."""

    label = LineField(_l("参加枠の名称"), [required()])
    seats = NumberField(
        _l("1団体あたりの人数"), [validators.InputRequired(_l("入力してください。")), between(0, MOST_SEATS)]
    )
    ranks = LineField(_l("希望する職位"))
    department_id = wtforms.SelectField(_l("部門"), coerce=whole_or_none)
    track_id = wtforms.SelectField(_l("部会"), coerce=whole_or_none)
    mode = wtforms.SelectField(_l("参加方法"), coerce=lambda value: Mode(value) if value else None)

    @staticmethod
    def current(quota: Quota) -> dict[str, Any]:
        """Return the present values."""
        return {name: getattr(quota, name) for name in QUOTA}


def quota_form(forum: Forum, quota: Quota | None = None) -> QuotaForm:
    """Make the form of a quota."""
    form = QuotaForm(QuotaForm.current(quota) if quota else {})
    form.department_id.choices = [
        SelectChoice("", _("指定しない")),
        *(SelectChoice(row.id, row.name) for row in departments()),
    ]
    form.track_id.choices = [
        SelectChoice("", _("指定しない")),
        *(SelectChoice(row.id, row.name) for row in agenda.tracks(forum.id)),
    ]
    form.mode.choices = [
        SelectChoice("", _("指定しない")),
        SelectChoice(Mode.ON_SITE.value, _("会場参加")),
        SelectChoice(Mode.WEB.value, _("Web参加")),
    ]
    return form


class QuestionForm(MergingForm):
    """A question of the organiser's own."""

    label = LineField(_l("質問"), [required()])
    kind = wtforms.SelectField(_l("回答の形"), coerce=FieldKind)
    hint = LineField(_l("補足"), limit=500)
    choices = BlockField(_l("選択肢（1行に1つ）"), limit=2000, render_kw={"rows": 4})
    is_required = wtforms.BooleanField(_l("必ず回答してもらう"))
    editors_only = wtforms.BooleanField(_l("回答を見られるのは、フォーラムを編集できる担当者だけにする"))
    keep_days = NumberField(_l("回答を残す期間（終了後の日数）"), [optional(), between(1, MOST_DAYS)])

    @staticmethod
    def current(question: Question) -> dict[str, Any]:
        """Return the present values."""
        return {name: getattr(question, name) for name in QUESTION}


def question_form(question: Question | None = None) -> QuestionForm:
    """Make the form of a question."""
    form = QuestionForm(QuestionForm.current(question) if question else {})
    form.kind.choices = [SelectChoice(kind.value, field_name(kind)) for kind in FieldKind]
    return form


class InviteForm(Form):
    """Whom to invite, as pasted, and what to say."""

    addresses = BlockField(
        _l("宛先"), [required()], limit=200_000, render_kw={"rows": 8, "spellcheck": "false"}
    )
    message = BlockField(_l("案内文"), [optional()], limit=3000, render_kw={"rows": 5})
    language = wtforms.RadioField(
        _l("メールの言語"),
        [chosen()],
        choices=[SelectChoice(code, NAMES[code]) for code in LANGUAGES],
        default=LANGUAGES[0],
    )
