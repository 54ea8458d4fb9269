"""The registration form: who somebody is, how they take part, and the organiser's own questions."""

import secrets
from collections.abc import Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import validators
from wtforms.fields.choices import SelectChoice

from forumapp.agenda import queries as agenda
from forumapp.agenda import remembering
from forumapp.core.forms import BlockField, EmailField, Form, LineField, chosen, required
from forumapp.core.i18n import language
from forumapp.core.text.names import is_kana, to_katakana
from forumapp.core.uploads.tickets import Attached
from forumapp.directory.queries import lists
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import takes
from forumapp.registration.attachment_field import attached_of
from forumapp.registration.attendee import PERSON, Attendee
from forumapp.registration.models import Question, Registration
from forumapp.registration.queries.audience import questions
from forumapp.registration.queries.ledger import MODES
from forumapp.registration.question_fields import answer_data, answer_text, question_field

KEY_LENGTH = 32
KEPT = ("version", *PERSON)
"""What a form shows of a registration as it is."""


class KanaField(LineField):
    """A reading; hiragana and half-width kana become katakana."""

    def clean(self, text: str) -> str:
        """Return the text as it shall be kept."""
        return to_katakana(super().clean(text))


class _Kana:
    """A reading of a name that has kanji or kana; a name in Latin letters needs none."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms' way

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        if field.data and not is_kana(field.data):
            raise validators.ValidationError(_("フリガナはカタカナで入力してください。"))
        name = form[self.name].data or ""
        if not field.data and not (name and name.isascii()):
            raise validators.ValidationError(_("フリガナを入力してください。"))


def whole_or_none(value: Any) -> int | None:
    """Read the value of an option: an id, or nothing."""
    return int(value) if value else None


class AttendeeForm(Form):
    """What is the same for everybody; :func:`attendee_form` adds what a forum asks."""

    form_key = wtforms.HiddenField()
    version = wtforms.HiddenField()
    mode = wtforms.RadioField(_l("参加方法"), [chosen()], coerce=Mode)
    waits = wtforms.BooleanField(_l("満席のときは、キャンセル待ちに登録する"))
    track_id = wtforms.RadioField(_l("部会"), [chosen()], coerce=whole_or_none)
    family_name = LineField(_l("姓"), [required()], limit=80, render_kw={"autocomplete": "family-name"})
    given_name = LineField(_l("名"), [required()], limit=80, render_kw={"autocomplete": "given-name"})
    family_kana = KanaField(_l("姓（フリガナ）"), [_Kana("family_name")], limit=80)
    given_kana = KanaField(_l("名（フリガナ）"), [_Kana("given_name")], limit=80)
    organisation = LineField(
        _l("団体名"),
        [required()],
        limit=200,
        render_kw={"list": "organisations", "autocomplete": "organization"},
    )
    department_id = wtforms.SelectField(_l("部門"), coerce=whole_or_none)
    unit = LineField(_l("部署名"), limit=200)
    title = LineField(_l("役職"), limit=200, render_kw={"autocomplete": "organization-title"})
    rank_id = wtforms.SelectField(_l("職位"), coerce=whole_or_none)
    email = EmailField(
        _l("メールアドレス"),
        [required()],
        limit=254,
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    needs = BlockField(_l("配慮が必要なこと"), limit=1000, render_kw={"rows": 3})
    may_list = wtforms.BooleanField(_l("参加者名簿（団体・所属・役職・氏名）への掲載に同意します"))

    def attendee(self, track_id: int | None = None, **given: Any) -> Attendee:
        """Return what was entered; ``track_id`` and what else is ``given`` where the form does not ask."""
        values = self.values()
        answers = {
            int(name.removeprefix("question_")): answer_text(values.pop(name))
            for name in list(values)
            if name.startswith("question_")
        }
        for name in ("form_key", "version", "mode", "waits"):
            values.pop(name, None)
        return Attendee(**{"track_id": track_id, **given, **values}, answers=answers)

    @property
    def wants_to_wait(self) -> bool:
        """Say whether somebody wishes to wait where no seat is free."""
        return "waits" in self and bool(self["waits"].data)

    def version_number(self) -> int:
        """Return the version that the form was filled from; 0 for anything else."""
        text = self["version"].data or ""
        return int(text) if str(text).isascii() and str(text).isdigit() and len(str(text)) < 10 else 0

    def carried(self) -> list[tuple[str, str]]:
        """Return (name, value) of everything to carry through the page of checking."""
        pairs: list[tuple[str, str]] = []
        for field in self:
            if field.short_name == "csrf_token" or field.data in (None, "", False, []):
                continue
            if isinstance(field, wtforms.BooleanField):
                pairs.append((field.name, "y"))
            elif isinstance(field.data, Attached):
                pairs.append((field.name, field.data.ticket))
            elif isinstance(field.data, list):
                pairs += [(field.name, value) for value in field.data]
            else:
                pairs.append((field.name, str(getattr(field.data, "value", field.data))))
        return pairs


def attendee_form(
    forum: Forum,
    registration: Registration | None = None,
    *,
    by_hand: bool = False,
    asks_mode: bool = True,
    asked: Sequence[Question] | None = None,
    kind: type[AttendeeForm] = AttendeeForm,
    **start: Any,
) -> AttendeeForm:
    """Make the form of ``forum``, filled from ``registration`` (then without the mode) or from ``start``.

    By hand an organiser may leave out address, reading and given name, and choose a mode that is full or closed
    (the service decides). ``asked`` are the questions; those of which somebody must not read the answers stay out.
    """
    tracks = remembering.released(forum)[1]
    asked = questions(forum) if asked is None else asked
    fields: dict[str, Any] = {f"question_{question.id}": question_field(question) for question in asked}
    if not tracks:
        fields["track_id"] = None
    fields |= {"version": None} if registration is None else dict.fromkeys(("mode", "form_key"))
    if not asks_mode:
        fields |= dict.fromkeys(("mode", "form_key"))
    if "mode" in fields:
        fields["waits"] = None
    if by_hand:
        fields |= {name: field for name, field in _relaxed().items() if fields.get(name, field) is not None}
    form: AttendeeForm = type("AttendeeForm", (kind,), fields)(**_filled(registration), **start)
    _fill_choices(form, tracks, [mode for mode in MODES if takes(forum, mode)])
    return form


def _filled(registration: Registration | None) -> dict[str, Any]:
    if registration is None:
        return {"form_key": secrets.token_urlsafe(KEY_LENGTH * 3 // 4)}
    answers = {
        f"question_{answer.question_id}": attached_of(answer) or answer_data(answer.question, answer.value)
        for answer in registration.answers
    }
    named = {name: getattr(registration, name) for name in KEPT}
    return {"organisation": registration.organisation_name, **named, **answers}


def _fill_choices(
    form: AttendeeForm, tracks: Sequence[agenda.ReleasedTrack], offered: Sequence[Mode]
) -> None:
    english = language() == "en"
    words = {Mode.ON_SITE: _("会場で参加"), Mode.WEB: _("Webで参加")}
    if "mode" in form:
        form["mode"].choices = [SelectChoice(mode.value, words[mode]) for mode in offered]
    if "track_id" in form:
        form["track_id"].choices = [
            SelectChoice(track.id, (english and track.name_en) or track.name) for track in tracks
        ]
    for name, rows in zip(("department_id", "rank_id"), lists(), strict=True):
        named = [SelectChoice(str(row.id), (english and row.name_en) or row.name) for row in rows]
        form[name].choices = [SelectChoice("", _("選んでください")), *named]


def _relaxed() -> dict[str, Any]:
    return {
        "given_name": LineField(_l("名"), limit=80),
        "family_kana": KanaField(_l("姓（フリガナ）"), limit=80),
        "given_kana": KanaField(_l("名（フリガナ）"), limit=80),
        "email": EmailField(_l("メールアドレス"), limit=254),
        "track_id": wtforms.RadioField(_l("部会"), [validators.Optional()], coerce=whole_or_none),
    }
