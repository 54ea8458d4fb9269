"""The report as somebody reads it: what would go out now, the newest version, or an older one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.publishing.models import ReportVersion
from forumapp.publishing.presentation import ForumView, Told, told
from forumapp.publishing.report.contents import Content, Standing, gather, read, standing
from forumapp.publishing.report.sections import Report


@dataclass(frozen=True)
class Issue:
    """A public version: its number, when it went out, and its correction note in the reader's language."""

    number: int
    at: datetime
    note: Told


@dataclass(frozen=True)
class Edition:
    """One report for one reader. ``number`` is 0 where nothing was frozen; ``issues`` are the public ones, the newest first."""

    view: ForumView
    report: Report
    number: int = 0
    published_at: datetime | None = None
    issues: Sequence[Issue] = ()

    @property
    def newest(self) -> Issue | None:
        """Return the newest public version if this one is older."""
        return self.issues[0] if self.issues and self.number < self.issues[0].number else None

    @property
    def corrections(self) -> list[Issue]:
        """Return what was corrected up to this version, the newest first."""
        return [one for one in self.issues if one.note.text and one.number <= self.number]


def of_now(forum: Forum, language: str) -> Edition:
    """Return what would be published now."""
    now = standing(forum)
    return _edition(forum, language, gather(forum, now), now)


def published(forum: Forum, language: str, number: int | None = None) -> Edition | None:
    """Return the newest version that the public reads, or its version ``number``; None if there is none.

    A report that was published before there were versions reads as it stands, until the worker has frozen it
    (``services.versions.freeze_old``).
    """
    if forum.reported_at is None or forum.cancelled_at is not None:
        return None
    rows = _public(forum.id, number)
    content = next((row.content for row in rows if row.content is not None), None)
    if content is None:
        return None if number or rows else of_now(forum, language)
    issues = [Issue(row.number, row.published_at, told(row.note, row.note_en, language)) for row in rows]
    mine = next(one for one in issues if number in {None, one.number})
    return _edition(forum, language, content, standing(forum), mine.number, mine.at, issues)


def of_version(forum: Forum, language: str, version: ReportVersion) -> Edition:
    """Return one version, whether the public reads it or not."""
    at = version.published_at
    return _edition(forum, language, version.content, standing(forum), version.number or 0, at)


def _public(forum_id: int, number: int | None) -> Sequence[sa.Row[tuple[int, datetime, str, str, Content]]]:
    """Return the public versions, the newest first, with the content of ``number`` or the newest; one statement."""
    public = (ReportVersion.forum_id == forum_id, ReportVersion.withdrawn_at.is_(None))
    numbered = (*public, ReportVersion.number.is_not(None))
    newest = sa.select(sa.func.max(ReportVersion.number)).where(*public).scalar_subquery()
    wanted = sa.case((ReportVersion.number == (number or newest), ReportVersion.content))
    found = sa.select(
        ReportVersion.number,
        ReportVersion.published_at,
        ReportVersion.note,
        ReportVersion.note_en,
        wanted.label("content"),
    )
    rows = db.session.execute(found.where(*numbered).order_by(ReportVersion.number.desc()))
    return rows.all()


def _edition(
    forum: Forum,
    language: str,
    content: Content,
    now: Standing,
    number: int = 0,
    at: datetime | None = None,
    issues: Sequence[Issue] = (),
) -> Edition:
    known, report = read(content, forum, now)
    return Edition(ForumView(known, language, clock.now()), report, number, at, issues)
