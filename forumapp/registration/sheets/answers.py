"""Answers to the organiser's own questions as they stand in cells: dates of every era, choices, yes and no."""

from datetime import date, datetime

from flask_babel import gettext as _

from forumapp.core.sheets.cells import shown
from forumapp.core.sheets.grid import Cell, same
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.core.text.eras import UnreadableDate, WrongWeekday, parse_date
from forumapp.registration.models import FieldKind, Question
from forumapp.registration.sheets.texts import Mended, Unclear, consent_of, text_of

LONGEST = {FieldKind.LONG_TEXT: 2000}


def answer_of(question: Question, cell: Cell, today: date, mended: Mended) -> str:
    """Return the answer as it is kept; "" where nothing is said. Raises Unclear."""
    if question.kind is FieldKind.DATE and isinstance(cell.value, datetime | date):
        return cell.value.strftime("%Y-%m-%d")
    is_long = question.kind in {FieldKind.LONG_TEXT, FieldKind.CHOICES}
    text = text_of(cell, LONGEST.get(question.kind, 500), mended, is_block=is_long)
    if not text.strip():
        return ""
    if question.kind is FieldKind.NUMBER:
        return _number(text, mended)
    if question.kind is FieldKind.DATE:
        return _date(text, today, mended)
    if question.kind is FieldKind.YES_NO:
        return "yes" if consent_of(cell) else "no"
    if question.kind is FieldKind.CHOICE:
        return _choice(question, text)
    if question.kind is FieldKind.CHOICES:
        parts = [
            part for line in text.splitlines() for part in line.replace(",", "、").split("、") if part.strip()
        ]
        chosen = {_choice(question, part) for part in parts}
        return "\n".join(option for option in question.choices.splitlines() if option in chosen)
    return text


def _choice(question: Question, text: str) -> str:
    options = question.choices.splitlines()
    found = [option for option in options if same(option) == same(text)]
    if len(found) != 1:
        raise Unclear(
            "answer_choice",
            _(
                "「%(text)s」は選択肢にありません。次から選んでください：%(names)s",
                text=shown(text),
                names="、".join(options),
            ),
        )
    return found[0]


def _number(text: str, mended: Mended) -> str:
    bare = to_halfwidth(text).replace(",", "").strip()
    digits = bare.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise Unclear("answer_number", _("「%(text)s」は数字ではありません。", text=shown(text)))
    if bare != text:
        mended.append(("width", text, bare))
    return str(int(bare))


def _date(text: str, today: date, mended: Mended) -> str:
    try:
        day = parse_date(text, today).isoformat()
    except WrongWeekday as error:
        raise Unclear(
            "weekday",
            _(
                "「%(text)s」の曜日が違います(%(day)sは%(weekday)s曜日)。",
                text=shown(text),
                day=error.date,
                weekday=error.actual,
            ),
        ) from error
    except UnreadableDate as error:
        raise Unclear(
            "answer_date",
            _("「%(text)s」を日付として読み取れません(例：令和6年8月1日、2024/8/1)。", text=shown(text)),
        ) from error
    if day != text:
        mended.append(("date", text, day))
    return day
