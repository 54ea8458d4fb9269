"""The scanner: asked in its own language, nothing goes out before it has spoken, what is infected leaves the store."""

import dataclasses
import io
import socketserver
import threading

import pytest

from forumapp.core import files
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.files import StoredFile, Verdict
from forumapp.core.uploads import scanning
from forumapp.core.uploads.models import FileInspection
from forumapp.forums.services import series
from forumapp.materials.models import Recording
from forumapp.materials.moments import file_scanned
from tests.agenda.factories import add_item, let_see
from tests.conftest import PRESENT
from tests.forums.factories import make_forum, sign_in_as
from tests.materials.factories import PDF, add_material, add_recording
from tests.publishing.factories import add_photograph

EICAR = b"harmful"


class Clamd(socketserver.StreamRequestHandler):
    """A small clamd: reads INSTREAM, and finds the word of this test."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        seen = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            seen += self.rfile.read(size)
        self.wfile.write(self.server.answer(seen))


def told(seen):
    return b"stream: Trial.Harmful FOUND\0" if EICAR in seen else b"stream: OK\0"


@pytest.fixture(params=["tcp", "socket"])
def clamd(request, app, tmp_path, monkeypatch):
    """A running scanner that the application knows of."""
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    if request.param == "tcp":
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)
        address = f"127.0.0.1:{server.server_address[1]}"
    else:
        address = str(tmp_path / "clamd")
        server = socketserver.ThreadingUnixStreamServer(address, Clamd)
    server.answer = told
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings = dataclasses.replace(app.config["SERVER"], clamd=address)
    monkeypatch.setitem(app.config, "SERVER", settings)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def slides(clamd):
    forum = make_forum(slug="nagasaki")
    clean = add_material(forum, content=PDF + b"clean", name="clean.pdf", title="良い資料")
    bad = add_material(forum, content=PDF + EICAR, name="bad.pdf", title="悪い資料")
    return [clean, bad]


def statuses(client, slides):
    paths = [f"/forums/nagasaki/materials/{one.id}/{one.filename}" for one in slides]
    return [client.get(path, buffered=True).status_code for path in paths]


def listed(client):
    page = client.get("/forums/nagasaki/").get_data(as_text=True)
    return [title for title in ("良い資料", "悪い資料") if title in page]


def test_nothing_goes_out_before_the_scanner_has_spoken_and_the_infected_never(client, slides, tmp_path):
    assert (statuses(client, slides), listed(client)) == ([404, 404], [])
    assert scanning.scan_new() == 2
    assert (statuses(client, slides), listed(client)) == ([200, 404], ["良い資料"])
    bad = db.session.get(StoredFile, slides[1].file_digest)
    assert (bad.verdict, bad.finding) == (Verdict.INFECTED, "Trial.Harmful")
    assert not files.path_of(bad.digest).exists()
    assert (tmp_path / "quarantine" / bad.digest).read_bytes() == PDF + EICAR
    assert scanning.scan_new() == 0


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"\xff\xff"])
def test_while_the_scanner_makes_no_sense_files_wait(client, slides, clamd, answer):
    clamd.answer = lambda _seen: answer
    assert scanning.scan_new() == 0
    assert statuses(client, slides) == [404, 404]
    clamd.answer = told
    assert scanning.scan_new() == 2


def test_without_a_scanner_files_go_out_and_nobody_is_asked(app, client):
    forum = make_forum(slug="nagasaki")
    one = add_material(forum, content=PDF + b"free", name="a.pdf", title="資料")
    assert scanning.scan_new() == 0
    assert statuses(client, [one]) == [200]


def test_captions_go_out_only_with_a_recording_that_does_and_when_they_are_clean_themselves(
    client, clamd, transaction
):
    forum = make_forum(slug="nagasaki", reported_at=PRESENT)
    film = add_recording(forum, add_item(forum, "講演", start="13:30", minutes=15))
    let_see(forum)
    sign_in_as(client, forum)
    paths = [f"/{desk}forums/nagasaki/recordings/{film.id}/captions.vtt" for desk in ("", "desk/")]

    def found():
        report = client.get("/forums/nagasaki/report").get_data(as_text=True)
        data = client.get("/forums/nagasaki/report.json").get_data(as_text=True)
        return [client.get(path, buffered=True).status_code for path in paths], [
            "<video" in report, "<track" in report, "captions.vtt" in data,
        ]  # fmt: skip

    def judge(video, captions):
        with transaction() as session:
            row = session.get_one(Recording, film.id)
            row.file.verdict, row.captions.verdict = video, captions
            session.flush()
            for told in (row.file, row.captions):
                file_scanned(told)

    assert found() == ([404, 404], [False, False, False])
    judge(Verdict.CLEAN, None)
    assert found() == ([404, 404], [True, False, False])
    judge(Verdict.CLEAN, Verdict.CLEAN)
    assert found() == ([200, 200], [True, True, True])
    judge(Verdict.CLEAN, Verdict.INFECTED)
    assert found() == ([404, 404], [True, False, False])
    judge(Verdict.INFECTED, Verdict.CLEAN)
    assert found() == ([404, 404], [False, False, False])


def test_pages_follow_the_scanner_in_photographs_first_pages_and_documents_of_series(
    client, clamd, transaction
):
    forum = make_forum(slug="nagasaki", reported_at=PRESENT)
    one = add_material(forum, content=PDF + b"clean", name="clean.pdf", title="良い資料")
    scanning.scan_new()
    with transaction() as session:
        photograph = add_photograph(session.merge(forum))
        preview = files.keep(files.write(io.BytesIO(b"a picture"), limit=100), "image/webp")
        session.add(FileInspection(digest=one.file_digest, asked_at=PRESENT, preview_digest=preview.digest))
        made = series.create_series(owner=None, slug="dx", by=SYSTEM, title="DX推進体制")
        section = series.add_section(made, by=SYSTEM, title="重点計画", text="")
        kept = files.keep(files.write(io.BytesIO(PDF + b"of series"), limit=1000), "application/pdf")
        series.add_document(section, by=SYSTEM, title="計画", file=kept, filename="計画.pdf")

    def found():
        report = client.get("/forums/nagasaki/report").get_data(as_text=True)
        series_page = client.get("/series/dx/").get_data(as_text=True)
        pieces = (f"/photographs/{photograph.id}/", "/preview.webp")
        return [piece in report for piece in pieces] + ["/documents/" in series_page]

    assert found() == [False, False, False]
    assert scanning.scan_new() == 4
    assert found() == [True, True, True]


def test_what_is_missing_stands_in_nobody_s_way(client, slides, monkeypatch):
    monkeypatch.setattr(scanning, "AT_ONCE", 1)
    first = min(slides, key=lambda one: one.file_digest)
    files.path_of(first.file_digest).unlink()
    assert scanning.scan_new() == 1
    other = next(one for one in slides if one is not first)
    db.session.expire_all()
    assert db.session.get(StoredFile, other.file_digest).verdict is not None
