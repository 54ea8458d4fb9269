"""The form of 受付のきまり: who registers, how seats are given out, and until when."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from forumapp.core.dayfields import ClockField, DayField
from forumapp.core.forms import ActionForm, NumberField, between, chosen, optional
from forumapp.core.merging import MergingForm
from forumapp.registration.models import Entry, SeatRules
from forumapp.registration.wording import entry_name

MOST_SEATS, MOST_HOURS, MOST_MINUTES = 100_000, 720, 1440
END_OF_DAY = time(23, 59)
YES, NO = "yes", "no"
SWITCHES = ("has_waiting", "moves_up", "needs_approval")
PLAIN = ("open_on_site", "open_web", "offer_hours", "join_minutes", "releases_on")


class RulesForm(MergingForm):
    """``RulesForm(RulesForm.current(rules))``; :meth:`rules` are the columns of SeatRules."""

    entry = wtforms.RadioField(_l("申込みの方法"), [chosen()])
    reply_due = DayField(_l("団体の回答期限"))
    reply_due_at = ClockField(_l("回答期限の時刻"))
    open_on_site = NumberField(_l("会場の一般枠"), [optional(), between(0, MOST_SEATS)])
    open_web = NumberField(_l("Webの一般枠"), [optional(), between(0, MOST_SEATS)])
    releases_on = DayField(_l("使われない席を開放する日"))
    needs_approval = wtforms.RadioField(
        _l("申込みの承認"),
        [chosen()],
        choices=[
            SelectChoice(NO, _l("承認なしで参加が確定する")),
            SelectChoice(YES, _l("事務局が承認してから参加が確定する")),
        ],
    )
    has_waiting = wtforms.RadioField(
        _l("キャンセル待ち"),
        [chosen()],
        choices=[SelectChoice(NO, _l("受け付けない")), SelectChoice(YES, _l("受け付ける"))],
    )
    moves_up = wtforms.RadioField(
        _l("空席が出たとき"),
        [chosen()],
        choices=[
            SelectChoice(YES, _l("待っている順に自動で繰り上げる")),
            SelectChoice(NO, _l("事務局が選んで繰り上げる")),
        ],
    )
    offer_hours = NumberField(_l("繰り上げの返事を待つ時間"), [optional(), between(1, MOST_HOURS)])
    join_minutes = NumberField(
        _l("参加リンクを表示する時刻"), [chosen(_l("入力してください。")), between(0, MOST_MINUTES)]
    )

    def __init__(self, current: Mapping[str, Any]) -> None:
        super().__init__(current)
        self.entry.choices = [SelectChoice(entry.value, entry_name(entry)) for entry in Entry]

    @staticmethod
    def current(rules: SeatRules) -> dict[str, Any]:
        """Return the present values."""
        due = rules.reply_due
        return {
            "entry": rules.entry.value,
            "reply_due": due.date() if due else None,
            "reply_due_at": due.time() if due else None,
            **{name: YES if getattr(rules, name) else NO for name in SWITCHES},
            **{name: getattr(rules, name) for name in PLAIN},
        }

    def rules(self) -> dict[str, Any]:
        """Return the columns; a reply is due at 23:59 where no time was typed."""
        day, at = self.reply_due.data, self.reply_due_at.data
        return {
            "entry": Entry(self.entry.data),
            "reply_due": datetime.combine(day, at or END_OF_DAY) if day else None,
            **{name: self[name].data == YES for name in SWITCHES},
            **{name: self[name].data for name in PLAIN},
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Demand a day beside the time of the deadline."""
        sound = bool(super().validate(extra_validators))
        if self.reply_due_at.data and not self.reply_due.data and not self.reply_due.errors:
            self.refuse(str(_l("時刻を入力するときは、日付も入力してください。")), "reply_due")
            return False
        return sound


class ReleaseForm(ActionForm):
    """How many seats the page said would be released."""

    count = wtforms.HiddenField()
