"""Letting the public see the draft: a release is a frozen copy with a number."""

from flask_babel import gettext as _

from forumapp.agenda import queries
from forumapp.agenda.events import AgendaReleased
from forumapp.agenda.images import Images, apply, images_of, rows_from, towards
from forumapp.agenda.models import Release
from forumapp.agenda.programme import Programme
from forumapp.agenda.questions import concerned
from forumapp.agenda.services.aggregate import editing
from forumapp.agenda.services.telling import EVERYBODY, Telling, tell, told
from forumapp.agenda.supposing import programme_ends
from forumapp.agenda.timetable import build
from forumapp.core import audit, clock, events
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum


def release(
    forum: Forum,
    *,
    by: Actor,
    note: str = "",
    telling: Telling = EVERYBODY,
) -> Release:
    """Save the draft as the next release and tell the floors above; an unchanged draft gives the last release again.

    Names with lost characters that nobody confirmed stay out (V7); ``note`` is what visitors read about the change.
    ``telling`` says who gets letters, and what the organiser adds to them.
    """
    db.session.flush()
    programme = queries.draft_programme(forum)
    content = programme.for_the_public().to_json()
    last = queries.last_release(forum.id)
    if last is not None and last.content == content:
        last.rows = images_of(forum.id)
        return last
    return _publish(forum, programme, images_of(forum.id), last, by=by, note=note, telling=telling)


def refresh(forum: Forum) -> None:
    """Follow a change of the forum itself (date, start, rooms) that the released programme shows; the draft stays one."""
    last = queries.last_release(forum.id)
    if last is None:
        return
    if last.rows:
        programme = build(*rows_from(last.rows), queries.opens(forum))
        if programme.for_the_public().to_json() != last.content:
            _publish(forum, programme, last.rows, last, by=SYSTEM, note="", telling=EVERYBODY)
    _write_end(forum, queries.released_programme(forum.id))


def bring_back(forum: Forum, number: int, *, by: Actor, version: int | None = None) -> bool:
    """Make the draft what release ``number`` was; says whether anything changed. The public sees it once released.

    Raises AgendaChanged, and DomainError when there is no such release or its rows were not kept.
    """
    with editing(forum, by=by, version=version, action="agenda.brought_back", title=str(number)) as edit:
        found = queries.release(forum.id, number)
        if found is None or not found.rows:
            raise DomainError(_("この公開版は、元に戻すための記録がありません。"))
        change = towards(images_of(forum.id), found.rows)
        apply(change, 1)
        if change:
            edit.tell("agenda.brought_back", found, {"number": [None, number]})
    return bool(change)


def _publish(
    forum: Forum,
    programme: Programme,
    rows: Images,
    last: Release | None,
    *,
    by: Actor,
    note: str,
    telling: Telling,
) -> Release:
    concerns = concerned(forum, programme.for_the_public())
    made = Release(
        forum_id=forum.id,
        number=last.number + 1 if last else 1,
        released_at=clock.now(),
        released_by=by.label,
        note=note,
        content=programme.for_the_public().to_json(),
        rows=rows,
        told=told(concerns, telling),
    )
    db.session.add(made)
    _write_end(forum, programme)
    audit.record(
        by, "agenda.released", made, changes={"number": [last.number if last else None, made.number]}
    )
    events.publish(AgendaReleased(forum.id, made.number, telling.kinds, telling.messages))
    tell(forum, concerns, telling)
    return made


def _write_end(forum: Forum, programme: Programme) -> None:
    end = programme_ends(forum, programme)
    if forum.programme_ends != end:
        forum.programme_ends = end
    db.session.flush()
