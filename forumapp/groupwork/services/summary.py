"""Curating the summary (意見の概要): drafts made from notes, each with its sources. The public sees what was approved."""

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.ordering import Direction, step
from forumapp.core.text import mentions
from forumapp.core.transaction import lock
from forumapp.groupwork.errors import EditedMeanwhile, NamesFound
from forumapp.groupwork.models import Note, SummaryBullet, SummaryEdition, SummarySource, Theme
from forumapp.groupwork.queries import people, sheets


def check_names(forum_id: int, texts: Iterable[str], *, confirmed: bool) -> list[str]:
    """Return what seems to name a person or the writer's own body; NamesFound unless somebody ``confirmed`` it."""
    found = list(mentions.told("\n".join(texts), people.names(forum_id)))
    if found and not confirmed:
        raise NamesFound(
            _(
                "個人や団体がわかるように見える言葉があります：%(words)s。このまま載せてよいか確かめてください。",
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
    out_of: SummaryBullet | None = None,
) -> SummaryBullet:
    """Draft a bullet that rests on ``notes`` (ids of living notes on this theme; at least one).

    ``out_of`` is a bullet that is split: it loses these notes and keeps at least one.
    """
    sources = _living(theme, notes)
    found = check_names(theme.forum_id, [text, remark], confirmed=names_checked)
    lock(theme)
    if out_of is not None:
        lock(out_of)
        _take_out(out_of, {note.id for note in sources}, by=by)
    last = sa.select(sa.func.max(SummaryBullet.position)).where(SummaryBullet.theme_id == theme.id)
    bullet = SummaryBullet(
        forum_id=theme.forum_id,
        theme_id=theme.id,
        position=(db.session.scalar(last) or 0) + 1,
        text=text,
        remark=remark,
        version=0,
        changed_at=clock.now(),
        sources=[SummarySource(note=note, note_version=note.version) for note in sources],
    )
    db.session.add(bullet)
    write_edition(bullet, by=by)
    changes = {"text": [None, text], "names_checked": [None, found]}
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
    """Change the working wording; EditedMeanwhile if ``version`` is no longer the present one."""
    lock(bullet)
    if bullet.version != version:
        raise EditedMeanwhile(_("ほかの人が先に変更しました。両方の文を見比べて、もう一度保存してください。"))
    found = check_names(bullet.forum_id, [text, remark], confirmed=names_checked)
    changes = audit.difference(bullet, {"text": text, "remark": remark})
    if changes:
        write_edition(bullet, by=by)
        audit.record(by, "summary.changed", bullet, changes=changes | {"names_checked": [None, found]})


def add_notes(bullet: SummaryBullet, *, by: Actor, notes: Sequence[int]) -> int:
    """Let a bullet rest on further notes; returns how many are new to it."""
    lock(bullet)
    known = {source.note_id for source in bullet.sources}
    fresh = [note for note in _living(bullet.theme, notes) if note.id not in known]
    if fresh:
        bullet.sources.extend(SummarySource(note=note, note_version=note.version) for note in fresh)
        write_edition(bullet, by=by)
        audit.record(
            by, "summary.sources_added", bullet, changes={"sources": [len(known), len(bullet.sources)]}
        )
    return len(fresh)


def remove_note(bullet: SummaryBullet, *, by: Actor, note: int) -> None:
    """Take a note out of a bullet; the last one stays (V11)."""
    lock(bullet)
    _take_out(bullet, {note}, by=by)


def mark_read(bullet: SummaryBullet, *, by: Actor, note: int) -> None:
    """Say that one has seen what became of a note after it was used: its new words, or that it was withdrawn."""
    lock(bullet)
    for source in bullet.sources:
        if source.note_id == note and source.note_version != source.note.version:
            change = [source.note_version, source.note.version]
            source.note_version = source.note.version
            audit.record(by, "summary.source_read", bullet, changes={"note_version": change})


def withdraw_bullet(bullet: SummaryBullet, *, by: Actor) -> None:
    """Take a bullet out of the summary, and from the public; its sources stay recorded."""
    lock(bullet)
    if bullet.withdrawn_at is None:
        bullet.withdrawn_at = clock.now()
        bullet.approved_version = bullet.approved_at = None
        bullet.approved_by = ""
        write_edition(bullet, by=by)
        audit.record(by, "summary.withdrawn", bullet, changes={"text": [bullet.text, None]})


def move_bullet(bullet: SummaryBullet, *, by: Actor, direction: Direction) -> None:
    """Exchange places with the bullet above or below; at the end of the list nothing happens."""
    lock(bullet.theme)
    alive = sa.select(SummaryBullet).where(
        SummaryBullet.theme_id == bullet.theme_id, SummaryBullet.withdrawn_at.is_(None)
    )
    order = list(db.session.scalars(alive.order_by(SummaryBullet.position, SummaryBullet.id)))
    places = step(order, bullet, direction)
    if places:
        audit.record(by, "summary.moved", bullet, changes={"position": list(places)})


def write_edition(bullet: SummaryBullet, *, by: Actor) -> None:
    """Give a bullet its next version, and keep what it says there: wording and sources."""
    now = clock.now()
    bullet.version += 1
    bullet.changed_at = now
    edition = SummaryEdition(
        version=bullet.version,
        forum_id=bullet.forum_id,
        text="" if bullet.withdrawn_at else bullet.text,
        remark=bullet.remark,
        sources=[[source.note_id or source.note.id, source.note_version] for source in bullet.sources],
        written_at=now,
        written_by=by.label,
    )
    bullet.editions.append(edition)
    db.session.flush()


def _living(theme: Theme, notes: Collection[int]) -> Sequence[Note]:
    found = sheets.notes_by_id(theme, list(notes))
    if not found or len(found) < len(set(notes)):
        raise DomainError(_("もとになる意見を1つ以上選んでください。"), "notes")
    return found


def _take_out(bullet: SummaryBullet, notes: Collection[int], *, by: Actor) -> None:
    gone = [source for source in bullet.sources if source.note_id in notes]
    if not gone:
        return
    if len(gone) == len(bullet.sources):
        raise DomainError(
            _("もとになる意見が1つもなくなるため、外せません。文が不要なときは取り下げてください。"), "notes"
        )
    before = len(bullet.sources)
    for source in gone:
        bullet.sources.remove(source)
    write_edition(bullet, by=by)
    audit.record(by, "summary.sources_removed", bullet, changes={"sources": [before, len(bullet.sources)]})
