"""Files in an object storage, against a real server: saved and brought back, and gone when nobody may keep them."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
import sqlalchemy as sa

from forumapp.core import clock as clocks
from forumapp.core import files
from forumapp.core.actor import SYSTEM
from forumapp.core.db import Model, db
from forumapp.core.files import StoredFile, Verdict
from forumapp.core.jobs import run_due
from forumapp.core.uploads import scanning
from forumapp.exchange.services import purging
from forumapp.forums.models import Forum
from forumapp.materials import recording_services
from forumapp.materials.models import Audience, Recording
from forumapp.publishing import developing
from forumapp.publishing.services import photographs
from tests.agenda.factories import add_item, let_see
from tests.core.rclone import BUCKET, names
from tests.core.rclone import far as far
from tests.core.rclone import server as server
from tests.forums.factories import make_forum
from tests.materials.factories import MP4, PDF, VTT, add_material, add_recording, received
from tests.registration.factories import LETTER, make_file_answer, make_registration

LARGE = MP4 + bytes(17 << 20)
"""A film that goes to the storage in parts."""
NEW = b"WEBVTT\n\n00:00.000 --> 00:03.000\nnew\n"


def digest(content):
    return sha256(content).hexdigest()


def next_day(clock):
    """Let the worker do what it does every day, when what was written by now is old."""
    clock.instant = max(clocks.now(), datetime.now(UTC)) + timedelta(hours=25)
    db.session.rollback()
    run_due()


@pytest.fixture
def forum(far):
    made = make_forum(slug="nagasaki")
    add_material(made)
    add_recording(made, add_item(made, "講演", start="13:30", minutes=15), content=LARGE)
    let_see(made)
    return made


@pytest.fixture
def film(forum):
    return db.session.scalar(sa.select(Recording))


@pytest.mark.parametrize("name", ["backup", "backup.tar.gz"])
def test_a_backup_holds_the_files_of_the_bucket_and_brings_them_back(
    app, far, forum, tmp_path, transaction, name
):
    run, before = app.test_cli_runner().invoke, names(far)
    assert before == sorted(digest(one) for one in (PDF, LARGE, VTT))
    db.session.rollback()
    taken = run(args=["backup", str(tmp_path / name)])
    assert taken.output == f"{tmp_path / name}: database and 3 files\n"
    db.session.remove()
    with transaction() as session:
        for table in reversed(Model.metadata.sorted_tables):
            session.execute(sa.delete(table))
    db.session.remove()
    far.sweep((), float("inf"))
    later = files.write(BytesIO(b"of another state"), limit=99)
    restored = run(args=["restore", str(tmp_path / name)])
    assert restored.output == f"{tmp_path / name}: restored the database and 3 files\n"
    assert names(far) == sorted([*before, later.digest])
    with files.opened(digest(LARGE)) as stream:
        assert stream.read() == LARGE
    assert [path for path in files.folder().rglob("*") if path.is_file()] == []


def test_a_content_that_the_bucket_lost_stops_the_backup(app, far, forum, tmp_path):
    far._remove(digest(LARGE))
    db.session.rollback()
    refused = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "b.tar.gz")])
    assert (refused.exit_code, (tmp_path / "b.tar.gz").exists()) == (1, False)
    assert f"The stored file {digest(LARGE)} is missing" in refused.output


def test_the_bucket_away_stops_the_backup_and_leaves_none(app, far, forum, tmp_path, monkeypatch):
    monkeypatch.setattr(far, "bucket", f"{BUCKET}-elsewhere")
    db.session.rollback()
    refused = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "b.tar.gz")])
    assert (refused.exit_code, (tmp_path / "b.tar.gz").exists()) == (1, False)


@pytest.fixture
def sent(forum):
    """The digest of a file that somebody sent with their registration."""
    make_file_answer(make_registration(forum))
    return digest(LETTER)


def test_the_purge_lets_go_of_the_files_of_answers_and_the_sweep_deletes_the_objects(
    far, forum, transaction, clock, sent
):
    with transaction():
        purging.purge(db.session.get_one(Forum, forum.id), by=SYSTEM)
    assert sent in names(far)
    next_day(clock)
    assert names(far) == sorted(digest(one) for one in (PDF, LARGE, VTT))


def test_what_a_purge_let_go_of_leaves_the_quarantine_too(far, forum, transaction, clock, sent):
    scanning._write_down(sent, "Eicar")
    kept = files.quarantine() / "README"
    kept.write_text("of the administrator")
    assert (sent in names(far), db.session.get_one(StoredFile, sent).verdict) == (False, Verdict.INFECTED)
    next_day(clock)
    assert (files.quarantine() / sent).is_file()
    with transaction():
        purging.purge(db.session.get_one(Forum, forum.id), by=SYSTEM)
    next_day(clock)
    assert list(files.quarantine().iterdir()) == [kept]


def test_a_recording_and_captions_that_were_replaced_leave_the_bucket(far, film, transaction, clock):
    with transaction() as session:
        row = session.get_one(Recording, film.id)
        recording_services.write_captions(
            row, by=SYSTEM, text=NEW.decode(), language="ja", seen=row.captions_digest
        )
    shorter = MP4 + bytes(10)
    with transaction() as session:
        recording_services.change_recording(
            session.get_one(Recording, film.id), by=SYSTEM, file=received(shorter, "録画.mp4"), captions=None,
            drop_captions=False, url="", audience=Audience.PUBLIC,
        )  # fmt: skip
    next_day(clock)
    assert names(far) == sorted(digest(one) for one in (PDF, shorter, NEW))


def test_what_two_recordings_show_stays_while_one_needs_it(far, film, forum, transaction, clock):
    item = add_item(forum, "事例発表", minutes=15)
    add_recording(forum, item, content=LARGE, captions=NEW)
    with transaction() as session:
        recording_services.change_recording(
            session.get_one(Recording, film.id), by=SYSTEM, file=None, captions=None, drop_captions=False,
            url="https://video.example.jp/1", audience=Audience.PUBLIC,
        )  # fmt: skip
    next_day(clock)
    assert names(far) == sorted(digest(one) for one in (PDF, LARGE, NEW))


def test_photographs_without_consent_go_with_the_purge_and_those_that_are_shown_stay(
    far, forum, transaction, clock
):
    with transaction() as session:
        row = session.get_one(Forum, forum.id)
        kept, refused, out = (_photograph(row, number) for number in range(3))
        photographs.change_photograph(refused, by=SYSTEM, version=1, alt="班", caption="", has_consent=False)
        photographs.withdraw_photograph(out, by=SYSTEM)
        shown = {kept.file_digest, kept.small_digest}
    next_day(clock)
    assert len(names(far)) == 3 + 6
    with transaction():
        purging.purge(db.session.get_one(Forum, forum.id), by=SYSTEM)
    next_day(clock)
    assert set(names(far)) == {*shown, *(digest(one) for one in (PDF, LARGE, VTT))}


def _photograph(forum, number):
    large, small = (
        files.write(BytesIO(b"%s %d" % (size, number)), limit=99) for size in (b"large", b"small")
    )
    return photographs.add_photograph(
        forum,
        by=SYSTEM,
        file=developing.Developed(large, small, 4, 3),
        alt="班",
        caption="",
        has_consent=True,
    )


def test_taking_back_a_consent_closes_at_once_and_keeps_the_object_for_the_organisers(
    far, forum, client, transaction, clock
):
    material = add_material(forum, content=PDF + b"%more", title="別の資料")
    path = f"/forums/nagasaki/materials/{material.id}/{material.filename}"
    assert client.get(path).status_code == 200
    with transaction() as session:
        session.merge(material).may_publish = False
    assert client.get(path).status_code == 404
    next_day(clock)
    assert digest(PDF + b"%more") in names(far)
