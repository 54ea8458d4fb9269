"""Whom a forum is for and what its registration asks, as a document says them."""

from functools import partial
from typing import Any

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.directory import queries as directory
from forumapp.exchange.services.facts import organisation
from forumapp.exchange.services.ledger import Ledger
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import Audience, AudienceKind, FieldKind, Question, Quota

Values = dict[str, Any]


def write_audience(forum: Forum, given: list[Values], tracks: dict[str, int], ledger: Ledger) -> None:
    """Write the lines of the audience with their quotas; ``tracks`` tells the ids of keys."""
    known = db.session.scalars(sa.select(Audience).where(Audience.forum_id == forum.id).order_by(Audience.id))
    wanted = [(row["label"], _line(row, position)) for position, row in enumerate(given)]
    lines = ledger.match(
        "audience", [(line.label, line) for line in known], wanted, lambda: Audience(forum_id=forum.id)
    )
    slugs = {row.slug: row.id for row in directory.departments()}
    for line, row in zip(lines, given, strict=True):
        quotas = [
            (quota["label"], _quota(quota, position, slugs, tracks))
            for position, quota in enumerate(row.get("quotas", []))
        ]
        mine = db.session.scalars(sa.select(Quota).where(Quota.audience_id == line.id).order_by(Quota.id))
        ledger.match(
            f"quota {line.label}", [(quota.label, quota) for quota in mine], quotas, partial(_new_quota, line)
        )
        db.session.expire(line, ["quotas", "organisation"])


def _new_quota(line: Audience) -> Quota:
    return Quota(forum_id=line.forum_id, audience_id=line.id)


def _line(row: Values, position: int) -> Values:
    values: Values = {
        "label": row["label"],
        "position": position,
        "prefecture": None,
        "organisation_id": None,
    }
    if "municipalities_of" in row:
        return {**values, "kind": AudienceKind.MUNICIPALITIES, "prefecture": row["municipalities_of"]}
    if "organisation" in row:
        ident = organisation(row["organisation"]).id
        return {**values, "kind": AudienceKind.ORGANISATION, "organisation_id": ident}
    return {**values, "kind": AudienceKind.ANYBODY}


def _quota(row: Values, position: int, departments: dict[str, int], tracks: dict[str, int]) -> Values:
    return {
        "label": row["label"],
        "position": position,
        "department_id": departments[row["department"]] if "department" in row else None,
        "seats": row["seats"],
        "ranks": row.get("ranks", ""),
        "mode": Mode(row["mode"]) if "mode" in row else None,
        "track_id": tracks[row["track"]] if "track" in row else None,
    }


def write_questions(forum: Forum, given: list[Values], ledger: Ledger) -> None:
    """Write the organiser's own questions."""
    known = db.session.scalars(sa.select(Question).where(Question.forum_id == forum.id).order_by(Question.id))
    wanted = [
        (
            row["label"],
            {
                "label": row["label"],
                "position": position,
                "kind": FieldKind(row.get("kind", "text")),
                "hint": row.get("hint", ""),
                "choices": "\n".join(row.get("choices", [])),
                "is_required": row.get("required", False),
                "editors_only": row.get("editors_only", False),
                "keep_days": row.get("keep_days"),
            },
        )
        for position, row in enumerate(given)
    ]
    ledger.match("question", [(row.label, row) for row in known], wanted, lambda: Question(forum_id=forum.id))
