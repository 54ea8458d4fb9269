"""Saving a group's notes: several devices at once never lose a bullet, and no change counts twice.

The group's row is locked, so changes have one order: that of their arrival. Place, indentation, kind and mark are as the
last one left them; of two edits of one bullet both stay.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.groupwork.changes import Change
from forumapp.groupwork.models import Group, NoteDevice, NoteTag
from forumapp.groupwork.queries import works
from forumapp.groupwork.services.rewriting import Rewriting


@dataclass
class Taken:
    """What a sending did: the number up to which the device's changes have arrived, {number: why one was refused}, the
    number of notes that were written, and {key of a bullet: key of the one put beside it}."""

    seen: int = 0
    refused: dict[int, str] = field(default_factory=dict)
    written: int = 0
    diverted: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of a page without script: ``version`` 0 for one typed there; ``text`` cleaned, "" to withdraw.

    ``shown`` and ``chosen`` are (depth, tag, is marked) as the page showed them and as they were sent; None: not on it.
    """

    theme_id: int
    key: str
    version: int
    text: str
    shown: tuple[int, NoteTag | None, bool] | None = None
    chosen: tuple[int, NoteTag | None, bool] | None = None


def take(group: Group, device: str, changes: Sequence[Change], *, by: Actor) -> Taken:
    """Let the changes of a device have their effect in their order; those that have arrived before have none."""
    lock(group)
    known = db.session.get(NoteDevice, (group.id, device))
    taken = Taken(known.seen if known else 0)
    rewriting = Rewriting(group, device, changes)
    for change in changes:
        if change.n <= taken.seen:
            continue
        taken.seen = change.n
        try:
            rewriting.take(change)
        except DomainError as error:
            taken.refused[change.n] = error.message
    if known is None:
        known = NoteDevice(group_id=group.id, key=device, seen=0)
        db.session.add(known)
        if rewriting.written:
            audit.record(by, "group.notes_written", group)
    known.seen, known.at = taken.seen, clock.now()
    rewriting.finish()
    return _told(taken, rewriting)


def save(group: Group, lines: Sequence[Line], *, editor: str, by: Actor) -> Taken:
    """Save the lines of a page that has no script. ``editor`` is the page's own key; sent again it changes nothing.

    DomainError if one of the lines cannot be saved: then none is.
    """
    lock(group)
    rewriting = Rewriting(group, editor, [])
    themes = {one.id for one in works.themes(group.work_id)}
    for change in _changes(lines, rewriting, themes):
        rewriting.take(change)
    is_known = db.session.get(NoteDevice, (group.id, editor)) is not None
    if rewriting.written and not is_known:
        db.session.add(NoteDevice(group_id=group.id, key=editor, seen=0, at=clock.now()))
        audit.record(by, "group.notes_written", group)
    rewriting.finish()
    return _told(Taken(), rewriting)


def _told(taken: Taken, rewriting: Rewriting) -> Taken:
    taken.written, taken.diverted = len(rewriting.written), rewriting.diverted
    return taken


def _changes(lines: Sequence[Line], rewriting: Rewriting, themes: set[int]) -> Iterable[Change]:
    """Yield what was done on the page: a line that is as it was shown was left alone."""
    above: dict[int, str] = {}
    rewriting.read({line.key: 0 for line in lines})
    for line in lines:
        note = rewriting.notes.get(line.key)
        if note is None and not line.text:
            continue
        if note is None and line.theme_id not in themes:
            raise DomainError(_("テーマが変更されました。ページを開き直してください。"))
        if note is None or line.text != rewriting.shown(note, line.version):
            yield Change(
                0,
                "text" if note else "add",
                line.key,
                line.theme_id,
                above.get(line.theme_id),
                line.version,
                line.text,
            )
        yield from _choices(line)
        above[line.theme_id] = line.key


def _choices(line: Line) -> Iterable[Change]:
    if line.chosen is None or line.chosen == line.shown or not line.text:
        return
    now, before = line.chosen, line.shown or (0, None, False)
    if now[0] != before[0]:
        yield Change(0, "depth", line.key, depth=now[0])
    if now[1] != before[1]:
        yield Change(0, "tag", line.key, tag=now[1])
    if now[2] != before[2]:
        yield Change(0, "mark", line.key, is_marked=now[2])
