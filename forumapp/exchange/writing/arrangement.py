"""How groups are made up, as plain values of a document: settings alone, since nobody's seat travels without the person."""

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.exchange.writing.parts import Values, full, organisation, unless
from forumapp.forums.models import Forum
from forumapp.groupwork.arrangement import Arrangement
from forumapp.groupwork.models import Group
from forumapp.groupwork.queries.arrangement import DISPLAY_NAME


def arrangements(forum: Forum) -> dict[int, Values]:
    """Return what is set other than usual, by the id of the group work."""
    found = db.session.scalars(sa.select(Arrangement).where(Arrangement.forum_id == forum.id))
    return {row.work_id: _settings(row) for row in found}


def _settings(row: Arrangement) -> Values:
    return full(
        pattern=unless(row.pattern.value, "single"),
        rounds=unless(row.rounds, 1),
        mode_policy=unless(row.mode_policy.value, "tables"),
        weights=[{"attribute": name, "cost": f"{cost:g}"} for name, cost in (row.weights or {}).items()],
        seed=unless(row.seed, 1),
        display_name=unless(row.display_name, DISPLAY_NAME),
    )


def group(row: Group, place: int) -> Values:
    """Return a group without its notes; ``place`` is the number that it would have by its place in the list."""
    return full(
        number=unless(row.number, place),
        name=row.name,
        mode=row.mode.value if row.mode else None,
        capacity=row.capacity,
        room=row.room.name if row.room else None,
        online_room=row.online_room,
        join_url=row.join_url,
        facilitator=row.facilitator,
        facilitator_email=row.facilitator_email,
        home=organisation(row.home),
        recorder=row.recorder,
        recorder_email=row.recorder_email,
    )
