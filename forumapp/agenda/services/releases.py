"""Letting the public see the draft: a release is a frozen copy with a number."""

from collections.abc import Sequence

from flask_babel import gettext as _

from forumapp.agenda import queries
from forumapp.agenda.errors import ReleaseChanged
from forumapp.agenda.events import AgendaReleased
from forumapp.agenda.images import Images, apply, images_of, rows_from, towards
from forumapp.agenda.models import Release
from forumapp.agenda.outlook import fingerprint, is_other
from forumapp.agenda.programme import Programme
from forumapp.agenda.questions import Concern, concerned
from forumapp.agenda.services.aggregate import editing
from forumapp.agenda.services.telling import EVERYBODY, Telling, tell, told
from forumapp.agenda.supposing import programme_ends
from forumapp.agenda.timetable import build
from forumapp.core import audit, clock, events, transaction
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum


def release(
    forum: Forum,
    *,
    by: Actor,
    note: str = "",
    note_en: str = "",
    telling: Telling = EVERYBODY,
    seen: str | None = None,
) -> Release:
    """Save the draft as the next release and tell the floors above; an unchanged draft gives the last release again.

    Names with lost characters that nobody confirmed stay out (V7); ``note`` is what visitors read about the change.
    ``telling`` says who gets letters, and what the organiser adds to them. ``seen`` is the fingerprint of what was
    looked at; None means that nobody looked at a page (import, shell). Raises ReleaseChanged if it is another now.
    """
    transaction.lock(forum)
    db.session.flush()
    programme = queries.draft_programme(forum)
    last = queries.last_release(forum.id)
    if last is not None and not is_other(last, programme):
        if seen is not None:
            raise ReleaseChanged(
                _("公開していない変更はありません。第%(number)d版が公開中です。", number=last.number)
            )
        last.rows = images_of(forum.id)
        return last
    concerns = concerned(forum, programme)
    if seen is not None and seen != fingerprint(programme, concerns, last, queries.version(forum.id)):
        raise ReleaseChanged(
            _(
                "ページを開いたあとに、次第またはお知らせの対象が変わったため、まだ公開していません。"
                "今の内容を確認してから、もう一度公開してください。"
            )
        )
    notes = {"note": note, "note_en": note_en}
    return _publish(forum, programme, images_of(forum.id), last, by, concerns, telling, **notes)


def refresh(forum: Forum) -> None:
    """Follow a change of the forum itself (date, start, rooms) that the released programme shows; the draft stays one."""
    last = queries.last_release(forum.id)
    if last is None:
        return
    if last.rows:
        programme = build(*rows_from(last.rows), queries.opens(forum))
        if programme.for_the_public().to_json() != last.content:
            concerns = concerned(forum, programme)
            _publish(forum, programme, last.rows, last, SYSTEM, concerns, EVERYBODY)
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
    by: Actor,
    concerns: Sequence[Concern],
    telling: Telling,
    **notes: str,
) -> Release:
    made = Release(
        forum_id=forum.id,
        number=last.number + 1 if last else 1,
        released_at=clock.now(),
        released_by=by.label,
        content=programme.for_the_public().to_json(),
        rows=rows,
        told=told(concerns, telling),
        **notes,
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
