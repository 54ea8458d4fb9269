"""The history of a material: every content that it had, and which of them is shown."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.materials import inspections
from forumapp.materials.models import Material, MaterialVersion, VersionOrigin


def history(material: Material) -> Sequence[MaterialVersion]:
    """Return every version, the newest first."""
    mine = sa.select(MaterialVersion).where(MaterialVersion.material_id == material.id)
    whole = (joinedload(MaterialVersion.file), joinedload(MaterialVersion.inspection))
    return db.session.scalars(mine.options(*whole).order_by(MaterialVersion.number.desc())).all()


def version_of(material: Material, number: int) -> MaterialVersion | None:
    """Return one version of the material."""
    mine = sa.select(MaterialVersion).where(
        MaterialVersion.material_id == material.id, MaterialVersion.number == number
    )
    whole = (joinedload(MaterialVersion.file), joinedload(MaterialVersion.inspection))
    return db.session.scalar(mine.options(*whole))


def add(
    material: Material,
    *,
    digest: str,
    filename: str,
    added_by: str,
    origin: VersionOrigin = VersionOrigin.SENT,
) -> MaterialVersion:
    """Write a new version into the history; who shows it says so with :func:`show`. The material must have its id."""
    last = db.session.scalar(
        sa.select(sa.func.max(MaterialVersion.number)).where(MaterialVersion.material_id == material.id)
    )
    version = MaterialVersion(
        forum_id=material.forum_id,
        material_id=material.id,
        number=(last or 0) + 1,
        file_digest=digest,
        filename=filename,
        origin=origin,
        added_at=clock.now(),
        added_by=added_by,
    )
    db.session.add(version)
    db.session.flush()
    inspections.ask(version)
    return version


def show(material: Material, version: MaterialVersion) -> None:
    """Let the material be what this version is."""
    material.version = version.number
    material.file_digest, material.filename = version.file_digest, version.filename


def catch_up(forum_id: int) -> None:
    """Write into the history what a document or a copy has put into the materials of a forum directly."""
    shown = sa.select(MaterialVersion.id).where(
        MaterialVersion.material_id == Material.id,
        MaterialVersion.number == Material.version,
        MaterialVersion.file_digest == Material.file_digest,
        MaterialVersion.filename == Material.filename,
    )
    missing = sa.select(Material).where(Material.forum_id == forum_id, ~shown.exists())
    for material in db.session.scalars(missing.order_by(Material.id)).all():
        show(material, add(material, digest=material.file_digest, filename=material.filename, added_by=""))
