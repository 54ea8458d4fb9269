"""What a device sends of a group's notes: its changes in their order. What is unsound is refused by number, the rest is kept."""

import json
import re
from itertools import pairwise
from typing import Any, get_args

import wtforms
from flask_babel import gettext as _
from wtforms import validators

from forumapp.core.converters import LARGEST_ID
from forumapp.core.forms import Form
from forumapp.core.text.cleaning import clean_block
from forumapp.groupwork.changes import DEEPEST, Change, Kind
from forumapp.groupwork.forms.notes import KEY, LONGEST
from forumapp.groupwork.models import NoteTag

KINDS: dict[Any, Kind] = {one: one for one in get_args(Kind)}
MOST = 500
"""Changes in one sending of a device."""
LARGEST = 2**31 - 1


class ChangesForm(Form):
    """The changes of a device: ``changes`` is JSON, ``since`` the version of the notes that the device knows.

    ``read`` are the sound ones in their order, ``unsound`` maps the number of each other one to the reason.
    """

    device = wtforms.HiddenField()
    since = wtforms.HiddenField()
    changes = wtforms.HiddenField()

    def validate_device(self, field: wtforms.Field) -> None:
        """Refuse what is no key of a page."""
        if not KEY.fullmatch(field.data or ""):
            raise validators.ValidationError(_unreadable())

    def validate_since(self, field: wtforms.Field) -> None:
        """Refuse what is no version."""
        if not re.fullmatch(r"[0-9]{1,9}", field.data or ""):
            raise validators.ValidationError(_unreadable())

    def validate_changes(self, field: wtforms.Field) -> None:
        """Refuse what no page of ours sends: what is no list, too long, or not numbered upwards."""
        self.read: list[Change] = []
        self.unsound: dict[int, str] = {}
        try:
            raw = json.loads(field.data or "[]")
            if not isinstance(raw, list) or len(raw) > MOST:
                raise ValueError
            numbers = [_number(one["n"], LARGEST, least=1) for one in raw]
            if any(later <= earlier for earlier, later in pairwise(numbers)):
                raise ValueError
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise validators.ValidationError(_unreadable()) from error
        for number, one in zip(numbers, raw, strict=True):
            self._take(number, one)

    def _take(self, number: int, raw: dict[str, Any]) -> None:
        try:
            change = _change(number, raw)
        except (ValueError, KeyError, TypeError):
            self.unsound[number] = _("この変更は読み取れなかったため、保存していません。")
            return
        if len(change.text) > LONGEST:
            self.unsound[number] = _("1つの意見は%(limit)d文字以内で入力してください。", limit=LONGEST)
            return
        self.read.append(change)


def _unreadable() -> str:
    return _("送信内容を読み取れませんでした。ページを開き直してください。")


def _change(number: int, raw: dict[str, Any]) -> Change:
    kind: Kind = KINDS[raw["kind"]]
    after = raw.get("after")
    return Change(
        n=number,
        kind=kind,
        key=_key(raw["key"]),
        theme_id=_number(raw.get("theme", 0), LARGEST_ID),
        after=after if after in (None, "") else _key(after),
        version=_number(raw.get("version", 0), LARGEST),
        text=_text(raw.get("text", "")),
        aside=_key(raw["aside"]) if raw.get("aside") else "",
        depth=_number(raw.get("depth", 0), DEEPEST),
        tag=NoteTag(raw["tag"]) if raw.get("tag") else None,
        is_marked=raw.get("mark", False) is True,
    )


def _key(value: Any) -> str:
    if not isinstance(value, str) or not KEY.fullmatch(value):
        raise ValueError
    return value


def _number(value: Any, most: int, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError
    return value


def _text(value: Any) -> str:
    """Return a text as it is kept; what no column holds is left out, or one bullet would hold up all that wait."""
    if not isinstance(value, str):
        raise ValueError
    return clean_block(value).strip()
