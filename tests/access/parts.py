"""Single rows of the two forums: a day that is still open, a letter that failed."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import sqlalchemy as sa
from PIL import Image

from forumapp.core import clock, files
from forumapp.core.db import db
from forumapp.forums.models import ForumCandidate
from forumapp.mail import maildir
from forumapp.mail.compose import compose
from forumapp.mail.models import Letter, LetterState
from forumapp.publishing.models import ReportPhotograph, ReportVersion, VersionState
from forumapp.publishing.report.contents import digest_of, gather, standing
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
    """A version of the report that was taken back, and two photographs."""
    pictures = [picture(forum, number) for number in (1, 2)]
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
    return {"report_version": made.number, "photograph": pictures[1].id}


def picture(forum, number):
    """A small photograph that is kept like any other file."""
    made = BytesIO()
    Image.new("RGB", (40 + number, 30), "white").save(made, "JPEG")
    digest = files.keep(files.write(BytesIO(made.getvalue()), limit=10_000), "image/jpeg").digest
    values = {"position": number, "file_digest": digest, "small_digest": digest, "width": 40, "height": 30}
    one = ReportPhotograph(
        forum_id=forum.id, alt="話し合う参加者", has_consent=True, added_at=clock.now(), **values
    )
    db.session.add(one)
    db.session.flush()
    return one
