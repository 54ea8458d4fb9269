"""Themes, groups, notes and the published summary, as a document says them."""

from typing import Any

import sqlalchemy as sa

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.exchange.services.arrangement import group_values, write_work
from forumapp.exchange.services.bullets import write_bullets
from forumapp.exchange.services.ledger import Ledger
from forumapp.forums.models import Forum
from forumapp.groupwork.models import (
    Group,
    GroupWork,
    Note,
    NoteEdition,
    NoteTag,
    Theme,
)

Values = dict[str, Any]


def write_group_work(forum: Forum, given: list[Values], items: dict[str, int], ledger: Ledger) -> None:
    """Write the group work of each item; one that the document does not name loses its themes and groups."""
    works = {row.item_id: row for row in _of(GroupWork, GroupWork.forum_id == forum.id)}
    for row in given:
        ident = items[row["item"]]
        work = works.pop(ident, None)
        if work is None:
            work = ledger.add(GroupWork(forum_id=forum.id, item_id=ident), f"group work {row['item']}")
        write_work(work, row, f"group work {row['item']}", ledger)
        _write_one(forum, work, row, ledger)
    for work in works.values():
        _write_one(forum, work, {}, ledger)


def _write_one(forum: Forum, work: GroupWork, given: Values, ledger: Ledger) -> None:
    themes = _write_themes(forum, work, given.get("themes", []), ledger)
    rooms = {room.name: room.id for room in forum.venue.rooms} if forum.venue else {}
    wanted: list[tuple[int, Values]] = [
        (row.get("number", number), group_values(row, number, rooms))
        for number, row in enumerate(given.get("groups", []), start=1)
    ]
    known = [(row.number, row) for row in _of(Group, Group.work_id == work.id)]
    groups = ledger.match("group", known, wanted, lambda: Group(forum_id=forum.id, work_id=work.id))
    notes: dict[str, int] = {}
    for group, row in zip(groups, given.get("groups", []), strict=True):
        notes |= _write_notes(group, row.get("notes", []), {one.number: one.id for one in themes}, ledger)
    for theme, row in zip(themes, given.get("themes", []), strict=True):
        write_bullets(theme, row.get("bullets", []), notes, ledger)
    db.session.expire(work, ["themes", "groups"])


def _write_themes(forum: Forum, work: GroupWork, given: list[Values], ledger: Ledger) -> list[Theme]:
    wanted: list[tuple[int, Values]] = [
        (
            row.get("number", number),
            {"number": row.get("number", number), "title": row["title"], "guide": row.get("guide", "")},
        )
        for number, row in enumerate(given, start=1)
    ]
    known = [(row.number, row) for row in _of(Theme, Theme.work_id == work.id)]
    themes = ledger.match("theme", known, wanted, lambda: Theme(forum_id=forum.id, work_id=work.id))
    for _number, gone in known:
        if gone not in themes:
            write_bullets(gone, [], {}, ledger)
    return themes


def _write_notes(group: Group, given: list[Values], themes: dict[int, int], ledger: Ledger) -> dict[str, int]:
    wanted = [
        (row["key"], {"theme_id": themes[row["theme"]], "place": float(place), **_note_values(row)})
        for place, row in enumerate(given, start=1)
    ]
    known = {row.client_key: row for row in _of(Note, Note.group_id == group.id)}
    found: dict[str, int] = {}
    written: list[Note] = []
    for key, values in wanted:
        label, note = f"note {group.number} {key}", known.pop(key, None)
        if note is None:
            new = Note(
                forum_id=group.forum_id, group_id=group.id, client_key=key, written_at=clock.now(), **values
            )
            note = ledger.add(new, label)
            _keep_edition(note)
            written.append(note)
        elif ledger.put(note, label, withdrawn_at=None, **values):
            note.version += 1
            _keep_edition(note)
            written.append(note)
        found[key] = note.id
    gone = [note for note in known.values() if note.withdrawn_at is None]
    for note in gone:
        ledger.withdraw(note, f"note {group.number} {note.client_key}")
    _tell_devices(group, [*written, *gone])
    return found


def _tell_devices(group: Group, changed: list[Note]) -> None:
    """Let pages that are open on the group's notes see what changed."""
    if not changed:
        return
    group.notes_version += 1
    group.written_at = clock.now()
    for note in changed:
        note.changed_in = group.notes_version


def _note_values(given: Values) -> Values:
    return {
        "text": given["text"],
        "depth": given.get("depth", 0),
        "tag": NoteTag(given["tag"]) if "tag" in given else None,
        "is_marked": given.get("marked", False),
    }


def _keep_edition(note: Note) -> None:
    """Remember what this version says, so that later edits can be told from it."""
    note.editions.append(
        NoteEdition(version=note.version, text=note.text, editor="forum document", written_at=clock.now())
    )


def _of(kind: type[Any], condition: Any) -> list[Any]:
    return list(db.session.scalars(sa.select(kind).where(condition).order_by(kind.id)))
