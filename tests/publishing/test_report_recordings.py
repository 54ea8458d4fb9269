"""Recordings in every form of the report: chapters, the language of captions, the picture before, what was not recorded."""

import io
import json
import re
import zipfile

import pytest
from pypdf import PdfReader

from forumapp.agenda.models import Item
from forumapp.agenda.services import releases
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.materials import recording_services, services
from forumapp.materials.models import Recording
from forumapp.publishing.report.formats.blocks import Line, Lines, Section
from forumapp.publishing.report.formats.markdown import markdown
from forumapp.publishing.services.versions import publish_report
from tests.accounts.factories import writing
from tests.forums.factories import sign_in_as
from tests.materials.factories import DEMO, PNG, add_recording, received
from tests.publishing.factories import AFTER, report
from tests.publishing.page_tree import tree

PAGE = "/forums/nagasaki-2024/report"
DESK = "/desk/forums/nagasaki-2024/report"


@pytest.fixture
def world(held):
    """One film of the whole day with a picture and English captions; of the case there is none at all."""
    without_film(held, held.programme.case)
    add_recording(
        held.forum,
        None,
        content=(DEMO / "nagasaki-opening.mp4").read_bytes(),
        own_title="全編の録画",
        captions_language="en",
        poster=received(PNG + b"x", "画像.png"),
    )
    with writing() as session:
        session.query(Recording).filter_by(own_title="全編の録画").one().seconds = 7200
    report(held)
    return held


def without_film(held, item):
    with writing() as session:
        for one in session.query(Recording).filter_by(item_id=item.id):
            services.withdraw(one, by=SYSTEM)
        recording_services.mark_unrecorded(held.forum, item.id, by=SYSTEM)


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def whole_day():
    return db.session.query(Recording).filter_by(own_title="全編の録画").one()


def test_the_page_and_markdown_say_the_same_of_recordings(world, client):
    section = tree(text(client, PAGE)).one("#recordings")
    assert ("字幕：英語" in section.text, "字幕：日本語" in section.text) == (True, True)
    found = text(client, f"{PAGE}.md?lang=ja")
    film = found[found.index("[全編の録画](") :]
    address = re.search(r"\(<(.*?)>\)", film)[1]
    assert "\n   長さ 2:00:00 / 字幕：英語\n" in film
    assert f"\n   - [0:00 挨拶・全体説明](<{address}#t=0>)\n" in film
    titles = section.one(".recording__chapters").texts("a")
    assert len(titles) > 3
    assert all(title in film for title in titles)
    assert re.search(r"\d+\. 広島県取組事例についてのご紹介\n +録画なし\n", found)
    assert "録画なし" in section.text


def test_files_of_an_item_with_an_english_title_have_it_on_english_reports(held, client):
    case, greeting = held.programme.case, held.programme.greeting
    without_film(held, case)
    with writing() as session:
        for item, title in ((case, "The case of Hiroshima"), (greeting, "Opening")):
            session.get(Item, item.id).title_en = title
        releases.release(session.merge(held.forum), by=SYSTEM)
    report(held)
    page = tree(text(client, f"{PAGE}?lang=en"))
    assert "The case of Hiroshima" in page.one("#materials").text
    assert page.one(".recording--none").texts("h3") == ["The case of Hiroshima"]
    assert "Opening" in page.one("#recordings").texts("h3")
    for part in ("materials", "recordings"):
        assert [case.title in part.text for part in page.one(f"#{part}").all("[lang=ja]")] == []
    assert "[The case of Hiroshima" in text(client, f"{PAGE}.md?lang=en")
    assert "The case of Hiroshima" not in text(client, f"{PAGE}.md?lang=ja")
    found = json.loads(text(client, f"{PAGE}.json"))
    assert "The case of Hiroshima" in [one.get("title_en") for one in found["materials"]]


def test_the_data_holds_chapters_captions_picture_and_what_was_not_recorded(world, client):
    found = json.loads(text(client, f"{PAGE}.json"))
    film = next(one for one in found["recordings"] if one["title"] == "全編の録画")
    assert film["captions_language"] == "en"
    assert film["poster"].endswith(f"/recordings/{whole_day().id}/poster")
    assert film["chapters"][0] == {"title": "挨拶・全体説明", "start": 0}
    assert film["chapters"][1]["start"] == 15 * 60
    assert found["not_recorded"] == ["広島県取組事例についてのご紹介"]
    assert all("chapters" not in one for one in found["recordings"] if one is not film)


@pytest.mark.font
def test_the_paper_holds_chapters_and_what_was_not_recorded(world, client):
    reader = PdfReader(io.BytesIO(client.get(f"{PAGE}.pdf?lang=ja").data))
    words = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert ("字幕：英語" in words, "録画なし" in words) == (True, True)
    assert "0:00挨拶・全体説明" in words
    links = [note.get_object()["/A"]["/URI"] for page in reader.pages for note in page.get("/Annots", ())]
    assert any(link.endswith("#t=900") for link in links)


def test_the_static_copy_has_the_picture_beside_the_film(world, client):
    sign_in_as(client, world.forum)
    name = f"files/recording-{whole_day().id}-poster.png"
    for query, is_there in (("recordings=y", True), ("slides=y", False)):
        with client.get(f"{DESK}/export/report.zip?{query}") as answer:
            archive = zipfile.ZipFile(io.BytesIO(answer.data))
        html = archive.read("index.html").decode()
        assert (name in archive.namelist(), f'poster="{name}"' in html) == (is_there, is_there)
        assert ("録画なし" in html, "挨拶・全体説明" in html) == (True, True)
        assert 'srclang="en"' in html or not is_there


def test_entries_below_a_numbered_one_are_set_in_and_have_no_number():
    lines = (Line("一"), Line("一の中", depth=1), Line("二", note="注"))
    found = markdown("題", [], [Section("s", "節", (Lines(lines, is_numbered=True),))])
    assert found.endswith("1. 一\n   - 一の中\n2. 二\n   注\n")


def test_what_is_said_in_a_recording_stands_in_every_form(world, client):
    film = whole_day()
    page = f"http://forum.test{PAGE}#recording-{film.id}"
    found = text(client, f"{PAGE}.md?lang=ja")
    assert f"   - [文字で読む（字幕の全文）](<{page}>)\n" in found
    assert "     - [0:00 これは実演用の短い映像です。]" in found.replace("      - ", "     - ")
    data = json.loads(text(client, f"{PAGE}.json"))
    mine = next(one for one in data["recordings"] if one["title"] == "全編の録画")
    assert mine["transcript"] == [{"start": 0.0, "text": "これは実演用の短い映像です。"}]


@pytest.mark.font
def test_what_is_said_stands_on_the_paper(world, client):
    reader = PdfReader(io.BytesIO(client.get(f"{PAGE}.pdf?lang=ja").data))
    words = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert ("文字で読む（字幕の全文）" in words, "0:00これは実演用の短い映像です。" in words) == (True, True)


def test_a_long_transcript_is_led_to_and_stands_whole_in_the_data_alone(world, client):
    film, sentence = whole_day(), "話が長く続きます。"
    cues = "".join(
        f"00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\n{sentence}\n\n"
        for n in range(600)
    )
    with writing() as session:
        recording_services.write_captions(
            session.get_one(Recording, film.id), by=SYSTEM, text=f"WEBVTT\n\n{cues}", language="ja",
            seen=film.captions_digest,
        )  # fmt: skip
    found = text(client, f"{PAGE}.md?lang=ja")
    assert ("5400文字" in found, sentence in found) == (True, False)
    data = json.loads(text(client, f"{PAGE}.json"))
    mine = next(one for one in data["recordings"] if one["title"] == "全編の録画")
    assert sum(len(one["text"]) for one in mine["transcript"]) == 5400


def test_captions_that_are_not_public_are_in_no_form(world, client):
    with writing() as session:
        session.get_one(Recording, whole_day().id).withdrawn_at = AFTER
    for form in ("md?lang=ja", "json"):
        assert f"#recording-{whole_day().id}" not in text(client, f"{PAGE}.{form}")
    assert "全編の録画" not in text(client, f"{PAGE}.json")


def test_a_version_keeps_what_it_said_was_not_recorded(world, client):
    before = text(client, f"{PAGE}.json")
    with writing():
        recording_services.expect_recording(world.forum, world.programme.case.id, by=SYSTEM)
    assert "録画なし" in text(client, f"{PAGE}.md?lang=ja")
    assert json.loads(before)["not_recorded"] == json.loads(text(client, f"{PAGE}.json"))["not_recorded"]
    assert "録画なし" in tree(text(client, PAGE)).one("#recordings").text
    with writing() as session:
        publish_report(session.merge(world.forum), by=SYSTEM, without_names=True, note="録画を公開")
    assert "not_recorded" not in json.loads(text(client, f"{PAGE}.json"))
