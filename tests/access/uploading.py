"""Files of somebody that are under way, for the doors that take their pieces."""

import sqlalchemy as sa

from forumapp.agenda import profiles
from forumapp.core.db import db
from forumapp.core.uploads import pieces
from forumapp.core.uploads.fields import DOCUMENTS
from forumapp.forums.models import Forum
from forumapp.materials.uploading import desk_purpose
from forumapp.personal.uploading import PURPOSE, holder_of


def begun(place, *, account):
    """Begin a file of the organiser and one of the speaker."""
    facts = {"filename": "途中.pdf", "size": 1000, "mark": ""}
    forum = db.session.scalars(sa.select(Forum).where(Forum.slug == place.slug)).one()
    speaker = profiles.profile_of(forum.id, place.ids["person"])
    mine = pieces.begin(f"account:{account}", desk_purpose(forum), DOCUMENTS, **facts)
    theirs = pieces.begin(holder_of(speaker), PURPOSE, DOCUMENTS, **facts)
    db.session.flush()
    place.ids |= {"desk_upload": mine.id, "speaker_upload": theirs.id, "version": 1}
