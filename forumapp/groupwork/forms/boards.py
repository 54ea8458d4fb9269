"""Forms of the hall's board: mostly rows of buttons."""

import re
from collections.abc import Collection

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import validators

from forumapp.core.forms import Form, NumberField, between, optional

DO = re.compile(r"([a-z_]{1,20})(?::([0-9]{1,9})(?:\.([0-9]{1,9}))?)?\Z")
UNKNOWN = _l("選択肢の中から選んでください。")


class DoForm(Form):
    """Several buttons: ``do`` says which one, as ``verb``, ``verb:id`` or ``verb:id.version``.

    ``back``: the page on which it stands. ``seen``: the notes that a button for many is about, as ``id.version id.version``.
    """

    do = wtforms.StringField(validators=[validators.Regexp(DO, message=UNKNOWN)])
    back = wtforms.StringField()
    seen = wtforms.StringField(
        validators=[optional(), validators.Regexp(r"([0-9]{1,9}\.[0-9]{1,9} ?){1,1000}\Z", message=UNKNOWN)]
    )

    verbs: Collection[str] = ()

    def offer(self, verbs: Collection[str]) -> "DoForm":
        """Say which verbs there are."""
        self.verbs = verbs
        return self

    @property
    def verb(self) -> str:
        """Return what is to be done."""
        return self._part(1)

    @property
    def number(self) -> int:
        """Return the id of what it is done to; 0 without one."""
        return int(self._part(2) or 0)

    @property
    def version(self) -> int:
        """Return which version of it the page showed; 0 where it said none."""
        return int(self._part(3) or 0)

    def _part(self, number: int) -> str:
        """Return a part of what a button says; nothing where it has none, or no button says so."""
        found = DO.match(self.do.data or "")
        return (found[number] or "") if found else ""

    @property
    def looked_at(self) -> dict[int, int]:
        """Return the versions that the page showed, by note."""
        pairs = (one.partition(".") for one in (self.seen.data or "").split())
        return {int(note): int(version) for note, _dot, version in pairs}

    def validate_do(self, _field: wtforms.Field) -> None:
        """Refuse what there is no button for."""
        if self.verb not in self.verbs:
            raise validators.ValidationError(str(UNKNOWN))


class MinutesForm(Form):
    """How long each group presents; empty shares the presentation's minutes out."""

    minutes = NumberField(
        _l("1班の発表時間"),
        [optional(), between(1, 240)],
    )
