"""Deciding who a line of a participants' list is: somebody, several people at one device, or nobody of ours."""

from collections.abc import Collection

from flask_babel import gettext as _

from forumapp.attendance.models import MatchedBy, Presence
from forumapp.attendance.queries import logs, people
from forumapp.attendance.queries.logs import LogLine
from forumapp.attendance.tools.people import Kind
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.forums.models import Forum

MOST = 30
"""People at one device."""


def decide(forum: Forum, line: LogLine, chosen: Collection[int], *, by: Actor, mark: str) -> None:
    """Say who a line is. DomainError for nobody, too many, people of another forum, and if somebody else was faster.

    ``mark`` is what the page showed (:attr:`LogLine.mark`).
    """
    line = _held(forum, line, mark)
    idents = sorted(set(chosen))
    if not idents:
        raise DomainError(_("だれのことかを選んでください。"), "people")
    if len(idents) > MOST:
        raise DomainError(_("1つの端末で選べるのは%(most)d名までです。", most=MOST), "people")
    if len(people.people(forum, idents)) != len(idents):
        raise DomainError(_("選んだ人が見つかりません。画面を開き直してください。"), "people")
    before = line.mark
    _clear(line)
    line.first.registration_id, line.first.matched_by = idents[0], MatchedBy.HAND
    db.session.add_all(_copy(line.first, ident) for ident in idents[1:])
    _tell(line, by, before, ",".join(map(str, idents)))


def dismiss(forum: Forum, line: LogLine, *, by: Actor, mark: str) -> None:
    """Say that a line is nobody of ours: a host, a recorder, a test."""
    line = _held(forum, line, mark)
    before = line.mark
    _clear(line)
    line.first.dismissed_at = clock.now()
    _tell(line, by, before, "0")


def reopen(forum: Forum, line: LogLine, *, by: Actor, mark: str) -> None:
    """Make a line a doubt again."""
    line = _held(forum, line, mark)
    before = line.mark
    _clear(line)
    _tell(line, by, before, "-")


def dismiss_hinted(forum: Forum, *, by: Actor) -> int:
    """Dismiss every undecided line that looks like a host, a recorder or a test; returns how many."""
    lock(forum)
    hinted = [one for one in logs.doubts(forum) if one.first.kind != Kind.PERSON]
    for one in hinted:
        one.first.dismissed_at = clock.now()
    if hinted:
        audit.record(by, "presence.dismissed", forum, changes={"lines": [None, len(hinted)]})
    return len(hinted)


def _held(forum: Forum, line: LogLine, mark: str) -> LogLine:
    lock(forum, line.first)
    found = logs.line(forum, line.first.id)
    if found is None or found.mark != mark:
        raise DomainError(_("ほかの担当者が先に決めました。いまの内容を確かめて、もう一度選んでください。"))
    return found


def _clear(line: LogLine) -> None:
    for extra in line.rows[1:]:
        db.session.delete(extra)
    line.first.registration_id = line.first.matched_by = line.first.dismissed_at = None


def _copy(row: Presence, ident: int) -> Presence:
    values = {
        column.key: getattr(row, column.key) for column in Presence.__table__.columns if column.key != "id"
    }
    return Presence(**{**values, "registration_id": ident})


def _tell(line: LogLine, by: Actor, before: str, after: str) -> None:
    words = {"-": None, "0": "dismissed"}
    changes = {"people": [words.get(before, before), words.get(after, after)]}
    audit.record(by, "presence.decided", line.first, changes=changes)
