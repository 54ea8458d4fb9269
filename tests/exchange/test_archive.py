"""Backup and restore: database and files come back as they were, or nothing is touched."""

import json
import shutil
import tarfile

import pytest
import sqlalchemy as sa

from forumapp.core import files
from forumapp.core.db import Model, db
from forumapp.core.files import StoredFile, Verdict
from forumapp.core.transaction import transaction
from forumapp.exchange import archive
from forumapp.exchange.cli.documents import load
from forumapp.forums.models import Forum, SiteRevision
from tests.conftest import PRESENT
from tests.exchange.factories import DEMO, snapshot


@pytest.fixture
def run(app):
    load(DEMO / "nagasaki.yaml")
    db.session.rollback()
    return app.test_cli_runner().invoke


def rows():
    db.session.rollback()
    found = snapshot(db.session, Model.metadata.sorted_tables)
    db.session.rollback()
    return found


def stored_files():
    """Return where the contents of this test lie; the folder may hold those of others."""
    db.session.rollback()
    found = [
        files.path_of(one) for one in db.session.scalars(sa.select(StoredFile.digest).order_by("digest"))
    ]
    db.session.rollback()
    return found


def lower_revisions():
    """Take back what a restore adds to every revision (the minutes since 1970, which leave browsers' copies behind)."""
    minutes = int(PRESENT.timestamp() // 60)
    with transaction() as session:
        session.execute(sa.update(Forum).values(revision=Forum.revision - minutes))
        session.execute(sa.update(SiteRevision).values(value=SiteRevision.value - minutes))


def lose_everything():
    with transaction() as session:
        for table in reversed(Model.metadata.sorted_tables):
            session.execute(sa.delete(table))
    db.session.remove()
    shutil.rmtree(files.folder())


@pytest.mark.parametrize("name", ["backup", "backup.tar.gz"])
def test_what_was_lost_comes_back(run, tmp_path, name):
    before = rows()
    contents = {
        digest: files.path_of(digest).read_bytes()
        for digest in db.session.scalars(sa.select(StoredFile.digest))
    }
    db.session.rollback()
    taken = run(args=["backup", str(tmp_path / name)])
    lose_everything()
    restored = run(args=["restore", str(tmp_path / name)])
    assert (taken.exit_code, restored.exit_code, restored.output) == (
        0, 0, f"{tmp_path / name}: restored the database and 14 files\n",
    )  # fmt: skip
    assert rows() != before
    lower_revisions()
    assert rows() == before
    assert {digest: files.path_of(digest).read_bytes() for digest in contents} == contents
    assert db.session.scalar(sa.select(sa.func.count(Forum.id))) == 1


def test_a_database_with_content_is_replaced_only_by_force(run, tmp_path):
    run(args=["backup", str(tmp_path / "b")])
    with transaction() as session:
        session.execute(sa.update(Forum).values(title="後から"))
    refused = run(args=["restore", str(tmp_path / "b")])
    assert (refused.exit_code, db.session.scalar(sa.select(Forum.title))) == (1, "後から")
    assert "--force replaces it" in refused.output
    db.session.rollback()
    forced = run(args=["restore", str(tmp_path / "b"), "--force"])
    assert forced.exit_code == 0
    assert (
        db.session.scalar(sa.select(Forum.title)) == "地域DX推進体制構築に向けた長崎県・市町村連携フォーラム"
    )


def test_a_damaged_file_is_found_before_anything_is_touched(run, tmp_path):
    run(args=["backup", str(tmp_path / "b")])
    damaged = next((tmp_path / "b" / "files").iterdir())
    damaged.write_bytes(b"another")
    lose_everything()
    refused = run(args=["restore", str(tmp_path / "b")])
    assert (refused.exit_code, archive.is_empty()) == (1, True)
    assert refused.output == f"Error: The file {damaged.name} in the backup is damaged.\n"
    assert [path for path in files.folder().rglob("*") if path.is_file()] == []


def test_a_file_that_the_store_lost_stops_the_backup(run, tmp_path):
    lost = stored_files()[0]
    lost.unlink()
    refused = run(args=["backup", str(tmp_path / "b.tar.gz")])
    assert (refused.exit_code, (tmp_path / "b.tar.gz").exists()) == (1, False)
    assert f"The stored file {lost.name} is missing" in refused.output


def test_a_backup_never_overwrites_another(run, tmp_path):
    (tmp_path / "b.tar.gz").write_bytes(b"older")
    refused = run(args=["backup", str(tmp_path / "b.tar.gz")])
    assert (refused.exit_code, (tmp_path / "b.tar.gz").read_bytes()) == (1, b"older")


def test_an_archive_with_paths_of_its_own_writes_nothing_outside(run, tmp_path):
    evil, escaped = tmp_path / "evil.tar.gz", tmp_path / "escaped"
    (tmp_path / "payload").write_text("x")
    with tarfile.open(evil, "w:gz") as made:
        made.add(tmp_path / "payload", f"../../../../../../{escaped}")
        made.add(tmp_path / "payload", "files/../../escaped")
    refused = run(args=["restore", str(evil), "--force"])
    assert (refused.exit_code, escaped.exists()) == (1, False)
    assert "This is no backup of forumapp" in refused.output


def test_what_the_scanner_put_away_stops_no_backup_and_is_not_in_it(run, tmp_path):
    known, late = stored_files()[:2]
    files.quarantine().mkdir(exist_ok=True)
    for path in (known, late):  # of ``late`` the database does not know yet
        path.replace(files.quarantine() / path.name)
    with transaction() as session:
        session.get_one(StoredFile, known.name).verdict = Verdict.INFECTED
    taken = run(args=["backup", str(tmp_path / "b")])
    assert (taken.exit_code, taken.output) == (0, f"{tmp_path / 'b'}: database and 12 files\n")
    manifest = json.loads((tmp_path / "b" / "manifest.json").read_text("utf-8"))
    assert manifest["quarantined"] == sorted((known.name, late.name))
    assert len(list((tmp_path / "b" / "files").iterdir())) == 12
    lose_everything()
    assert run(args=["restore", str(tmp_path / "b")]).exit_code == 0
    assert db.session.get_one(StoredFile, known.name).verdict is Verdict.INFECTED
    assert not files.path_of(known.name).exists()
    shutil.rmtree(files.quarantine())
