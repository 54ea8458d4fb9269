"""A version without what the file says of its authors: asked for by organisers, made by the worker, then shown."""

import sqlalchemy as sa

from forumapp.core import audit, clock, files, jobs, transaction
from forumapp.core.actor import Actor, Kind
from forumapp.core.db import db
from forumapp.core.uploads import inspecting
from forumapp.core.uploads.fields import LARGEST_DOCUMENT
from forumapp.core.uploads.models import FileInspection
from forumapp.materials import versions
from forumapp.materials.models import Material, MaterialVersion, VersionOrigin

JOB = "materials.clean"
LARGEST = 2 * LARGEST_DOCUMENT


def may_be_cleaned(version: MaterialVersion) -> bool:
    """Say whether a copy without authors can be asked for: of what was sent, of a kind that the programs know."""
    return version.origin is VersionOrigin.SENT and version.file.content_type in inspecting.KINDS


def ask(version: MaterialVersion, *, by: Actor) -> None:
    """Let the worker make the copy."""
    payload = {"version_id": version.id, "by_kind": by.kind, "by_id": by.id, "label": by.label}
    jobs.enqueue(JOB, _key(version), clock.now(), **payload)


def is_asked(version: MaterialVersion) -> bool:
    """Say whether the worker still has to do it."""
    return jobs.is_waiting(_key(version))


def _key(version: MaterialVersion) -> str:
    return f"{JOB}:{version.id}"


def clean(version_id: int, by_kind: Kind, by_id: int | None, label: str) -> None:
    """Make the copy and show it, unless it was made before; holds no lock while the child works."""
    with transaction.reading():
        version = db.session.get(MaterialVersion, version_id)
        if version is None or _is_done(version) or not files.holds(version.file_digest):
            return
        digest, content_type = version.file_digest, version.file.content_type
    try:
        with files.opened(digest) as content, inspecting.cleaned(content, content_type) as copy:
            written = files.write(copy, limit=LARGEST)
    except (inspecting.NotCleaned, files.TooLarge) as error:
        _say_why_not(digest, error.reason if isinstance(error, inspecting.NotCleaned) else "")
        return
    with transaction.transaction():
        _write_down(version_id, files.keep(written, content_type).digest, Actor(by_kind, by_id, label))


def _is_done(version: MaterialVersion) -> bool:
    later = sa.select(sa.literal(1)).where(
        MaterialVersion.material_id == version.material_id,
        MaterialVersion.number > version.number,
        MaterialVersion.origin == VersionOrigin.CLEANED,
    )
    return db.session.scalar(later.limit(1)) is not None


def _write_down(version_id: int, digest: str, by: Actor) -> None:
    version = db.session.get_one(MaterialVersion, version_id)
    material = db.session.get_one(Material, version.material_id, with_for_update=True)
    if digest == version.file_digest:
        return
    made = versions.add(
        material, digest=digest, filename=version.filename, added_by=by.label, origin=VersionOrigin.CLEANED
    )
    if material.version == version.number:
        versions.show(material, made)
    audit.record(by, "material.cleaned", material, changes={"version": [version.number, made.number]})


def _say_why_not(digest: str, reason: str) -> None:
    known = {"encrypted": "stays_encrypted", "signed": "stays_signed", "mixed": "stays_mixed"}
    with transaction.transaction() as session:
        found = session.get(FileInspection, digest, with_for_update=True)
        if found is not None:
            finding = known.get(reason, "stays")
            found.findings = [*(one for one in found.findings if one != finding), finding]
