"""What is personal stays in the house: no public answer and no line of a log holds it."""

import logging
import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from forumapp.core import pagecache
from tests.access import world as worlds
from tests.access.doors import paths
from tests.access.forms import WHEN, sound
from tests.access.speaking import PHONE

PUBLIC = "forum@example.jp"
"""The forum's own contact, which its page names."""


@pytest.fixture
def log(caplog):
    """Every line at DEBUG, but the statements of the database, which would show all there is."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="sqlalchemy")
    caplog.set_level(logging.WARNING, logger="aiosqlite")
    return caplog


def secrets_of(world):
    """Return everything that must not be found: addresses, names, join link, tokens, guests."""
    found = {
        worlds.JOIN_URL,
        "secret-room",
        worlds.FAMILY,
        worlds.GIVEN,
        PHONE,
        "招待 花子",
        "@here.example.jp",
    }
    for place in (world.here, world.elsewhere):
        found |= {*place.emails, *place.tokens.values(), *place.revoked.values()}
    return found


def leaks(world, text):
    """Return what of the secrets, or what else that looks like a link or an address, stands in ``text``."""
    found = {secret for secret in secrets_of(world) if secret in text}
    found |= set(re.findall(r"fa_[0-9a-z]+_[\w-]{22}", text))
    addresses = set(re.findall(r"[\w.+-]+@[\w-]+\.[\w.-]+", text)) - {PUBLIC}
    return found | {one for one in addresses if not one.endswith("@forum.test")}  # UIDs of calendar entries


def exercise(world, catalogue, clock):
    """Send every form from who may, and open every page as who may; yields (door, path, answer)."""
    began = clock.instant
    for door, path in paths(world):
        browser = world.browsers["stranger" if door.who == "anybody" or door.link else "admin"]
        clock.instant = WHEN.get(door.endpoint, began)
        for method in door.methods:
            data = sound(catalogue, door, path) if method == "POST" else None
            with browser.fresh().open(path, method=method, data=data) as answer:
                answer.get_data()
            yield door, path, answer
            if method == "POST":
                world.restore()


def led_to(world, door):
    """Return the link to which an address leads whoever has its code: the short one of the poster in the room."""
    return {world.here.tokens["feedback_room"]} if door.endpoint == "feedback_room.short" else set()


def test_no_public_answer_and_no_line_of_the_log_tells_who_takes_part(world, catalogue, clock, log):
    wrong, seen_inside = [], set()
    for door, path, answer in exercise(world, catalogue, clock):
        if answer.mimetype in {"text/html", "text/calendar", "application/json", "text/plain"}:
            told = answer.text + str(answer.headers)
            if door.who != "anybody":
                seen_inside |= leaks(world, told)
            elif answer.request.method == "GET" and leaks(world, told) - led_to(world, door):
                wrong.append(f"{path}: {leaks(world, told)}")
        lines = "\n".join(record.getMessage() for record in log.records)
        if leaks(world, lines):
            wrong.append(f"log of {door.endpoint}: {leaks(world, lines)}")
        log.clear()
    assert wrong == []
    assert {worlds.FAMILY, worlds.JOIN_URL, world.here.tokens["group"], world.here.emails[0]} <= seen_inside


def test_cached_pages_hold_no_session_no_form_and_nobody(world):
    world.restore()
    client = world.browsers["owner"].fresh()
    for door, path in paths(world):
        if door.who == "anybody" and "GET" in door.methods and "/assets/" not in path:
            with client.get(path, headers={"Accept-Encoding": "identity"}) as answer:
                answer.get_data()
            if "public" in answer.headers.get("Cache-Control", ""):
                assert answer.headers.getlist("Set-Cookie") == [], path
    pages = world.app.extensions[pagecache.EXTENSION]._pages
    assert len(pages) >= 6
    for page in pages.values():
        text = words(page.body) + str(page.headers)
        assert leaks(world, text) == set()
        assert [word for word in ("csrf_token", "Set-Cookie", "担当 owner") if word in text] == []


def words(body):
    """The text of a page, or what is printed on a paper."""
    if not body.startswith(b"%PDF"):
        return body.decode()
    return "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)


def test_a_page_kept_for_one_visitor_is_the_same_for_all(world):
    world.restore()
    owner, stranger = world.browsers["owner"].fresh(), world.app.test_client()
    for path in ("/", "/forums/here/", "/forums/here/agenda", "/series/series-here/"):
        assert owner.get(path).data == stranger.get(path).data, path


def test_feeds_name_no_link_to_join_and_the_personal_entry_does(world):
    stranger = world.browsers["stranger"].fresh()
    token = world.here.tokens["registration"]
    own = stranger.get(f"/registrations/{token}/calendar.ics").text.replace("\r\n ", "")
    public = stranger.get("/forums/here/calendar.ics").text.replace("\r\n ", "")
    assert "BEGIN:VEVENT" in public
    assert leaks(world, public) == set()
    assert f"/registrations/{token}/" in own
