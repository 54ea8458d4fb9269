"""Recordings and slides that lie in an object storage, in a real browser: the page's policy lets them through, and no more."""

import dataclasses
import re
import shutil
import struct
import time
from contextlib import suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from forumapp.core import headers
from tests.agenda.factories import add_item, let_see
from tests.conftest import PRESENT
from tests.core.rclone import far as far
from tests.core.rclone import server as server
from tests.forums.factories import make_forum
from tests.journeys.watching import VIOLATIONS
from tests.materials.factories import DEMO, add_material, add_recording, office, received
from tests.serving import note_complaints

pytestmark = pytest.mark.browser
PADDING = 24 << 20
"""Bytes between the halves of the film: what the browser has read of the first half says nothing of the second."""
PLAYED = "(moment) => document.querySelector('video').currentTime >= moment"
CUES = """async () => {
  const track = document.querySelector("video track[kind='captions']");
  track.track.mode = "showing";
  for (let turn = 0; turn < 400 && track.readyState < 2; turn += 1) await new Promise((done) => setTimeout(done, 50));
  return [...track.track.cues ?? []].map((cue) => cue.text[0]).join("");
}"""
SEEK = "(moment) => { document.querySelector('video').currentTime = moment; }"
LIVE = """(seconds) => {
  const video = document.querySelector("video");
  video.addEventListener("loadstart", () => { video.dataset.lives = seconds; }, { once: true });
}"""
PLAY = "() => { document.querySelector('video').play(); }"


def halved(film):
    """Return the film with its second half far behind the first (ISO/IEC 14496-12: 'stco' says where the chunks lie)."""
    made, middle = bytearray(film), film.index(b"mdat") + (len(film) - film.index(b"mdat")) // 2
    tables = [found.start() for found in re.finditer(b"stco", film[: film.index(b"mdat")])]
    offsets = []
    for table in tables:
        (number,) = struct.unpack_from(">I", film, table + 8)
        offsets += [(table + 12 + 4 * one) for one in range(number)]
    cut = min(place for at in offsets if (place := struct.unpack_from(">I", film, at)[0]) >= middle)
    for at in offsets:
        (place,) = struct.unpack_from(">I", film, at)
        struct.pack_into(">I", made, at, place + PADDING * (place >= cut))
    mdat = film.index(b"mdat") - 4
    (size,) = struct.unpack_from(">I", film, mdat)
    struct.pack_into(">I", made, mdat, size + PADDING)
    return bytes(made[:cut]) + bytes(PADDING) + bytes(made[cut:])


FILM = halved((DEMO / "nagasaki-opening.mp4").read_bytes())
POSTER = (DEMO / "nagasaki-opening.png").read_bytes()
SLIDES = office(extra=["ppt/media/image1.bin"], size=5 << 20)
SUBRIP = "".join(
    f"{number + 1}\n00:00:{number * 2:02},000 --> 00:00:{number * 2 + 2:02},000\n{word * 15000}\n\n"
    for number, word in enumerate(("ｱ", *"ｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌ"))
).encode("cp932")
"""Captions of 400 kB that need more than one megabyte as WebVTT: the storage would be where browsers may not fetch them."""


@pytest.fixture
def heard(far, server, app, monkeypatch):
    """What browsers ask the storage for, by Range; in front of it stands what says 206 of a part (rclone says 200)."""
    parts, real = [], urlsplit(server.endpoint).netloc

    class Front(BaseHTTPRequestHandler):
        def do_GET(self):
            asked = self.headers.get("Range", "")
            parts.append(asked)
            behind = HTTPConnection(real)
            behind.request("GET", self.path, headers={"Host": real, **({"Range": asked} if asked else {})})
            answer = behind.getresponse()
            is_part = asked and answer.status == 200
            self.send_response(206 if is_part else answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):
                shutil.copyfileobj(answer, self.wfile)
            behind.close()

        def log_message(self, *_words):
            """Say nothing."""

    front = ThreadingHTTPServer(("127.0.0.1", 0), Front)
    Thread(target=front.serve_forever, daemon=True).start()
    shown = f"127.0.0.1:{front.server_port}"
    link = far.link
    monkeypatch.setattr(far, "link", lambda *given, **named: link(*given, **named).replace(real, shown))
    seen = dataclasses.replace(server, endpoint=f"http://{shown}")
    monkeypatch.setitem(app.extensions, headers.EXTENSION, headers.headers_with(seen))
    yield parts
    front.shutdown()
    front.server_close()


@pytest.fixture
def film(heard):
    forum = make_forum(slug="nagasaki", reported_at=PRESENT)
    item = add_item(forum, "講演", start="13:30", minutes=15)
    add_material(forum, item, content=SLIDES, name="発表 資料.pptx")
    poster = received(POSTER + bytes(3 << 19), "画像.png")
    made = add_recording(forum, item, content=FILM, captions=SUBRIP, poster=poster)
    let_see(forum)
    return made


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def page(browser, address, film, complaints):
    context = browser.new_context(locale="ja-JP", base_url=address)
    context.add_init_script(VIOLATIONS)
    made = context.new_page()
    note_complaints(made, complaints)
    yield made
    context.close()
    assert complaints == []


def play(page, moment):
    """Open the report and play its film up to a moment, in seconds."""
    page.goto("/forums/nagasaki/report")
    page.evaluate(PLAY)
    page.wait_for_function(PLAYED, arg=moment)


def test_a_film_of_the_storage_plays_and_is_jumped_about_in(page, heard):
    play(page, 1)
    page.evaluate(SEEK, 9)
    page.wait_for_function(PLAYED, arg=9.5)
    assert heard[0] == "bytes=0-"
    assert int(re.search(r"\d+", heard[-1])[0]) > PADDING


def test_captions_and_poster_of_a_film_of_the_storage_are_shown(page, film):
    page.goto("/forums/nagasaki/report")
    width = """() => new Promise((done) => {
      const picture = new Image();
      picture.onload = () => done(picture.naturalWidth);
      picture.onerror = () => done(0);
      picture.src = document.querySelector("video").poster;
    })"""
    assert page.evaluate(width) > 0
    assert page.evaluate(CUES) == "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌ"


@pytest.mark.parametrize("is_late", [False, True], ids=["script first", "film first"])
def test_a_film_goes_on_when_its_address_has_died_meanwhile(page, far, heard, monkeypatch, is_late):
    def slowly(route):
        time.sleep(0.7)  # the film has begun to load before the script runs
        route.continue_()

    if is_late:
        page.route("**/js/player.js", slowly)
    monkeypatch.setattr(far, "seconds", 2)
    play(page, 4.5)
    monkeypatch.setattr(far, "seconds", 600)  # the next address outlives a slow machine
    page.evaluate(LIVE, "600")
    page.evaluate(SEEK, 9)
    # whether Chromium asks the dead address again or the page for a new one
    page.wait_for_function(PLAYED, arg=9.5)
    assert heard[0] == "bytes=0-"


def test_slides_of_the_storage_are_saved_under_their_name(page, heard):
    page.goto("/forums/nagasaki/")
    with page.expect_download() as saving:
        page.locator("a[href*='/materials/'][href$='.pptx']").first.click()
    saved = saving.value
    assert (saved.suggested_filename, Path(saved.path()).read_bytes() == SLIDES) == ("発表 資料.pptx", True)
    assert (heard, "X-Amz-Signature" in saved.url) == ([""], True)


def test_the_pages_may_fetch_nothing_from_the_storage(page, far, film, complaints):
    page.goto("/forums/nagasaki/report")
    address = far.link(film.file_digest, content_type="video/mp4", disposition="inline")
    said = page.evaluate("(address) => fetch(address).then(() => 'fetched', () => 'refused')", address)
    assert (said, any("connect-src" in one for one in complaints)) == ("refused", True)
    page.evaluate("() => 1")  # what it complained of has arrived before this answer
    complaints.clear()
