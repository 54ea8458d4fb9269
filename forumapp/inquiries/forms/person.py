"""The form of one attendee of a reply: the seat, the person, and what the organiser asks."""

from collections.abc import Mapping
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import validators
from wtforms.fields.choices import SelectChoice

from forumapp.core.forms import BlockField, EmailField, LineField, chosen, required
from forumapp.core.i18n import language
from forumapp.core.merging import MergingForm
from forumapp.core.namefields import KanaField
from forumapp.directory.queries import ranks
from forumapp.forums.models import Mode
from forumapp.inquiries.entered import Entered
from forumapp.inquiries.queries.frame import Frame
from forumapp.registration.attendee import PERSON
from forumapp.registration.models import FieldKind, Question, Quota
from forumapp.registration.question_fields import answer_data, answer_text, question_field
from forumapp.registration.wording import mode_name


def whole_or_none(value: Any) -> int | None:
    """Read the value of an option: an id, or nothing."""
    return int(value) if value else None


class PersonForm(MergingForm):
    """What is the same for every forum; :func:`person_form` adds what it asks and leaves out what it does not.

    ``removed`` says that the page knows of somebody else having taken the person out.
    """

    removed = wtforms.HiddenField()
    quota_id = wtforms.RadioField(_l("参加枠"), [chosen()], coerce=whole_or_none)
    mode = wtforms.RadioField(_l("参加方法"), [chosen()], coerce=Mode)
    track_id = wtforms.RadioField(_l("部会"), [chosen()], coerce=whole_or_none)
    family_name = LineField(_l("姓"), [required()], limit=80)
    given_name = LineField(_l("名"), [required()], limit=80)
    family_kana = KanaField(_l("姓（フリガナ）"), limit=80)
    given_kana = KanaField(_l("名（フリガナ）"), limit=80)
    unit = LineField(_l("部署名"), limit=200)
    title = LineField(_l("役職"), limit=200)
    rank_id = wtforms.SelectField(_l("職位"), coerce=whole_or_none)
    email = EmailField(_l("メールアドレス"), limit=254, render_kw={"inputmode": "email"})
    needs = BlockField(_l("配慮が必要なこと"), limit=1000, render_kw={"rows": 2})
    may_list = wtforms.BooleanField(
        _l("参加者名簿（団体・所属・役職・氏名）への掲載に、本人が同意しています")
    )
    beside_field = _l("ほかの担当者が先に変更しました。どちらにするか決めて、もう一度保存してください。")

    frame: Frame
    started: Entered
    """What the form began with; what it does not ask stays so."""

    def entered(self, row_id: int | None = None, replaces: str = "") -> Entered:
        """Return what was entered."""
        values = {name: self[name].data for name in PERSON if name in self}
        kept = {name: getattr(self.started, name) for name in PERSON if name not in self}
        answers = {
            int(name.removeprefix("question_")): answer_text(field.data)
            for name, field in self._fields.items()
            if name.startswith("question_")
        }
        quota = self.frame.quota(self["quota_id"].data if "quota_id" in self else self.started.quota_id)
        modes = self.frame.modes(quota)
        return Entered(
            **{**kept, **values, "department_id": self._department(quota)},
            quota_id=quota.id if quota else None,
            mode=self["mode"].data if "mode" in self else modes[0],
            answers=answers,
            row_id=row_id,
            replaces=replaces,
        )

    def _department(self, quota: Quota | None) -> int | None:
        if quota is not None and quota.id != self.started.quota_id:
            return quota.department_id
        return self.started.department_id


def person_form(frame: Frame, started: Entered, *, seat_is_given: bool = False) -> PersonForm:
    """Make the form, filled from ``started``; ``seat_is_given`` where the quota is not to be chosen."""
    asked = [question for question in frame.questions if question.kind is not FieldKind.FILE]
    fields: dict[str, Any] = {f"question_{one.id}": _field(one) for one in asked}
    quotas = [quota for quota in frame.quotas if not seat_is_given or quota.id == started.quota_id]
    if len(quotas) < 2:
        fields["quota_id"] = None
    seats: list[Quota | None] = [*quotas] or [None]
    if all(len(frame.modes(seat)) == 1 for seat in seats):
        fields["mode"] = None
    if not frame.tracks or all(frame.track_of(seat) is not None for seat in seats):
        fields["track_id"] = None
    made = type("PersonForm", (PersonForm,), fields)
    form: PersonForm = made(current_of(made, frame, started))
    form.frame, form.started = frame, started
    _fill_choices(form, frame, quotas)
    return form


def current_of(form: Any, frame: Frame, entered: Entered) -> dict[str, Any]:
    """Return what the fields of ``form`` show of somebody."""
    values: dict[str, Any] = {name: getattr(entered, name) for name in (*PERSON, "quota_id", "mode")}
    for question in frame.questions:
        values[f"question_{question.id}"] = answer_data(question, entered.answers.get(question.id, ""))
    names = set(form._fields) if isinstance(form, PersonForm) else _names(form)
    return {name: value for name, value in values.items() if name in names}


def _names(form: type[PersonForm]) -> set[str]:
    return {name for name in dir(form) if isinstance(getattr(form, name), wtforms.fields.core.UnboundField)}


def _field(question: Question) -> Any:
    """A clerk may save before everything is known: what must be answered is asked for when the reply is submitted."""
    field = question_field(question)
    if question.is_required:
        field.args = (field.args[0], [validators.Optional()], *field.args[2:])
    return field


def _fill_choices(form: PersonForm, frame: Frame, quotas: list[Quota]) -> None:
    english = language() == "en"
    seats: list[Quota | None] = [*quotas] or [None]
    if "quota_id" in form:
        form["quota_id"].choices = [SelectChoice(quota.id, quota.label) for quota in quotas]
    if "mode" in form:
        offered = dict.fromkeys(mode for seat in seats for mode in frame.modes(seat))
        form["mode"].choices = [SelectChoice(mode.value, mode_name(mode)) for mode in offered]
    if "track_id" in form:
        form["track_id"].choices = [
            SelectChoice(track.id, (english and track.name_en) or track.name) for track in frame.tracks
        ]
        if any(frame.track_of(quota) is not None for quota in quotas):
            form["track_id"].validators = [validators.Optional()]
            form["track_id"].flags.required = False
    named = [SelectChoice(str(row.id), (english and row.name_en) or row.name) for row in ranks()]
    form["rank_id"].choices = [SelectChoice("", _("選んでください")), *named]


def conflicting(form: PersonForm, frame: Frame, now: Entered) -> Mapping[str, Any]:
    """Return what stands now, for :meth:`PersonForm.settle`."""
    return current_of(form, frame, now)
