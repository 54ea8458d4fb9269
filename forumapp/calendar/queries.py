"""Stored calendar entries, ready to be printed for one reader."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from forumapp.calendar.ics import Entry
from forumapp.calendar.models import CalendarEntry
from forumapp.core.db import db
from forumapp.core.urls import absolute_url


def stored(forum_id: int, subject: str, subject_id: int | None = None) -> Sequence[CalendarEntry]:
    """Return the stored entries of a forum for things of a kind ('forum', 'track', 'item', 'registration')."""
    found = sa.select(CalendarEntry).where(
        CalendarEntry.forum_id == forum_id, CalendarEntry.subject == subject
    )
    if subject_id is not None:
        found = found.where(CalendarEntry.subject_id == subject_id)
    return db.session.scalars(found.order_by(CalendarEntry.subject_id)).all()


def readable(
    entry: CalendarEntry, *, language: str = "ja", join_url: str | None = None, url: str | None = None
) -> Entry | None:
    """Return ``entry`` as its reader may see it; None while it has no date. ``join_url`` only for who may have it."""
    facts = entry.facts
    if not facts.get("start"):
        return None
    english = language == "en"
    return Entry(
        uid=entry.uid,
        sequence=entry.sequence,
        revised_at=entry.revised_at,
        title=(facts.get("title_en") if english else None) or facts["title"],
        start=datetime.fromisoformat(facts["start"]),
        end=datetime.fromisoformat(facts["end"]) if facts.get("end") else None,
        timezone=facts["zone"],
        location=(facts.get("location_en") if english else None) or facts.get("location", ""),
        description=facts.get("description", ""),
        url=url or _address(facts.get("url", "")),
        status=facts["status"],
        join_url=join_url,
    )


def _address(path: str) -> str | None:
    if not path:
        return None
    return path if path.startswith("http") else absolute_url("publishing.home").rstrip("/") + path


def entries(
    forum_id: int, subject: str, subject_id: int | None = None, *, language: str = "ja"
) -> list[Entry]:
    """Return what the public may see of a forum's entries, undated ones left out."""
    printable = (readable(entry, language=language) for entry in stored(forum_id, subject, subject_id))
    return [entry for entry in printable if entry is not None]
