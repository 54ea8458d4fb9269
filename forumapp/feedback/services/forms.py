"""The organiser's questions and times. Once there are answers, only what is harmless may be changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.ordering import Direction, step
from forumapp.core.transaction import lock
from forumapp.feedback import standard
from forumapp.feedback.errors import EditedMeanwhile, NotHarmless
from forumapp.feedback.models import LEAST, Breakdown, FeedbackForm, FeedbackQuestion, QuestionKind
from forumapp.feedback.queries import forms
from forumapp.forums.models import Forum

FIXED = ("kind", "item_id", "track_id", "mode", "is_required", "offers_publication")
"""What makes another question of it, so that earlier answers would answer something else."""
MOST_QUESTIONS, MOST_CHOICES = 60, 20


def numbered_choices(kind: QuestionKind, lines: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Give (Japanese, English) choices their keys: numbers from 1, of a scale from the best down to 1."""
    keys = range(len(lines), 0, -1) if kind is QuestionKind.SCALE else range(1, len(lines) + 1)
    return [{"key": str(key), "ja": ja, "en": en} for key, (ja, en) in zip(keys, lines, strict=True)]


def install_default(forum: Forum, *, by: Actor) -> int:
    """Take the default questions; returns how many. DomainError where there are questions or answers already."""
    _hold_empty(forum)
    if forms.stored_questions(forum.id):
        raise DomainError(_("すでに質問があります。"))
    made = standard.default(forum.id)
    db.session.add_all(made)
    audit.record(by, "feedback.question_added", None, forum_id=forum.id, changes={"rows": [0, len(made)]})
    return len(made)


def add_items(forum: Forum, items: Sequence[int], *, by: Actor) -> int:
    """Add the question about each of these items that has none yet; returns how many."""
    _hold_empty(forum)
    kept = forms.stored_questions(forum.id)
    known = {one.item_id for one in kept}
    new = [ident for ident in items if ident not in known]
    if len(kept) + len(new) > MOST_QUESTIONS:
        raise DomainError(_("質問は%(most)d問までです。", most=MOST_QUESTIONS))
    gone = {one.slug: one for one in forms.stored_questions(forum.id, withdrawn=True)}
    made = [_of_item(forum, ident, gone) for ident in new]
    closing = _closing(kept)
    for position, one in enumerate([*kept[: len(kept) - closing], *made, *kept[len(kept) - closing :]], 1):
        one.position = position
    if new:
        audit.record(by, "feedback.question_added", None, forum_id=forum.id, changes={"rows": [0, len(new)]})
    return len(new)


def add_question(forum: Forum, *, by: Actor, values: Mapping[str, Any]) -> FeedbackQuestion:
    """Add a question at the end. DomainError for ``choices`` that are too few, and where there are answers."""
    _hold_empty(forum)
    kept = forms.stored_questions(forum.id)
    if len(kept) >= MOST_QUESTIONS:
        raise DomainError(_("質問は%(most)d問までです。", most=MOST_QUESTIONS))
    made = FeedbackQuestion(
        forum_id=forum.id, slug=uuid4().hex[:12], position=len(kept) + 1, **_sound(dict(values), [])
    )
    db.session.add(made)
    db.session.flush()
    audit.record(
        by, "feedback.question_added", None, forum_id=forum.id, changes={"label": [None, made.label]}
    )
    return made


def change_question(
    forum: Forum, question: FeedbackQuestion, *, by: Actor, version: int, values: Mapping[str, Any]
) -> None:
    """Change a question. NotHarmless where there are answers and more than words would change.

    EditedMeanwhile if somebody changed it since ``version``.
    """
    lock(forum, question)
    _check_open(forum)
    if question.version != version:
        raise EditedMeanwhile(
            _("ほかの人が先に変更しました。いまの内容を確かめて、もう一度操作してください。")
        )
    wanted = _sound(dict(values), question.choices)
    if forms.has_answers(forum.id):
        _check_harmless(question, wanted)
    before = question.label
    changes = audit.difference(question, wanted)
    if changes:
        question.version += 1
        named = {"label": [before, question.label]}
        audit.record(by, "feedback.question_changed", None, forum_id=forum.id, changes=named)


def withdraw_question(forum: Forum, question: FeedbackQuestion, *, by: Actor) -> None:
    """Take a question out of the form. NotHarmless where there are answers."""
    _hold_empty(forum)
    question.withdrawn_at = clock.now()
    question.version += 1
    changes = {"label": [question.label, None]}
    audit.record(by, "feedback.question_withdrawn", None, forum_id=forum.id, changes=changes)


def move_question(forum: Forum, question: FeedbackQuestion, *, by: Actor, direction: Direction) -> None:
    """Exchange places with the question above or below."""
    lock(forum)
    _check_open(forum)
    places = step(list(forms.stored_questions(forum.id)), question, direction)
    if places:
        changes = {"position": list(places)}
        audit.record(by, "feedback.question_changed", None, forum_id=forum.id, changes=changes)


def hold_rules(forum: Forum) -> FeedbackForm:
    """Return the times and how results are shown, freshly read and held against others until the transaction ends."""
    lock(forum)
    form = forms.form_of(forum)
    if form in db.session:
        lock(form)
    return form


def set_rules(
    forum: Forum,
    *,
    by: Actor,
    version: int,
    opens_at: datetime | None,
    closes_at: datetime | None,
    fewest: int,
    breakdown: Breakdown,
    intro: str,
    intro_en: str,
) -> FeedbackForm:
    """Set times and how results are shown. DomainError for ``closes``, ``fewest`` and ``breakdown``.

    k and the division are fixed with the first answer: another one could be set off against what was shown.
    """
    form = _settings(forum, version)
    if opens_at and closes_at and closes_at <= opens_at:
        raise DomainError(_("締切は、受付開始より後にしてください。"), "closes")
    if fewest < LEAST:
        raise DomainError(_("%(least)d以上の数にしてください。", least=LEAST), "fewest")
    if (form.fewest, form.breakdown) != (fewest, breakdown) and forms.has_answers(forum.id):
        field = "fewest" if form.fewest != fewest else "breakdown"
        raise NotHarmless(_("回答が届いているため、集計の区切り方は変更できません。"), field)
    wanted = {
        "opens_at": opens_at,
        "closes_at": closes_at,
        "fewest": fewest,
        "breakdown": breakdown,
        "intro": intro,
        "intro_en": intro_en,
    }
    changes = audit.difference(form, wanted)
    if changes:
        form.version += 1
        named = {name: value for name, value in changes.items() if not name.startswith("intro")}
        audit.record(by, "feedback.rules", None, forum_id=forum.id, changes=named)
    return form


def set_room(forum: Forum, *, by: Actor, is_open: bool, renew: bool = False) -> FeedbackForm:
    """Open or close the page of the room; ``renew`` makes a new link, and those that hang somewhere are dead.

    Also when the time for feedback is over: the page then says so, and a link that hangs somewhere can still be ended.
    """
    lock(forum)
    form = db.session.merge(forms.form_of(forum))
    changes = audit.difference(form, {"room_open": is_open})
    if renew:
        form.room_generation += 1
        changes["room_link"] = [None, "renewed"]
    if changes:
        form.version += 1
        audit.record(by, "feedback.room", None, forum_id=forum.id, changes=changes)
    return form


def _of_item(forum: Forum, ident: int, gone: Mapping[str, FeedbackQuestion]) -> FeedbackQuestion:
    """Make the question about an item, or take the withdrawn one back."""
    made = standard.of_item(forum.id, ident)
    if made.slug in gone:
        gone[made.slug].withdrawn_at = None
        return gone[made.slug]
    db.session.add(made)
    return made


def _closing(questions: Sequence[FeedbackQuestion]) -> int:
    """Return how many questions for free text stand at the end: what is about one item comes before them."""
    texts = takewhile(lambda one: one.kind is QuestionKind.TEXT, reversed(questions))
    return len(list(texts))


def _settings(forum: Forum, version: int | None) -> FeedbackForm:
    held = hold_rules(forum)
    _check_open(forum)
    form = db.session.merge(held)
    if version is not None and version != form.version:
        raise EditedMeanwhile(
            _("ほかの人が先に変更しました。いまの内容を確かめて、もう一度操作してください。")
        )
    return form


def _hold_empty(forum: Forum) -> None:
    lock(forum)
    _check_open(forum)
    if forms.has_answers(forum.id):
        raise NotHarmless(_("回答が届いているため、質問の追加や取り下げはできません。"))


def _check_open(forum: Forum) -> None:
    if forms.form_of(forum).completed_on is not None:
        raise DomainError(_("感想の受付は終わりました。"))


def _check_harmless(question: FeedbackQuestion, wanted: Mapping[str, Any]) -> None:
    for name in FIXED:
        if getattr(question, name) != wanted[name]:
            raise NotHarmless(_("回答が届いているため、言い回しと選択肢の追加のほかは変更できません。"), name)
    before, after = len(question.choices), len(wanted["choices"])
    if after < before or (after > before and question.kind is QuestionKind.SCALE):
        raise NotHarmless(
            _("回答が届いているため、選択肢は減らせません。追加は最後にしてください。"), "choices"
        )


def _sound(values: dict[str, Any], kept: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Give the choices their keys: those that stand where one stood keep its key."""
    lines: list[tuple[str, str]] = values["choices"]
    kind = values["kind"]
    if kind is QuestionKind.TEXT:
        lines = []
    elif not 2 <= len(lines) <= MOST_CHOICES:
        raise DomainError(
            _("選択肢を2つ以上、%(most)d以下で入力してください。", most=MOST_CHOICES), "choices"
        )
    values["choices"] = numbered_choices(kind, lines)
    if len(kept) == len(lines):
        for one, before in zip(values["choices"], kept, strict=True):
            one["key"] = before["key"]
    if kind is not QuestionKind.TEXT:
        values["offers_publication"] = False
    return values
