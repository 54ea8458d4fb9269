"""Reads of the summary: the bullets in the making, and what is published."""

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from forumapp.agenda.programme import Programme
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.groupwork.models import GroupWork, Note, SummaryBullet, SummarySource, Theme


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


def bullet(forum: Forum, ident: int) -> SummaryBullet | None:
    """Return a living bullet of the forum's summary."""
    found = sa.select(SummaryBullet).where(
        SummaryBullet.id == ident, SummaryBullet.forum_id == forum.id, SummaryBullet.withdrawn_at.is_(None)
    )
    return db.session.scalar(found)


def bullets(forum: Forum) -> dict[int, list[SummaryBullet]]:
    """Return the living bullets by theme id, in order, with their sources and the groups these come from."""
    found = sa.select(SummaryBullet).where(
        SummaryBullet.forum_id == forum.id, SummaryBullet.withdrawn_at.is_(None)
    )
    loaded = found.order_by(SummaryBullet.position, SummaryBullet.id).options(
        selectinload(SummaryBullet.sources).joinedload(SummarySource.note).joinedload(Note.group)
    )
    sorted_: dict[int, list[SummaryBullet]] = defaultdict(list)
    for one in db.session.scalars(loaded):
        sorted_[one.theme_id].append(one)
    return sorted_


def summary(forum_id: int, programme: Programme) -> list[SummaryTheme]:
    """Return the published summary of a forum for its report, in one statement; [] when there is none.

    Which items there are, their titles and their order are those of ``programme``, the released one.
    """
    found = (
        sa.select(
            Theme.id, Theme.number, Theme.title, GroupWork.item_id, SummaryBullet.text, SummaryBullet.remark
        )
        .join(SummaryBullet, SummaryBullet.theme_id == Theme.id)
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
