"""Photographs of the day: added with what they show, changed, put in order, taken out."""

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock, files
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.ordering import Direction, step
from forumapp.core.transaction import lock
from forumapp.forums.events import ForumPurged
from forumapp.forums.models import Forum
from forumapp.publishing.developing import CONTENT_TYPE, Developed
from forumapp.publishing.models import ReportPhotograph
from forumapp.publishing.queries.photographs import photographs

MOST = 40
"""Photographs of one report."""


def add_photograph(
    forum: Forum, *, by: Actor, file: Developed, alt: str, caption: str, has_consent: bool
) -> ReportPhotograph:
    """Add a photograph as the last one; the same picture is taken once."""
    lock(forum)
    present = photographs(forum.id)
    if len(present) >= MOST:
        raise DomainError(_("写真は%(most)d枚まで載せられます。", most=MOST), "file")
    if any(one.file_digest == file.large.digest for one in present):
        raise DomainError(_("同じ写真がすでにあります。"), "file")
    made = ReportPhotograph(
        forum_id=forum.id,
        position=max((one.position for one in present), default=0) + 1,
        alt=alt,
        caption=caption,
        has_consent=has_consent,
        file_digest=files.keep(file.large, CONTENT_TYPE).digest,
        small_digest=files.keep(file.small, CONTENT_TYPE).digest,
        width=file.width,
        height=file.height,
        added_at=clock.now(),
    )
    db.session.add(made)
    audit.record(by, "photograph.added", made, changes={"alt": [None, alt]})
    return made


def unreadable() -> DomainError:
    """Return the refusal of a file that begins like a picture and is damaged."""
    return DomainError(_("写真を読み取れません。ファイルが壊れていないか確認してください。"), "file")


def change_photograph(
    one: ReportPhotograph, *, by: Actor, version: int, alt: str, caption: str, has_consent: bool
) -> None:
    """Change what is said of a photograph. Without consent it is gone from every page at once."""
    lock(one)
    if one.version != version:
        raise DomainError(_("ほかの人が先に変更しました。いまの内容を確かめて、もう一度操作してください。"))
    changes = audit.difference(one, {"alt": alt, "caption": caption, "has_consent": has_consent})
    if changes:
        one.version += 1
        audit.record(by, "photograph.changed", one, changes=changes)


def move_photograph(one: ReportPhotograph, *, forum: Forum, by: Actor, direction: Direction) -> None:
    """Exchange places with the photograph before or behind."""
    lock(forum)
    places = step(list(photographs(forum.id)), one, direction)
    if places:
        audit.record(by, "photograph.moved", one, changes={"position": list(places)})


def withdraw_photograph(one: ReportPhotograph, *, by: Actor) -> None:
    """Take a photograph out of the report and every version of it, at once."""
    lock(one)
    if one.withdrawn_at is None:
        one.withdrawn_at = clock.now()
        audit.record(by, "photograph.withdrawn", one)


def forum_purged(event: ForumPurged) -> None:
    """Delete the photographs whose people did not agree (any more), and those that were taken out, with their files."""
    refused = ReportPhotograph.withdrawn_at.is_not(None) | ReportPhotograph.has_consent.is_(False)
    mine = sa.select(ReportPhotograph).where(ReportPhotograph.forum_id == event.forum_id, refused)
    digests = set()
    for one in db.session.scalars(mine):
        digests |= {one.file_digest, one.small_digest}
        db.session.delete(one)
    db.session.flush()
    files.forget(digests)
