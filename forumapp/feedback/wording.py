"""Words of feedback: kinds of questions, divisions of the results."""

from collections.abc import Mapping

from flask_babel import gettext as _

from forumapp.core.i18n import language
from forumapp.feedback.models import Breakdown, FeedbackQuestion, QuestionKind


def kind_name(kind: QuestionKind) -> str:
    """Return the word for how a question is answered."""
    return {
        QuestionKind.SCALE: _("段階で評価"),
        QuestionKind.CHOICE: _("1つ選ぶ"),
        QuestionKind.CHOICES: _("複数選ぶ"),
        QuestionKind.TEXT: _("文章で書く"),
    }[kind]


def breakdown_name(breakdown: Breakdown) -> str:
    """Return the word for a division of the results."""
    return {
        Breakdown.NONE: _("内訳を出さない"),
        Breakdown.DEPARTMENT: _("部門別"),
        Breakdown.MODE: _("参加方法別"),
    }[breakdown]


def words(question: FeedbackQuestion, name: str) -> str:
    """Return the label or hint in the language of the page; Japanese where there is no other."""
    text: str = (getattr(question, f"{name}_en") if language() == "en" else "") or getattr(question, name)
    return text


def choice_words(choice: Mapping[str, str]) -> str:
    """Return a choice in the language of the page."""
    return (choice["en"] if language() == "en" else "") or choice["ja"]
