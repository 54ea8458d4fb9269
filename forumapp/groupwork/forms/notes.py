"""The form of a facilitator's page without script: many lines, each as fields of the same names."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, HiddenField

from forumapp.core.forms import Form
from forumapp.core.text.cleaning import clean_block, unusable
from forumapp.groupwork.changes import DEEPEST
from forumapp.groupwork.models import Note, NoteTag
from forumapp.groupwork.services.notes import Line

LONGEST = 2000
MOST_LINES = 1000
EMPTY_ROWS = 3
KEY = re.compile(r"[0-9a-f]{16,40}")
_NUMBER = re.compile(r"[0-9]{1,9}")
Choices = tuple[int, NoteTag | None, bool]
"""How deep a line is indented, its kind, and whether it is marked."""
NONE: Choices = (0, None, False)


def new_key() -> str:
    """Make the key of a new line or of a page."""
    return secrets.token_hex(16)


class LinesField(Field):
    """All lines of the page, as :class:`Line` in the order of the page."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the lines; what is malformed becomes an error, with the sound lines kept."""
        self.process_errors: list[str] = []
        self.errors: Any = ()
        self.data: list[Line] = []
        if not formdata:
            return
        columns = [formdata.getlist(name) for name in ("theme", "key", "version", "text")]
        if len({len(column) for column in columns}) != 1 or len(columns[0]) > MOST_LINES:
            self.process_errors.append(_("送信内容を読み取れませんでした。ページを開き直してください。"))
            return
        for theme, key, version, text in zip(*columns, strict=True):
            shown, chosen = (_choices(formdata, f"{name}{key}") for name in ("was-", ""))
            self._take(theme, key, version, text, shown, chosen)

    def _take(
        self, theme: str, key: str, version: str, text: str, shown: Choices | None, chosen: Choices | None
    ) -> None:
        if not (_NUMBER.fullmatch(theme) and KEY.fullmatch(key) and _NUMBER.fullmatch(version)):
            self.process_errors.append(_("送信内容を読み取れませんでした。ページを開き直してください。"))
            return
        if unusable(text):
            self.process_errors.append(_("使用できない文字(制御文字など)が含まれています。"))
        cleaned = clean_block(text).strip()
        if len(cleaned) > LONGEST:
            self.process_errors.append(_("1つの意見は%(limit)d文字以内で入力してください。", limit=LONGEST))
        self.data.append(Line(int(theme), key, int(version), cleaned, shown, chosen))


def _choices(formdata: Any, prefix: str) -> Choices | None:
    """Return what was chosen for a line (``KEY-depth``, ``KEY-tag``, ``KEY-mark``); None where nothing sound was sent."""
    depth, tag = formdata.get(f"{prefix}-depth", ""), formdata.get(f"{prefix}-tag", "")
    if depth not in {str(number) for number in range(DEEPEST + 1)} or tag not in {"", *NoteTag}:
        return None
    return int(depth), NoteTag(tag) if tag else None, formdata.get(f"{prefix}-mark") == "y"


@dataclass(frozen=True)
class Row:
    """A line as the page shows it. ``beside`` is the key of the note that was edited at the same time; ``shown`` and
    ``chosen`` as those of :class:`Line`."""

    key: str
    version: int = 0
    text: str = ""
    beside: str = ""
    shown: Choices = NONE
    chosen: Choices = NONE


class NotesForm(Form):
    """The lines, and the key of the page on which they were typed."""

    editor = HiddenField()
    lines = LinesField()

    def rows(self, theme_id: int, notes: Sequence[Note]) -> list[Row]:
        """Return the rows of a theme: what is stored, or after a refusal what was typed; then empty ones."""
        blank = [Row(new_key()) for _number in range(EMPTY_ROWS)]
        if self.status >= HTTPStatus.BAD_REQUEST:
            typed = [
                Row(one.key, one.version, one.text, "", one.shown or NONE, one.chosen or NONE)
                for one in self.lines.data
                if one.theme_id == theme_id
            ]
            return [row for row in typed if row.text or row.version] + blank
        keys = {note.id: note.client_key for note in notes}
        stored = [
            Row(note.client_key, note.version, note.text, keys.get(note.beside_id or 0, ""), chosen, chosen)
            for note in notes
            for chosen in [(note.depth, note.tag, note.is_marked)]
        ]
        return stored + blank

    def validate_editor(self, field: HiddenField) -> None:
        """Give a page without a sound key one that nobody else has."""
        if not KEY.fullmatch(field.data or ""):
            field.data = new_key()
