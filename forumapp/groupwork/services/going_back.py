"""The way back on the merge board: a step is undone by writing once more what the bullets said before it."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.transaction import lock
from forumapp.groupwork.errors import EditedMeanwhile
from forumapp.groupwork.models import DroppedProposal, Note, SummaryBullet, SummarySource, Theme
from forumapp.groupwork.services.summary import withdraw_bullet, write_edition

Step = tuple[int, int]
"""A bullet's id, and the version that the step gave it."""


def undo(forum_id: int, steps: Sequence[Step], *, by: Actor) -> list[SummaryBullet]:
    """Take a step back whose bullets are still as it left them, else EditedMeanwhile. What was made is withdrawn."""
    mine = sa.select(SummaryBullet).where(
        SummaryBullet.forum_id == forum_id, SummaryBullet.id.in_([ident for ident, _version in steps])
    )
    found = {one.id: one for one in db.session.scalars(mine.order_by(SummaryBullet.id))}
    lock(*found.values())
    if any(ident not in found or found[ident].version != version for ident, version in steps):
        raise EditedMeanwhile(
            _("その後にほかの変更があったため、元に戻せません。文の履歴から戻すことができます。")
        )
    for bullet in found.values():
        restore(bullet, by=by, version=bullet.version - 1)
    return list(found.values())


def restore(bullet: SummaryBullet, *, by: Actor, version: int) -> None:
    """Write a new version that says what ``version`` said, with its sources; one before the first withdraws the bullet.

    What the public sees stays until it is approved.
    """
    lock(bullet)
    edition = next((one for one in bullet.editions if one.version == version), None)
    if edition is None or not edition.text:
        withdraw_bullet(bullet, by=by)
        return
    before = bullet.text
    bullet.text, bullet.remark, bullet.withdrawn_at = edition.text, edition.remark, None
    _put_sources(bullet, dict(edition.sources))
    write_edition(bullet, by=by)
    changes = {"text": [before, bullet.text], "version": [version, bullet.version]}
    audit.record(by, "summary.restored", bullet, changes=changes)


def _put_sources(bullet: SummaryBullet, wanted: dict[int, int]) -> None:
    for source in [one for one in bullet.sources if one.note_id not in wanted]:
        bullet.sources.remove(source)
    missing = wanted.keys() - {one.note_id for one in bullet.sources}
    notes = sa.select(Note).where(Note.id.in_(missing), Note.theme_id == bullet.theme_id)
    for note in db.session.scalars(notes.order_by(Note.id)):
        bullet.sources.append(SummarySource(note=note, note_version=wanted[note.id]))


def drop_proposal(theme: Theme, digest: str, *, by: Actor) -> None:
    """Remember that these notes are not to be proposed together."""
    lock(theme)
    if db.session.get(DroppedProposal, (theme.id, digest)) is None:
        db.session.add(DroppedProposal(theme_id=theme.id, digest=digest, dropped_at=clock.now()))
        audit.record(by, "summary.proposal_dropped", theme)


def bring_back(theme: Theme, digest: str, *, by: Actor) -> None:
    """Propose these notes together again."""
    lock(theme)
    dropped = db.session.get(DroppedProposal, (theme.id, digest))
    if dropped is not None:
        db.session.delete(dropped)
        audit.record(by, "summary.proposal_back", theme)
