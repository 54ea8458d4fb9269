"""Words of feedback: kinds of questions, divisions of the results."""

from flask_babel import gettext as _

from forumapp.feedback.models import Breakdown, QuestionKind


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
