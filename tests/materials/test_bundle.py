"""One ZIP of all slides: names intact, only what the asker may open, never whole in memory."""

import io
import tracemalloc
import zipfile

import pytest

from forumapp.core import files
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.materials import bundle, services
from forumapp.materials.models import Audience, Material
from tests.agenda.factories import add_item
from tests.forums.factories import make_forum, sign_in_as
from tests.materials.factories import PDF, add_material


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


def test_organisers_get_all_but_what_is_withdrawn(forum, client, transaction):
    sign_in_as(client, forum)
    path = "/desk/forums/nagasaki/materials/slides.zip"
    assert len(names(client.get(path))) == 3
    with transaction():
        first = db.session.query(Material).order_by(Material.id).first()
        services.withdraw(first, by=SYSTEM)
    assert names(client.get(path)) == ["01_髙島市の事例／報告.pdf", "02_内部の文書.pdf"]


def test_without_public_slides_there_is_no_zip(app, client):
    make_forum(slug="empty")
    assert client.get("/forums/empty/materials/slides.zip").status_code == 404


def test_large_files_pass_in_constant_memory(app, tmp_path):
    path, size = tmp_path / "large", 64 << 20
    with path.open("wb") as sparse:
        sparse.truncate(size)
    tracemalloc.start()
    total = sum(
        len(piece)
        for piece in bundle.stream([bundle.Member(path, f"大{number}.pdf", size) for number in (1, 2)])
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (total > 2 * size, peak < 16 * files.CHUNK) == (True, True)
