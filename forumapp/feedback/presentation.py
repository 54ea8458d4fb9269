"""An edition in words, for the page and the workbook alike: whatever one hides the other hides too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from forumapp.core.i18n import language
from forumapp.directory.queries import departments
from forumapp.feedback.models import Breakdown, FeedbackEdition, FeedbackQuestion, QuestionKind
from forumapp.feedback.queries.forms import every_question, form_of
from forumapp.feedback.tallies import UNKNOWN
from forumapp.feedback.wording import choice_words, words
from forumapp.forums.models import Forum, Mode
from forumapp.registration.wording import mode_name


@dataclass(frozen=True)
class Line:
    """One choice: how many took it, and their share of those who answered in whole per cent."""

    label: str
    count: int
    per_cent: int


@dataclass(frozen=True)
class Part:
    """One group, or all (``label`` is ""). ``answered`` and ``lines`` are None and empty where hidden."""

    label: str
    answered: int | None
    lines: tuple[Line, ...] = ()
    mean: str = ""


@dataclass(frozen=True)
class Table:
    """The result of one question: the whole and its groups. ``blank``: asked and not answered, where it is known."""

    label: str
    about: str
    whole: Part
    blank: int | None
    groups: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Results:
    """An edition: tables in the order of the form, and texts without anything else."""

    answers: int
    fewest: int
    tables: tuple[Table, ...] = ()
    texts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    by: Breakdown = field(default=Breakdown.NONE)


def presented(forum: Forum, edition: FeedbackEdition, items: Mapping[int, str]) -> Results:
    """Put an edition into words of the page's language. ``items``: titles by id."""
    form = form_of(forum)
    known = {one.slug: one for one in every_question(forum.id)}
    names = _groups(form.breakdown)
    return Results(
        edition.answers,
        form.fewest,
        tuple(
            _table(known[one["slug"]], one, names, items) for one in edition.tables if one["slug"] in known
        ),
        tuple(
            (words(known[slug], "label"), tuple(listed))
            for slug, listed in sorted(edition.texts.items(), key=lambda pair: _place(known, pair[0]))
            if slug in known
        ),
        form.breakdown,
    )


def _place(known: Mapping[str, FeedbackQuestion], slug: str) -> int:
    return known[slug].position if slug in known else 0


def _groups(breakdown: Breakdown) -> dict[str, str]:
    if breakdown is Breakdown.MODE:
        return {mode.value: mode_name(mode) for mode in Mode}
    if breakdown is Breakdown.DEPARTMENT:
        return {str(one.id): (one.name_en if language() == "en" else "") or one.name for one in departments()}
    return {}


def _table(
    question: FeedbackQuestion, table: Mapping[str, Any], names: Mapping[str, str], items: Mapping[int, str]
) -> Table:
    answered = table["answered"]
    asked = table["asked"]
    return Table(
        label=words(question, "label"),
        about=items.get(question.item_id or 0, ""),
        whole=_part(question, "", table),
        blank=asked - answered if answered is not None and asked is not None else None,
        groups=tuple(
            _part(question, names.get(one["group"]) or _group_of_nobody(one["group"]), one)
            for one in table["groups"]
        ),
    )


def _group_of_nobody(group: str) -> str:
    return _("不明（会場のQRコードなど）") if group == UNKNOWN else _("その他")


def _part(question: FeedbackQuestion, label: str, counted: Mapping[str, Any]) -> Part:
    answered, counts = counted["answered"], counted["counts"]
    if answered is None or counts is None:
        return Part(label, None)
    lines = tuple(
        Line(choice_words(choice), number, (200 * number + answered) // (2 * answered))
        for choice in question.choices
        for number in (counts.get(choice["key"], 0),)
    )
    return Part(label, answered, lines, _mean(question, counts, answered))


def _mean(question: FeedbackQuestion, counts: Mapping[str, int], answered: int) -> str:
    """Return the mean of a scale with one digit, half a one counted."""
    if question.kind is not QuestionKind.SCALE:
        return ""
    tenths = (20 * sum(int(key) * number for key, number in counts.items()) + answered) // (2 * answered)
    return f"{tenths // 10}.{tenths % 10}"
