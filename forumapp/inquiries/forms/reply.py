"""The clerk's small forms: who answers, pasted rows, last time's people, another department, submitting."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp.core.forms import BlockField, CodeField, EmailField, Form, LineField, chosen, required
from forumapp.core.merging import MergingForm
from forumapp.forums.models import Mode
from forumapp.inquiries.forms.person import whole_or_none
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.queries.frame import Frame
from forumapp.registration.wording import mode_name

MOST_PASTED = 100_000
LONGEST_KEY = 40
CONTACT = ("contact_name", "contact_unit", "contact_phone", "contact_email", "note")


class ContactForm(MergingForm):
    """Who answers for the organisation (①担当者)."""

    contact_unit = LineField(_l("担当部署"), render_kw={"autocomplete": "organization"})
    contact_name = LineField(_l("担当者の氏名"), [required()], render_kw={"autocomplete": "name"})
    contact_phone = CodeField(_l("電話番号"), limit=40, render_kw={"autocomplete": "tel", "inputmode": "tel"})
    contact_email = EmailField(
        _l("メールアドレス"),
        [required()],
        limit=254,
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    note = BlockField(_l("事務局への連絡"), limit=2000, render_kw={"rows": 3})

    @staticmethod
    def current(inquiry: Inquiry) -> Mapping[str, Any]:
        """Return what stands now."""
        return {name: getattr(inquiry, name) for name in CONTACT}


class PasteForm(Form):
    """Rows copied from a table, and what holds for those that do not say."""

    quota_id = wtforms.SelectField(_l("参加枠"), coerce=whole_or_none)
    mode = wtforms.SelectField(_l("参加方法"), coerce=Mode)
    rows = BlockField(
        _l("貼り付ける行"), [required()], limit=MOST_PASTED, render_kw={"rows": 10, "spellcheck": "false"}
    )


def paste_form(frame: Frame, quota_id: int | None = None) -> PasteForm:
    """Make the form of pasting into the quotas of ``frame``."""
    form = PasteForm(quota_id=quota_id)
    if frame.quotas:
        form.quota_id.choices = [SelectChoice(str(quota.id), quota.label) for quota in frame.quotas]
    else:
        del form.quota_id
    form.mode.choices = [SelectChoice(mode.value, mode_name(mode)) for mode in frame.modes(None)]
    return form


class RecallForm(Form):
    """Whom to take over from last time."""

    people = wtforms.SelectMultipleField(
        _l("前回の参加者"),
        [chosen()],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def recall_form(people: Sequence[tuple[int, str]]) -> RecallForm:
    """Make the form of choosing among ``people``: (id of the registration, name)."""
    form = RecallForm()
    form.people.choices = [SelectChoice(ident, name) for ident, name in people]
    return form


class PassOnForm(Form):
    """Which part goes to which department."""

    quota_id = wtforms.RadioField(_l("依頼する参加枠"), [chosen()], coerce=int)
    address = EmailField(
        _l("宛先のメールアドレス"), [required()], limit=254, render_kw={"inputmode": "email"}
    )
    name = LineField(_l("宛名"))
    message = BlockField(_l("依頼の文"), limit=1000, render_kw={"rows": 3})


def pass_on_form(frame: Frame, quota_id: int | None = None) -> PassOnForm:
    """Make the form of passing one of the quotas of ``frame`` on."""
    form = PassOnForm(quota_id=quota_id)
    form.quota_id.choices = [SelectChoice(quota.id, quota.label) for quota in frame.quotas]
    return form


class ActForm(Form):
    """What a button beside an attendee does; ``quota_id`` where a second seat is wanted."""

    do = wtforms.HiddenField()
    quota_id = wtforms.HiddenField()


def _key(value: Any) -> str:
    """Return the key that the page made; anything else is none."""
    text = str(value or "")
    return text if len(text) <= LONGEST_KEY and re.fullmatch(r"[A-Za-z0-9_-]+", text) else ""


class SubmitForm(Form):
    """Submitting what was looked at: ``seen`` tells one state of the reply from another, ``form_key`` makes it happen once."""

    form_key = wtforms.HiddenField(filters=[_key])
    seen = wtforms.HiddenField()
