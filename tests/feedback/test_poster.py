"""The poster of the room: a code that reads as the room's link, and a short address that leads there while it is open."""

import re
from io import BytesIO

import pytest
import zxingcpp
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from forumapp.core.actor import SYSTEM
from forumapp.feedback.queries import forms
from forumapp.feedback.services import forms as asking
from forumapp.forums.models import Role
from tests.feedback.factories import close, open_room
from tests.feedback.test_services import forum  # noqa: F401 - a fixture
from tests.forums.factories import sign_in_as


@pytest.fixture
def desk(client, forum):  # noqa: F811 - the fixture
    sign_in_as(client, forum, Role.EDITOR)
    return f"/desk/forums/{forum.slug}/feedback/room"


def typed(forum):  # noqa: F811 - the fixture
    return forms.short_address(forms.form_of(forum)).removeprefix("http://forum.test")


def test_the_poster_is_one_sheet_in_both_languages_with_the_address_to_type(client, desk, forum):  # noqa: F811 - the fixture
    open_room(forum)
    answer = client.get(f"{desk}.pdf")
    assert answer.mimetype == "application/pdf"
    (page,) = PdfReader(BytesIO(answer.data)).pages
    assert [round(float(side) * 0.352778) for side in page.mediabox[2:]] == [210, 297]
    words = re.sub(r"\s", "", page.extract_text())
    for text in (
        forum.title,
        "ご感想をお聞かせください",
        "お名前をうかがうことも、記録することもありません。",
        typed(forum),
    ):
        assert re.sub(r"\s", "", text) in words
    assert "typethisaddress" in words


def test_the_short_address_leads_to_the_room_until_it_is_closed_or_renewed(client, forum, transaction):  # noqa: F811 - the fixture
    path, short = open_room(forum), typed(forum)
    assert re.fullmatch(r"/r/[0-9a-z]+-[2-9a-hjkmnp-z]{8}", short)
    answer = client.get(short)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"http://forum.test{path}")
    wrong = short[:-1] + ("a" if short[-1] != "a" else "b")
    assert [client.get(one).status_code for one in (wrong, "/r/zzzzzz-abcdefgh", "/r/nothing")] == [404] * 3
    with transaction():
        asking.set_room(forum, by=SYSTEM, is_open=True, renew=True)
    assert client.get(short).status_code == 404
    renewed = typed(forum)
    with transaction():
        asking.set_room(forum, by=SYSTEM, is_open=False)
    assert client.get(renewed).status_code == 404


def test_a_closed_room_has_no_poster(client, desk):
    assert client.get(f"{desk}.pdf").status_code == 404


def test_a_telephone_reads_the_rooms_link_from_the_poster(client, desk, forum):  # noqa: F811 - the fixture
    path = open_room(forum)
    (page,) = PdfDocument(client.get(f"{desk}.pdf").data)
    found = zxingcpp.read_barcodes(page.render(scale=2).to_pil().convert("L"))
    assert [one.text for one in found] == [f"http://forum.test{path}"]


def press(client, desk, what):
    token = client.get(desk).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return client.post(f"{desk}/{what}", data={"csrf_token": token}).status_code


def test_the_room_is_switched_by_known_words_alone(client, desk, forum):  # noqa: F811 - the fixture
    assert press(client, desk, "anything") == 404
    assert not forms.form_of(forum).room_open


def test_a_link_that_hangs_somewhere_can_be_ended_after_the_closing(client, desk, forum):  # noqa: F811 - the fixture
    open_room(forum)
    short = typed(forum)
    close(forum)
    assert (press(client, desk, "renew"), client.get(short).status_code) == (303, 404)
    assert (press(client, desk, "close"), client.get(f"{desk}.pdf").status_code) == (303, 404)
