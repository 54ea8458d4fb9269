"""A participants' list of the meeting tool in a forum of the world, with a line that is somebody and one in doubt."""

import sqlalchemy as sa

from forumapp.attendance.models import Presence
from forumapp.attendance.services import reading_logs
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db

LIST = "氏名,入室,退室\n{name},13:20,15:00\n長崎市 会議室,13:25,15:00\n議事録用,13:00,16:00\n"


def presence(forum, place, name):
    """Take a list that finds ``name``; notes the line in doubt and the list."""
    log = reading_logs.read_in(forum, LIST.format(name=name).encode(), by=SYSTEM, filename="participants.csv")
    db.session.flush()
    doubt = sa.select(Presence.id).where(Presence.log_id == log.id, Presence.name == "長崎市 会議室")
    place.ids |= {"presence_log": log.id, "presence": db.session.scalar(doubt)}
