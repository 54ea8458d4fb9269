"""Keeping the identity of calendar entries: created with their thing, revised when its facts change."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import current_app

from forumapp.calendar.models import CalendarEntry
from forumapp.core import clock
from forumapp.core.db import db

TELLING = ("start", "end", "zone", "location", "status")
"""Facts whose change raises SEQUENCE (RFC 5546, 2.1.4)."""


def facts(
    *,
    title: str,
    start: datetime | None,
    end: datetime | None,
    zone: str,
    location: str = "",
    description: str = "",
    url: str = "",
    status: str = "CONFIRMED",
    **other: str,
) -> dict[str, Any]:
    """Make the facts of an entry; ``start`` and ``end`` are naive wall time in ``zone``. ``other``: e.g. title_en."""
    return {
        "title": title,
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "zone": zone,
        "location": location,
        "description": description,
        "url": url,
        "status": status,
        **other,
    }


def revise(subject: str, subject_id: int, forum_id: int, new: dict[str, Any]) -> tuple[CalendarEntry, bool]:
    """Create or update the entry of a thing; says whether time, place or status changed (or it is new)."""
    entry = find(subject, subject_id)
    if entry is None:
        uid = f"{uuid4()}@{current_app.config['HOST']}"
        entry = CalendarEntry(
            subject=subject,
            subject_id=subject_id,
            forum_id=forum_id,
            uid=uid,
            sequence=0,
            revised_at=clock.now(),
            facts=new,
        )
        db.session.add(entry)
        return entry, True
    if entry.facts == new:
        return entry, False
    told = any(entry.facts.get(name) != new[name] for name in TELLING)
    entry.sequence += told
    entry.facts, entry.revised_at = new, clock.now()
    return entry, told


def find(subject: str, subject_id: int) -> CalendarEntry | None:
    """Return the entry of a thing ('forum', 'track', 'item', 'registration')."""
    return db.session.scalar(
        sa.select(CalendarEntry).where(
            CalendarEntry.subject == subject, CalendarEntry.subject_id == subject_id
        )
    )
