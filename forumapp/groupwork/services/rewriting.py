"""One sending in the making: what is needed of the notes is read at once, then each change is done in memory."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.groupwork.changes import Change, judge
from forumapp.groupwork.models import Group, Note, NoteEdition
from forumapp.groupwork.queries import works
from forumapp.groupwork.services.placing import Places

MOST_NOTES = 400
"""Bullets that one group may hold, withdrawn ones included."""


class Rewriting:
    """The notes that a sending touches, by key, with the editions since those on which it rests."""

    def __init__(self, group: Group, editor: str, changes: Sequence[Change]) -> None:
        self.group, self.editor = group, editor
        self.notes: dict[str, Note] = {}
        self.editions: dict[str, list[NoteEdition]] = defaultdict(list)
        self.written: set[str] = set()
        self.diverted: dict[str, str] = {}
        self.now = clock.now()
        self._touched: set[str] = set()
        self._places: Places | None = None
        self._themes: set[int] | None = None
        bases: dict[str, int] = {}
        for one in changes:
            base = one.version if one.kind in {"text", "remove"} else 2**31 - 1
            bases[one.key] = min(base, bases.get(one.key, base)) if one.kind != "add" else 0
            if one.aside:
                bases[one.aside] = 0
        self.read(bases)

    def read(self, bases: Mapping[str, int]) -> None:
        """Read the notes of these keys, and their editions from the version named."""
        found = sa.select(Note).where(Note.group_id == self.group.id, Note.client_key.in_(bases))
        fresh = found.order_by(Note.id).execution_options(populate_existing=True)
        self.notes |= {one.client_key: one for one in (db.session.scalars(fresh) if bases else ())}
        wanted = [
            sa.and_(NoteEdition.note_id == note.id, NoteEdition.version >= bases[key])
            for key, note in self.notes.items()
            if bases.get(key, 2**31 - 1) <= note.version
        ]
        keys = {note.id: key for key, note in self.notes.items()}
        if wanted:
            editions = sa.select(NoteEdition).where(sa.or_(*wanted)).order_by(NoteEdition.version)
            for one in db.session.scalars(editions):
                self.editions[keys[one.note_id]].append(one)

    def shown(self, note: Note, version: int) -> str:
        """Return what a page showed that knows ``version`` of ``note``."""
        found = (one.text for one in self.editions[note.client_key] if one.version == version)
        return next(found, "")

    @property
    def places(self) -> Places:
        """The order of the group's notes, read when it is needed."""
        if self._places is None:
            self._places = Places(self.group.id)
        return self._places

    def take(self, change: Change) -> None:
        """Do one change. DomainError where its text cannot be kept."""
        note = self.notes.get(change.key)
        if change.kind in {"add", "text"} and change.text and note is None:
            self._add(change, change.key)
        elif note is None:
            return
        elif change.kind in {"add", "text", "remove"}:
            self._edit(note, change, change.text if change.kind != "remove" else "")
        elif change.kind == "restore":
            if note.withdrawn_at:
                self._write(note, note.text)
        elif change.kind == "move":
            self._move(note, change.after)
        else:
            self._set(note, change)

    def _edit(self, note: Note, change: Change, text: str) -> None:
        base = change.version if change.kind != "add" else 0
        verdict = self._judge(note, base, text)
        if verdict == "write":
            self._write(note, text)
        elif verdict == "divert":
            self._divert(note, change)

    def _judge(self, note: Note, base: int, text: str) -> str:
        present = "" if note.withdrawn_at else note.text
        since = [one for one in self.editions[note.client_key] if one.version >= base]
        return judge(present, since, base, text, self.editor)

    def _divert(self, note: Note, change: Change) -> None:
        """Keep the text of ``change`` as a bullet beside ``note``: once, however long one types on."""
        plain = f"{note.client_key}:{change.version}:{change.text}"
        key = change.aside or sha256(plain.encode()).hexdigest()[:32]
        while (aside := self._known(key)) is not None:
            own = [one.version for one in self.editions[key] if one.editor == self.editor]
            verdict = self._judge(aside, max(own, default=0), change.text)
            if verdict == "write":
                self._write(aside, change.text, keeps_beside=True)
            if verdict != "divert":
                break
            key = sha256(f"{key}:{change.n}".encode()).hexdigest()[:32]
        if aside is None:
            self._add(change, key, beside=note)
        self.diverted[note.client_key] = key

    def _known(self, key: str) -> Note | None:
        if key not in self.notes:
            self.read({key: 0})
        return self.notes.get(key)

    def _add(self, change: Change, key: str, *, beside: Note | None = None) -> None:
        theme_id = beside.theme_id if beside else change.theme_id
        if self.places.count >= MOST_NOTES:
            raise DomainError(_("1つの班に書けるのは%(most)d件までです。", most=MOST_NOTES))
        if beside is None and theme_id not in self._living_themes():
            raise DomainError(_("テーマが変更されました。ページを開き直してください。"))
        after = beside.client_key if beside else change.after
        note = Note(
            forum_id=self.group.forum_id,
            group_id=self.group.id,
            theme_id=theme_id,
            client_key=key,
            place=self.places.put(theme_id, key, after),
            depth=beside.depth if beside else change.depth,
            tag=beside.tag if beside else change.tag,
            is_marked=False if beside else change.is_marked,
            beside_id=beside.id if beside else None,
            text=change.text,
            version=0,
        )
        db.session.add(note)
        self.notes[key] = note
        self._write(note, change.text, keeps_beside=True)

    def _write(self, note: Note, text: str, *, keeps_beside: bool = False) -> None:
        """Give ``note`` its next version; an empty text withdraws it and keeps the last words."""
        note.version += 1
        note.written_at = self.now
        note.withdrawn_at = None if text else self.now
        note.text = text or note.text
        if not keeps_beside and not self._is_own(note):
            note.beside_id = None
        made = NoteEdition(version=note.version, text=text, editor=self.editor, written_at=self.now)
        self.editions[note.client_key].append(made)
        self.written.add(note.client_key)
        self._touch(note)

    def _is_own(self, note: Note) -> bool:
        """Say whether this device put the bullet beside another: typing on says nothing about the other one."""
        return any(one.editor == self.editor for one in self.editions[note.client_key])

    def _move(self, note: Note, after: str | None) -> None:
        place = self.places.put(note.theme_id, note.client_key, after)
        if place != note.place:
            note.place = place
            self._touch(note)

    def _set(self, note: Note, change: Change) -> None:
        before = (note.depth, note.tag, note.is_marked, note.beside_id)
        if change.kind == "depth":
            note.depth = change.depth
        elif change.kind == "tag":
            note.tag = change.tag
        elif change.kind == "mark":
            note.is_marked = change.is_marked
        elif change.kind == "settle":
            note.beside_id = None
        if before != (note.depth, note.tag, note.is_marked, note.beside_id):
            self._touch(note)

    def _touch(self, note: Note) -> None:
        self._touched.add(note.client_key)

    def _living_themes(self) -> set[int]:
        if self._themes is None:
            self._themes = {one.id for one in works.themes(self.group.work_id)}
        return self._themes

    def finish(self) -> None:
        """Stamp what has changed with the group's next version, and write it down."""
        renumbered = self._places.renumbered if self._places else {}
        if not self._touched and not renumbered:
            return
        self.group.notes_version += 1
        self.group.written_at = self.now
        for key in self._touched:
            self.notes[key].changed_in = self.group.notes_version
        self._renumber(renumbered)
        db.session.flush()
        for key in self.written:
            for one in self.editions[key]:
                if one.note_id is None:
                    one.note_id = self.notes[key].id
                    db.session.add(one)
        db.session.flush()

    def _renumber(self, renumbered: Mapping[str, float]) -> None:
        """Give the notes of a theme wider places where there was no room between two."""
        missing = {key: 2**31 - 1 for key in renumbered if key not in self.notes}
        self.read(missing)
        for key, place in renumbered.items():
            self.notes[key].place = place
            self.notes[key].changed_in = self.group.notes_version
