"""Reads of a programme: the draft that organisers edit and the release that the public sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload, selectinload, subqueryload

from forumapp.agenda.differences import compare
from forumapp.agenda.models import (
    Agenda,
    Appearance,
    Command,
    CommandState,
    Item,
    ItemKind,
    Release,
    Track,
)
from forumapp.agenda.programme import Programme, from_json
from forumapp.agenda.supposing import supposed
from forumapp.agenda.timetable import build
from forumapp.core.db import db
from forumapp.forums.models import Forum, Mode


@dataclass(frozen=True)
class ReleaseLine:
    """A release in a list: without its content."""

    number: int
    released_at: datetime
    released_by: str
    note: str
    note_en: str | None


def opens(forum: Forum) -> int | None:
    """Return the minute of the day at which the forum begins."""
    return forum.starts.hour * 60 + forum.starts.minute if forum.starts else None


def draft_programme(forum: Forum) -> Programme:
    """Return the programme as it is being edited, damaged names included."""
    return build(items(forum.id), tracks(forum.id), opens(forum))


def released_programme(forum_id: int) -> Programme:
    """Return what the public sees, in one statement; empty before the first release (supposing.py: after the next)."""
    if (instead := supposed(forum_id)) is not None:
        return instead
    newest = sa.select(Release.content).where(Release.forum_id == forum_id)
    content = db.session.scalar(newest.order_by(Release.number.desc()).limit(1))
    return from_json(content) if content else Programme()


@dataclass(frozen=True)
class ReleasedTrack:
    """A track that the public knows, also one without items; ``mode`` and names as released."""

    id: int
    name: str
    name_en: str
    mode: Mode


def released_tracks(forum_id: int) -> list[ReleasedTrack]:
    """Return the tracks of the last release in their order, in one statement: whoever registers may choose these.

    While a release is supposed (supposing.py) they are those of the draft.
    """
    return released(forum_id)[1]


def released(forum_id: int) -> tuple[Programme, list[ReleasedTrack]]:
    """Return what :func:`released_programme` and :func:`released_tracks` say, in one statement."""
    if (instead := supposed(forum_id)) is not None:
        return instead, _draft_tracks(forum_id)
    newest = sa.select(Release.rows["track"], Release.content).where(Release.forum_id == forum_id)
    found = db.session.execute(newest.order_by(Release.number.desc()).limit(1)).one_or_none()
    if found is None:
        return Programme(), []
    images, content = found
    programme = from_json(content) if content else Programme()
    if not images:  # a release from before these rows were kept, or purged
        tracks = programme.tracks
        return programme, [ReleasedTrack(one.id, one.name, one.name_en, one.mode) for one in tracks]
    return programme, _tracks_in(images)


def _tracks_in(images: Mapping[str, Any]) -> list[ReleasedTrack]:
    living = [(int(ident), image) for ident, image in images.items() if image["withdrawn_at"] is None]
    living.sort(key=lambda pair: (pair[1]["position"], pair[0]))
    return [
        ReleasedTrack(ident, image["name"], image["name_en"], Mode(image["mode"])) for ident, image in living
    ]


def items(forum_id: int, *, withdrawn: bool = False) -> Sequence[Item]:
    """Return the items of the draft in order, with speakers and rooms; or those withdrawn."""
    mine = sa.select(Item).where(Item.forum_id == forum_id)
    mine = mine.where(Item.withdrawn_at.is_not(None) if withdrawn else Item.withdrawn_at.is_(None))
    whole = mine.options(joinedload(Item.room), subqueryload(Item.appearances))
    return db.session.scalars(whole.order_by(Item.day, Item.position, Item.id)).all()


def tracks(forum_id: int, *, withdrawn: bool = False) -> Sequence[Track]:
    """Return the tracks in order, with rooms and departments; or those withdrawn."""
    mine = sa.select(Track).where(Track.forum_id == forum_id)
    mine = mine.where(Track.withdrawn_at.is_not(None) if withdrawn else Track.withdrawn_at.is_(None))
    whole = mine.options(joinedload(Track.room), selectinload(Track.departments))
    return db.session.scalars(whole.order_by(Track.position, Track.id)).all()


def containers(forum_id: int) -> Sequence[Item]:
    """Return the items that can hold others."""
    mine = sa.select(Item).where(Item.forum_id == forum_id, Item.kind == ItemKind.CONTAINER)
    return db.session.scalars(mine.where(Item.withdrawn_at.is_(None)).order_by(Item.position, Item.id)).all()


def item(forum_id: int, item_id: int) -> Item | None:
    """Return an item of this forum, withdrawn or not."""
    mine = sa.select(Item).where(Item.id == item_id, Item.forum_id == forum_id)
    return db.session.scalar(mine.options(selectinload(Item.appearances)))


def track(forum_id: int, track_id: int) -> Track | None:
    """Return a track of this forum, withdrawn or not."""
    return db.session.scalar(sa.select(Track).where(Track.id == track_id, Track.forum_id == forum_id))


def appearance(forum_id: int, appearance_id: int) -> Appearance | None:
    """Return an appearance of this forum, withdrawn or not."""
    mine = sa.select(Appearance).where(Appearance.id == appearance_id, Appearance.forum_id == forum_id)
    return db.session.scalar(mine.options(joinedload(Appearance.item)))


def own_links(forum_id: int) -> dict[int, str]:
    """Return the addresses of Web meetings that single items have of their own, by id of item."""
    found = sa.select(Item.id, Item.join_url).where(
        Item.forum_id == forum_id, Item.withdrawn_at.is_(None), Item.join_url.is_not(None)
    )
    return {ident: url for ident, url in db.session.execute(found).tuples() if url}


def version(forum_id: int) -> int:
    """Return the version of the draft that editors send back; 0 before the first change."""
    return db.session.scalar(sa.select(Agenda.version).where(Agenda.forum_id == forum_id)) or 0


def releases(forum_id: int) -> Sequence[ReleaseLine]:
    """Return the releases, the newest first."""
    rows = sa.select(*(getattr(Release, name) for name in ReleaseLine.__dataclass_fields__))
    mine = rows.where(Release.forum_id == forum_id).order_by(Release.number.desc())
    return [ReleaseLine(*row) for row in db.session.execute(mine)]


def release(forum_id: int, number: int) -> Release | None:
    """Return one release with its content."""
    return db.session.scalar(sa.select(Release).where(Release.forum_id == forum_id, Release.number == number))


def last_release(forum_id: int) -> Release | None:
    """Return the newest release."""
    newest = sa.select(Release).where(Release.forum_id == forum_id).order_by(Release.number.desc())
    return db.session.scalar(newest.limit(1))


def is_pending(forum: Forum) -> bool:
    """Say whether the draft is another programme than the public sees."""
    return differs(draft_programme(forum), last_release(forum.id))


def differs(draft: Programme, last: Release | None) -> bool:
    """Say whether the public sees something else in ``last`` than in ``draft``, or knows other tracks."""
    # A track without items stands in no programme, but whoever registers may choose it.
    if last is not None and last.rows and _tracks_in(last.rows["track"]) != _draft_tracks(last.forum_id):
        return True
    return draft.for_the_public().to_json() != (last.content if last else Programme().to_json())


def _draft_tracks(forum_id: int) -> list[ReleasedTrack]:
    mine = sa.select(Track.id, Track.name, Track.name_en, Track.mode).where(
        Track.forum_id == forum_id, Track.withdrawn_at.is_(None)
    )
    return [ReleasedTrack(*row) for row in db.session.execute(mine.order_by(Track.position, Track.id))]


def pending_changes(forum: Forum) -> int:
    """Return how many rows visitors would see differently if the draft were released; at least 1 if it is another."""
    last = last_release(forum.id)
    draft = draft_programme(forum).for_the_public()
    if last is None or not differs(draft, last):
        return 0
    return max(1, compare(from_json(last.content), draft).count)


def last_done(forum_id: int) -> Command | None:
    """Return the change that an undo would take back: the newest in force that is no undo or redo itself."""
    return db.session.scalar(_changes(forum_id, CommandState.DONE).order_by(Command.number.desc()).limit(1))


def first_undone(forum_id: int) -> Command | None:
    """Return the change that a redo would do again: the oldest of those taken back."""
    return db.session.scalar(_changes(forum_id, CommandState.UNDONE).order_by(Command.number).limit(1))


def newest(forum_id: int) -> Command | None:
    """Return the last change of all, undoing included; without its rows."""
    found = history(forum_id, limit=1)
    return found[0] if found else None


def history(
    forum_id: int, *, limit: int = 100, before: int | None = None, whole: bool = False
) -> Sequence[Command]:
    """Return changes, the newest first, below number ``before``; with what stood in the rows if ``whole``."""
    mine = sa.select(Command).where(Command.forum_id == forum_id).order_by(Command.number.desc())
    if before is not None:
        mine = mine.where(Command.number < before)
    wanted = mine.options(joinedload(Command.target).defer(Command.rows))
    if not whole:
        wanted = wanted.options(defer(Command.rows))
    return db.session.scalars(wanted.limit(limit)).all()


def _changes(forum_id: int, state: CommandState) -> sa.Select[tuple[Command]]:
    return sa.select(Command).where(
        Command.forum_id == forum_id, Command.state == state, Command.target_id.is_(None)
    )
