"""Stored calendar entries, ready to be printed for one reader, and the public ones as they were printed."""

import logging
import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app

from forumapp.calendar import zones
from forumapp.calendar.ics import GENERATOR_VERSION, Entry, Fragment, print_fragment
from forumapp.calendar.models import CalendarEntry, CalendarFragment
from forumapp.core import clock
from forumapp.core.db import db, octets
from forumapp.core.urls import absolute_url

log = logging.getLogger(__name__)

PUBLIC = ("forum", "former", "candidate", "track", "item")
"""Subjects of which everybody may read the same; "former": the forum's entry before a candidate day took its place."""

KEPT = timedelta(days=30)
"""How long feeds show what was cancelled, so that every subscriber's calendar strikes it out."""


def stored(forum_id: int, subject: str, subject_id: int | None = None) -> Sequence[CalendarEntry]:
    """Return the stored entries of a forum for things of a kind ('forum', 'track', 'item', 'registration')."""
    found = sa.select(CalendarEntry).where(
        CalendarEntry.forum_id == forum_id, CalendarEntry.subject == subject
    )
    if subject_id is not None:
        found = found.where(CalendarEntry.subject_id == subject_id)
    return db.session.scalars(found.order_by(CalendarEntry.subject_id)).all()


def stored_facts(forum_id: int, subject: str) -> dict[int, tuple[dict[str, Any], int]]:
    """Return facts and sequence of a forum's entries for things of a kind, by the thing's id."""
    columns = (CalendarEntry.subject_id, CalendarEntry.facts, CalendarEntry.sequence)
    mine = sa.select(*columns).where(CalendarEntry.forum_id == forum_id, CalendarEntry.subject == subject)
    return {ident: (facts, sequence) for ident, facts, sequence in db.session.execute(mine)}


def is_known(forum_id: int, subject: str, subject_id: int) -> bool:
    """Say whether the forum has an entry for this thing, cancelled or not."""
    found = sa.select(CalendarEntry.id).where(
        CalendarEntry.forum_id == forum_id,
        CalendarEntry.subject == subject,
        CalendarEntry.subject_id == subject_id,
    )
    return db.session.scalar(found) is not None


def readable(
    entry: CalendarEntry, *, language: str = "ja", join_url: str | None = None, url: str | None = None
) -> Entry | None:
    """Return ``entry`` as its reader may see it; None while it has no date. ``join_url`` only for who may have it.

    Its address stands in the description too: most calendars show no other link.
    """
    facts = entry.facts
    if not facts.get("start"):
        return None
    english = language == "en"
    start, address = _wall(facts["start"]), url or _address(facts.get("url", ""))
    texts = (facts.get("description", ""), address or "")
    return Entry(
        uid=entry.uid,
        sequence=entry.sequence,
        revised_at=entry.revised_at,
        title=(facts.get("title_en") if english else None) or facts["title"],
        start=start,
        end=_end(start, facts),
        timezone=facts["zone"],
        location=(facts.get("location_en") if english else None) or facts.get("location", ""),
        description="\n\n".join(filter(None, texts)),
        url=address,
        status=facts["status"],
        join_url=join_url,
    )


def _wall(text: str) -> datetime | date:
    return date.fromisoformat(text) if len(text) == len("2024-08-01") else datetime.fromisoformat(text)


def _end(start: datetime | date, facts: dict[str, Any]) -> datetime | date | None:
    """Return the end, or None for one that is not after the start: organisers save halves of a change."""
    end = _wall(facts["end"]) if facts.get("end") else None
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return end if type(end) is type(start) and end > start else None
    zone = zones.zone(facts["zone"])
    begun, over = (wall.replace(tzinfo=zone).astimezone(UTC) for wall in (start, end))
    return end if over > begun else None


def _address(path: str) -> str | None:
    if not path:
        return None
    return path if path.startswith("http") else absolute_url("publishing.home").rstrip("/") + path


def edition() -> int:
    """Return as a number what a printed entry depends on beside its facts: the builder and the site's address."""
    return zlib.crc32(f"{GENERATOR_VERSION} {current_app.config['BASE_URL']}".encode()) & 0x7FFFFFFF


def fragment(entry: CalendarEntry, language: str) -> Fragment | None:
    """Print a public entry now; None while it has no date, and for one that cannot be printed (logged)."""
    try:
        found = readable(entry, language=language)
        return print_fragment(found) if found else None
    except ValueError:
        log.exception("calendar entry %d cannot be printed", entry.id)
        return None


def lasting() -> sa.ColumnElement[bool]:
    """Return the condition that leaves out what was cancelled longer than KEPT ago."""
    return sa.or_(
        CalendarEntry.cancelled_at.is_(None), CalendarEntry.cancelled_at > sa.literal(clock.now() - KEPT)
    )


def lapsed(connection: sa.Connection) -> int:
    """Return how many entries have gone from the feeds by the mere passing of time; part of their ETag."""
    gone = sa.select(sa.func.count()).where(CalendarEntry.cancelled_at <= clock.now() - KEPT)
    return connection.execute(gone).scalar_one()


def printed(*conditions: sa.ColumnElement[bool], language: str) -> Sequence[Fragment]:
    """Return the public entries that meet ``conditions`` as they were printed, in one statement.

    What is missing, or of another edition, is printed now.
    """
    mine = sa.and_(
        CalendarFragment.entry_id == CalendarEntry.id,
        CalendarFragment.language == language,
        CalendarFragment.generator == edition(),
    )
    columns = (CalendarEntry.uid, octets(CalendarFragment.body), CalendarFragment.zone)
    chosen = sa.select(*columns).outerjoin(CalendarFragment, mine)
    chosen = chosen.where(CalendarEntry.subject.in_(PUBLIC), *conditions)
    chosen = chosen.order_by(CalendarEntry.subject, CalendarEntry.subject_id)  # an index has this order
    rows = db.session.connection().execute(chosen).all()
    if None not in map(itemgetter(1), rows):
        return cast(Sequence[Fragment], rows)  # the same fields; there may be thousands
    anew = _printed_now([uid for uid, body, _zone in rows if body is None], language)
    found = [anew.get(uid) if body is None else Fragment(uid, body, zone) for uid, body, zone in rows]
    return [one for one in found if one is not None]


def _printed_now(uids: Sequence[str], language: str) -> dict[str, Fragment | None]:
    found: dict[str, Fragment | None] = {}
    for begin in range(0, len(uids), 1000):
        some = sa.select(CalendarEntry).where(CalendarEntry.uid.in_(uids[begin : begin + 1000]))
        found.update({entry.uid: fragment(entry, language) for entry in db.session.scalars(some)})
    return found
