"""A document becomes a forum: all of it or nothing, and nothing at all where it says nothing new."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from forumapp.agenda.services.releases import refresh, release
from forumapp.core import audit
from forumapp.core.actor import Actor
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.directory import queries as directory_queries
from forumapp.directory import services as directory
from forumapp.directory.models import Department
from forumapp.exchange import attachments
from forumapp.exchange.checks import doubles, feedback, references, shape, times
from forumapp.exchange.errors import BadDocument
from forumapp.exchange.reading import Source, read
from forumapp.exchange.services import audience, facts, groupwork, results, seats
from forumapp.exchange.services.feedback import write_feedback
from forumapp.exchange.services.ledger import Ledger
from forumapp.exchange.services.programme import ProgrammeWriter, is_released
from forumapp.forums.models import Forum
from forumapp.forums.questions import report_words
from forumapp.forums.services.founding import create_forum
from forumapp.materials import versions


@dataclass(frozen=True)
class Imported:
    """The forum, and whether it is new or anything of it changed."""

    forum: Forum
    is_new: bool
    is_changed: bool


def check(raw: bytes, folder: Path) -> tuple[Source, list[attachments.Found]]:
    """Read a document whose files lie in ``folder``; writes nothing. Raises BadDocument with all that is wrong."""
    source, problems = read(raw)
    found, missing = attachments.look(source, folder)
    problems += [*missing, *shape.problems(source)]
    for kind in (doubles, references, times, feedback):
        problems += kind.problems(source)
    if problems:
        raise BadDocument(problems)
    return source, found


def import_document(source: Source, files: attachments.Files, *, by: Actor) -> Imported:
    """Write a checked document into the present transaction: its forum is made, or brought to what it says."""
    data: dict[str, Any] = source.data
    last = db.session.scalar(sa.select(sa.func.max(AuditEntry.id))) or 0
    directory.ensure_defaults()
    _add_departments(data.get("departments", []))
    given = data["forum"]
    forum = db.session.scalar(sa.select(Forum).where(Forum.slug == given["slug"]))
    is_new = forum is None
    if forum is None:
        owner = facts.organisation(given["owner"])
        forum = create_forum(owner=owner, title=given["title"], slug=given["slug"], by=by)
    ledger = Ledger(forum.id)
    series = facts.write_series(data.get("series"), files, ledger)
    facts.write_forum(forum, given, series, by=by)
    db.session.flush()
    _write_parts(forum, data, files, ledger, by=by)
    facts.write_publication(forum, given, by=by)
    if ledger.changes:
        audit.record(by, "forum.imported", forum, changes=ledger.changes)
    db.session.flush()
    newest = db.session.scalar(sa.select(sa.func.max(AuditEntry.id))) or 0
    return Imported(forum, is_new, newest > last)


def _write_parts(
    forum: Forum, data: dict[str, Any], files: attachments.Files, ledger: Ledger, *, by: Actor
) -> None:
    writer = ProgrammeWriter(forum, by=by)
    agenda = data.get("agenda", [])
    writer.write(data.get("tracks", []), agenda)
    if agenda or is_released(forum):
        release(forum, by=by)
    refresh(forum)
    audience.write_audience(forum, data.get("audience", []), writer.tracks, ledger)
    questions = data["forum"].get("registration", {}).get("questions", [])
    audience.write_questions(forum, questions, ledger)
    seats.write_rules(forum, data["forum"].get("registration", {}), by=by)
    results.write_materials(forum, data.get("materials", []), writer.items, files, ledger)
    versions.catch_up(forum.id)
    results.write_recordings(forum, data.get("recordings", []), writer.items, files, ledger)
    results.write_not_recorded(forum, data.get("not_recorded", []), writer.items, ledger)
    groupwork.write_group_work(forum, data.get("group_work", []), writer.items, ledger)
    write_feedback(forum, data.get("feedback", {}), writer.items, writer.tracks, ledger)
    results.write_impressions(forum, data.get("impressions", []), ledger)
    if "report" in data:
        changes = report_words().read(forum, data["report"])
        ledger.changes |= {f"report.{name}": change for name, change in changes.items()}


def _add_departments(given: list[dict[str, Any]]) -> None:
    known = directory_queries.departments()
    slugs = {row.slug for row in known}
    last = max((row.position for row in known), default=-1)
    for number, row in enumerate((row for row in given if row["slug"] not in slugs), start=last + 1):
        db.session.add(Department(position=number, **row))
    db.session.flush()
