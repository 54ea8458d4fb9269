"""Venues, their rooms, and the hosts of a forum."""

from collections.abc import Sequence
from datetime import time

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from forumapp.core import audit, events
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory import postal
from forumapp.directory.models import Organisation
from forumapp.forums.events import ForumChanged
from forumapp.forums.models import Forum, ForumHost, HostRole, Room, Venue
from forumapp.forums.services.changes import change

Rooms = Sequence[tuple[str, int | None]]
"""Name and capacity (people; None: unknown) of each room, in order."""


def set_venue(forum: Forum, *, by: Actor, venue: Venue | None, room: Room | None = None) -> bool:
    """Choose where the forum is held. Raises DomainError for ``room`` if it is not one of the venue's."""
    if room is not None and (venue is None or room.venue_id != venue.id):
        raise DomainError(_("選んだ会場の部屋を選んでください。"), "room")
    before = (forum.venue, forum.room)
    words = {
        "venue_id": (_name(before[0]), _name(venue)),
        "room_id": (_name(before[1]), _name(room)),
    }
    values = {"venue_id": venue.id if venue else None, "room_id": room.id if room else None}
    forum.venue, forum.room = venue, room
    return change(forum, "venue", by=by, values=values, words=words)


def set_hours(forum: Forum, *, by: Actor, opens: time | None, closes: time | None) -> bool:
    """Set for which hours of each day the venue is booked (wall time; an earlier end is past midnight); None: unknown.

    Raises DomainError for ``venue_closes`` if both are the same.
    """
    if opens is not None and opens == closes:
        raise DomainError(_("会場の利用終了は、利用開始と違う時刻にしてください。"), "venue_closes")
    return change(forum, "hours", by=by, values={"venue_opens": opens, "venue_closes": closes})


def create_venue(
    *,
    by: Actor,
    name: str,
    name_en: str = "",
    postal_code: str = "",
    address: str = "",
    access: str = "",
    rooms: Rooms = (),
    forum: Forum | None = None,
) -> Venue:
    """Make a venue; an empty address is looked up by postal code where that is installed.

    Raises DomainError for ``name``, ``postal_code`` or ``rooms``.
    """
    _check_rooms(rooms)
    venue = Venue(**_described(name, name_en, postal_code, address, access))
    db.session.add(venue)
    db.session.flush()
    _write_rooms(venue, rooms)
    audit.record(by, "venue.created", venue, forum_id=forum.id if forum else None)
    return venue


def edit_venue(
    venue: Venue,
    *,
    by: Actor,
    forum: Forum,
    name: str,
    name_en: str = "",
    postal_code: str = "",
    address: str = "",
    access: str = "",
    rooms: Rooms = (),
) -> bool:
    """Change a venue for every forum that is held there. Rooms keep their identity by name, then by place.

    Raises DomainError when a forum of another organisation is held there too, for ``name``, ``postal_code`` and
    ``rooms`` (shape, or a room that the programme uses).
    """
    if is_shared(venue, forum):
        raise DomainError(
            _(
                "この会場はほかの団体のフォーラムでも使われているため、変更できません。"
                "新しい会場として登録してください。"
            )
        )
    _check_rooms(rooms)
    changes = audit.difference(venue, _described(name, name_en, postal_code, address, access))
    before = _rooms_text(venue)
    _write_rooms(venue, rooms)
    if before != _rooms_text(venue):
        changes["rooms"] = [before, _rooms_text(venue)]
    if changes:
        audit.record(by, "venue.changed", venue, forum_id=forum.id, changes=changes)
        held = db.session.scalars(sa.select(Forum.id).where(Forum.venue_id == venue.id).order_by(Forum.id))
        for ident in dict.fromkeys([forum.id, *held]):
            events.publish(ForumChanged(ident, "venue", frozenset(changes), by))
    return bool(changes)


def is_shared(venue: Venue, forum: Forum) -> bool:
    """Say whether a forum of another owner is held at ``venue``."""
    others = sa.select(Forum.id).where(Forum.venue_id == venue.id, Forum.owner_id != forum.owner_id)
    return db.session.scalar(others.limit(1)) is not None


def set_hosts(forum: Forum, *, by: Actor, hosts: Sequence[tuple[Organisation, HostRole]]) -> bool:
    """Set who hosts the forum (主催・共催・後援), in the order of print. Raises DomainError if one comes twice."""
    idents = [organisation.id for organisation, _role in hosts]
    if len(set(idents)) < len(idents):
        raise DomainError(_("同じ団体がすでに登録されています。"), "organisation")
    before = _hosts_text(forum)
    known = {host.organisation_id: host for host in forum.hosts}
    kept = []
    for position, (organisation, role) in enumerate(hosts):
        host = known.get(organisation.id) or ForumHost(forum_id=forum.id, organisation=organisation)
        host.role, host.position = role, position
        kept.append(host)
    for host in forum.hosts:
        if host not in kept:
            db.session.delete(host)
    forum.hosts = kept
    db.session.flush()
    after = _hosts_text(forum)
    if before == after:
        return False
    audit.record(by, "forum.hosts", forum, changes={"hosts": [before, after]})
    events.publish(ForumChanged(forum.id, "hosts", frozenset({"hosts"}), by))
    return True


def _name(thing: Venue | Room | None) -> str:
    return thing.name if thing else ""


def _hosts_text(forum: Forum) -> str:
    return "、".join(f"{host.organisation.name}({host.role.value})" for host in forum.hosts)


def _described(name: str, name_en: str, postal_code: str, address: str, access: str) -> dict[str, str]:
    if not name:
        raise DomainError(_("会場名を入力してください。"), "name")
    code = postal.normalise(postal_code) if postal_code else ""
    if code is None:
        raise DomainError(_("郵便番号は7桁の数字で入力してください(例:850-0058)。"), "postal_code")
    if code and not address:
        found = postal.lookup(code)
        address = str(found) if found else ""
    return {"name": name, "name_en": name_en, "postal_code": code, "address": address, "access": access}


def _check_rooms(rooms: Rooms) -> None:
    names = [name for name, _capacity in rooms]
    if not all(names):
        raise DomainError(_("定員だけの行があります。部屋の名前を入力してください。"), "rooms")
    if len(set(names)) < len(names):
        raise DomainError(_("同じ名前の部屋があります。"), "rooms")
    if any(capacity is not None and capacity < 0 for _name, capacity in rooms):
        raise DomainError(_("部屋の定員は0以上の数字で入力してください。"), "rooms")


def _write_rooms(venue: Venue, rooms: Rooms) -> None:
    by_name = {room.name: room for room in venue.rooms}
    wanted = {name for name, _capacity in rooms}
    renamed = [room for room in venue.rooms if room.name not in wanted]
    kept = []
    for position, (name, capacity) in enumerate(rooms):
        room = by_name.get(name) or (renamed.pop(0) if renamed else Room(venue_id=venue.id))
        room.name, room.capacity, room.position = name, capacity, position
        kept.append(room)
    db.session.add_all(kept)
    _delete_rooms(renamed)
    venue.rooms = kept
    db.session.flush()


def _delete_rooms(rooms: Sequence[Room]) -> None:
    try:
        with db.session.begin_nested():
            for room in rooms:
                db.session.delete(room)
    except IntegrityError as error:
        names = "、".join(room.name for room in rooms)
        raise DomainError(
            _(
                "使われている部屋は削除できません：%(names)s。先に次第や会場の設定を変更してください。",
                names=names,
            ),
            "rooms",
        ) from error


def _rooms_text(venue: Venue) -> str:
    return "、".join(
        room.name if room.capacity is None else f"{room.name}({room.capacity})" for room in venue.rooms
    )
