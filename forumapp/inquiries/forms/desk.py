"""The organisers' forms of inquiries: whom to ask, where, by when; and of a clerk's lost link."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp.core.dayfields import ClockField, DayField
from forumapp.core.forms import BlockField, EmailField, Form, chosen, optional, required
from forumapp.core.i18n import LANGUAGES, NAMES
from forumapp.core.merging import MergingForm
from forumapp.inquiries.models import Inquiry
from forumapp.registration.models import Audience

END_OF_DAY = time(17, 0)
"""When a day's deadline ends without a time of day: with the working day."""


class _Due:
    """A day and a time of day that together are a deadline."""

    due: Any
    due_at: Any

    def deadline(self) -> datetime | None:
        """Return the deadline as wall time; 17:00 without a time of day."""
        if self.due.data is None:
            return None
        return datetime.combine(self.due.data, self.due_at.data or END_OF_DAY)


class AskForm(Form, _Due):
    """Which lines of the audience are asked, at which addresses, what is said, and by when to answer."""

    lines = wtforms.SelectMultipleField(
        _l("照会する対象"),
        [chosen()],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    addresses = BlockField(
        _l("宛先"), [optional()], limit=200_000, render_kw={"rows": 8, "spellcheck": "false"}
    )
    recalls = wtforms.BooleanField(_l("宛先のない団体には、前回の宛先を使う"))
    due = DayField(_l("回答期限の日"), [required()])
    due_at = ClockField(_l("回答期限の時刻"))
    message = BlockField(_l("照会の文"), [optional()], limit=3000, render_kw={"rows": 5})
    language = wtforms.RadioField(
        _l("メールの言語"),
        [chosen()],
        choices=[SelectChoice(code, NAMES[code]) for code in LANGUAGES],
        default=LANGUAGES[0],
    )

    def carried(self) -> list[tuple[str, str]]:
        """Return (name, value) of everything to carry through the page of checking."""
        pairs = [("lines", str(ident)) for ident in self.lines.data or ()]
        pairs += [(name, str(self[name].data or "")) for name in ("addresses", "message", "language")]
        pairs += [("recalls", "y")] if self.recalls.data else []
        for field in (self.due, self.due_at):
            if field.data is not None:
                pairs.append((field.name, field.write(field.data)))
        return pairs


def ask_form(lines: Sequence[Audience], due: datetime | None) -> AskForm:
    """Make the form for these lines of the audience; ``due`` is the forum's deadline so far."""
    form = AskForm(
        lines=[line.id for line in lines],
        due=due.date() if due else None,
        due_at=due.time() if due else None,
        recalls=True,
    )
    form.lines.choices = [SelectChoice(line.id, line.label) for line in lines]
    return form


class InquiryForm(MergingForm, _Due):
    """Where one organisation is asked, and a deadline of its own."""

    address = EmailField(_l("宛先のメールアドレス"), limit=254, render_kw={"inputmode": "email"})
    due = DayField(_l("この団体だけの回答期限の日"))
    due_at = ClockField(_l("この団体だけの回答期限の時刻"))

    @staticmethod
    def current(inquiry: Inquiry) -> dict[str, Any]:
        """Return what stands now."""
        return {
            "address": inquiry.address,
            "due": inquiry.due.date() if inquiry.due else None,
            "due_at": inquiry.due.time() if inquiry.due else None,
        }


class RemindForm(Form):
    """Whom to remind."""

    inquiries = wtforms.SelectMultipleField(
        _l("督促する団体"),
        [chosen(_l("督促する団体を選んでください。"))],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def remind_form(inquiries: Sequence[Inquiry]) -> RemindForm:
    """Make the form of choosing among ``inquiries``."""
    form = RemindForm()
    form.inquiries.choices = [SelectChoice(one.id, one.organisation.name) for one in inquiries]
    return form


class LostReplyForm(Form):
    """Where to mail the link."""

    email = EmailField(
        _l("照会を受け取ったメールアドレス"),
        [required()],
        limit=254,
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
