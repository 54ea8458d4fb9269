"""Recordings in a real browser: played by keyboard, read as text, captions edited beside the player; nothing that axe finds."""

import pytest
from playwright.sync_api import expect

from forumapp.core.db import db
from forumapp.forums.models import Forum
from tests.agenda.factories import add_item, let_see
from tests.conftest import PRESENT
from tests.forums.factories import make_forum, sign_in_as
from tests.journeys.watching import AXE, SIDEWAYS, TAGS, WIDTHS
from tests.materials.factories import DEMO, add_recording, received
from tests.serving import hand_over

pytestmark = pytest.mark.browser
FILM = (DEMO / "nagasaki-opening.mp4").read_bytes()
CAPTIONS = (
    b"WEBVTT\n\n00:00.500 --> 00:02.000\n<v \xe5\xb1\xb1\xe7\x94\xb0>one\n\n00:06.000 --> 00:08.000\ntwo\n"
)
FIND = """(tags) => axe.run({runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]}).then((all) =>
  all.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", ")))"""
TIME = "() => document.querySelector('video').currentTime"


@pytest.fixture
def film(app):
    """A recording of the whole day that began five seconds before the second talk."""
    forum = make_forum(slug="nagasaki", reported_at=PRESENT)
    add_item(forum, "講演", start="13:30", minutes=15)
    add_item(forum, "事例発表", minutes=20)
    let_see(forum)
    picture = received((DEMO / "nagasaki-opening.png").read_bytes(), "画像.png")
    began = (13 * 60 + 45) * 60 - 5
    return add_recording(
        forum, None, content=FILM, captions=CAPTIONS, own_title="全編", began=began, poster=picture
    )


@pytest.fixture
def page(browser, address, film):
    context = browser.new_context(locale="ja-JP", base_url=address)
    made, complaints = context.new_page(), []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield made
    context.close()
    assert complaints == []


@pytest.fixture
def desk(page, client, film, address):
    """The captions' page in an editor's browser."""
    sign_in_as(client, make_forum_of(film))
    hand_over(client, page.context, address)
    page.goto(f"/desk/forums/nagasaki/recordings/{film.id}/captions")
    return page


def make_forum_of(film):
    return db.session.get_one(Forum, film.forum_id)


def tab_to(page, locator):
    """Press Tab until the thing has the focus."""
    for _press in range(80):
        if locator.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("not reached by Tab")


def look_closely(page, path):
    """Both languages, four widths, axe."""
    for language in ("ja", "en"):
        page.goto(f"{path}?lang={language}")
        for details in page.locator("details:not([open]) > summary").all():
            details.click()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(SIDEWAYS) <= 0, width
        page.evaluate(AXE)
        assert page.evaluate(FIND, TAGS) == [], language


def test_a_recording_is_played_and_read_by_keyboard_alone(page):
    page.goto("/forums/nagasaki/report")
    video = page.locator("video")
    tab_to(page, page.get_by_role("link", name="0:05 事例発表"))
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('video').currentTime >= 5")
    expect(video).to_be_focused()
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('video').paused")
    summary = page.locator("summary", has_text="文字で読む")
    tab_to(page, summary)
    page.keyboard.press("Enter")
    first = page.get_by_role("link", name="0:00", exact=True).last
    expect(page.get_by_text("山田：one")).to_be_visible()
    tab_to(page, first)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('video').currentTime < 4")
    tracks = page.evaluate(
        "() => [...document.querySelector('video').textTracks].map((one) => [one.kind, one.label])"
    )
    assert tracks == [["captions", "日本語"], ["chapters", "目次"]]
    chapters = page.evaluate(
        """async () => {
          const track = [...document.querySelector('video').textTracks].find((one) => one.kind === 'chapters');
          track.mode = 'hidden';
          for (let turn = 0; turn < 100 && !track.cues?.length; turn += 1) await new Promise((done) => setTimeout(done, 50));
          return [...track.cues].map((cue) => [cue.startTime, cue.text]);
        }"""
    )
    assert chapters == [[0, "講演"], [5, "事例発表"]]


def test_without_script_the_links_open_the_film_at_its_moment(browser, address, film):
    context = browser.new_context(locale="ja-JP", base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/forums/nagasaki/report")
    link = page.get_by_role("link", name="0:05 事例発表")
    assert link.get_attribute("href").endswith(f"/recordings/{film.id}/%E9%8C%B2%E7%94%BB.mp4#t=5")
    page.locator("summary", has_text="文字で読む").click()
    expect(page.get_by_text("山田：one")).to_be_visible()
    context.close()


def test_the_report_with_a_player_is_sound_at_every_width(page):
    look_closely(page, "/forums/nagasaki/report")


def test_captions_are_edited_beside_the_player(desk):
    video, text = desk.locator("video"), desk.get_by_label("字幕 必須")
    text.evaluate("(area) => { area.focus(); area.setSelectionRange(area.value.length, area.value.length); }")
    desk.get_by_role("button", name="カーソルの字幕から再生").press("Enter")
    desk.wait_for_function("() => document.querySelector('video').currentTime >= 6")
    video.evaluate("(video) => { video.pause(); video.currentTime = 7.25; }")
    expect(desk.locator("[data-now]")).to_have_text("00:07.250")
    text.evaluate(
        "(area) => { area.value += '\\n'; area.setSelectionRange(area.value.length, area.value.length); }"
    )
    desk.get_by_role("button", name="いまの時刻を文に入れる").press("Enter")
    expect(text).to_be_focused()
    desk.keyboard.insert_text(" --> 00:09.000\n三つ目")
    desk.get_by_role("button", name="保存する").press("Enter")
    expect(desk.get_by_text("字幕を保存しました。")).to_be_visible()
    assert "00:07.250 --> 00:09.000\n三つ目" in desk.get_by_label("字幕 必須").input_value()


def test_the_page_of_captions_is_sound_at_every_width(desk, film):
    look_closely(desk, f"/desk/forums/nagasaki/recordings/{film.id}/captions")
