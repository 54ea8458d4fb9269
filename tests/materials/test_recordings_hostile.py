"""What is sent to the pages of recordings by hand or at great length."""

import pytest
from werkzeug.test import encode_multipart

from forumapp.materials.transcripts import text_of
from tests.forums.factories import sign_in_as
from tests.materials.factories import add_recording
from tests.materials.test_recordings import (  # noqa: F401 - fixtures
    DESK,
    again,
    captions_page,
    day,
    film,
    forum,
    talk,
)
from tests.materials.test_views import send, token


def test_captions_of_a_long_day_go_through_the_page(client, forum, film):  # noqa: F811 - the fixtures
    """They are sent as they are, not each sign of Japanese as nine."""
    sign_in_as(client, forum)
    assert 'enctype="multipart/form-data"' in client.get(captions_page(film)).text
    text = "WEBVTT\n\n00:00.500 --> 00:02.000\n" + "字" * 340_000 + "\n"
    fields = {"csrf_token": token(client, captions_page(film)), "seen": film.captions_digest}
    boundary, body = encode_multipart({**fields, "language": "ja", "text": text})
    kind = f"multipart/form-data; boundary={boundary}"
    assert client.post(captions_page(film), data=body, content_type=kind).status_code == 303
    assert text_of(again(film)) == text


@pytest.mark.parametrize("number", ["1", "99", "2147483648", "1000000000000", "-1"])
def test_a_day_that_the_programme_does_not_have_is_refused(client, forum, day, number):  # noqa: F811 - the fixtures
    sign_in_as(client, forum)
    fields = {"own_title": "全編", "url": "", "captions_language": "ja", "began": ""}
    answer = send(client, f"{DESK}/recordings/{day.id}", **fields, day=number)
    assert (answer.status_code, again(day).day) == (422, 0)
    assert "録画した日：選択肢の中から選んでください。" in answer.text


def test_subrip_that_grows_in_our_encoding_is_kept(app, forum, talk):  # noqa: F811 - the fixtures
    """Half-width kana are one byte in Shift_JIS and three in UTF-8."""
    text = "ｱ" * 900_000
    raw = f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n".encode("cp932")
    assert text_of(add_recording(forum, talk, captions=raw)).endswith(f"{text}\n")
