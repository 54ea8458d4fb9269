"""The end of a forum's retention: every personal column of every row of the forum is emptied; rows and counts stay.

Which columns are personal is said by the models themselves (``core.db.personal``); a test walks all of them.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forumapp.accounts.models import Account
from forumapp.agenda.models import Appearance
from forumapp.core import audit, clock, events, files
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import Model, db
from forumapp.core.uploads.models import FileInspection
from forumapp.directory.models import Person
from forumapp.feedback.models import FeedbackAnswer, Impression, ImpressionState
from forumapp.forums.events import ForumPurged
from forumapp.forums.models import Forum
from forumapp.groupwork.models import Note, NoteEdition, SummaryBullet, SummaryEdition
from forumapp.mail import maildir
from forumapp.mail.models import Bounce, Letter, LetterState
from forumapp.materials.models import MaterialVersion
from forumapp.registration.models import Answer, Registration

REACHED_OTHERWISE: Mapping[str, str] = {
    "account": "people who sign in work on many forums; an administrator closes their accounts",
    "sign_in": "belongs to accounts; swept when it ends",
    "person": "emptied when nothing but this forum's rows points to it (see _purge_people)",
    "subscriber": "belongs to a series; its address goes when the subscription ends",
    "note_edition": "reached through its note",
    "file_inspection": "reached through the versions of the forum's materials",
    "bounce": "reached through its letter",
    "suppression": "an address that must not be written to, whichever forum; an administrator lifts it",
}
"""Tables with personal columns but without ``forum_id``, and why the purge does not walk them like the others."""


def is_due(forum: Forum, now: datetime) -> bool:
    """Say whether the retention is over: ``retention_days`` after the forum's day, or after it was made where it has none."""
    first = forum.day or clock.to_wall(forum.created_at, forum.zone).date()
    return clock.to_wall(now, forum.zone).date() > first + timedelta(days=forum.retention_days)


def purge_due(by: Actor = SYSTEM) -> int:
    """Purge every forum whose retention is over; returns how many. The daily job."""
    now = clock.now()
    open_ones = sa.select(Forum).where(Forum.purged_at.is_(None), Forum.day.is_not(None))
    due = [forum for forum in db.session.scalars(open_ones.order_by(Forum.id)) if is_due(forum, now)]
    for forum in due:
        purge(forum, by=by)
    return len(due)


def personal_tables() -> dict[str, list[sa.Column[Any]]]:
    """Return the personal columns of each table that has any."""
    found = {
        table.name: [column for column in table.columns if column.info.get("personal")]
        for table in Model.metadata.sorted_tables
    }
    return {name: columns for name, columns in found.items() if columns}


def empty(column: sa.Column[Any]) -> Any:
    """Return what stands in a personal column after the purge."""
    if column.nullable:
        return None
    return {} if isinstance(column.type, sa.JSON) else ""


def purge(forum: Forum, *, by: Actor) -> int:
    """Empty the personal columns of everything that belongs to ``forum``; returns how many rows were concerned."""
    _take_back_letters(forum)
    _delete_stored_mail(forum)
    people = _people_of(forum)
    emptied = sum(_purge_table(name, columns, forum) for name, columns in personal_tables().items())
    emptied += _purge_editions(forum)
    emptied += _purge_wordings(forum)
    emptied += _purge_feedback(forum)
    _purge_files(forum)
    emptied += _purge_inspections(forum)
    emptied += _purge_bounces(forum)
    emptied += _purge_people(people, forum)
    db.session.expire_all()
    forum.purged_at = clock.now()
    audit.record(by, "forum.purged", forum, changes={"rows": [None, emptied]})
    events.publish(ForumPurged(forum.id, by))
    return emptied


def _purge_table(name: str, columns: list[sa.Column[Any]], forum: Forum) -> int:
    table = Model.metadata.tables[name]
    if "forum_id" not in table.columns:
        return 0
    values = {column.name: _blank(name, column, table) for column in columns}
    mine = sa.update(table).where(table.c.forum_id == forum.id)
    return db.session.execute(mine.values(**values)).rowcount  # type: ignore[attr-defined,no-any-return]


def _blank(name: str, column: sa.Column[Any], table: sa.Table) -> Any:
    """Return the empty value; where addresses are unique within a forum, the row's number keeps them apart."""
    together = [rule for rule in table.constraints if isinstance(rule, sa.UniqueConstraint)]
    if any(column.name in rule.columns for rule in together):
        return sa.cast(table.c.id, sa.String)
    return empty(column)


def _take_back_letters(forum: Forum) -> None:
    waiting = sa.update(Letter).where(Letter.forum_id == forum.id, Letter.state == LetterState.QUEUED)
    db.session.execute(waiting.values(state=LetterState.ABORTED, done_at=clock.now()))


def _delete_stored_mail(forum: Forum) -> None:
    """Remove letters that lie as files, told by their Message-ID."""
    maildir.remove(db.session.scalars(sa.select(Letter.message_id).where(Letter.forum_id == forum.id)))


def _purge_files(forum: Forum) -> None:
    """Let go of the files that people sent as answers."""
    mine = (Answer.forum_id == forum.id, Answer.file_digest.is_not(None))
    digests = set(db.session.scalars(sa.select(Answer.file_digest).where(*mine)))
    db.session.execute(sa.update(Answer).where(*mine).values(file_digest=None))
    files.forget({digest for digest in digests if digest is not None})


def _purge_bounces(forum: Forum) -> int:
    letters = sa.select(Letter.id).where(Letter.forum_id == forum.id)
    mine = sa.update(Bounce).where(Bounce.letter_id.in_(letters)).values(address="", text="")
    return db.session.execute(mine).rowcount  # type: ignore[attr-defined,no-any-return]


def _purge_editions(forum: Forum) -> int:
    notes = sa.select(Note.id).where(Note.forum_id == forum.id)
    mine = sa.update(NoteEdition).where(NoteEdition.note_id.in_(notes)).values(text="")
    return db.session.execute(mine).rowcount  # type: ignore[attr-defined,no-any-return]


def _purge_inspections(forum: Forum) -> int:
    """Forget who wrote the slides, and the text that names people; the slides themselves stay as they were published."""
    digests = sa.select(MaterialVersion.file_digest).where(MaterialVersion.forum_id == forum.id)
    mine = sa.update(FileInspection).where(FileInspection.digest.in_(digests)).values(people={}, text="")
    return db.session.execute(mine).rowcount  # type: ignore[attr-defined,no-any-return]


def _purge_feedback(forum: Forum) -> int:
    """Delete answers that were never counted, and empty comments that nobody adopted; the counts of editions stay."""
    db.session.execute(sa.delete(FeedbackAnswer).where(FeedbackAnswer.forum_id == forum.id))
    comments = sa.update(Impression).where(
        Impression.forum_id == forum.id, Impression.state != ImpressionState.ADOPTED
    )
    return db.session.execute(comments.values(text="")).rowcount  # type: ignore[attr-defined,no-any-return]


def _purge_wordings(forum: Forum) -> int:
    """Empty the wordings of the summary that the public never saw, or no longer sees: nobody looked them through."""
    approved = sa.select(SummaryBullet.approved_version).where(
        SummaryBullet.id == SummaryEdition.bullet_id, SummaryBullet.withdrawn_at.is_(None)
    )
    public = sa.func.coalesce(approved.scalar_subquery(), 0)
    mine = sa.update(SummaryEdition).where(
        SummaryEdition.forum_id == forum.id, SummaryEdition.version != public
    )
    return db.session.execute(mine.values(text="", remark="")).rowcount  # type: ignore[attr-defined,no-any-return]


def _people_of(forum: Forum) -> set[int]:
    mine = sa.select(Registration.person_id).where(
        Registration.forum_id == forum.id, Registration.person_id.is_not(None)
    )
    return {ident for ident in db.session.scalars(mine) if ident is not None}


def _purge_people(people: set[int], forum: Forum) -> int:
    """Empty the people whom nothing else needs: no living forum's registration, no appearance, no account."""
    living = (
        sa.select(Registration.person_id)
        .join(Forum)
        .where(Forum.id != forum.id, Forum.purged_at.is_(None), Registration.person_id.is_not(None))
    )
    speaking = sa.select(Appearance.person_id).where(Appearance.person_id.is_not(None))
    accounts = sa.select(Account.person_id).where(Account.person_id.is_not(None))
    alone = sa.update(Person).where(
        Person.id.in_(people),
        Person.id.not_in(living),
        Person.id.not_in(speaking),
        Person.id.not_in(accounts),
    )
    values = {column.name: empty(column) for column in personal_tables()["person"]}
    return db.session.execute(alone.values(**values)).rowcount  # type: ignore[attr-defined,no-any-return]
