"""Audience, tracks, items and speakers as plain values of a document."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from forumapp.agenda.models import Appearance, Item, Track
from forumapp.core.text.times import format_time
from forumapp.exchange.moments import write_instant
from forumapp.exchange.services.keys import Keys
from forumapp.exchange.services.programme import PRINTED
from forumapp.exchange.writing.parts import Values, full, numbers, organisation, unless
from forumapp.registration.models import Audience, Question


def audience(lines: Sequence[Audience], tracks: Keys) -> list[Values]:
    """Return the lines of the audience with their quotas."""
    return [
        full(
            label=line.label,
            municipalities_of=line.prefecture,
            organisation=organisation(line.organisation),
            anybody=line.prefecture is None and line.organisation_id is None,
            quotas=[_quota(row, tracks) for row in line.quotas if row.withdrawn_at is None],
        )
        for line in lines
    ]


def _quota(row: Any, tracks: Keys) -> Values:
    return {
        **full(label=row.label, department=row.department.slug if row.department else None),
        "seats": row.seats,
        **full(
            ranks=row.ranks,
            mode=row.mode.value if row.mode else None,
            track=tracks.name_of(row.track_id) if row.track_id else None,
        ),
    }


def questions(rows: Sequence[Question]) -> list[Values]:
    """Return the organiser's own questions."""
    return [
        full(
            label=row.label,
            kind=unless(row.kind.value, "text"),
            hint=row.hint,
            choices=[line for line in row.choices.splitlines() if line],
            required=row.is_required,
            editors_only=row.editors_only,
            keep_days=row.keep_days,
        )
        for row in rows
    ]


def tracks(rows: Sequence[Track], keys: Keys) -> list[Values]:
    """Return the tracks."""
    return [
        full(
            key=keys.name_of(row.id),
            name=row.name,
            name_en=row.name_en,
            mode=unless(row.mode.value, "both"),
            room=row.room.name if row.room else None,
            join_url=row.join_url,
            departments=[department.slug for department in row.departments],
        )
        for row in rows
    ]


def agenda(rows: Sequence[Item], items: Keys, tracks: Keys, zone: str) -> list[Values]:
    """Return the programme as a tree."""
    below: dict[int | None, list[Item]] = defaultdict(list)
    for row in rows:
        below[row.parent_id].append(row)

    def tree(parent: int | None) -> list[Values]:
        return [_item(row, items, tracks, zone) | full(children=tree(row.id)) for row in below[parent]]

    return tree(None)


def _item(row: Item, items: Keys, tracks: Keys, zone: str) -> Values:
    return {
        **full(
            key=items.name_of(row.id),
            day=unless(row.day + 1, 1) if row.parent_id is None else None,
            start=format_time(row.start) if row.start is not None else None,
        ),
        **numbers(minutes=row.minutes),
        **full(
            kind=unless(row.kind.value, "talk"),
            title=row.title,
            title_en=row.title_en,
            track=tracks.name_of(row.track_id) if row.track_id else None,
            mode=row.mode.value if row.mode else None,
            room=row.room.name if row.room else None,
            join_url=row.join_url,
            end_text=row.end_text,
            note=row.note,
            fixed=row.is_fixed,
            remainder=row.is_remainder,
            optional=row.is_optional,
            speakers=[_speaker(one, zone) for one in row.appearances if one.withdrawn_at is None],
        ),
    }


def _speaker(one: Appearance, zone: str) -> Values:
    confirmed = (
        {"at": write_instant(one.confirmed_at, zone), "by": one.confirmed_by} if one.confirmed_at else None
    )
    return full(
        role=unless(one.role.value, "speaker"),
        **{name: getattr(one, name) for name in PRINTED},
        confirmed=confirmed,
    )
