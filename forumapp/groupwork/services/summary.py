"""Curating the summary (意見の概要): bullets made from notes, each with its sources and without names."""

from collections.abc import Sequence
from typing import Literal

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.text import mentions
from forumapp.core.transaction import lock
from forumapp.groupwork.errors import EditedMeanwhile, NamesFound
from forumapp.groupwork.models import SummaryBullet, SummarySource, Theme
from forumapp.groupwork.queries import people, sheets

Direction = Literal["up", "down"]


def _check_names(forum_id: int, *texts: str, confirmed: bool) -> tuple[str, ...]:
    found = mentions.people("\n".join(texts), people.names(forum_id))
    if found and not confirmed:
        raise NamesFound(
            _(
                "個人名のように見える言葉があります:%(words)s。個人名でないことを確かめてください。",
                words=" / ".join(found),
            ),
            "names_checked",
        )
    return found


def add_bullet(
    theme: Theme,
    *,
    by: Actor,
    text: str,
    remark: str = "",
    notes: Sequence[int],
    names_checked: bool = False,
) -> SummaryBullet:
    """Publish a bullet that rests on ``notes`` (ids of living notes on this theme; at least one)."""
    sources = sheets.notes_by_id(theme, notes)
    if not sources or len(sources) < len(set(notes)):
        raise DomainError(_("もとになる意見を1つ以上選んでください。"), "notes")
    found = _check_names(theme.forum_id, text, remark, confirmed=names_checked)
    lock(theme)
    last = sa.select(sa.func.max(SummaryBullet.position)).where(SummaryBullet.theme_id == theme.id)
    bullet = SummaryBullet(
        forum_id=theme.forum_id,
        theme_id=theme.id,
        position=(db.session.scalar(last) or 0) + 1,
        text=text,
        remark=remark,
        changed_at=clock.now(),
        sources=[SummarySource(note=note) for note in sources],
    )
    db.session.add(bullet)
    changes = {"text": [None, text], "names_checked": [None, list(found)]}
    audit.record(by, "summary.added", bullet, changes=changes)
    return bullet


def change_bullet(
    bullet: SummaryBullet,
    *,
    by: Actor,
    version: int,
    text: str,
    remark: str = "",
    names_checked: bool = False,
) -> None:
    """Change the wording; EditedMeanwhile if ``version`` is no longer the present one."""
    lock(bullet)
    if bullet.version != version:
        raise EditedMeanwhile(_("ほかの人が先に変更しました。両方の文を見比べて、もう一度保存してください。"))
    found = _check_names(bullet.forum_id, text, remark, confirmed=names_checked)
    changes = audit.difference(bullet, {"text": text, "remark": remark})
    if changes:
        bullet.version += 1
        bullet.changed_at = clock.now()
        audit.record(by, "summary.changed", bullet, changes=changes | {"names_checked": [None, list(found)]})


def withdraw_bullet(bullet: SummaryBullet, *, by: Actor) -> None:
    """Take a bullet out of the summary; its sources stay recorded."""
    lock(bullet)
    if bullet.withdrawn_at is None:
        bullet.withdrawn_at = bullet.changed_at = clock.now()
        bullet.version += 1
        audit.record(by, "summary.withdrawn", bullet, changes={"text": [bullet.text, None]})


def move_bullet(bullet: SummaryBullet, *, by: Actor, direction: Direction) -> None:
    """Exchange places with the bullet above or below; at the end of the list nothing happens."""
    lock(bullet.theme)
    alive = sa.select(SummaryBullet).where(
        SummaryBullet.theme_id == bullet.theme_id, SummaryBullet.withdrawn_at.is_(None)
    )
    order = list(db.session.scalars(alive.order_by(SummaryBullet.position, SummaryBullet.id)))
    here = order.index(bullet)
    there = here + (-1 if direction == "up" else 1)
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for position, one in enumerate(order, 1):
        one.position = position
    audit.record(by, "summary.moved", bullet, changes={"position": [here + 1, there + 1]})
