"""The form of feedback as plain values of a document: what is asked, never what was answered."""

from forumapp.core import clock
from forumapp.exchange.moments import write_wall
from forumapp.exchange.services.keys import Keys
from forumapp.exchange.writing.parts import Values, full, unless
from forumapp.feedback.models import FEWEST, Breakdown, FeedbackQuestion, QuestionKind
from forumapp.feedback.queries import forms
from forumapp.forums.models import Forum


def feedback(forum: Forum, items: Keys, tracks: Keys) -> Values:
    """Return times, k, division, words and questions; the link of the room is made anew wherever the document goes."""
    kept = forms.form_of(forum)
    walls = {"opens": kept.opens_at, "closes": kept.closes_at}
    return full(
        **{name: write_wall(clock.to_wall(at, forum.zone)) if at else None for name, at in walls.items()},
        fewest=unless(kept.fewest, FEWEST),
        breakdown=unless(kept.breakdown.value, Breakdown.NONE.value),
        intro=kept.intro,
        intro_en=kept.intro_en,
        questions=[_question(row, items, tracks) for row in forms.stored_questions(forum.id)],
    )


def _question(row: FeedbackQuestion, items: Keys, tracks: Keys) -> Values:
    return full(
        key=unless(row.slug, f"item{row.item_id}"),
        label=row.label,
        label_en=row.label_en,
        hint=row.hint,
        hint_en=row.hint_en,
        kind=unless(row.kind.value, QuestionKind.SCALE.value),
        choices=[full(text=one["ja"], text_en=one["en"]) for one in row.choices],
        item=items.name_of(row.item_id) if row.item_id else None,
        track=tracks.name_of(row.track_id) if row.track_id else None,
        mode=row.mode.value if row.mode else None,
        required=row.is_required,
        may_be_published=row.offers_publication,
    )
