"""What the floors below report, and what it means for groups."""

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.groupwork.arrangement import (
    ArrangementCommand,
    GroupingRulePerson,
    Placement,
    PublishedPlacement,
)
from forumapp.groupwork.models import GroupWork
from forumapp.registration.events import RegistrationSubstituted
from forumapp.registration.models import Registration


def registration_substituted(event: RegistrationSubstituted) -> None:
    """Let whoever comes instead sit where the one would have sat who cannot come, in what can be taken back too."""
    for kind in (Placement, PublishedPlacement, GroupingRulePerson):
        mine = sa.update(kind).where(kind.registration_id == event.from_id)
        db.session.execute(mine.values(registration_id=event.to_id))
    forum_id = sa.select(Registration.forum_id).where(Registration.id == event.to_id).scalar_subquery()
    works = sa.select(GroupWork.id).where(GroupWork.forum_id == forum_id)
    former, present = f":{event.from_id}", f":{event.to_id}"
    for command in db.session.scalars(
        sa.select(ArrangementCommand).where(ArrangementCommand.work_id.in_(works))
    ):
        if any(name.endswith(former) for name in command.rows):
            command.rows = {
                name.removesuffix(former) + present if name.endswith(former) else name: images
                for name, images in command.rows.items()
            }
