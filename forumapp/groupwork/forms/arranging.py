"""Forms of the arrangement: what is done on the board, a late change, a proposal, its publication."""

from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.widgets import CheckboxInput

from forumapp.core.forms import Form
from forumapp.groupwork.arrangement import RuleKind

NOBODY = -1
"""A version that no arrangement has: what a form without a readable one sends back."""


def _number(text: Any) -> int | None:
    found = str(text)
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else None


class NumberHidden(wtforms.HiddenField):
    """A number that a page carries along; what is none is ``NOBODY``."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the number."""
        found = _number(valuelist[0]) if valuelist else None
        self.data = NOBODY if found is None else found


class NumberField(wtforms.StringField):
    """An id that a list on the page offers; what is none is None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the number."""
        self.data = _number(valuelist[0]) if valuelist else None


class IdsField(wtforms.Field):
    """Ticked boxes, whose labels stand on the page; what is no number is left out."""

    widget = CheckboxInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the numbers, each once, in their order."""
        self.data = list(dict.fromkeys(one for text in valuelist if (one := _number(text)) is not None))

    def _value(self) -> str:
        return ""


class ChairsField(wtforms.Field):
    """Ticked boxes of (round, registration): ``1-27``."""

    widget = CheckboxInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the pairs."""
        pairs = [str(text).partition("-") for text in valuelist]
        self.data = [
            (number, person)
            for first, _dash, second in pairs
            if (number := _number(first)) is not None and (person := _number(second)) is not None
        ]

    def _value(self) -> str:
        return ""


class VersionForm(Form):
    """Something that is done to the version which the page showed."""

    version = NumberHidden(default=0)


class BoardState(VersionForm):
    """What the board shows: which version, which round."""

    round = NumberHidden(default=1)


class BoardForm(BoardState):
    """What is done with ticked people in a round; ``group`` is an id, anything else is no group; ``decided``: was asked."""

    people = IdsField(_l("人"), default=list)
    group = NumberField(_l("班"))
    kind = wtforms.SelectField(_l("条件"), choices=[one.value for one in RuleKind], default="together")
    pinned = wtforms.StringField()
    decided = wtforms.StringField()

    @property
    def round_number(self) -> int:
        """Return the round, from 1."""
        return max(1, self.round.data)

    @property
    def group_id(self) -> int | None:
        """Return the group, None for none."""
        found: int | None = self.group.data
        return found or None


class LateForm(Form):
    """Whom a late change leaves out although they are registered (not here yet), and whether others move to even it out."""

    away = IdsField(_l("班から外す人"), default=list)
    evens = BooleanField(_l("班のかたよりもならす"))


class TakingForm(VersionForm):
    """Which moves of a proposal are taken; of a whole plan all."""

    moves = ChairsField(_l("移動"), default=list)


class PublicationForm(VersionForm):
    """Whether those concerned hear of it by mail."""

    tells = BooleanField(_l("メールで知らせる"), default=True)
