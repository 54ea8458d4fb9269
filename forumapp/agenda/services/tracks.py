"""Tracks (部会・分科会): parallel parts for some department categories."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda.models import Track
from forumapp.agenda.services.aggregate import editing
from forumapp.agenda.services.item_checks import check_link, check_room
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory.models import Department
from forumapp.forums.models import Forum, Mode


def add_track(
    forum: Forum,
    *,
    by: Actor,
    name: str,
    name_en: str = "",
    mode: Mode = Mode.BOTH,
    room_id: int | None = None,
    join_url: str | None = None,
    department_ids: Collection[int] = (),
    version: int | None = None,
) -> Track:
    """Add a track after the others. Raises AgendaChanged, or DomainError for the field that is wrong."""
    with editing(forum, by=by, version=version) as edit:
        _check(forum, None, name, room_id, join_url)
        departments = _departments(department_ids)
        last = db.session.scalar(sa.select(sa.func.max(Track.position)).where(Track.forum_id == forum.id))
        track = Track(
            forum_id=forum.id,
            position=0 if last is None else last + 1,
            name=name,
            name_en=name_en,
            mode=mode,
            room_id=room_id,
            join_url=join_url or None,
            departments=departments,
        )
        db.session.add(track)
        db.session.flush()
        edit.tell("track.added", track, {"name": [None, name]})
    return track


def change_track(
    track: Track,
    *,
    by: Actor,
    name: str,
    name_en: str = "",
    mode: Mode = Mode.BOTH,
    room_id: int | None = None,
    join_url: str | None = None,
    department_ids: Collection[int] = (),
    version: int | None = None,
) -> Track:
    """Change a track. Raises as :func:`add_track`."""
    forum = db.session.get_one(Forum, track.forum_id)
    with editing(forum, by=by, version=version) as edit:
        _check(forum, track, name, room_id, join_url)
        departments = _departments(department_ids)
        values: dict[str, Any] = {
            "name": name,
            "name_en": name_en,
            "mode": mode,
            "room_id": room_id,
            "join_url": join_url or None,
        }
        changes = audit.difference(track, values)
        before = [department.name for department in track.departments]
        if {department.id for department in track.departments} != {
            department.id for department in departments
        }:
            track.departments = departments
            changes["departments"] = [before, [department.name for department in departments]]
        if changes:
            db.session.flush()
            db.session.expire(track, ["room"])
            edit.tell("track.changed", track, changes)
    return track


def withdraw_track(track: Track, *, by: Actor, version: int | None = None) -> Track:
    """Take the track and its items out of the programme; they can be brought back."""
    forum = db.session.get_one(Forum, track.forum_id)
    with editing(forum, by=by, version=version) as edit:
        if track.withdrawn_at is None:
            track.withdrawn_at = clock.now()
            edit.tell("track.withdrawn", track, {"name": [track.name, None]})
    return track


def restore_track(track: Track, *, by: Actor, version: int | None = None) -> Track:
    """Bring a withdrawn track back, with its items."""
    forum = db.session.get_one(Forum, track.forum_id)
    with editing(forum, by=by, version=version) as edit:
        if track.withdrawn_at is not None:
            track.withdrawn_at = None
            edit.tell("track.restored", track, {"name": [None, track.name]})
    return track


def _check(forum: Forum, track: Track | None, name: str, room_id: int | None, join_url: str | None) -> None:
    if not name.strip():
        raise DomainError(_("部会の名称を入力してください。"), "name")
    same = sa.select(Track.id).where(
        Track.forum_id == forum.id, Track.name == name, Track.withdrawn_at.is_(None)
    )
    if track is not None:
        same = same.where(Track.id != track.id)
    if db.session.scalar(same.limit(1)) is not None:
        raise DomainError(_("同じ名称の部会がすでにあります。"), "name")
    check_room(forum, room_id)
    check_link(join_url)


def _departments(ids: Collection[int]) -> list[Department]:
    chosen = sa.select(Department).where(Department.id.in_(ids)).order_by(Department.position, Department.id)
    found = list(db.session.scalars(chosen))
    if len(found) != len(set(ids)):
        raise DomainError(_("対象部門を選び直してください。"), "department_ids")
    return found
