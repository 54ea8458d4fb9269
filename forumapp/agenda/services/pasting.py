"""Writing a pasted programme: append to the draft, or withdraw what stands there and put it in its place."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from forumapp.agenda import queries
from forumapp.agenda.models import Item, ItemKind, Track
from forumapp.agenda.pasting.resolving import LAST_DAY
from forumapp.agenda.pasting.tree import Pasted, PastedItem
from forumapp.agenda.services.aggregate import editing
from forumapp.agenda.services.appearances import add_appearance
from forumapp.agenda.services.items import add_item, withdraw_item
from forumapp.agenda.services.tracks import add_track, withdraw_track
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum, Mode

REFUSED = frozenset({"too_long", "no_title", "no_name"})
"""Doubts with which nothing can be written."""


def write_pasted(
    forum: Forum, pasted: Pasted, *, by: Actor, replace: bool, version: int | None = None
) -> list[Item]:
    """Write every row of ``pasted`` into the draft, as one change; ``replace`` withdraws the present rows and tracks first.

    Returns the new items. Raises AgendaChanged, or DomainError for a row that cannot be written; then nothing may be
    committed.
    """
    writer = _Writer(forum, by)
    with editing(forum, by=by, version=version, action="agenda.pasted"):
        _check(pasted)
        if replace:
            writer.clear()
        for place, day in enumerate(pasted.days):
            writer.write(day.items, day_number(forum, pasted, place), None, None, None)
        writer.put_in_order()
    return writer.items


def day_number(forum: Forum, pasted: Pasted, place: int) -> int:
    """Return the day of the forum (from 0) that a pasted day is: by its date if that is one of the forum's, else by its place."""
    day = pasted.days[place].day
    first = forum.day or next((other.day for other in pasted.days if other.day), None)
    apart = (day - first).days if day and first else place
    return apart if place <= apart <= LAST_DAY else place


def _check(pasted: Pasted) -> None:
    refused = next((doubt for doubt in pasted.doubts if doubt.code in REFUSED), None)
    if refused is not None:
        sentence = {
            "too_long": _("%(line)d行目が長すぎます。短くしてください。", line=refused.line),
            "no_title": _("%(line)d行目に内容がありません。時刻の後に書いてください。", line=refused.line),
            "no_name": _("%(line)d行目の項目に、姓のない登壇者がいます。", line=refused.line),
        }
        raise DomainError(sentence[refused.code], "text")


class _Writer:
    def __init__(self, forum: Forum, by: Actor) -> None:
        self.forum, self.by = forum, by
        self.items: list[Item] = []
        self.tracks: dict[str, Track] = {}
        self.rooms = {room.name: room.id for room in forum.venue.rooms} if forum.venue else {}

    def clear(self) -> None:
        for item in queries.items(self.forum.id):
            withdraw_item(item, by=self.by)
        for track in queries.tracks(self.forum.id):
            withdraw_track(track, by=self.by)

    def write(
        self, rows: Iterable[PastedItem], day: int, parent: Item | None, own: str | None, cursor: int | None
    ) -> None:
        """Write siblings; a start that follows from the row before is left out, so that later rows follow it.

        What comes after a remainder keeps its start: it says how long the remainder is.
        """
        rows = list(rows)
        fork = cursor
        ends: dict[str | None, int | None] = {}
        for row in rows:
            if row.track in {None, own}:
                known = (
                    cursor
                    if not ends
                    else max((end for end in ends.values() if end is not None), default=None)
                )
                ends = {}
            else:
                known = ends.get(row.track, fork)
            start = row.begins if known is None else row.start
            start = None if start == known else start
            item = self._item(row, rows, day, parent, start)
            self.write(row.children, day, item, row.track or own, row.begins)
            if row.track in {None, own}:
                cursor = fork = None if row.is_remainder else row.ends
            else:
                ends[row.track] = None if row.is_remainder else row.ends

    def put_in_order(self) -> None:
        """Let the new rows stand behind the others in the order of the text."""
        siblings: dict[tuple[int | None, int], list[Item]] = defaultdict(list)
        made = {item.id for item in self.items}
        for item in [*(old for old in queries.items(self.forum.id) if old.id not in made), *self.items]:
            siblings[item.parent_id, item.day].append(item)
        for rows in siblings.values():
            for position, item in enumerate(rows):
                item.position = position
        db.session.flush()

    def _item(
        self, row: PastedItem, rows: list[PastedItem], day: int, parent: Item | None, start: int | None
    ) -> Item:
        track = self._track(row.track, rows) if row.track is not None else None
        values: dict[str, Any] = {
            "title": row.title,
            "kind": ItemKind.CONTAINER if row.children else row.kind,
            "start": start,
            "minutes": None if row.is_remainder else row.minutes,
            "day": day,
            "parent_id": parent.id if parent else None,
            "track_id": track.id if track else None,
            "room_id": self.rooms.get(row.room),
            "mode": None if track is not None and track.mode is row.mode else row.mode,
            "end_text": row.end_text,
            "note": self._note(row),
            "is_remainder": row.is_remainder and not row.children,
            "is_optional": row.is_optional,
        }
        try:
            item = add_item(self.forum, by=self.by, position=len(self.items), **values)
            for speaker in row.speakers:
                add_appearance(
                    item, by=self.by, **{name: getattr(speaker, name) for name in speaker.__slots__}
                )
        except DomainError as error:
            sentence = _("%(line)d行目:%(message)s", line=row.line, message=error.message)
            raise DomainError(sentence, "text") from error
        self.items.append(item)
        return item

    def _note(self, row: PastedItem) -> str:
        if not row.room or row.room in self.rooms:
            return row.note
        place = _("会場:%(room)s", room=row.room)
        return f"{place}\n{row.note}" if row.note else place

    def _track(self, name: str, rows: list[PastedItem]) -> Track:
        """Return the track of that name, or make it; its mode is the one that all its rows here name."""
        if not self.tracks:
            self.tracks = {track.name: track for track in queries.tracks(self.forum.id)}
        if name not in self.tracks:
            modes = {row.mode for row in rows if row.track == name}
            mode = modes.pop() if len(modes) == 1 else None
            self.tracks[name] = add_track(self.forum, by=self.by, name=name, mode=mode or Mode.BOTH)
        return self.tracks[name]
