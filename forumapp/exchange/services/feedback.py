"""The form of feedback, as a document says it. Once somebody has answered, a document changes nothing of it."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.exchange import moments
from forumapp.exchange.services.ledger import Ledger
from forumapp.feedback.models import FEWEST, Breakdown, FeedbackForm, FeedbackQuestion, QuestionKind
from forumapp.feedback.queries import forms
from forumapp.feedback.services.forms import numbered_choices
from forumapp.feedback.standard import STANDARD
from forumapp.forums.models import Forum, Mode

Values = dict[str, Any]
_DRAWN = re.compile(r"[0-9a-f]{12}")


def write_feedback(
    forum: Forum, given: Values, items: Mapping[str, int], tracks: Mapping[str, int], ledger: Ledger
) -> None:
    """Write times, k, division, words and questions."""
    if forms.has_answers(forum.id):
        return
    _write_rules(forum, given, ledger)
    known = [*forms.stored_questions(forum.id), *forms.stored_questions(forum.id, withdrawn=True)]
    wanted = [
        (values["slug"], values | {"position": position})
        for position, values in enumerate(
            (_question(row, items, tracks) for row in given.get("questions", [])), start=1
        )
    ]
    ledger.match(
        "feedback", [(one.slug, one) for one in known], wanted, lambda: FeedbackQuestion(forum_id=forum.id)
    )


def _write_rules(forum: Forum, given: Values, ledger: Ledger) -> None:
    values = {
        "opens_at": _instant(given.get("opens"), forum.zone),
        "closes_at": _instant(given.get("closes"), forum.zone),
        "fewest": given.get("fewest", FEWEST),
        "breakdown": Breakdown(given.get("breakdown", "none")),
        "intro": given.get("intro", ""),
        "intro_en": given.get("intro_en", ""),
    }
    kept = forms.form_of(forum)
    if all(getattr(kept, name) == value for name, value in values.items()):
        return
    form: FeedbackForm = db.session.merge(kept)
    ledger.put(form, "feedback", **values)
    form.version += 1


def _instant(given: str | None, zone: str) -> Any:
    wall = moments.read_wall(given) if given else None
    return clock.to_utc(wall, zone) if wall else None


def _question(row: Values, items: Mapping[str, int], tracks: Mapping[str, int]) -> Values:
    kind = QuestionKind(row.get("kind", "scale"))
    item = items[row["item"]] if "item" in row else None
    lines = [(one["text"], one.get("text_en", "")) for one in row.get("choices", [])]
    return {
        "slug": _slug(row.get("key", ""), row["label"], item),
        "label": row["label"],
        **{name: row.get(name, "") for name in ("label_en", "hint", "hint_en")},
        "kind": kind,
        "choices": numbered_choices(kind, lines),
        "item_id": item,
        "track_id": tracks[row["track"]] if "track" in row else None,
        "mode": Mode(row["mode"]) if "mode" in row else None,
        "is_required": row.get("required", False),
        "offers_publication": kind is QuestionKind.TEXT and row.get("may_be_published", False),
    }


def _slug(key: str, label: str, item: int | None) -> str:
    """Return the name under which answers are kept: a standard one, one drawn by lot, or one made of the key."""
    if not key and item:
        return f"item{item}"
    if key in STANDARD or _DRAWN.fullmatch(key):
        return key
    return sha256((key or label).encode()).hexdigest()[:12]
