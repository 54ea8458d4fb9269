"""Recordings beside the film itself: captions edited, transcript, chapters, poster, the mark that there is none; who gets them."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forumapp.agenda.queries import draft_programme
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.materials import queries, recording_services
from forumapp.materials.models import Audience, PublishWhen, Recording, UnrecordedItem
from forumapp.materials.transcripts import text_of
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, let_see
from tests.conftest import PRESENT
from tests.forums.factories import make_forum, sign_in_as
from tests.materials.factories import LONG_MP4, PNG, VTT, add_recording, received
from tests.materials.test_views import get, send, token

TEXT = "WEBVTT\n\n00:00.500 --> 00:02.000\n新しい字幕です。\n"
DESK = "/desk/forums/nagasaki"


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki", reported_at=PRESENT)


@pytest.fixture
def talk(forum):
    made = add_item(forum, "講演", start="13:30", minutes=15)
    add_item(forum, "事例<発表>", minutes=20)
    let_see(forum)
    return made


@pytest.fixture
def film(forum, talk):
    return add_recording(forum, talk, poster=received(PNG + b"x", "画像.png"))


@pytest.fixture
def day(forum, talk):
    return add_recording(
        forum, None, content=LONG_MP4, own_title="フォーラムの全編", began=13 * 3600 + 25 * 60
    )


def again(film):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Recording, film.id)


def report(client, language="ja"):
    return client.get(f"/forums/nagasaki/report?lang={language}").get_data(as_text=True)


def captions_page(film):
    return f"{DESK}/recordings/{film.id}/captions"


def save(client, film, **fields):
    given = {"language": "ja", "seen": film.captions_digest or "", "text": TEXT, **fields}
    return send(client, captions_page(film), **given)


# --- captions as text -------------------------------------------------------------------------------------


def test_captions_are_edited_as_text_and_the_public_reads_them(client, forum, film):
    sign_in_as(client, forum)
    assert VTT.decode().strip() in client.get(captions_page(film)).text.replace("&gt;", ">")
    answer = save(client, film, language="en", text=TEXT.replace("\n", "\r\n") + "\r\n\r\n")
    assert answer.status_code == 303
    assert (text_of(again(film)), film.captions_language) == (TEXT, "en")
    page = report(client)
    assert 'srclang="en" label="English"' in page
    assert "これは実演用の短い映像です。" not in page
    assert '<div class="recording__transcript" lang="en">' in page
    assert 'data-seek="0.5">0:00</a> 新しい字幕です。</p>' in page
    assert get(client, f"/forums/nagasaki/recordings/{film.id}/captions.vtt").data == TEXT.encode()


def test_wrong_lines_are_named_and_what_was_typed_stays(client, forum, film):
    sign_in_as(client, forum)
    answer = save(client, film, text="WEBVTT\n\n00:05.000 --> 00:04.000\nあ\n\n文だけ\n")
    assert (answer.status_code, "3行目：終わりの時刻が" in answer.text, "6行目：字幕の文の前に" in answer.text) == (
        422, True, True,
    )  # fmt: skip
    assert "00:05.000 --&gt; 00:04.000" in answer.text
    assert text_of(again(film)) == VTT.decode()


def test_two_editors_at_once_lose_nothing(client, forum, film):
    sign_in_as(client, forum)
    seen = film.captions_digest
    assert save(client, film).status_code == 303
    mine = TEXT.replace("新しい字幕です。", "わたしの字幕")
    answer = save(client, film, text=mine, seen=seen)
    assert (answer.status_code, text_of(again(film))) == (409, TEXT)
    assert ("わたしの字幕" in answer.text, "新しい字幕です。" in answer.text) == (True, True)
    assert "ほかの人が字幕を保存しました" in answer.text
    assert f'name="seen" type="hidden" value="{film.captions_digest}"' in answer.text
    assert save(client, again(film), text=mine).status_code == 303
    assert text_of(again(film)) == mine


def test_captions_can_be_begun_from_nothing_and_subrip_pasted(client, forum, talk):
    film = add_recording(forum, talk, captions=None)
    sign_in_as(client, forum)
    assert "WEBVTT" in client.get(captions_page(film)).text
    assert save(client, film, text="1\n00:00:01,000 --> 00:00:02,000\n貼り付け").status_code == 303
    assert text_of(again(film)) == "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n貼り付け\n"


def test_a_film_elsewhere_has_no_captions_to_edit(client, forum, talk):
    film = add_recording(forum, talk, url="https://video.example.jp/1")
    sign_in_as(client, forum)
    assert client.get(captions_page(film)).status_code == 404


def test_subrip_that_is_uploaded_is_kept_as_webvtt(app, forum, talk):
    film = add_recording(forum, talk, captions="1\n00:00:01,000 --> 00:00:02,000\n字幕".encode())
    assert text_of(again(film)) == "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n字幕\n"


# --- poster, chapters, a whole day ------------------------------------------------------------------------


def test_a_poster_is_shown_and_taken_off(client, forum, film):
    path = f"/forums/nagasaki/recordings/{film.id}/poster"
    assert f'poster="{path}"' in report(client)
    answer = get(client, path)
    assert (answer.data, answer.mimetype) == (PNG + b"x", "image/png")
    sign_in_as(client, forum)
    change = f"{DESK}/recordings/{film.id}"
    fields = {"url": "", "audience": "public", "publish_when": "now", "captions_language": "ja", "day": "0"}
    assert send(client, change, **fields, drop_poster="y").status_code == 303
    assert (get(client, path).status_code, "poster=" in report(client)) == (404, False)
    sent = (io.BytesIO(VTT), "a.png")
    refused = client.post(change, data={"csrf_token": token(client, change), **fields, "poster": sent})
    assert (refused.status_code, "PNG または JPEG の画像を選んでください。" in refused.text) == (422, True)


def test_a_recording_of_the_whole_day_has_chapters_from_the_released_agenda(client, forum, day):
    page = report(client)
    assert (
        f'<track kind="chapters" srclang="ja" label="目次" src="/forums/nagasaki/recordings/{day.id}/chapters.vtt?lang=ja">'
        in page
    )
    assert '#t=300" data-seek="300"><span class="num">5:00</span> <span>講演</span></a>' in page
    assert 'data-seek="1200"><span class="num">20:00</span> <span>事例&lt;発表&gt;</span></a>' in page
    track = get(client, f"/forums/nagasaki/recordings/{day.id}/chapters.vtt")
    assert track.text.startswith("WEBVTT\n\n05:00.000 --> 20:00.000\n講演\n\n20:00.000 --> ")
    assert (
        get(client, track.request.path, headers={"If-None-Match": track.headers["ETag"]}).status_code == 304
    )


def test_the_recording_of_one_talk_has_no_chapters(client, film):
    assert get(client, f"/forums/nagasaki/recordings/{film.id}/chapters.vtt").status_code == 404
    assert 'kind="chapters"' not in report(client)


def test_a_whole_day_needs_a_name_and_a_readable_time(client, forum, talk):
    sign_in_as(client, forum)
    path = f"{DESK}/recordings/new"
    fields = {
        "url": "https://video.example.jp/1", "audience": "public", "publish_when": "now", "captions_language": "ja",
        "day": "0", "item_id": "",
    }  # fmt: skip
    nameless = send(client, path, **fields, began="25:00")
    assert (nameless.status_code, "時刻を 13:25 または" in nameless.text, 'value="25:00"' in nameless.text) == (
        422, True, True,
    )  # fmt: skip
    assert "録画の名前を入力してください" in send(client, path, **fields).text
    assert send(client, path, **fields, own_title="全編", began="１３：２５：３０").status_code == 303
    made = db.session.scalars(sa.select(Recording)).one()
    assert (made.item_id, made.own_title, made.began) == (None, "全編", 48330)
    assert "全編" in report(client)


# --- not recorded -----------------------------------------------------------------------------------------


def test_not_recorded_is_a_state_that_the_report_says_and_that_counts_as_done(client, forum, talk, film):
    sign_in_as(client, forum)
    with writing():
        other = add_item(forum, "撮影しない講演", minutes=5)
    let_see(forum)
    assert queries.awaiting_recording(forum, draft_programme(forum)) == ["事例<発表>", "撮影しない講演"]
    path = f"{DESK}/recordings/items/{other.id}"
    board = f"{DESK}/materials"
    assert client.post(f"{path}/unrecorded", data={"csrf_token": token(client, board)}).status_code == 303
    assert queries.awaiting_recording(forum, draft_programme(forum)) == ["事例<発表>"]
    told = '撮影しない講演</h3>\n<p class="recording__by">録画なし</p>'
    assert (told in report(client), "録画なし" in client.get(board).text) == (True, True)
    assert client.post(f"{path}/expected", data={"csrf_token": token(client, board)}).status_code == 303
    assert (told in report(client), db.session.scalars(sa.select(UnrecordedItem)).all()) == (False, [])


def test_nothing_is_awaited_of_a_forum_that_is_not_recorded(app, forum, talk, transaction):
    assert queries.awaiting_recording(forum, draft_programme(forum)) == []
    whole = add_recording(forum, None, own_title="全編")
    assert queries.awaiting_recording(forum, draft_programme(forum)) == []
    with transaction():
        db.session.get_one(Recording, whole.id).withdrawn_at = PRESENT
    assert queries.awaiting_recording(forum, draft_programme(forum)) == []


def test_the_checks_of_the_report_name_what_is_awaited(client, forum, talk, film):
    sign_in_as(client, forum)
    page = client.get(f"{DESK}/report")
    assert page.status_code == 200
    told = "録画も「録画なし」の記録もない講演があります。"
    assert (told in page.text, "事例&lt;発表&gt;" in page.text) == (True, True)
    with writing():
        [other] = [item.id for item in draft_programme(forum).walk() if item.id != talk.id]
        recording_services.mark_unrecorded(forum, other, by=SYSTEM)
    assert told not in client.get(f"{DESK}/report").text


def test_a_recording_takes_the_mark_away(app, forum, talk):
    with writing():
        recording_services.mark_unrecorded(forum, talk.id, by=SYSTEM)
        recording_services.mark_unrecorded(forum, talk.id, by=SYSTEM)
    assert queries.unrecorded(forum.id) == {talk.id}
    add_recording(forum, talk)
    assert queries.unrecorded(forum.id) == set()


# --- who gets it ------------------------------------------------------------------------------------------

PUBLIC = ("poster", "captions.vtt", "chapters.vtt")


def parts(forum, talk):
    """A recording that has everything."""
    return add_recording(
        forum, None, content=LONG_MP4 + b"all", own_title="全編", poster=received(PNG + b"all", "画像.png")
    )


@pytest.mark.parametrize("close", ["withdrawn", "registered", "organisers", "before the moment"])
def test_what_belongs_to_a_closed_recording_is_closed_too(client, forum, talk, transaction, close):
    film = parts(forum, talk)
    paths = [f"/forums/nagasaki/recordings/{film.id}/{part}" for part in PUBLIC]
    assert [get(client, path).status_code for path in paths] == [200, 200, 200]
    with transaction():
        row = db.session.get_one(Recording, film.id)
        if close == "withdrawn":
            row.withdrawn_at = PRESENT
        elif close == "before the moment":
            row.publish_when, row.publish_at = PublishWhen.AT, PRESENT + timedelta(minutes=1)
        else:
            row.audience = Audience(close)
    assert [get(client, path).status_code for path in paths] == [404, 404, 404]
    assert "これは実演用の短い映像です。" not in report(client)
    sign_in_as(client, forum)
    desk = [f"{DESK}/recordings/{film.id}/{part}" for part in ("poster", "captions.vtt", "captions")]
    assert [get(client, path).status_code for path in desk] == [200, 200, 200]


def test_it_opens_at_its_moment(client, forum, talk, transaction, clock):
    film = parts(forum, talk)
    with transaction():
        row = db.session.get_one(Recording, film.id)
        row.publish_when, row.publish_at = PublishWhen.AT, PRESENT + timedelta(minutes=1)
    paths = [f"/forums/nagasaki/recordings/{film.id}/{part}" for part in PUBLIC]
    clock.advance(minutes=1)
    assert [get(client, path).status_code for path in paths] == [200, 200, 200]


def test_editors_of_another_forum_find_nothing(client, forum, film, talk):
    other = make_forum(slug="other")
    sign_in_as(client, other)
    assert get(client, captions_page(film)).status_code == 404
    assert get(client, f"/desk/forums/other/recordings/{film.id}/captions").status_code == 404


def test_viewers_of_the_team_look_and_change_nothing(client, forum, film):
    sign_in_as(client, forum, Role.VIEWER)
    assert get(client, captions_page(film)).status_code == 403
    assert get(client, f"{DESK}/recordings/{film.id}/poster").status_code == 200
