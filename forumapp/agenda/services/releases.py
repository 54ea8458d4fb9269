"""Letting the public see the draft: a release is a frozen copy with a number."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.events import AgendaReleased
from forumapp.agenda.models import Release
from forumapp.agenda.programme import Programme, moment
from forumapp.core import audit, clock, events
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.forums.models import Forum

_held: ContextVar[bool] = ContextVar("held", default=False)


def release(forum: Forum, *, by: Actor, note: str = "") -> Release:
    """Save the draft as the next release and tell the floors above; an unchanged draft gives the last release again.

    Names with lost characters that nobody confirmed stay out (V7); ``note`` is what visitors read about the change.
    """
    db.session.flush()
    programme = queries.draft_programme(forum)
    content = programme.for_the_public().to_json()
    last = _last(forum)
    if last is not None and last.content == content:
        return last
    made = Release(
        forum_id=forum.id,
        number=last.number + 1 if last else 1,
        released_at=clock.now(),
        released_by=by.label,
        note=note,
        content=content,
    )
    db.session.add(made)
    _write_end(forum, programme)
    audit.record(
        by, "agenda.released", made, changes={"number": [last.number if last else None, made.number]}
    )
    events.publish(AgendaReleased(forum.id, made.number))
    return made


def refresh(forum: Forum) -> None:
    """Follow a change of the forum itself (date, start, rooms) that the released programme shows."""
    if _last(forum) is not None:
        release(forum, by=SYSTEM)
        _write_end(forum, queries.released_programme(forum.id))


@contextmanager
def one_release(forum: Forum, *, by: Actor, note: str = "") -> Iterator[None]:
    """Gather the changes of the block (an import, a copy) in a single release."""
    token = _held.set(True)
    try:
        yield
    finally:
        _held.reset(token)
    release(forum, by=by, note=note)


def release_at_once(forum: Forum, by: Actor) -> None:
    """Release after a single change, unless a block gathers several."""
    if not _held.get():
        release(forum, by=by)


def _write_end(forum: Forum, programme: Programme) -> None:
    end = moment(forum.day, programme.end) if forum.day and programme.end else None
    if forum.programme_ends != end:
        forum.programme_ends = end
    db.session.flush()


def _last(forum: Forum) -> Release | None:
    newest = sa.select(Release).where(Release.forum_id == forum.id).order_by(Release.number.desc())
    return db.session.scalar(newest.limit(1))
