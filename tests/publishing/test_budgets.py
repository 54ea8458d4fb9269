"""What a public page costs: statements cold and warm, whatever the number of rows, and bytes on a first visit."""

import gzip
import re

import pytest

from forumapp.agenda.queries import released_programme
from forumapp.core import fastlane, pagecache
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.materials.queries import public_recordings
from forumapp.materials.recording_services import mark_unrecorded
from forumapp.registration.models import AudienceKind
from forumapp.registration.services import audience
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, add_speaker, let_see
from tests.counting import listening
from tests.materials.factories import MP4, PDF, add_material, add_recording
from tests.publishing.factories import AFTER, add_impression, confirm_names, report, seed_series, seed_world

BASE = "/forums/nagasaki-2024/"
PAGES = ["/", "/series/dx-structure/", BASE, f"{BASE}agenda", f"{BASE}report", f"{BASE}calendar.ics"]
MOST_STATEMENTS = 8
MOST_BYTES = 60 * 1024
MOST_REQUESTS = 7


@pytest.fixture
def world(app, clock):
    made = seed_world(series_id=seed_series().id)
    confirm_names(made)
    clock.instant = AFTER
    report(made)
    return made


@pytest.fixture
def statements(app):
    """The SQL of a request; cleared between requests by the test."""
    with listening() as seen:
        yield seen


def cost(client, statements, path):
    """Statements of a cold and of a warm request."""
    pagecache.init(client.application, build="cold")
    fastlane.init(client.application, db.engine)
    statements.clear()
    assert client.get(path).status_code == 200
    cold = len(statements)
    statements.clear()
    assert client.get(path).status_code == 200
    return cold, len(statements)


def grow(world):
    """Twice as much of everything that the pages list."""
    forum = world.forum
    with writing():
        for number in range(3):
            item = add_item(forum, f"追加の講演{number}", minutes=5)
            add_speaker(item, "追加", f"{number}子", organisation="総務省")
            add_material(forum, item, content=PDF + bytes([number]), name=f"{number}.pdf")
            add_recording(forum, item, content=MP4 + bytes([number]), name=f"{number}.mp4")
            add_impression(forum, f"追加の声{number}", position=10 + number)
            line = audience.add_line(forum, by=SYSTEM, kind=AudienceKind.ANYBODY, label=f"追加{number}")
            audience.add_quota(line, by=SYSTEM, label="枠", seats=3)


def test_what_was_not_recorded_comes_once_and_not_with_each_recording(world, client, statements):
    """A conference of 300 recordings and 300 items without one would read 90,000 rows."""
    with writing() as session:
        items = [add_item(world.forum, f"録画のない講演{number}", minutes=5) for number in range(2)]
        let_see(session.merge(world.forum))
        for item in items:
            mark_unrecorded(world.forum, item.id, by=SYSTEM)
    statements.clear()
    found = public_recordings(world.forum, released_programme(world.forum.id))
    assert [len(one.beside) for one in found] == [2] * len(found)
    (read,) = [text for text in statements if "FROM recording" in text]
    assert "JOIN unrecorded_item" not in read


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_at_most_eight_statements_cold_and_one_warm(world, client, statements, path):
    cold, warm = cost(client, statements, path)
    assert cold <= MOST_STATEMENTS
    assert warm == 1


@pytest.mark.parametrize("path", PAGES)
def test_more_rows_need_no_more_statements(world, client, statements, path):
    before = cost(client, statements, path)
    grow(world)
    assert cost(client, statements, path) == before


@pytest.mark.parametrize("path", PAGES[:5])
def test_a_first_visit_stays_light(world, client, path):
    html = client.get(path).get_data()
    loaded = re.findall(
        rb"<(?:link rel=\"(?:stylesheet|icon|preload)\"|script|img|video)[^>]*? (?:href|src|poster)=\"([^\"]+)\"",
        html,
    )
    assert len(loaded) >= 3
    answers = [client.get(address.decode(), headers={"Accept-Encoding": "gzip"}) for address in loaded]
    scripts = [answer for answer in answers if answer.mimetype == "text/javascript"]
    imports = [
        found for one in scripts for found in re.findall(rb"^import ", gzip.decompress(one.data), re.M)
    ]
    assert imports == []
    assert 1 + len(loaded) <= MOST_REQUESTS
    assert len(gzip.compress(html)) + sum(len(answer.data) for answer in answers) <= MOST_BYTES
