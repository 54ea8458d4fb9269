"""Forms of feedback and of its inbox."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from forumapp.core.forms import BlockField, Form, LineField, required
from forumapp.feedback.models import Impression

LONGEST = 2000
RATINGS = (
    SelectChoice("5", _l("5 とても参考になった")),
    SelectChoice("4", _l("4 参考になった")),
    SelectChoice("3", _l("3 どちらともいえない")),
    SelectChoice("2", _l("2 あまり参考にならなかった")),
    SelectChoice("1", _l("1 参考にならなかった")),
)


def _number(value: Any) -> int:
    text = str(value or 0)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class FeedbackForm(Form):
    """What a participant answers."""

    rating = RadioField(_l("全体の評価"), choices=RATINGS, validate_choice=False)
    comment = BlockField(_l("感想・ご意見"), limit=LONGEST)
    may_publish = BooleanField(_l("この感想を、名前を出さずに公開してもかまいません"))

    def validate_rating(self, field: RadioField) -> None:
        """Accept one of the ratings or none; leaves a number or None."""
        if field.data and field.data not in {choice.value for choice in RATINGS}:
            field.data = None
            raise ValidationError(_("選択肢の中から選んでください。"))

    def answer(self) -> dict[str, Any]:
        """Return the keywords of services.give."""
        rating = int(self.rating.data) if self.rating.data else None
        return {"rating": rating, "comment": self.comment.data or "", "may_publish": self.may_publish.data}


class PaperForm(Form):
    """A comment received on paper."""

    original = BlockField(_l("書かれたままの文"), [required()], limit=LONGEST)
    text = BlockField(_l("公開する文"), limit=LONGEST)
    consent = LineField(_l("同意の記録"), [required()], limit=200)
    may_publish = BooleanField(
        _l("書いた人は公開に同意しています"), [required(_l("同意を確かめてください。"))]
    )


class ImpressionForm(Form):
    """The wording of an impression; ``version`` is the one that the page showed."""

    text = BlockField(_l("公開する文"), [required()], limit=LONGEST)
    version = HiddenField(filters=[_number])

    def catch_up(self, impression: Impression) -> bool:
        """Say whether somebody else was faster; then the next save is made in knowledge of their text."""
        is_stale = bool(self.is_submitted() and self.version.data != impression.version)
        self.version.data = impression.version
        return is_stale


class DecisionForm(Form):
    """A button: adopt, withhold or put back."""

    version = HiddenField(filters=[_number])
