"""The report in other forms: every fact of the page, nothing that the page does not show, and who gets it when."""

import csv
import json
import re
from html import unescape
from io import BytesIO, StringIO
from unicodedata import normalize
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from forumapp.core.actor import SYSTEM
from forumapp.forums.models import Visibility
from forumapp.forums.services.series import create_series
from forumapp.publishing.report.formats.markdown import escaped
from tests.accounts.factories import writing
from tests.forums.factories import make_forum, sign_in_as
from tests.publishing.factories import (
    AFTER,
    IMPRESSIONS,
    THEMES,
    report,
    seed_world,
)

REPORT = "/forums/nagasaki-2024/report"
DESK = "/desk/forums/nagasaki-2024/report"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def reported(held):
    report(held)
    return held.forum


def shown(client):
    """The words of the report's page as it is printed, without the text of captions; blanks taken out."""
    html = client.get(REPORT).get_data(as_text=True)
    html = html[html.index('<div class="report">') : html.index('<section class="section no-print"')]
    html = re.sub(r"<nav.*?</nav>", "", html, flags=re.DOTALL)
    html = re.sub(r'<details class="[^"]*no-print">.*?</details>', "", html, flags=re.DOTALL)
    return [packed(unescape(part)) for part in re.sub(r"<[^>]+>", "\n", html).split("\n") if part.strip()]


def packed(text):
    return "".join(normalize("NFC", text).split())


def outline_of(reader, entries=None):
    found = []
    for one in reader.outline if entries is None else entries:
        found += outline_of(reader, one) if isinstance(one, list) else [one.title]
    return found


def test_markdown_holds_every_word_of_the_page(reported, client):
    answer = client.get(f"{REPORT}.md")
    assert (answer.status_code, answer.mimetype) == (200, "text/markdown")
    text = packed(re.sub(r"\\(.)", r"\1", answer.get_data(as_text=True)))
    missing = [part for part in shown(client) if part not in text and part not in {"（", "）", "、"}]
    assert missing == []


@pytest.mark.font
def test_the_paper_holds_every_word_and_has_a_bookmark_for_each_section(reported, client):
    answer = client.get(f"{REPORT}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    reader = PdfReader(BytesIO(answer.data))
    text = packed("".join(page.extract_text() for page in reader.pages))
    for part in (
        *THEMES,
        *IMPRESSIONS,
        "出島メッセ長崎",
        "令和6年8月1日(木)",
        "山田正彦氏",
        "グループワーク・グループ発表",
    ):
        assert packed(part) in text, part
    marks = outline_of(reader)
    assert next(mark for mark in marks if re.match(r"\d\. ", mark)) == "1. 次第"
    assert "進行次第" in marks
    links = [note.get_object()["/A"]["/URI"] for page in reader.pages for note in page.get("/Annots", ())]
    assert any("/materials/" in link for link in links)


def test_the_data_says_what_the_page_says_and_nothing_of_the_house(reported, client):
    answer = client.get(f"{REPORT}.json")
    found = json.loads(answer.data)
    assert (found["format"], found["held"]["date"]) == ("forumapp/report/1", "2024-08-01")
    assert found["impressions"] == list(IMPRESSIONS)
    talks = [row["title"] for row in found["programme"]]
    assert talks[:4] == [
        "挨拶・全体説明",
        "デジタル人材確保の課題について",
        "広島県取組事例についてのご紹介",
        "長崎県説明",
    ]
    tracks = found["programme"][-1]["tracks"]
    assert [track["name"] for track in tracks] == ["情報政策担当部門", "人事・財政部門"]
    assert found["materials"][0]["url"].startswith("http")
    assert not re.search(r"e-?mail|person|registration|_id\b", answer.get_data(as_text=True))


@pytest.mark.parametrize("form", ["md", "json", "pdf"])
def test_before_the_report_is_published_only_the_team_gets_it(app, clock, client, form):
    world = seed_world()
    clock.instant = AFTER
    assert client.get(f"{REPORT}.{form}").status_code == 404
    assert client.get(f"{DESK}/preview/{form}").status_code == 303
    sign_in_as(client, world.forum)
    answer = client.get(f"{DESK}/preview/{form}")
    assert answer.status_code in {200, 503 if form == "pdf" else 200}
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(f"{DESK}/preview/exe").status_code == 404


def test_a_withdrawn_report_is_gone_in_every_form(reported, client):
    assert client.get(f"{REPORT}.md").status_code == 200
    with writing():
        reported.reported_at = None
    for form in ("md", "json", "pdf"):
        assert client.get(f"{REPORT}.{form}").status_code == 404


def test_text_that_looks_like_markdown_stays_text():
    assert escaped("*本市* [x](javascript:1) <b>") == r"\*本市\* \[x\](javascript:1) \<b\>"
    assert (escaped("1. 番号"), escaped("- 項目"), escaped("a\n# b")) == ("1\\. 番号", "\\- 項目", r"a \# b")


def test_the_feed_lists_reports_the_latest_first(reported, client):
    answer = client.get("/reports.atom")
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    feed = ET.fromstring(answer.data)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}link").get("href").rpartition("/forums/")[2] for entry in entries] == [
        "nagasaki-2024/report"
    ]
    assert feed.find(f"{ATOM}updated").text == entries[0].find(f"{ATOM}updated").text
    for name in ("id", "title", "updated"):
        assert feed.find(f"{ATOM}{name}").text
        assert entries[0].find(f"{ATOM}{name}").text


def test_the_feed_of_a_series_has_its_own_reports_alone(reported, client):
    assert client.get("/series/nothing/reports.atom").status_code == 404
    with writing():
        reported.series = create_series(owner=None, slug="dx", by=SYSTEM, title="DX推進体制")
    slug = reported.series.slug
    feed = ET.fromstring(client.get(f"/series/{slug}/reports.atom").data)
    assert len(feed.findall(f"{ATOM}entry")) == 1


def test_what_the_public_may_not_list_is_in_no_feed_and_no_list(reported, client):
    with writing():
        reported.visibility = Visibility.LINK
    assert b"nagasaki-2024" not in client.get("/reports.atom").data
    assert "nagasaki-2024" not in client.get("/events.csv").get_data(as_text=True)


def test_the_list_of_events_has_the_standards_columns_and_runs_nothing(reported, client):
    with writing():
        make_forum(title="=HYPERLINK(0)", slug="evil")
    answer = client.get("/events.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    head, *rows = answer.data.decode("utf-8-sig").splitlines()
    assert (len(head.split(",")), head.split(",")[:5]) == (
        32,
        ["都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "イベント名"],
    )
    (seed,) = [row for row in rows if "nagasaki-2024" in row]
    assert ",2024-08-01,2024-08-01,13:30,16:10," in seed
    assert "出島メッセ長崎" in seed
    assert all(not row.split(",")[4].startswith("=") for row in rows)


def test_search_engines_read_the_forum_as_an_event(reported, client):
    html = client.get("/forums/nagasaki-2024/").get_data(as_text=True)
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    event = json.loads(text)
    assert (event["@type"], event["startDate"]) == ("Event", "2024-08-01T13:30:00+09:00")
    assert event["endDate"] == "2024-08-01T16:10:00+09:00"
    assert event["eventAttendanceMode"].endswith("MixedEventAttendanceMode")
    assert [place["@type"] for place in event["location"]] == ["Place", "VirtualLocation"]


def test_machines_read_the_summary_without_its_marks(app, client):
    with writing():
        make_forum(slug="marked", summary="**国**と[市](https://example.jp/)が集まります。\n\n- 発表")
    (text,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', client.get("/forums/marked/").text
    )
    assert json.loads(text)["description"].split() == ["国と市が集まります。", "発表"]
    (row,) = csv.DictReader(StringIO(client.get("/events.csv").data.decode("utf-8-sig")))
    assert row["説明"].split() == ["国と市が集まります。", "発表"]


def test_a_forum_without_a_day_is_no_event_yet(app, client):
    with writing():
        forum = make_forum(day=None, starts=None, slug="planned")
    answer = client.get(f"/forums/{forum.slug}/")
    assert answer.status_code == 200
    assert b"ld+json" not in answer.data
