"""One ZIP of all slides: names intact, only what the asker may open, never whole in memory."""

import io
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.test import Client

from forumapp.core import files
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.storage.folder import FolderStore
from forumapp.materials import bundle, services
from forumapp.materials.models import Audience, Material
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries.registrations import token_of
from tests.agenda.factories import add_item
from tests.conftest import PRESENT
from tests.forums.factories import make_forum, sign_in_as
from tests.materials.factories import PDF, add_material
from tests.registration.factories import make_registration


@pytest.fixture
def forum(app):
    forum = make_forum(slug="nagasaki")
    second, first = (
        add_item(forum, "髙島市の事例／報告", minutes=10),
        add_item(forum, "挨拶・全体説明", minutes=10),
    )
    add_material(forum, first, content=PDF + b"1")
    add_material(forum, second, content=PDF + b"2", name="b.pdf")
    add_material(forum, content=PDF + b"3", title="内部の文書", audience=Audience.ORGANISERS)
    return forum


def names(answer):
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        assert all(entry.flag_bits & 0x800 for entry in archive.infolist())
        return archive.namelist()


def test_the_public_gets_what_is_public_in_the_order_of_the_programme(forum, client):
    answer = client.get("/forums/nagasaki/materials/slides.zip")
    assert names(answer) == ["01_髙島市の事例／報告.pdf", "02_挨拶・全体説明.pdf"]
    assert answer.headers["Cache-Control"] == "no-cache"


def test_what_is_not_in_the_store_tears_no_zip(forum, client):
    lost = db.session.query(Material).filter_by(filename="b.pdf").one()
    files.path_of(lost.file_digest).unlink()
    assert names(client.get("/forums/nagasaki/materials/slides.zip")) == ["02_挨拶・全体説明.pdf"]


def test_organisers_get_all_but_what_is_withdrawn(forum, client, transaction):
    sign_in_as(client, forum)
    path = "/desk/forums/nagasaki/materials/slides.zip"
    assert len(names(client.get(path))) == 3
    with transaction():
        first = db.session.query(Material).order_by(Material.id).first()
        services.withdraw(first, by=SYSTEM)
    assert names(client.get(path)) == ["01_髙島市の事例／報告.pdf", "02_内部の文書.pdf"]


def test_the_zip_is_sent_when_the_request_is_over_as_behind_a_server(forum, app):
    def ask():  # in a thread of its own there is no application's context around the request's
        return Client(app).get("/forums/nagasaki/materials/slides.zip").data

    with ThreadPoolExecutor(1) as alone, zipfile.ZipFile(io.BytesIO(alone.submit(ask).result())) as archive:
        assert len(archive.namelist()) == 2


def test_without_public_slides_there_is_no_zip(app, client):
    make_forum(slug="empty")
    assert client.get("/forums/empty/materials/slides.zip").status_code == 404


def test_large_files_pass_in_constant_memory(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    digest, size = "a" * 64, 64 << 20
    path = FolderStore(files.folder()).path_of(digest)
    path.parent.mkdir()
    with path.open("wb") as sparse:
        sparse.truncate(size)
    members = [bundle.Member(digest, f"大{number}.pdf", size) for number in (1, 2)]
    tracemalloc.start()
    total = sum(len(piece) for piece in bundle.stream(members))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (total > 2 * size, peak < 16 * files.CHUNK) == (True, True)


@pytest.mark.parametrize("path", ["", "report"])
def test_the_zip_is_offered_where_there_are_two_or_more(forum, client, transaction, path):
    with transaction():
        forum.reported_at = PRESENT
    link = 'href="/forums/nagasaki/materials/slides.zip"'
    page = client.get(f"/forums/nagasaki/{path}").text
    assert (link in page, "資料2件をまとめてダウンロード（ZIP " in page) == (True, True)
    with transaction():
        services.withdraw(db.session.query(Material).order_by(Material.id).first(), by=SYSTEM)
    assert link not in client.get(f"/forums/nagasaki/{path}").text


def test_who_takes_part_gets_what_is_for_participants(forum, client, transaction):
    add_material(forum, content=PDF + b"4", title="参加者への案内", audience=Audience.REGISTERED)
    person = make_registration(forum)
    path = f"/registrations/{token_of(person)}/slides.zip"
    page = client.get(f"/registrations/{token_of(person)}/").text
    assert (f'href="{path}"' in page, "3件をまとめてダウンロード" in page) == (True, True)
    answer = client.get(path)
    assert names(answer)[2:] == ["03_参加者への案内.pdf"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    with transaction():
        person.state = RegistrationState.CANCELLED
    assert client.get(path).status_code == 404
    assert "slides.zip" not in client.get(f"/registrations/{token_of(person)}/").text
