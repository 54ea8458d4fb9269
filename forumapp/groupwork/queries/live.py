"""Reads of the organisers' live view: how the groups get on, and whether anything changed since."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.core.access import Stamp
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.groupwork.models import Group, GroupWork, Note, NoteDevice, NoteTag, Theme
from forumapp.groupwork.queries.boards import stamp_of_work


@dataclass(frozen=True)
class Sheet:
    """What a group wrote on a theme."""

    theme: Theme
    notes: Sequence[Note]

    @property
    def marked(self) -> int:
        """Return how many points are to be presented."""
        return sum(note.is_marked for note in self.notes)

    @property
    def tags(self) -> Counter[NoteTag]:
        """Return how many bullets carry each tag."""
        return Counter(note.tag for note in self.notes if note.tag is not None)


@dataclass(frozen=True)
class Progress:
    """How a group gets on. ``seen_at``: when a page of the group was heard of last."""

    group: Group
    sheets: Sequence[Sheet]
    seen_at: datetime | None


def works_of(forum: Forum) -> Sequence[GroupWork]:
    """Return the forum's group works in the order of the programme."""
    found = sa.select(GroupWork).where(GroupWork.forum_id == forum.id)
    living = found.where(GroupWork.item.has(withdrawn_at=None))
    return db.session.scalars(living.order_by(GroupWork.id).options(joinedload(GroupWork.item))).all()


def groups(forum: Forum, account_id: int | None = None) -> Sequence[Group]:
    """Return the forum's living groups; with ``account_id`` those that this account leads or records."""
    found = sa.select(Group).where(Group.forum_id == forum.id, Group.withdrawn_at.is_(None))
    if account_id is not None:
        found = found.where(sa.or_(Group.account_id == account_id, Group.recorder_account_id == account_id))
    in_order = found.order_by(Group.work_id, Group.number, Group.id)
    return db.session.scalars(in_order.options(joinedload(Group.room))).all()


def progress(
    shown: Sequence[Group], themes: Sequence[Theme], theme_id: int | None = None
) -> Sequence[Progress]:
    """Return how these groups get on with the themes of their work, or with one of them."""
    idents = [group.id for group in shown]
    found = sa.select(Note).where(Note.group_id.in_(idents), Note.withdrawn_at.is_(None))
    if theme_id is not None:
        found = found.where(Note.theme_id == theme_id)
    notes: dict[tuple[int, int], list[Note]] = defaultdict(list)
    for note in db.session.scalars(found.order_by(Note.place, Note.id)):
        notes[note.group_id, note.theme_id].append(note)
    seen = _seen(idents)
    return [
        Progress(
            group,
            [
                Sheet(theme, notes[group.id, theme.id])
                for theme in themes
                if theme.work_id == group.work_id and theme_id in {None, theme.id}
            ],
            seen.get(group.id),
        )
        for group in shown
    ]


def stamp(forum: Forum, shown: Sequence[Group], works: Sequence[GroupWork]) -> Stamp:
    """Return what the view of these groups depends on; no note is read. Pages that are open count by the minute."""
    seen = _seen([group.id for group in shown])
    parts = [f"{group.id}:{group.notes_version}:{_minute(seen.get(group.id))}" for group in shown]
    boards = (stamp_of_work(db.session.connection(), work.id) for work in works)
    parts += [one.revision for one in boards if one]
    return Stamp(f"l{forum.revision}.{'.'.join(parts)}")


def _seen(idents: Sequence[int]) -> dict[int, datetime]:
    latest = sa.select(NoteDevice.group_id, sa.func.max(NoteDevice.at)).where(NoteDevice.group_id.in_(idents))
    return {row[0]: row[1] for row in db.session.execute(latest.group_by(NoteDevice.group_id))}


def _minute(instant: datetime | None) -> int:
    return int(instant.timestamp() // 60) if instant else 0
