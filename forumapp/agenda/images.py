"""The rows of a programme as plain JSON values: what a command changed, what a release froze.

An *image* is {column: value} of one row; *images* are {table: {id as text: image}} of a whole programme; a *change* is
{table: {id as text: [image before or None, image after]}}. Rows are withdrawn, never deleted, so ids stay good.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa

from forumapp.agenda.models import Appearance, Item, Track, TrackDepartment
from forumapp.core import clock
from forumapp.core.db import Model, db
from forumapp.directory.models import Department
from forumapp.forums.models import Room

Image = dict[str, Any]
Images = dict[str, dict[str, Image]]
Change = dict[str, dict[str, list[Image | None]]]

KINDS: dict[str, type[Model]] = {"track": Track, "item": Item, "appearance": Appearance}
"""In the order in which they point to each other."""
NOT_KEPT = frozenset({"id", "forum_id", "approved_at", "approved_line"})
"""What is no part of a row's image: who it is, and what its speaker said of it."""
DEPARTMENTS = "departments"


def images_of(forum_id: int) -> Images:
    """Read the images of all rows of a forum, withdrawn ones too, with four statements."""
    found: Images = {}
    for name, kind in KINDS.items():
        table = kind.__table__
        mine = sa.select(table).where(table.c.forum_id == forum_id).order_by(table.c.id)
        rows = db.session.execute(mine).mappings()
        found[name] = {str(row["id"]): _image(row) for row in rows}
    for image in found["track"].values():
        image[DEPARTMENTS] = []
    chosen = sa.select(TrackDepartment.track_id, TrackDepartment.department_id).join(Track)
    pairs = chosen.where(Track.forum_id == forum_id).order_by(
        TrackDepartment.track_id, TrackDepartment.department_id
    )
    for track_id, department_id in db.session.execute(pairs):
        found["track"][str(track_id)][DEPARTMENTS].append(department_id)
    return found


def difference(before: Images, after: Images) -> Change:
    """Return the rows that differ; {} when none does."""
    found: Change = {}
    for name in KINDS:
        old, new = before.get(name, {}), after.get(name, {})
        rows: dict[str, list[Image | None]] = {
            ident: [old.get(ident), image] for ident, image in new.items() if old.get(ident) != image
        }
        if rows:
            found[name] = rows
    return found


def towards(now: Images, wanted: Images) -> Change:
    """Return the change that makes ``now`` look like ``wanted``: rows that ``wanted`` lacks are withdrawn by it."""
    found: Change = {}
    for name in KINDS:
        there, here = wanted.get(name, {}), now.get(name, {})
        rows: dict[str, list[Image | None]] = {
            ident: [image, there.get(ident)]
            for ident, image in here.items()
            if there.get(ident) != image and (ident in there or image["withdrawn_at"] is None)
        }
        if rows:
            found[name] = rows
    return found


def apply(change: Change, side: int) -> None:
    """Write one side of a change (0 before, 1 after) into the rows.

    Only columns in which the sides differ are touched; a row that did not exist on that side is withdrawn. A room or
    department that is gone meanwhile is left out.
    """
    rooms = {row.id for row in _existing_rows(Room, _mentioned(change, side, "room_id"))}
    departments = {row.id: row for row in _existing_rows(Department, _mentioned(change, side, DEPARTMENTS))}
    written: list[Any] = []
    for name, kind in KINDS.items():
        sides = change.get(name, {})
        rows = _existing_rows(kind, {int(ident) for ident in sides})
        for row in rows:
            _apply_to(row, sides[str(row.id)], side, rooms, departments)
        written += rows
    db.session.flush()
    for row in written:
        db.session.expire(row)


def rows_from(images: Images) -> tuple[list[Item], list[Track]]:
    """Return items and tracks that no session knows, as the images have them, with rooms, departments and speakers."""
    rooms = {row.id: row for row in _existing_rows(Room, _all_of(images, "room_id"))}
    departments = {row.id: row for row in _existing_rows(Department, _all_of(images, DEPARTMENTS))}
    tracks = [_row(Track, ident, image) for ident, image in images.get("track", {}).items()]
    items = {ident: _row(Item, ident, image) for ident, image in images.get("item", {}).items()}
    for row in (*tracks, *items.values()):
        row.room = rooms.get(row.room_id)
    for track in tracks:
        chosen = images["track"][str(track.id)][DEPARTMENTS]
        known = [departments[ident] for ident in chosen if ident in departments]
        track.departments = sorted(known, key=lambda row: row.position)
    speakers = [_row(Appearance, ident, image) for ident, image in images.get("appearance", {}).items()]
    for speaker in sorted(speakers, key=lambda row: (row.position, row.id)):
        if str(speaker.item_id) in items:
            items[str(speaker.item_id)].appearances.append(speaker)
    return list(items.values()), tracks


def _image(row: sa.RowMapping) -> Image:
    return {str(name): _plain(value) for name, value in row.items() if name not in NOT_KEPT}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _value(kind: type[Model], name: str, plain: Any) -> Any:
    column = kind.__table__.c[name].type
    if plain is None:
        return None
    if isinstance(column, sa.Enum) and column.enum_class is not None:
        return column.enum_class(plain)
    return datetime.fromisoformat(plain) if name.endswith("_at") else plain


def _row(kind: type[Any], ident: str, image: Image) -> Any:
    values = {name: _value(kind, name, plain) for name, plain in image.items() if name != DEPARTMENTS}
    return kind(id=int(ident), **values)


def _apply_to(
    row: Any, sides: list[Image | None], side: int, rooms: set[int], departments: dict[int, Department]
) -> None:
    wanted, other = sides[side], sides[1 - side]
    if wanted is None:
        row.withdrawn_at = row.withdrawn_at or clock.now()
        return
    for name, plain in wanted.items():
        if other is not None and other[name] == plain:
            continue
        if name == DEPARTMENTS:
            row.departments = [departments[ident] for ident in plain if ident in departments]
        elif name == "room_id" and plain not in rooms:
            row.room_id = None
        else:
            setattr(row, name, _value(type(row), name, plain))


def _mentioned(change: Change, side: int, name: str) -> set[int]:
    wanted = (sides[side] for rows in change.values() for sides in rows.values())
    return _idents((image for image in wanted if image is not None), name)


def _all_of(images: Images, name: str) -> set[int]:
    return _idents((image for rows in images.values() for image in rows.values()), name)


def _idents(images: Iterable[Image], name: str) -> set[int]:
    found: set[int] = set()
    for image in images:
        value = image.get(name)
        found.update(value if isinstance(value, list) else [] if value is None else [value])
    return found


def _existing_rows(kind: type[Any], idents: set[int]) -> list[Any]:
    if not idents:
        return []
    return list(db.session.scalars(sa.select(kind).where(kind.id.in_(idents)).order_by(kind.id)))
