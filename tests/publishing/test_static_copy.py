"""The static copy of the report: it opens from disk without network, says what the page says, and holds no more."""

import io
import re
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote, urlsplit

import pytest

from forumapp.core import files, zipping
from forumapp.core.db import db
from forumapp.core.uploads.models import FileInspection
from forumapp.core.zipping import Entry
from forumapp.forums.models import Role
from forumapp.materials.models import Material
from forumapp.publishing.report import static_copy
from forumapp.publishing.report.static_copy import Choice
from tests.accounts.factories import writing
from tests.forums.factories import make_forum, sign_in_as
from tests.publishing.factories import AFTER, IMPRESSIONS, report
from tests.publishing.page_tree import tree

PAGE = "/forums/nagasaki-2024/report"
DESK = "/desk/forums/nagasaki-2024/report/export"
ALL = "slides=y&recordings=y&photographs=y"


@pytest.fixture
def team(held, client):
    sign_in_as(client, held.forum, Role.VIEWER)
    return client


def copy_of(client, query=ALL):
    with client.get(f"{DESK}/report.zip?{query}") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
        archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def addresses(html):
    return re.findall(r'(?:href|src)="([^"#][^"]*)"', html)


def loaded(html):
    """What a browser fetches by itself."""
    return re.findall(
        r'<(?:link rel="stylesheet"[^>]*?|img[^>]*?|source|track[^>]*?) (?:href|src)="([^"]+)"', html
    )


def test_the_copy_has_both_languages_one_sheet_and_every_file_that_its_pages_name(held, team):
    report(held)
    files = copy_of(team)
    own = [name for name in files if not name.startswith("files/")]
    assert own == ["index.html", "index-en.html", "report.css"]
    assert len(files) == 3 + 4 + 4 + 4
    assert all(name.isascii() for name in files)
    for page in ("index.html", "index-en.html"):
        html = files[page].decode()
        relative = [one for one in addresses(html) if not urlsplit(one).scheme]
        assert [one for one in relative if unquote(one.partition("#")[0]) not in files] == []
        assert all(not urlsplit(one).scheme for one in loaded(html))
        assert not re.search(r"<script|\bon\w+=|style=|@import|url\(", html + files["report.css"].decode())
    assert '<html lang="en">' in files["index-en.html"].decode()
    slides = [name for name in files if name.startswith("files/material-")]
    assert all(files[name].startswith(b"%PDF") for name in slides)


def test_the_copy_says_what_the_page_says(held, team):
    report(held)
    page = tree(team.get(f"{PAGE}?lang=ja").get_data(as_text=True))
    copy = tree(copy_of(team)["index.html"].decode())
    assert copy.one(".report").text == page.one(".report").text
    english = tree(team.get(f"{PAGE}?lang=en").get_data(as_text=True))
    assert tree(copy_of(team)["index-en.html"].decode()).one(".report").text == english.one(".report").text


def test_pictures_of_first_pages_lie_beside_the_page(held, team):
    report(held)
    with writing() as session:
        slides = session.query(Material).filter_by(item_id=held.programme.case.id).one()
        picture = files.keep(files.write(io.BytesIO(b"picture"), limit=100), "image/webp")
        inspection = session.get(FileInspection, slides.file_digest) or FileInspection(
            digest=slides.file_digest, asked_at=AFTER
        )
        inspection.preview_digest = picture.digest
        session.add(inspection)
    found = copy_of(team)
    (name,) = [one for one in found if one.endswith(".webp")]
    assert (found[name], f'src="{name}"' in found["index.html"].decode()) == (b"picture", True)
    assert not any(one.endswith(".webp") for one in copy_of(team, "recordings=y"))


def test_files_that_were_not_chosen_are_links_to_the_site(held, team):
    report(held)
    files = copy_of(team, "slides=y")
    html = files["index.html"].decode()
    assert [name for name in files if "recording" in name] == []
    assert ("<video" in html, len(re.findall(r'href="http[^"]+/recordings/[^"#]+"', html))) == (False, 4)
    assert len([name for name in files if "material" in name]) == 4


def test_what_may_no_longer_be_shown_is_in_no_copy(held, team):
    report(held)
    with writing() as session:
        slides = session.query(Material).filter_by(item_id=held.programme.case.id).one()
        slides.may_publish = False
    files = copy_of(team)
    assert len([name for name in files if "material" in name]) == 3


def test_before_the_publication_the_copy_is_called_a_draft(held, team):
    assert "公開前の案です。" in copy_of(team)["index.html"].decode()
    report(held)
    html = copy_of(team)["index.html"].decode()
    assert ("公開前の案です。" in html, "第1版" in html) == (False, True)
    assert IMPRESSIONS[0] in html


def test_the_same_report_gives_the_same_bytes(held, team):
    report(held)
    bodies = []
    for _number in range(2):
        with team.get(f"{DESK}/report.zip?{ALL}") as answer:
            bodies.append(answer.data)
    assert bodies[0] == bodies[1]


def test_the_copy_is_sent_when_the_request_is_over_as_behind_a_server(held, team):
    report(held)
    found = static_copy.entries(held.forum, Choice())
    with ThreadPoolExecutor(1) as alone:  # without the application's context
        body = alone.submit(lambda: b"".join(zipping.stream(found))).result()
    assert len(zipfile.ZipFile(io.BytesIO(body)).namelist()) == 15


def test_the_copy_is_for_the_team(held, client):
    for path in (DESK, f"{DESK}/report.zip"):
        assert client.get(path).status_code == 303
    sign_in_as(client, make_forum(slug="other"))
    for path in (DESK, f"{DESK}/report.zip"):
        assert client.get(path).status_code == 404


def test_the_shell_writes_the_same_files_and_never_over_others(held, team, app, tmp_path):
    report(held)
    folder = tmp_path / "report"
    run = app.test_cli_runner().invoke
    done = run(args=["report", "export", "nagasaki-2024", str(folder)])
    assert done.exit_code == 0, done.output
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    assert found == copy_of(team)
    assert run(args=["report", "export", "nagasaki-2024", str(folder)]).exit_code == 1
    assert run(args=["report", "export", "nowhere", str(tmp_path / "other")]).exit_code == 1


def test_a_large_file_goes_through_in_constant_memory():
    piece = b"\0" * (1 << 20)

    class Long(io.RawIOBase):
        left = 64

        def readable(self):
            return True

        def read(self, _size=-1):
            self.left -= 1
            return piece if self.left >= 0 else b""

    tracemalloc.start()
    size = sum(len(part) for part in zipping.stream([Entry("files/a.mp4", 64 << 20, Long)]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 64 << 20
    assert peak < 8 << 20


@pytest.mark.browser
def test_opened_from_disk_without_network_it_reads_like_the_page(held, team, browser, tmp_path):
    report(held)
    folder = tmp_path / "copy"
    static_copy.write(held.forum, Choice(), folder)
    expected = tree(team.get(f"{PAGE}?lang=ja").get_data(as_text=True)).one(".report").text
    asked = []
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"file://{folder}/index.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    read = page.locator(".report").text_content()
    assert re.sub(r"\s+", " ", read).translate(str.maketrans("（）", "()")).strip() == expected
    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "960px"
    page.locator("a[hreflang=en]").first.click()
    assert page.locator("html").get_attribute("lang") == "en"
    first = page.evaluate(
        """async () => { const video = document.querySelector('video'); video.preload = 'metadata';
        video.load(); await new Promise((done, lost) => { video.onloadedmetadata = done; video.onerror = lost; });
        return video.duration }"""
    )
    assert first > 0
    context.close()
    assert [one for one in asked if not one.startswith("file://")] == []


def test_a_copy_is_whole_without_a_file_that_is_not_in_the_store(held, team):
    lost = db.session.query(Material).order_by(Material.id).first()
    files.path_of(lost.file_digest).unlink()
    slides = [name for name in copy_of(team) if name.startswith("files/material-")]
    assert (len(slides), f"files/material-{lost.id}.pdf" in slides) == (3, False)
