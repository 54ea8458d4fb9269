"""Saving a group's notes: several people at once never lose a bullet.

A page sends all its lines, each with the version that it showed. A line that is as it was shown changes nothing, so
nobody writes over another's edit by leaving a line alone. Sent again (double click, lost answer), a page changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.groupwork.models import Group, Note, NoteEdition
from forumapp.groupwork.queries import works

MOST_NOTES = 400
"""Bullets that one group may hold, withdrawn ones included."""

Verdict = Literal["nothing", "write", "divert"]


@dataclass(frozen=True)
class Line:
    """One line of a page: ``version`` 0 for one typed there; ``text`` cleaned, "" to withdraw."""

    theme_id: int
    key: str
    version: int
    text: str


@dataclass
class Saved:
    """What a save did: how many notes it wrote, and {key of the line: key of the note put beside it}."""

    written: int = 0
    diverted: dict[str, str] = field(default_factory=dict)


def judge(note: Note, line: Line, editor: str) -> Verdict:
    """Say what ``line`` means for ``note``: nothing new, an edit to write, or an edit to keep beside another's."""
    shown = next((one.text for one in note.editions if one.version == line.version), "")
    since = [one for one in note.editions if one.version > line.version]
    present = "" if note.withdrawn_at else note.text
    if line.text in {present, shown}:
        return "nothing"
    if all(one.editor == editor for one in since):
        return "write"
    if line.text == "" or any(one.editor == editor and one.text == line.text for one in since):
        return "nothing"
    return "write" if note.withdrawn_at else "divert"


def save(group: Group, lines: Sequence[Line], *, editor: str, by: Actor) -> Saved:
    """Save the lines of a page. ``editor`` is the page's own key. DomainError if a theme is not the group's."""
    lock(group)
    themes = {theme.id for theme in works.themes(group.work_id)}
    page = _Page(group, editor, _known(group))
    new = [line for line in lines if line.text and line.key not in page.notes]
    if new and len(page.notes) + len(new) > MOST_NOTES:
        raise DomainError(_("1つの班に書けるのは%(most)d件までです。", most=MOST_NOTES))
    if any(line.theme_id not in themes for line in new):
        raise DomainError(_("テーマが変更されました。ページを開き直してください。"))
    for line in lines:
        page.take(line)
    page.number()
    if page.saved.written and not page.is_known:
        audit.record(by, "group.notes_written", group)
    return page.saved


def _known(group: Group) -> list[Note]:
    found = sa.select(Note).where(Note.group_id == group.id).order_by(Note.place, Note.id)
    loaded = found.options(selectinload(Note.editions)).execution_options(populate_existing=True)
    return list(db.session.scalars(loaded))


class _Page:
    """One save in the making: the group's notes by key, and their order by theme."""

    def __init__(self, group: Group, editor: str, notes: Iterable[Note]) -> None:
        self.group, self.editor = group, editor
        self.notes = {note.client_key: note for note in notes}
        self.order: dict[int, list[Note]] = defaultdict(list)
        for note in self.notes.values():
            self.order[note.theme_id].append(note)
        self.last: dict[int, Note] = {}
        self.saved = Saved()
        self.is_known = any(one.editor == editor for note in self.notes.values() for one in note.editions)

    def take(self, line: Line) -> None:
        """Let one line of the page have its effect."""
        note = self.notes.get(line.key)
        if note is None:
            if line.text:
                self.last[line.theme_id] = self.add(line, after=self.last.get(line.theme_id))
            return
        self.last[note.theme_id] = note
        verdict = judge(note, line, self.editor)
        if verdict == "write":
            self.write(note, line.text)
        elif verdict == "divert":
            self.divert(note, line)

    def add(self, line: Line, *, after: Note | None, beside: Note | None = None) -> Note:
        """Add a note behind ``after``, or as the last of its theme."""
        note = Note(
            forum_id=self.group.forum_id,
            group_id=self.group.id,
            theme_id=line.theme_id,
            client_key=line.key,
            text=line.text,
            version=0,
            written_at=clock.now(),
        )
        db.session.add(note)
        self.notes[line.key] = note
        order = self.order[line.theme_id]
        order.insert(order.index(after) + 1 if after else len(order), note)
        self.write(note, line.text)
        note.beside_id = beside.id if beside else None
        return note

    def write(self, note: Note, text: str) -> None:
        """Give ``note`` its next version; an empty text withdraws it and keeps the last words."""
        now = clock.now()
        note.version += 1
        note.written_at = now
        note.withdrawn_at = None if text else now
        note.text = text or note.text
        note.beside_id = None
        note.editions.append(NoteEdition(version=note.version, text=text, editor=self.editor, written_at=now))
        self.saved.written += 1

    def divert(self, note: Note, line: Line) -> None:
        """Keep the text of ``line`` as a note beside ``note``, once however often it is sent."""
        source = f"{note.client_key}:{line.version}:{line.text}"
        key = sha256(source.encode()).hexdigest()[:32]
        self.saved.diverted[line.key] = key
        if key not in self.notes:
            self.add(Line(note.theme_id, key, 0, line.text), after=note, beside=note)

    def number(self) -> None:
        """Write the order down where it changed."""
        for order in self.order.values():
            for place, note in enumerate(order, 1):
                if note.place != place:
                    note.place = place
        db.session.flush()
