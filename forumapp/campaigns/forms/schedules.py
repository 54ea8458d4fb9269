"""When a letter goes by itself, and with which words."""

from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from forumapp.campaigns.forms.composing import VersionedForm
from forumapp.campaigns.models import Anchor, Campaign
from forumapp.campaigns.services.scheduling import Plan
from forumapp.core.dayfields import ClockField
from forumapp.core.forms import BlockField, LineField, NumberField, chosen, optional, required

READY, OWN = "ready", "own"


class ScheduleForm(VersionedForm):
    """One schedule."""

    amount = NumberField(_l("送信する日"), [required()])
    at = ClockField(_l("送信する時刻"), [required()])
    words = wtforms.RadioField(
        _l("文面"),
        [chosen()],
        choices=[
            SelectChoice(READY, _l("標準の文面を使う")),
            SelectChoice(OWN, _l("自分で書く")),
        ],
    )
    subject = LineField(_l("件名"), [optional()], limit=200)
    body = BlockField(_l("本文"), [optional()], limit=20000)

    def __init__(self, schedule: Campaign, **values: Any) -> None:
        """Show ``schedule`` as it is; fields that its kind does not have are left out."""
        words = READY if schedule.letter_kind else OWN
        super().__init__(obj=schedule, data={"words": words}, **values)
        if schedule.anchor is Anchor.SAME_DAY:
            del self.amount
        if schedule.anchor is Anchor.HOURS_BEFORE:
            del self.at

    def plan(self) -> Plan:
        """Return what was entered."""
        has_own_words = self.words.data == OWN
        return Plan(
            amount=(self.amount.data or 0) if "amount" in self else 0,
            at=self.at.data if "at" in self else None,
            subject=self.subject.data if has_own_words else "",
            body=self.body.data if has_own_words else "",
            has_own_words=has_own_words,
        )
