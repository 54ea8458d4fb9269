"""Reads of the summary: the bullets in the making, and what is approved."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from forumapp.agenda.programme import Programme
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.groupwork.models import (
    DroppedProposal,
    Group,
    GroupWork,
    Note,
    NoteEdition,
    SummaryBullet,
    SummaryEdition,
    SummarySource,
    Theme,
)


@dataclass(frozen=True)
class SummaryLine:
    """One published bullet; ``remark`` is printed in brackets behind it."""

    text: str
    remark: str


@dataclass(frozen=True)
class SummaryTheme:
    """A theme of the published summary; ``item`` is the title of its agenda item."""

    number: int
    title: str
    item: str
    bullets: tuple[SummaryLine, ...]


def bullet(forum: Forum, ident: int, *, is_withdrawn: bool = False) -> SummaryBullet | None:
    """Return a bullet of the forum's summary that lives; or, with ``is_withdrawn``, lives or was withdrawn."""
    found = sa.select(SummaryBullet).where(SummaryBullet.id == ident, SummaryBullet.forum_id == forum.id)
    if not is_withdrawn:
        found = found.where(SummaryBullet.withdrawn_at.is_(None))
    return db.session.scalar(found)


def of_theme(theme: Theme) -> Sequence[SummaryBullet]:
    """Return the bullets of a theme in order, withdrawn ones too, with editions, sources, their notes and groups."""
    found = sa.select(SummaryBullet).where(SummaryBullet.theme_id == theme.id)
    loaded = found.order_by(SummaryBullet.position, SummaryBullet.id).options(
        selectinload(SummaryBullet.sources).joinedload(SummarySource.note).joinedload(Note.group),
        selectinload(SummaryBullet.editions),
    )
    return db.session.scalars(loaded).all()


def former_words(sources: Iterable[SummarySource]) -> dict[int, str]:
    """Return {note id: what it said when it was chosen} of the sources whose note has changed since."""
    chosen = [(one.note_id, one.note_version) for one in sources if is_changed(one)]
    if not chosen:
        return {}
    found = sa.select(NoteEdition.note_id, NoteEdition.text).where(
        sa.tuple_(NoteEdition.note_id, NoteEdition.version).in_(chosen)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def is_changed(source: SummarySource) -> bool:
    """Say whether the note was edited or withdrawn after it was chosen, and nobody has looked at that."""
    if source.note_version == 0:
        return source.note.withdrawn_at is not None
    return source.note_version != source.note.version


def dropped(theme: Theme) -> set[str]:
    """Return the digests of the proposals that somebody dropped."""
    found = sa.select(DroppedProposal.digest).where(DroppedProposal.theme_id == theme.id)
    return set(db.session.scalars(found))


def stamp(theme: Theme) -> tuple[int, int]:
    """Return two numbers that grow: with every change of the groups' notes, and with every version of a bullet."""

    def total(column: Any, condition: Any) -> Any:
        return sa.select(sa.func.coalesce(sa.func.sum(column), 0)).where(condition).scalar_subquery()

    marks = total(Group.notes_version, Group.work_id == theme.work_id)
    words = total(Note.version, Note.theme_id == theme.id)
    versions = total(SummaryBullet.version, SummaryBullet.theme_id == theme.id)
    row = db.session.execute(sa.select(marks + words, versions)).one()
    return row[0], row[1]


def approvals(ident: int) -> Sequence[AuditEntry]:
    """Return when a bullet was approved and when that was taken back, and by whom, in order."""
    found = sa.select(AuditEntry).where(
        AuditEntry.subject == SummaryBullet.__tablename__,
        AuditEntry.subject_id == ident,
        AuditEntry.action.in_(("summary.approved", "summary.approval_withdrawn")),
    )
    return db.session.scalars(found.order_by(AuditEntry.id)).all()


def lines(forum: Forum, *, has_drafts: bool = False) -> dict[int, list[SummaryLine]]:
    """Return the approved lines by theme id, in order; with ``has_drafts`` the working wording of every bullet."""
    found = sa.select(SummaryBullet.theme_id, SummaryEdition.text, SummaryEdition.remark).join(
        SummaryEdition, SummaryEdition.bullet_id == SummaryBullet.id
    )
    wanted = SummaryBullet.version if has_drafts else SummaryBullet.approved_version
    mine = found.where(
        SummaryBullet.forum_id == forum.id,
        SummaryBullet.withdrawn_at.is_(None),
        SummaryEdition.version == wanted,
    )
    sorted_: dict[int, list[SummaryLine]] = defaultdict(list)
    for ident, text, remark in db.session.execute(mine.order_by(SummaryBullet.position, SummaryBullet.id)):
        sorted_[ident].append(SummaryLine(text, remark))
    return sorted_


def unapproved(forum_id: int) -> int:
    """Return how many living bullets of a forum wait for approval, new ones and changed ones; one statement."""
    changed = sa.func.coalesce(SummaryBullet.approved_version, 0) != SummaryBullet.version
    mine = (SummaryBullet.forum_id == forum_id, SummaryBullet.withdrawn_at.is_(None), changed)
    return db.session.scalar(sa.select(sa.func.count()).select_from(SummaryBullet).where(*mine)) or 0


def summary(forum_id: int, programme: Programme) -> list[SummaryTheme]:
    """Return the approved summary of a forum for its report, in one statement; [] when there is none.

    Which items there are, their titles and their order are those of ``programme``, the released one.
    """
    found = (
        sa.select(
            Theme.id, Theme.number, Theme.title, GroupWork.item_id, SummaryEdition.text, SummaryEdition.remark
        )
        .join(SummaryBullet, SummaryBullet.theme_id == Theme.id)
        .join(
            SummaryEdition,
            sa.and_(
                SummaryEdition.bullet_id == SummaryBullet.id,
                SummaryEdition.version == SummaryBullet.approved_version,
            ),
        )
        .join(GroupWork, GroupWork.id == Theme.work_id)
        .where(
            Theme.forum_id == forum_id,
            Theme.withdrawn_at.is_(None),
            SummaryBullet.withdrawn_at.is_(None),
        )
    )
    in_order = found.order_by(
        GroupWork.id,
        Theme.number,
        Theme.id,
        SummaryBullet.position,
        SummaryBullet.id,
    )
    titles = {item.id: item.title for item in programme.walk()}
    of_item: dict[int, dict[int, tuple[int, str]]] = defaultdict(dict)
    lines: dict[int, list[SummaryLine]] = defaultdict(list)
    for ident, number, title, item_id, text, remark in db.session.execute(in_order):
        of_item[item_id][ident] = (number, title)
        lines[ident].append(SummaryLine(text, remark))
    return [
        SummaryTheme(number, title, item_title, tuple(lines[ident]))
        for item_id, item_title in titles.items()
        for ident, (number, title) in of_item.get(item_id or 0, {}).items()
    ]
