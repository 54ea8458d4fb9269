"""The seed's report made through the pages (issue "Slides, recordings, feedback and the published report")."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from unicodedata import normalize
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from tests.journeys import attending, concluding, organising, reporting, seed
from tests.journeys.test_nagasaki_from_nothing import check_report
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
CHOSEN = list(seed.IMPRESSIONS)
NOTE = "感想の1件目に句点を補いました。"
PARTS = (".report__section > h2", "#programme .agenda__title", "#programme .speaker__name", "#summary li")
PARTS += ("#impressions blockquote", "#recordings h3")
CHIEF = "chief@soumu.example.jp"


def give_slides(site, office: Visitor, guest: Visitor) -> None:
    """Each of the four speakers gets a link by letter and hands in slides by it."""
    talks = {item["key"]: item for item in seed.PLENARY}
    slides = [(talks[one["item"]], one["file"]) for one in seed.SEED["materials"]]
    names = [talk["speakers"][0]["given_name"] for talk, _file in slides]
    reporting.ask_speakers(office, names)
    letters = {letter.to: letter for letter in site.deliver() if "/speakers/" in letter.text}
    assert len(letters) == len(slides) == 4
    for number, (talk, file) in enumerate(slides):
        link = letters[f"s{number}{reporting.MAIL}"].link("/speakers/")
        reporting.hand_in(guest, link, talk["title"], file)
    reporting.publish_slides(office)


def gather_voices(site, office: Visitor, visitors) -> None:
    """Twelve people are asked by letter, and each answers by their own link on their own device."""
    concluding.ask_for_feedback(office)
    letters = {letter.to: letter for letter in site.deliver() if "/feedback/" in letter.text}
    assert len(letters) == len(reporting.COMMENTS) == 12
    for number, comment in enumerate(reporting.COMMENTS):
        guest = visitors(site, scripted=False, width=375)
        link = letters[f"p{number:02}{reporting.MAIL}"].link("/feedback/")
        attending.give_feedback(guest, link, comment, "4 参考になった")
    concluding.close_feedback(office)


def choose_voices(office: Visitor) -> None:
    """Of twelve comments five are adopted, in the order of the seed; those that name somebody are marked."""
    office.open(f"{seed.DESK}/feedback/impressions")
    assert len(office.texts("section[aria-labelledby=inbox-title] blockquote")) == 12
    assert set(office.texts("mark.mention")) == {"本市", "当市", "095-822-1234"}
    for comment in CHOSEN:
        concluding.adopt(office, comment)
    assert office.texts("section[aria-labelledby=adopted-title] blockquote") == CHOSEN


def check_paper(guest: Visitor) -> None:
    """The PDF says what the page says."""
    answer = guest.context.request.get(f"{guest.address}{seed.PUBLIC}/report.pdf")
    words = plain("".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages))
    bullets = [bullet["text"] for theme in seed.THEMES for bullet in theme["bullets"]]
    told = [seed.TITLE, *seed.TALKS.values(), *(theme["title"] for theme in seed.THEMES), *bullets, *CHOSEN]
    assert [text for text in told if plain(text) not in words] == []


def check_copy(site, guest: Visitor, browser, folder: Path) -> None:
    """The static copy, opened from disk without a network, reads like the page that the guest has open."""
    site.run("report", "export", seed.SLUG, str(folder))
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{folder}/index.html")
    for selector in PARTS:
        here = [plain(text) for text in page.locator(selector).all_text_contents()]
        assert here == [plain(text) for text in guest.texts(selector)], selector
        assert here, selector
    context.close()


def plain(text: str) -> str:
    """Return a text without white space, each sign in its usual form."""
    return re.sub(r"\s", "", normalize("NFKC", text))


def test_the_seeds_report_is_made_by_hand_and_corrected(site, visitors, browser, tmp_path):
    for address, name in ((organising.ADDRESS, "総務 太郎"), (CHIEF, "決裁 花子")):
        typed = organising.PASSWORD + "\n"
        site.run("account", "create", address, "--name", name, "--admin", "--password-stdin", typed=typed)
    today = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    (tmp_path / "seed.yaml").write_text(reporting.programme(today + timedelta(days=7)), encoding="utf-8")
    site.run("forum", "import", str(tmp_path / "seed.yaml"))
    (tmp_path / "people.csv").write_text(reporting.participants(), encoding="utf-8")
    site.run("registration", "import", seed.SLUG, str(tmp_path / "people.csv"), "--no-letters")
    office, guest = visitors(site, scripted=True), visitors(site, scripted=False, width=375)
    chief = visitors(site, scripted=True)
    organising.sign_in(office)
    organising.sign_in(chief, CHIEF)

    give_slides(site, office, guest)
    concluding.record(office)
    concluding.curate_summary(office)
    organising.move_to(office, today - timedelta(days=1))
    gather_voices(site, office, visitors)
    choose_voices(office)
    reporting.needs_approval(office)
    reporting.hand_in_report(office)
    guest.open(f"{seed.PUBLIC}/report", expecting=404)
    reporting.approve(chief)
    check_report(guest, questions=15)
    check_paper(guest)

    corrected = CHOSEN[0] + "。"
    reporting.correct(office, CHOSEN[0], corrected)
    guest.open(f"{seed.PUBLIC}/report")
    assert guest.texts("#impressions blockquote") == CHOSEN, "what is public waits for the next version"
    reporting.hand_in_report(office, NOTE)
    reporting.approve(chief)
    guest.open(f"{seed.PUBLIC}/report")
    assert guest.texts("#impressions blockquote") == [corrected, *CHOSEN[1:]]
    assert NOTE in " ".join(guest.texts("main"))
    check_copy(site, guest, browser, tmp_path / "copy")
    guest.open(f"{seed.PUBLIC}/report/versions/1")
    assert guest.texts("#impressions blockquote") == CHOSEN
    office.examine(f"{seed.DESK}/feedback")
