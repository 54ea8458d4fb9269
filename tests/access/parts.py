"""Single rows of the two forums: a day that is still open, a letter that failed."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.forums.models import ForumCandidate
from forumapp.mail import maildir
from forumapp.mail.compose import compose
from forumapp.mail.models import Letter, LetterState
from forumapp.publishing.contents import digest_of, gather, standing
from forumapp.publishing.models import ReportVersion, VersionState
from tests.mail.reading import LETTER


def candidate_day(forum):
    """A day that is still open although the date is fixed."""
    made = ForumCandidate(forum_id=forum.id, day=forum.day + timedelta(days=1))
    db.session.add(made)
    db.session.flush()
    return made


def failed_letter(forum):
    """A letter that was refused by the receiving server, and lies in the Maildir from before there was one."""
    letter = db.session.scalars(
        sa.select(Letter).where(Letter.forum_id == forum.id).order_by(Letter.id).limit(1)
    ).one()
    letter.state, letter.done_at, letter.last_text = LetterState.FAILED, clock.now(), "550 no such user"
    maildir.keep(compose(replace(LETTER, html="<!doctype html><title>M</title>")), letter.message_id)
    return letter


def report_parts(forum):
    """A version of the report that was taken back."""
    content = gather(forum, standing(forum))
    now = clock.now()
    made = ReportVersion(
        forum_id=forum.id,
        number=1,
        state=VersionState.PUBLISHED,
        content=content,
        digest=digest_of(content),
        made_at=now,
        published_at=now,
        withdrawn_at=now,
        withdrawn_why="作り直すため",
    )
    db.session.add(made)
    db.session.flush()
    return {"report_version": made.number}
