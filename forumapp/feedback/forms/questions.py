"""Forms of the organiser: one question, the times, and how results are shown."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from forumapp.agenda import queries as agenda
from forumapp.core import clock
from forumapp.core.dayfields import ClockField, DayField
from forumapp.core.forms import BlockField, LineField, NumberField, between, chosen, required
from forumapp.core.merging import MergingForm
from forumapp.feedback.models import LEAST, Breakdown, FeedbackForm, FeedbackQuestion, QuestionKind
from forumapp.feedback.wording import breakdown_name, kind_name
from forumapp.forums.models import Forum, Mode
from forumapp.registration.wording import mode_name

MOST_FEWEST = 50


def _number(value: Any) -> int:
    text = str(value or 0)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _ident(value: Any) -> int | None:
    return _number(value) or None


class QuestionForm(MergingForm):
    """One question. Choices are lines; the English ones stand in the same order."""

    label = LineField(_l("質問"), [required()])
    label_en = LineField(_l("質問（英語）"))
    hint = LineField(_l("補足"), limit=500)
    hint_en = LineField(_l("補足（英語）"), limit=500)
    kind = RadioField(_l("答え方"), [chosen()], coerce=QuestionKind, default=QuestionKind.SCALE)
    choices = BlockField(_l("選択肢"), limit=4000)
    choices_en = BlockField(_l("選択肢（英語）"), limit=4000)
    item_id = SelectField(_l("何についての質問か"), coerce=_ident)
    track_id = SelectField(_l("たずねる部会"), coerce=_ident)
    mode = SelectField(_l("たずねる参加方法"), coerce=lambda value: Mode(value) if value else None)
    is_required = BooleanField(_l("必ず答えてもらう"))
    offers_publication = BooleanField(_l("「公開してもよい」かどうかをたずねる（文章のときだけ）"))

    @staticmethod
    def current(question: FeedbackQuestion) -> dict[str, Any]:
        """Return the present values."""
        names = (
            *("label", "label_en", "hint", "hint_en", "kind", "item_id", "track_id", "mode", "is_required"),
            "offers_publication",
        )
        return {
            **{name: getattr(question, name) for name in names},
            "choices": "\n".join(choice["ja"] for choice in question.choices),
            "choices_en": "\n".join(choice["en"] for choice in question.choices).strip(),
        }

    def question(self) -> dict[str, Any]:
        """Return the values of a question; choices as (Japanese, English)."""
        values = self.values()
        english = (values.pop("choices_en") or "").splitlines()
        lines = [line.strip() for line in (values["choices"] or "").splitlines()]
        pairs = [
            (line, english[place].strip() if place < len(english) else "") for place, line in enumerate(lines)
        ]
        values["choices"] = [(ja[:200], en[:200]) for ja, en in pairs if ja]
        return values


def question_form(forum: Forum, question: FeedbackQuestion | None = None) -> QuestionForm:
    """Make the form of a question, or of a new one."""
    form = QuestionForm(QuestionForm.current(question) if question else {})
    form.kind.choices = [SelectChoice(kind, kind_name(kind)) for kind in QuestionKind]
    items = [SelectChoice(str(item.id), item.title) for item in agenda.items(forum.id) if item.title]
    form.item_id.choices = [SelectChoice("", _("フォーラム全体")), *items]
    everybody = SelectChoice("", _("すべて"))
    form.track_id.choices = [
        everybody,
        *(SelectChoice(str(one.id), one.name) for one in agenda.tracks(forum.id)),
    ]
    form.mode.choices = [
        everybody,
        *(SelectChoice(one.value, mode_name(one)) for one in (Mode.ON_SITE, Mode.WEB)),
    ]
    return form


class RulesForm(MergingForm):
    """Times, k and the division."""

    opens = DayField(_l("受付開始の日"))
    opens_time = ClockField(_l("受付開始の時刻"))
    closes = DayField(_l("締切の日"))
    closes_time = ClockField(_l("締切の時刻"))
    intro = BlockField(_l("はじめの文"), limit=1000)
    intro_en = BlockField(_l("はじめの文（英語）"), limit=1000)
    fewest = NumberField(_l("集計を表示する最少の件数"), [required(), between(LEAST, MOST_FEWEST)])
    breakdown = RadioField(_l("集計の内訳"), [chosen()], coerce=Breakdown)

    @staticmethod
    def current(kept: FeedbackForm, zone: str) -> dict[str, Any]:
        """Return the present values."""
        opens, closes = (clock.to_wall(one, zone) if one else None for one in (kept.opens_at, kept.closes_at))
        return {
            "opens": opens.date() if opens else None,
            "opens_time": opens.time() if opens else None,
            "closes": closes.date() if closes else None,
            "closes_time": closes.time() if closes else None,
            "intro": kept.intro,
            "intro_en": kept.intro_en,
            "fewest": kept.fewest,
            "breakdown": kept.breakdown,
        }

    def rules(self, zone: str) -> dict[str, Any]:
        """Return the keywords of services.forms.set_rules."""
        return {
            "opens_at": _instant(self.opens.data, self.opens_time.data or time(0, 0), zone),
            "closes_at": _instant(self.closes.data, self.closes_time.data or time(23, 59), zone),
            "fewest": self.fewest.data,
            "breakdown": self.breakdown.data,
            "intro": self.intro.data or "",
            "intro_en": self.intro_en.data or "",
        }


def rules_form(forum: Forum, kept: FeedbackForm) -> RulesForm:
    """Make the form of a forum's rules."""
    form = RulesForm(RulesForm.current(kept, forum.zone))
    form.breakdown.choices = [SelectChoice(one, breakdown_name(one)) for one in Breakdown]
    return form


def _instant(day: date | None, at: time, zone: str) -> datetime | None:
    return clock.to_utc(datetime.combine(day, at), zone) if day else None
