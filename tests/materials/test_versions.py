"""The history of a material: every version stays, one is shown."""

import pytest
import sqlalchemy as sa

from forumapp.core import clock, files
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.uploads.models import FileInspection
from forumapp.materials import services, versions
from forumapp.materials.models import Audience, Material, MaterialVersion
from tests.exchange.factories import load_small, small
from tests.forums.factories import make_forum
from tests.materials.factories import PDF, PNG, add_material, received

NEWER = PDF + b"\n2"


@pytest.fixture
def forum(app):
    return make_forum()


def numbers(material):
    return [(one.number, one.filename) for one in versions.history(material)]


def replace(material, file, transaction):
    with transaction() as session:
        services.change_material(
            session.merge(material), by=SYSTEM, file=file, own_title="案内", audience=Audience.PUBLIC
        )


def test_a_material_begins_with_its_first_version(forum):
    assert numbers(add_material(forum)) == [(1, "資料.pdf")]


def test_a_replaced_file_is_a_version_more_and_the_same_file_is_none(forum, transaction):
    material = add_material(forum)
    replace(material, received(NEWER, "第2版.pdf"), transaction)
    replace(material, received(NEWER, "第2版.pdf"), transaction)
    found = db.session.get(Material, material.id)
    assert numbers(material) == [(2, "第2版.pdf"), (1, "資料.pdf")]
    assert (found.version, found.filename) == (2, "第2版.pdf")


def test_what_a_document_brings_has_a_history_too(app, tmp_path):
    (tmp_path / "案内.pdf").write_bytes(PDF)
    load_small(tmp_path, {**small(), "materials": [{"title": "案内", "file": "案内.pdf"}]})
    shown = sa.select(Material.id, Material.version, Material.file_digest)
    kept = sa.select(MaterialVersion.material_id, MaterialVersion.number, MaterialVersion.file_digest)
    rows = [tuple(row) for row in db.session.execute(shown.order_by(Material.id))]
    assert rows
    assert [tuple(row) for row in db.session.execute(kept.order_by(MaterialVersion.material_id))] == rows


def test_what_is_known_of_a_content_goes_with_it_and_so_does_its_picture(app, transaction):
    with transaction():
        slides = files.keep(received().written, "application/pdf").digest
        picture = files.keep(received(PNG, "p.png").written, "image/png").digest
        db.session.add(FileInspection(digest=slides, asked_at=clock.now(), preview_digest=picture))
    with transaction():
        assert files.forget([slides]) == 2
    assert db.session.scalars(sa.select(files.StoredFile.digest)).all() == []
    assert db.session.scalars(sa.select(FileInspection.digest)).all() == []
