"""Tracks, items and speakers, as a document says them; the floors above hear of it by one release."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from forumapp.agenda.models import Appearance, AppearanceRole, Item, ItemKind, Release, Track
from forumapp.agenda.services import appearances as speaking
from forumapp.agenda.services.aggregate import Edit, editing
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.directory import queries as directory
from forumapp.directory.models import Department
from forumapp.exchange.moments import minute_of_day, read_instant
from forumapp.exchange.services.keys import Keys
from forumapp.exchange.services.ledger import Ledger
from forumapp.forums.models import Forum, Mode

Values = dict[str, Any]
PRINTED = (
    "organisation",
    "unit",
    "title",
    "family_name",
    "given_name",
    "family_kana",
    "given_kana",
    "honorific",
)


class ProgrammeWriter:
    """Writes the programme of one forum; afterwards ``tracks`` and ``items`` tell the ids of keys."""

    def __init__(self, forum: Forum, *, by: Actor) -> None:
        self.forum, self.by = forum, by
        self.ledger = Ledger(forum.id)
        self.rooms = {room.name: room.id for room in forum.venue.rooms} if forum.venue else {}
        self.departments = {row.slug: row for row in directory.departments()}
        self.tracks: dict[str, int] = {}
        self.items: dict[str, int] = {}

    def write(self, tracks: list[Values], agenda: list[Values]) -> None:
        """Write tracks, items and speakers into the draft, as one change."""
        with editing(self.forum, by=self.by, action="agenda.imported", title=self.forum.title) as edit:
            self._write_tracks(tracks)
            flat = list(_flat(agenda))
            self._write_items(flat)
            rows = {row.id: row for row in self._of_forum(Item)}
            for key, row, *_rest in flat:
                self._write_speakers(edit, rows[self.items[key]], row)
            if self.ledger.changes:
                edit.tell("agenda.imported", self.forum, self.ledger.changes)

    def _of_forum(self, kind: type[Any]) -> list[Any]:
        return list(
            db.session.scalars(sa.select(kind).where(kind.forum_id == self.forum.id).order_by(kind.id))
        )

    def _write_tracks(self, given: list[Values]) -> None:
        keys = Keys(self.forum.id, "track")
        wanted = [
            (
                row["key"],
                {
                    "name": row["name"],
                    "name_en": row.get("name_en", ""),
                    "mode": Mode(row.get("mode", "both")),
                    "room_id": self.rooms.get(row.get("room", "")),
                    "join_url": row.get("join_url"),
                    "position": position,
                },
            )
            for position, row in enumerate(given)
        ]
        known = [(keys.name_of(track.id), track) for track in self._of_forum(Track)]
        rows = self.ledger.match("track", known, wanted, lambda: Track(forum_id=self.forum.id))
        for track, row in zip(rows, given, strict=True):
            keys.remember(row["key"], track.id)
            self.tracks[row["key"]] = track.id
            self._write_departments(track, row.get("departments", []))

    def _write_departments(self, track: Track, slugs: list[str]) -> None:
        wanted: list[Department] = [self.departments[slug] for slug in slugs]
        before = {row.slug for row in track.departments}
        if before != set(slugs):
            track.departments = wanted
            self.ledger.changes[f"track {track.name}.departments"] = [sorted(before), sorted(slugs)]

    def _write_items(self, flat: list[tuple[str, Values, str | None, int, int]]) -> None:
        keys = Keys(self.forum.id, "item")
        wanted = [(key, self._item(row, position, day)) for key, row, _parent, position, day in flat]
        known = [(keys.name_of(item.id), item) for item in self._of_forum(Item)]
        rows = self.ledger.match("item", known, wanted, lambda: Item(forum_id=self.forum.id))
        for item, (key, *_rest) in zip(rows, flat, strict=True):
            keys.remember(key, item.id)
            self.items[key] = item.id
        for item, (key, _row, parent, _position, _day) in zip(rows, flat, strict=True):
            self.ledger.put(item, f"item {key}", parent_id=self.items[parent] if parent else None)
        db.session.flush()
        for item in rows:
            db.session.expire(item, ["track", "room"])

    def _item(self, row: Values, position: int, day: int) -> Values:
        texts = {name: row.get(name, "") for name in ("title", "title_en", "end_text", "note")}
        switches = {f"is_{name}": row.get(name, False) for name in ("fixed", "remainder", "optional")}
        return {
            **texts,
            **switches,
            "position": position,
            "day": day,
            "kind": ItemKind(row.get("kind", "talk")),
            "start": minute_of_day(row["start"]) if "start" in row else None,
            "minutes": row.get("minutes"),
            "mode": Mode(row["mode"]) if "mode" in row else None,
            "room_id": self.rooms.get(row.get("room", "")),
            "join_url": row.get("join_url"),
            "track_id": self.tracks[row["track"]] if "track" in row else None,
        }

    def _write_speakers(self, edit: Edit, item: Item, row: Values) -> None:
        free = sorted(item.appearances, key=lambda one: one.withdrawn_at is not None)
        for position, line in enumerate(row.get("speakers", [])):
            printed = {name: line.get(name, "") for name in PRINTED}
            printed["role"] = AppearanceRole(line.get("role", "speaker"))
            named = (printed["family_name"], printed["given_name"])
            who = next((one for one in free if (one.family_name, one.given_name) == named), None)
            if who is None:
                who = speaking.add_appearance(item, by=self.by, **printed)
            else:
                free.remove(who)
                speaking.restore_appearance(who, by=self.by)
                speaking.change_appearance(who, by=self.by, **printed)
            self._confirm(edit, who, line.get("confirmed"), position)
        for gone in free:
            speaking.withdraw_appearance(gone, by=self.by)

    def _confirm(self, edit: Edit, who: Appearance, given: Values | None, position: int) -> None:
        one = Ledger(self.forum.id)
        confirmed_at = read_instant(given["at"]) if given else None
        confirmed_by = given["by"] if given else ""
        label = "confirmation"
        if one.put(who, label, position=position, confirmed_at=confirmed_at, confirmed_by=confirmed_by):
            db.session.flush()
            edit.tell("appearance.imported", who, one.changes)


def is_released(forum: Forum) -> bool:
    """Say whether the public has ever seen a programme of the forum."""
    known = sa.select(Release.id).where(Release.forum_id == forum.id)
    return db.session.scalar(known.limit(1)) is not None


def _flat(
    agenda: list[Values], parent: str | None = None, day: int = 0
) -> Iterator[tuple[str, Values, str | None, int, int]]:
    """Yield (key, item, parent's key, position among its siblings, day from 0), parents first."""
    for position, row in enumerate(agenda):
        own = row["day"] - 1 if "day" in row and parent is None else day
        yield row["key"], row, parent, position, own
        yield from _flat(row.get("children", []), row["key"], own)
