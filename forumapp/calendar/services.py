"""Keeping the identity of calendar entries: created with their thing, revised when its facts change.

What the public may read is printed in the same transaction, so that a feed only joins what is there.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import selectinload

from forumapp.calendar import queries
from forumapp.calendar.models import CalendarEntry, CalendarFragment
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.i18n import LANGUAGES

TELLING = ("start", "end", "zone", "location", "status")
"""Facts whose change raises SEQUENCE (RFC 5546, 2.1.4)."""


def facts(
    *,
    title: str,
    start: datetime | date | None,
    end: datetime | date | None,
    zone: str,
    location: str = "",
    description: str = "",
    url: str = "",
    status: str = "CONFIRMED",
    **other: str,
) -> dict[str, Any]:
    """Make the facts of an entry; ``start`` and ``end`` are naive wall time in ``zone``, or days.

    ``other``: e.g. title_en, location_en.
    """
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


def is_telling(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Say whether time, place or status differ between the facts of an entry."""
    return any(before.get(name) != after[name] for name in TELLING)


def revise(
    subject: str,
    subject_id: int,
    forum_id: int,
    new: dict[str, Any],
    *,
    known: CalendarEntry | None = None,
    is_read: bool = False,
) -> tuple[CalendarEntry, bool]:
    """Create or update the entry of a thing; says whether time, place or status changed (or it is new).

    ``known``: the entry, where many were read together; with ``is_read`` all were, and None means that there is none.
    """
    entry = known if known is not None or is_read else find(subject, subject_id)
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
        _settle(entry)
        return entry, True
    if entry.facts == new:
        return entry, False
    told = is_telling(entry.facts, new)
    entry.sequence += told
    entry.facts, entry.revised_at = new, clock.now()
    _settle(entry)
    return entry, told


def begin(subject: str, forum_id: int, facts: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Create the entries of things of one kind that are new and take place; the public reads none of them."""
    if subject in queries.PUBLIC:
        raise ValueError(f"entries of {subject} are printed one by one")
    now, host = clock.now(), current_app.config["HOST"]
    rows = [
        {
            "subject": subject,
            "subject_id": ident,
            "forum_id": forum_id,
            "uid": f"{uuid4()}@{host}",
            "sequence": 0,
            "revised_at": now,
            "facts": own,
        }
        for ident, own in facts
    ]
    db.session.execute(sa.insert(CalendarEntry), rows)


def _settle(entry: CalendarEntry) -> None:
    """Remember since when the entry is off, and print what the public may read of it."""
    if entry.facts["status"] != "CANCELLED":
        entry.cancelled_at = None
    elif entry.cancelled_at is None:
        entry.cancelled_at = clock.now()
    if entry.subject in queries.PUBLIC:
        print_anew(entry)


def print_anew(entry: CalendarEntry) -> None:
    """Print the entry in every language and keep that."""
    known = {fragment.language: fragment for fragment in entry.fragments}
    for language in LANGUAGES:
        printed = queries.fragment(entry, language)
        if printed is None:
            if language in known:
                entry.fragments.remove(known[language])
            continue
        kept = known.get(language) or CalendarFragment(language=language)
        kept.generator, kept.zone, kept.body = queries.edition(), printed.zone, printed.body.decode()
        if language not in known:
            entry.fragments.append(kept)


def print_outdated(most: int = 2000) -> int:
    """Print anew what another edition of the program printed, or a failed one did not; returns how many entries."""
    current = sa.select(CalendarFragment.entry_id).where(CalendarFragment.generator == queries.edition())
    outdated = sa.select(CalendarEntry).where(
        CalendarEntry.subject.in_(queries.PUBLIC), CalendarEntry.id.not_in(current)
    )
    found = db.session.scalars(
        outdated.options(selectinload(CalendarEntry.fragments)).order_by(CalendarEntry.id).limit(most)
    ).all()
    for entry in found:
        print_anew(entry)
    return len(found)


def find(subject: str, subject_id: int) -> CalendarEntry | None:
    """Return the entry of a thing ('forum', 'track', 'item', 'registration')."""
    return db.session.scalar(
        sa.select(CalendarEntry).where(
            CalendarEntry.subject == subject, CalendarEntry.subject_id == subject_id
        )
    )
