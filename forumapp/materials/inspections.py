"""Every content of a material is looked into once, by the worker: pages, first page, text, what people should know of it."""

import logging
from io import BytesIO

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload, undefer

from forumapp.core import clock, files, jobs, transaction
from forumapp.core.db import db
from forumapp.core.files import StoredFile, Verdict
from forumapp.core.uploads import inspecting
from forumapp.core.uploads.models import FileInspection, InspectionState
from forumapp.forums.models import Forum
from forumapp.forums.revision import touch
from forumapp.materials.models import Material, MaterialVersion

JOB = "materials.inspect"
AT_ONCE = 100
MOST_TRIES = 2
"""How often a content is begun whose inspection ended with the worker itself."""
BEGUN = "begun"
"""What stands in the findings while a content is looked at, once for each time that it was begun."""
log = logging.getLogger(__name__)


def inspection_of(version: MaterialVersion) -> FileInspection | None:
    """Return what was found in a version, with its text."""
    mine = sa.select(FileInspection).where(FileInspection.digest == version.file_digest)
    whole = (joinedload(FileInspection.preview), undefer(FileInspection.text))
    return db.session.scalar(mine.options(*whole))


def is_awaited(material: Material) -> bool:
    """Say whether the shown version is still to be looked at."""
    found, file = material.inspection, material.file
    is_open = file.content_type in inspecting.KINDS and not files.is_held(file)
    return is_open and (found is None or found.state is InspectionState.WAITING)


def ask(version: MaterialVersion) -> None:
    """Let the worker look at a version, if it is of a kind that can be looked at."""
    payload = {"digest": version.file_digest}
    jobs.enqueue(JOB, f"{JOB}:{version.id}", clock.now(), **payload)


def ask_again(version: MaterialVersion) -> None:
    """Let a content be looked at once more."""
    found = db.session.get(FileInspection, version.file_digest, with_for_update=True)
    if found is None or found.state is not InspectionState.WAITING:
        if found is not None:
            found.state, found.asked_at, found.findings = InspectionState.WAITING, clock.now(), []
        ask(version)


def ask_for_missing() -> int:
    """Ask for what nobody has looked at: what came from a backup, or before there were inspections. Returns how many."""
    known = sa.select(FileInspection.digest)
    new = sa.select(MaterialVersion).where(MaterialVersion.file_digest.not_in(known))
    missing = db.session.scalars(_ready(new).order_by(MaterialVersion.id.desc()).limit(AT_ONCE)).all()
    for version in missing:
        ask(version)
    return len(missing)


def file_scanned(file: StoredFile) -> None:
    """A scanner has called a content clean: now it may be looked at."""
    versions = sa.select(MaterialVersion).where(MaterialVersion.file_digest == file.digest)
    version = db.session.scalar(versions.order_by(MaterialVersion.id).limit(1))
    if version is not None and file.verdict is Verdict.CLEAN:
        ask(version)


def inspect(digest: str) -> None:
    """Look at a content of which nothing is known yet. Holds no lock while the child looks."""
    with transaction.reading():
        this = sa.select(MaterialVersion).where(MaterialVersion.file_digest == digest)
        version = db.session.scalar(_ready(this).limit(1))
        content_type = version.file.content_type if version else None
    if content_type and _claim(digest):
        _look_at(digest, content_type)


Versions = sa.Select[tuple[MaterialVersion]]


def _ready(versions: Versions) -> Versions:
    """Return those of the versions whose content can be opened safely: known kinds, nothing that a scanner holds back."""
    ready = versions.join(StoredFile, StoredFile.digest == MaterialVersion.file_digest).where(
        StoredFile.content_type.in_(inspecting.KINDS),
        sa.or_(StoredFile.verdict.is_(None), StoredFile.verdict != Verdict.INFECTED),
    )
    if current_app.config["SERVER"].clamd:
        ready = ready.where(StoredFile.verdict == Verdict.CLEAN)
    return ready.options(joinedload(MaterialVersion.file))


def _claim(digest: str) -> bool:
    """Note that the content is being looked at; False where that is done, or has ended the worker too often already."""
    with transaction.transaction() as session:
        found = session.get(FileInspection, digest, with_for_update=True)
        if found is None:
            found = FileInspection(
                digest=digest, state=InspectionState.WAITING, asked_at=clock.now(), findings=[]
            )
            session.add(found)
        if found.state is not InspectionState.WAITING:
            return False
        if found.findings.count(BEGUN) >= MOST_TRIES:
            found.state, found.findings, found.done_at = InspectionState.FAILED, ["heavy"], clock.now()
            _touch_all(digest)
            return False
        found.findings = [BEGUN] * (found.findings.count(BEGUN) + 1)
    return True


def _look_at(digest: str, content_type: str) -> None:
    try:
        with files.opened(digest) as content:
            seen = inspecting.inspect(content, content_type)
    except FileNotFoundError:
        seen = inspecting.Inspected(is_whole=False, findings=["missing"])
    if not seen.is_whole:
        log.warning("the inspection of %s did not come to its end", digest)
    preview = files.write(BytesIO(seen.preview), limit=inspecting.LARGEST_PREVIEW) if seen.preview else None
    _write_down(digest, seen, preview)


def _write_down(digest: str, seen: inspecting.Inspected, preview: files.Written | None) -> None:
    with transaction.transaction() as session:
        found = session.get(FileInspection, digest, with_for_update=True)
        if found is None:  # the content went meanwhile
            return
        former = found.preview_digest
        found.state = InspectionState.DONE if seen.is_whole else InspectionState.FAILED
        found.done_at = clock.now()
        for name in ("pages", "title", "language", "is_tagged", "text", "findings", "people"):
            setattr(found, name, getattr(seen, name))
        found.preview_digest = files.keep(preview, inspecting.PREVIEW_TYPE).digest if preview else None
        session.flush()
        if former and former != found.preview_digest:
            files.forget([former])
        _touch_all(digest)


def _touch_all(digest: str) -> None:
    """Let the pages that show a content, or did not show it yet, be made anew."""
    shown = sa.select(Material.forum_id).where(Material.file_digest == digest)
    for forum in db.session.scalars(sa.select(Forum).where(Forum.id.in_(shown)).order_by(Forum.id)):
        touch(forum)
