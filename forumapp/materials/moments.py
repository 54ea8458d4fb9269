"""When materials and recordings are published: at once, after their talk as it was released, or at a moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from forumapp.agenda.events import AgendaReleased
from forumapp.agenda.programme import Programme, moment
from forumapp.agenda.queries import released_programme
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.files import StoredFile
from forumapp.core.uploads.models import FileInspection
from forumapp.forums.events import ForumChanged
from forumapp.forums.models import Forum, ForumBoundary
from forumapp.forums.revision import FILES, touch
from forumapp.forums.states import over_at
from forumapp.materials.models import Material, PublishWhen, Recording


@dataclass(frozen=True)
class Plan:
    """When a file shall be published; ``at`` with PublishWhen.AT alone."""

    when: PublishWhen = PublishWhen.NOW
    at: datetime | None = None

    @property
    def values(self) -> dict[str, object]:
        """Return the columns."""
        return {"publish_when": self.when, "publish_at": self.at}


AT_ONCE = Plan()
ALWAYS = datetime(1, 1, 1, tzinfo=UTC)


def opens_at(thing: Material | Recording, forum: Forum, ends: Mapping[int, datetime]) -> datetime | None:
    """Return when it is published; None while nobody knows when its talk ends. ``ends``: what :func:`ends_of` gave."""
    if thing.publish_when is PublishWhen.AT:
        return thing.publish_at
    if thing.publish_when is PublishWhen.NOW:
        return ALWAYS
    return ends.get(thing.item_id) if thing.item_id is not None else over_at(forum)


def ends_of(forum: Forum, programme: Programme) -> dict[int, datetime]:
    """Return when each item of the released programme ends, by its id; {} while the forum has no day."""
    if forum.day is None:
        return {}
    return {
        item.id: clock.to_utc(moment(forum.day, (item.day, item.end)), forum.zone)
        for item in programme.walk()
        if item.id is not None and item.end is not None
    }


def write_boundaries(forum: Forum) -> None:
    """Let the public pages know at which instants a file appears by itself; called when a file or the programme changes."""
    db.session.flush()
    ends = ends_of(forum, released_programme(forum.id))
    rows = [
        {"forum_id": forum.id, "what": f"{FILES}{kind}{thing.id}", "at": at}
        for kind, thing in _waiting(forum)
        if (at := opens_at(thing, forum, ends)) is not None
    ]
    mine = sa.delete(ForumBoundary).where(
        ForumBoundary.forum_id == forum.id, ForumBoundary.what.startswith(FILES)
    )
    db.session.execute(mine)
    if rows:
        db.session.execute(sa.insert(ForumBoundary), rows)
        touch(forum)


def _waiting(forum: Forum) -> Iterable[tuple[str, Material | Recording]]:
    slides = sa.select(Material).where(
        Material.forum_id == forum.id, Material.publish_when != PublishWhen.NOW
    )
    films = sa.select(Recording).where(
        Recording.forum_id == forum.id, Recording.publish_when != PublishWhen.NOW
    )
    yield from (("m", one) for one in db.session.scalars(slides.order_by(Material.id)))
    yield from (("r", one) for one in db.session.scalars(films.order_by(Recording.id)))


def agenda_released(event: AgendaReleased) -> None:
    """Talks may end at another time now."""
    write_boundaries(db.session.get_one(Forum, event.forum_id))


def forum_changed(event: ForumChanged) -> None:
    """The forum may be on another day now."""
    write_boundaries(db.session.get_one(Forum, event.forum_id))


def file_scanned(file: StoredFile) -> None:
    """Pages show a file, or show it no more, as soon as the scanner has spoken."""
    pictured = sa.select(FileInspection.digest).where(FileInspection.preview_digest == file.digest)
    slides = sa.select(Material.forum_id).where(
        sa.or_(Material.file_digest == file.digest, Material.file_digest.in_(pictured))
    )
    films = sa.select(Recording.forum_id).where(
        sa.or_(
            Recording.file_digest == file.digest,
            Recording.captions_digest == file.digest,
            Recording.poster_digest == file.digest,
        )
    )
    mine = sa.select(Forum).where(sa.or_(Forum.id.in_(slides), Forum.id.in_(films)))
    for forum in db.session.scalars(mine.order_by(Forum.id)):
        touch(forum)
