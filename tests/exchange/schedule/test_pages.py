"""The organiser's page: a file is looked at, doubts are listed, nothing is written before the second button; downloads."""

import json
import re
from datetime import date, datetime, time

import pytest
import sqlalchemy as sa

from forumapp.agenda.models import Item, Release
from forumapp.agenda.services import releases
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Forum, Role
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, add_speaker
from tests.exchange.schedule.samples import as_json, as_xml, conference, event, schedule
from tests.forums.factories import make_forum, sign_in_as

DESK = "/desk/forums/sample/agenda/schedule"


@pytest.fixture
def forum(app):
    return make_forum(slug="sample", day=None, starts=None, ends=None, opens=None, closes=None)


@pytest.fixture
def editor(client, forum):
    sign_in_as(client, forum, Role.EDITOR)
    return client


def token(answer):
    return re.search(r'name="csrf_token"[^>]*value="([0-9a-f]+)"', answer.text)[1]


def look(client, raw, name="schedule.json"):
    """Choose a file and send it; the body is made by hand, since the test client leaves large ones open."""
    head = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token(client.get(DESK))}\r\n'
    head += f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + raw + b"\r\n--x--\r\n"
    return client.post(f"{DESK}/preview", data=body, content_type="multipart/form-data; boundary=x")


def confirm(client, page, **changes):
    """Press the button below the preview."""
    hidden = dict(re.findall(r'name="(csrf_token|digest|proof|version)"[^>]*value="([^"]*)"', page.text))
    return client.post(DESK, data={**hidden, **changes})


def titles():
    db.session.rollback()
    return db.session.scalars(
        sa.select(Item.title).where(Item.withdrawn_at.is_(None)).order_by(Item.position)
    ).all()


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_a_file_is_looked_at_and_then_imported(editor, forum):
    page = look(editor, as_json(schedule()))
    assert page.status_code == 200
    assert "追加3件、変更0件、取り下げ0件、変更なし0件" in page.text
    assert "大ホール、小ホール" in page.text
    assert titles() == []
    assert db.session.get_one(Forum, forum.id).venue_id is None
    done = confirm(editor, page)
    assert (done.status_code, done.location) == (303, "/desk/forums/sample/agenda")
    assert titles() == ["開会", "窓口を減らす", "夜の部"]
    assert "公開するまで、公開ページは変わりません。" in editor.get(done.location).text
    assert db.session.scalars(sa.select(Release)).all() == []
    again = look(editor, as_xml(schedule()), "schedule.xml")
    assert "次第はすでにこの内容です。" in again.text
    assert "変更はありません。" in editor.get(confirm(editor, again).location).text


def test_every_doubt_and_clash_is_listed_before_anything_is_written(editor):
    rows = [
        event(),
        event(id=2, guid="", title="重なる", room="小ホール", date="2026-01-31T10:40:00+09:00"),
        event(id=3, guid="", title="長さなし", room="別室", duration="-01:00", persons=[]),
        event(id=4, guid="", title="いつか", date="someday", links=[{"url": "https://a.example.jp"}]),
    ]
    page = text(look(editor, as_json(schedule(*rows))))
    assert (
        "取り込まないイベントが1件あります いつか — 日付「someday」を読み取れないため、取り込みません。"
        in page
    )
    assert (
        "同じ人や部屋の重なりが1件あります 重なる — Hanako Mihonさんは、同じ時間に「窓口を減らす」にも登壇します。"
        in page
    )
    assert "長さなし — 時間の長さ「-01:00」を0:00から24:00までとして読み取れません。" in page
    assert "取り込まないもの language 3件 次第に欄がありません。" in page
    assert titles() == []


def test_a_large_file_is_previewed_with_its_first_rows(editor):
    page = look(editor, as_json(conference()))
    assert page.text.count('<th role="rowheader"') == 100
    assert "追加1000件" in page.text
    assert "ほか900件" in page.text


BOMB = b'<!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><schedule><conference>&b;</conference></schedule>'


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (BOMB, "1行目:文書型宣言(DOCTYPE)や実体宣言を含むXMLは、安全のため読み取りません。"),
        (b"PK\x03\x04", "スケジュールのファイルではありません。"),
        (b"", "ファイルが空です。"),
        (b"{" + b" " * (10 * 1024 * 1024), "ファイルが大きすぎます。10MBまで"),
        (as_json(schedule(event(), days=[])), "イベントが1件もありません。"),
    ],
    ids=["bomb", "zip", "empty", "large", "no events"],
)
def test_a_file_that_is_no_schedule_gives_a_sentence_at_the_field(editor, raw, sentence):
    page = look(editor, raw)
    assert page.status_code == 422
    assert sentence in page.text


def test_without_a_file_nothing_is_looked_at(editor):
    page = editor.post(f"{DESK}/preview", data={"csrf_token": token(editor.get(DESK))})
    assert page.status_code == 422
    assert "ファイルを選んでください。" in page.text
    assert editor.get(f"{DESK}/preview").location == DESK


@pytest.mark.parametrize(
    "changes",
    [
        {"digest": "0" * 64},
        {"proof": ""},
        {"proof": "fa_1_0000000000000000000000"},
        {"digest": "../../etc/passwd"},
        {"digest": "\u00e9"},
    ],
)
def test_only_the_file_that_was_looked_at_is_imported(editor, changes):
    done = confirm(editor, look(editor, as_json(schedule())), **changes)
    assert done.status_code == 422
    assert "もう一度ファイルを選んで、内容を確認してください。" in done.text
    assert titles() == []


def test_what_somebody_changed_since_the_look_is_not_overwritten(editor, forum):
    page = look(editor, as_json(schedule()))
    add_item(db.session.get_one(Forum, forum.id), "懇親会", start="18:00")
    for version in (None, "9" * 400, "x"):
        done = confirm(editor, page, **({"version": version} if version else {}))
        assert done.status_code == 422
        assert "次第を変更したため、保存していません。" in done.text
    assert titles() == ["懇親会"]


def test_a_date_before_the_deadline_is_refused_with_its_sentence(app, client):
    forum = make_forum(slug="sample", day=None)
    with writing() as session:
        session.merge(forum).opens = datetime(2024, 7, 1, 9, 0)
    sign_in_as(client, forum, Role.EDITOR)
    given = json.loads(
        as_json(schedule()).replace(b"2026-01-31", b"2020-01-31").replace(b"2026-02-01", b"2020-02-01")
    )
    page = look(client, as_json(given))
    assert page.status_code == 422
    assert "先に受付期間を変更してください。" in page.text


def test_anybody_may_have_the_released_programme_in_both_formats(app, client):
    forum = make_forum(slug="sample", day=date(2026, 1, 31), starts=time(10), ends=None)
    talk = add_item(forum, "講演 & 質疑 <第1回>", start="23:30", minutes=90, note="要旨")
    add_speaker(talk, "??橋", "圭")
    add_speaker(talk, "見本", "花子", organisation="見本市")
    answer = client.get("/forums/sample/schedule.json")
    found = answer.get_json()["schedule"]["conference"]
    row = found["days"][0]["rooms"]["Web"][0]
    assert answer.mimetype == "application/json"
    assert (found["acronym"], found["daysCount"], found["days"][0]["day_end"]) == (
        "sample",
        1,
        "2026-02-01T01:00:00+09:00",
    )
    assert (row["date"], row["start"], row["duration"]) == ("2026-01-31T23:30:00+09:00", "23:30", "01:30")
    assert [one["name"] for one in row["persons"]] == ["見本 花子"]
    assert row["url"] == f"http://forum.test/forums/sample/agenda#item-{talk.id}"
    printed = client.get("/forums/sample/schedule.xml")
    assert printed.mimetype == "application/xml"
    assert "<title>講演 &amp; 質疑 &lt;第1回&gt;</title>" in printed.text
    assert f'guid="{row["guid"]}"' in printed.text
    page = client.get("/forums/sample/agenda").text
    assert re.findall(r'href="(/forums/sample/schedule\.\w+)"', page) == [
        "/forums/sample/schedule.json",
        "/forums/sample/schedule.xml",
    ]


def test_a_draft_is_no_schedule_and_neither_is_a_programme_without_a_date(forum, client):
    assert client.get("/forums/sample/schedule.json").status_code == 404
    with writing() as session:
        made = session.merge(forum)
        session.add(Item(forum_id=made.id, title="講演", start=600, minutes=30))
        session.flush()
        releases.release(made, by=SYSTEM)
    assert client.get("/forums/sample/schedule.xml").status_code == 404
    assert "schedule.json" not in client.get("/forums/sample/agenda").text
