"""The forum itself and its series, as a document says them."""

from typing import Any

import sqlalchemy as sa

from forumapp.agenda.models import Item, Track
from forumapp.core import audit, events
from forumapp.core import files as store
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.directory import services as directory
from forumapp.directory.models import Organisation, OrganisationKind
from forumapp.exchange.attachments import Files
from forumapp.exchange.moments import read_day, read_instant, read_time, read_wall
from forumapp.exchange.services.ledger import Ledger
from forumapp.forums.events import ForumCancelled, ForumPublished, ForumWithdrawn
from forumapp.forums.models import (
    Forum,
    HostRole,
    Mode,
    RegistrationSwitch,
    Series,
    SeriesDocument,
    SeriesSection,
    Venue,
    Visibility,
)
from forumapp.forums.services import candidates, places
from forumapp.forums.services.changes import change
from forumapp.groupwork.models import Group

Values = dict[str, Any]
HOSTS = (("hosts", HostRole.HOST), ("cohosts", HostRole.COHOST), ("supporters", HostRole.SUPPORT))


def organisation(given: str | Values) -> Organisation:
    """Return the organisation that a document names."""
    if isinstance(given, str):
        return directory.organisation_meant(given)
    values = dict(given)
    return directory.organisation_named(values.pop("name"), OrganisationKind(values.pop("kind")), **values)


def write_series(given: str | Values | None, files: Files, ledger: Ledger) -> Series | None:
    """Write the series, or find it by its slug."""
    if given is None:
        return None
    slug = given if isinstance(given, str) else given["slug"]
    series = db.session.scalar(sa.select(Series).where(Series.slug == slug))
    if isinstance(given, str):
        return series
    names = ("title", "title_en", "background", "programme", "summary_en", "breadcrumb")
    values: Values = {name: given.get(name, "") for name in names}
    values["position"] = given.get("position", 0)
    values["owner_id"] = organisation(given["owner"]).id if "owner" in given else None
    if series is None:
        series = ledger.add(Series(slug=slug, **values), f"series {slug}")
    elif ledger.put(series, f"series {slug}", **values):
        db.session.flush()
        db.session.expire(series, ["owner"])
    _write_sections(series, given.get("sections", []), files, ledger)
    return series


def _write_sections(series: Series, given: list[Values], files: Files, ledger: Ledger) -> None:
    known = list(series.sections)
    for number, row in enumerate(given):
        label = f"series {series.slug} section {number + 1}"
        values = {"title": row.get("title", ""), "text": row.get("text", ""), "position": number}
        if number < len(known):
            section = known[number]
            ledger.put(section, label, **values)
        else:
            section = ledger.add(SeriesSection(series_id=series.id, **values), label)
        _write_documents(section, row.get("documents", []), files, ledger, label)
    for number, section in enumerate(known[len(given) :], start=len(given) + 1):
        for document in section.documents:
            db.session.delete(document)
        ledger.delete(section, f"series {series.slug} section {number}")
    db.session.flush()
    db.session.expire(series, ["sections"])


def _write_documents(
    section: SeriesSection, given: list[Values], files: Files, ledger: Ledger, label: str
) -> None:
    known = list(section.documents)
    for number, row in enumerate(given):
        values: Values = {"title": row["title"], "url": row.get("url"), "file_digest": None, "filename": ""}
        if "file" in row:
            file = files[row["file"], row.get("filename", "")]
            values["file_digest"] = store.keep(file.written, file.content_type).digest
            values["filename"] = file.filename
        values["position"] = number
        name = f"{label} document {number + 1}"
        if number < len(known):
            ledger.put(known[number], name, **values)
        else:
            ledger.add(SeriesDocument(section_id=section.id, **values), name)
    for document in known[len(given) :]:
        ledger.delete(document, f"{label} {document.title}")
    db.session.flush()
    db.session.expire(section, ["documents"])


def write_forum(forum: Forum, given: Values, series: Series | None, *, by: Actor) -> None:
    """Bring the forum's own columns, venue and hosts to what the document says; each change is audited and told."""
    zone = given.get("zone", "Asia/Tokyo")
    columns = ("title_en", "summary", "summary_en", "audience_note", "privacy_note")
    facts = {
        **{name: given.get(name, "") for name in columns},
        "title": given["title"],
        "visibility": Visibility(given.get("visibility", "public")),
        "retention_days": given.get("retention_days", 365),
        "zone": zone,
        "series_id": series.id if series else None,
        "owner_id": organisation(given["owner"]).id,
    }
    if change(forum, "facts", by=by, values=facts):
        db.session.flush()
        db.session.expire(forum, ["series", "owner"])
    day = read_day(given["date"]) if "date" in given else None
    times = {name: read_time(given[name]) if name in given else None for name in ("starts", "ends")}
    if day is not None:
        candidates.settle(forum, candidates.Day(day, **times))
    change(forum, "date", by=by, values={"day": day, **times})
    if day is None:
        candidates.set_all(forum, by=by, days=_candidates(given))
    seats = given.get("seats", {})
    values = {"seats_on_site": seats.get("on_site"), "seats_web": seats.get("web")}
    change(forum, "seats", by=by, values={"mode": Mode(given.get("mode", "both")), **values})
    for part, name in (("contact", "contact"), ("join", "join")):
        inner = ("name", "phone", "email") if part == "contact" else ("url", "note")
        texts = {f"{name}_{key}": given.get(part, {}).get(key, "") for key in inner}
        change(forum, "contact" if part == "contact" else "join", by=by, values=texts)
    hours = given.get("venue_hours", {})
    booked = {
        f"venue_{name}": read_time(hours[name]) if name in hours else None for name in ("opens", "closes")
    }
    change(forum, "hours", by=by, values=booked)
    registration = given.get("registration", {})
    walls = ("opens", "closes", "closes_web")
    dates = {name: read_wall(registration[name]) if name in registration else None for name in walls}
    switch = RegistrationSwitch(registration.get("switch", "dates"))
    change(forum, "registration", by=by, values={"registration": switch, **dates})
    _write_venue(forum, given.get("venue"), given.get("room"), by=by)
    hosts = [(organisation(one), role) for name, role in HOSTS for one in given.get(name, [])]
    places.set_hosts(forum, by=by, hosts=hosts)


def _candidates(given: Values) -> list[candidates.Day]:
    found = []
    for row in given.get("candidates", []):
        times = {name: read_time(row[name]) if name in row else None for name in ("starts", "ends")}
        if day := read_day(row["date"]):
            found.append(candidates.Day(day, **times))
    return found


def _write_venue(forum: Forum, given: Values | None, room: str | None, *, by: Actor) -> None:
    if given is None:
        places.set_venue(forum, by=by, venue=None)
        return
    described: Values = {
        name: given.get(name, "") for name in ("name", "name_en", "postal_code", "address", "access")
    }
    rooms = [(row["name"], row.get("capacity")) for row in given.get("rooms", [])]
    venue = forum.venue if forum.venue and not _is_used_elsewhere(forum.venue, forum) else None
    if venue is not None:
        _leave_rooms(forum, {name for name, _capacity in rooms})
        places.edit_venue(venue, by=by, forum=forum, rooms=rooms, **described)
    else:
        venue = _same_venue(described, rooms) or places.create_venue(
            by=by, forum=forum, rooms=rooms, **described
        )
    chosen = next((one for one in venue.rooms if one.name == room), None)
    places.set_venue(forum, by=by, venue=venue, room=chosen)


def _is_used_elsewhere(venue: Venue, forum: Forum) -> bool:
    others = sa.select(Forum.id).where(Forum.venue_id == venue.id, Forum.id != forum.id)
    return db.session.scalar(others.limit(1)) is not None


def _same_venue(described: Values, rooms: list[tuple[str, int | None]]) -> Venue | None:
    for venue in db.session.scalars(sa.select(Venue).filter_by(**described).order_by(Venue.id)):
        if [(room.name, room.capacity) for room in venue.rooms] == rooms:
            return venue
    return None


def _leave_rooms(forum: Forum, kept: set[str]) -> None:
    """Let go of rooms that the document does not name any more, so that they can be deleted."""
    if forum.room is not None and forum.room.name not in kept:
        forum.room = None
    kinds: tuple[type[Any], ...] = (Track, Item, Group)
    for kind in kinds:
        mine = sa.select(kind).where(kind.forum_id == forum.id, kind.room_id.is_not(None))
        for row in db.session.scalars(mine):
            if row.room is not None and row.room.name not in kept:
                row.room = None
    db.session.flush()


def write_publication(forum: Forum, given: Values, *, by: Actor) -> None:
    """Set since when the forum is public, reported or cancelled: historic facts, told if they are new."""
    values = {
        f"{name}_at": read_instant(given[name]) if name in given else None
        for name in ("published", "cancelled", "reported")
    }
    values["cancel_reason"] = given.get("cancel_reason", "")
    changes = audit.difference(forum, values)
    if not changes:
        return
    audit.record(by, "forum.publication", forum, changes=changes)
    if "published_at" in changes:
        news = ForumPublished(forum.id, by) if forum.published_at else ForumWithdrawn(forum.id, by)
        events.publish(news)
    if "cancelled_at" in changes and forum.cancelled_at:
        events.publish(ForumCancelled(forum.id, forum.cancel_reason, by))
