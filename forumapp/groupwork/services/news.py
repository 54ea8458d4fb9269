"""What the floors below report, and what it means for groups."""

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.groupwork.models import GroupMember
from forumapp.registration.events import RegistrationSubstituted


def registration_substituted(event: RegistrationSubstituted) -> None:
    """Let whoever comes instead sit in the groups of the one who cannot come."""
    mine = sa.update(GroupMember).where(GroupMember.registration_id == event.from_id)
    db.session.execute(mine.values(registration_id=event.to_id))
