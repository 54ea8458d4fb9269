"""The summary as a document says it: what it names is approved, unless it says ``draft``."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from forumapp.core import clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.exchange.services.ledger import Ledger
from forumapp.groupwork.models import Note, SummaryBullet, SummarySource, Theme
from forumapp.groupwork.services.approving import put_approval
from forumapp.groupwork.services.summary import write_edition

Values = dict[str, Any]
BY = Actor("system", None, "forum document")


def write_bullets(theme: Theme, given: list[Values], notes: dict[str, int], ledger: Ledger) -> None:
    """Bring a theme's bullets to what is ``given``; ``notes`` are ids by key. A bullet is known by its approved wording."""
    found = sa.select(SummaryBullet).where(SummaryBullet.theme_id == theme.id).order_by(SummaryBullet.id)
    known = db.session.scalars(found.options(selectinload(SummaryBullet.editions))).all()
    wanted = [
        (row["text"], {"text": row["text"], "remark": row.get("remark", ""), "position": position})
        for position, row in enumerate(given)
    ]
    bullets = ledger.match(
        f"bullet {theme.number}",
        [(_public_text(row), row) for row in known],
        wanted,
        lambda: SummaryBullet(forum_id=theme.forum_id, theme_id=theme.id, version=0, changed_at=clock.now()),
    )
    versions = {note.id: note.version for note in _notes(notes)}
    for bullet, row in zip(bullets, given, strict=True):
        _put_sources(bullet, row, {notes[name] for name in row.get("sources", [])}, versions, ledger)
        _put_version(bullet, row, ledger)
    for gone in known:
        if gone not in bullets:
            gone.approved_version = gone.approved_at = None


def _notes(notes: dict[str, int]) -> list[Note]:
    return list(db.session.scalars(sa.select(Note).where(Note.id.in_(notes.values())).order_by(Note.id)))


def _public_text(bullet: SummaryBullet) -> str:
    approved = (one.text for one in bullet.editions if one.version == bullet.approved_version)
    return next(approved, bullet.text)


def _put_sources(
    bullet: SummaryBullet, row: Values, wanted: set[int], versions: dict[int, int], ledger: Ledger
) -> None:
    before = {source.note_id: source for source in bullet.sources}
    if wanted == before.keys():
        return
    for ident in before.keys() - wanted:
        bullet.sources.remove(before[ident])
    for ident in sorted(wanted - before.keys()):
        bullet.sources.append(SummarySource(note_id=ident, note_version=versions[ident]))
    ledger.changes[f"bullet {row['text']}.sources"] = [sorted(before), sorted(wanted)]
    db.session.flush()


def _put_version(bullet: SummaryBullet, row: Values, ledger: Ledger) -> None:
    """Keep what the bullet says now as an edition, unless the last one says it, and approve it."""
    last = bullet.editions[-1] if bullet.editions else None
    notes = sorted(source.note_id for source in bullet.sources)
    if last is None or (last.text, last.remark, sorted(note for note, _version in last.sources)) != (
        bullet.text,
        bullet.remark,
        notes,
    ):
        write_edition(bullet, by=BY)
    is_approved = bullet.approved_version is not None
    if row.get("draft"):
        bullet.approved_version = bullet.approved_at = None
    elif bullet.approved_version != bullet.version:
        put_approval(bullet, by=BY)
    if is_approved != (bullet.approved_version is not None):
        ledger.changes[f"bullet {row['text']}.approved"] = [is_approved, not is_approved]
