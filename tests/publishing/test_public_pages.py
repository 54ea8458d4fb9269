"""The public pages: their facts by state, what they must not show, and how they are cached."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from forumapp.calendar.queries import stored
from forumapp.core import clock as clocks
from forumapp.core.db import db
from forumapp.core.jobs import Heartbeat
from forumapp.forums.models import Forum, Mode, Series, Visibility
from tests.accounts.factories import writing
from tests.forums.factories import make_forum
from tests.materials.factories import add_material
from tests.publishing.factories import AFTER, TITLE, confirm_names, report, seed_series, seed_world

PAGES = ("/", "/forums/nagasaki-2024/", "/forums/nagasaki-2024/agenda", "/forums/nagasaki-2024/calendar.ics")


def text_of(answer):
    """The words of a page, without tags and runs of blanks."""
    html = re.sub(r"<(script|svg|title)\b.*?</\1>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def world(app):
    return seed_world(title_en="Nagasaki forum on digital structures")


@pytest.fixture
def reported(world, clock):
    confirm_names(world)
    clock.instant = AFTER
    report(world)
    return world


# --- facts ------------------------------------------------------------------------------------------------


def test_the_page_of_a_forum_says_when_where_for_whom_and_until_when(world, client):
    text = text_of(client.get("/forums/nagasaki-2024/"))
    facts = [
        TITLE,
        "令和6年8月1日(木) 13:30〜16:10",
        "出島メッセ長崎(Web併用)",
        "〒850-0058 長崎県長崎市尾上町4−1",
        "7月25日(木) 17:00",
        "情報政策担当部門(2名 課長級・補佐級(係長級))",
        "定員は合わせて91名です。",
        "参加登録を受け付けています。",
        "志賀 真幸",
        "フォーラム事務局",
        "主催 総務省",
    ]
    assert [fact for fact in facts if fact not in text] == []


def test_no_public_page_holds_the_address_of_the_meeting(world, client):
    assert world.forum.join_url == "https://meeting.example.jp/secret-room"
    for path in (*PAGES, f"/forums/nagasaki-2024/tracks/{world.programme.first.id}/calendar.ics"):
        assert b"secret-room" not in client.get(path).data


def test_a_name_that_lost_characters_stays_out_until_somebody_confirms_it(world, client):
    assert "??橋" not in text_of(client.get("/forums/nagasaki-2024/"))
    confirm_names(world)
    assert "??橋 圭氏" in text_of(client.get("/forums/nagasaki-2024/"))


def test_a_forum_of_which_only_the_title_is_known_has_all_its_pages(app, client):
    make_forum(title="【1人情シス交流イベント】", slug="solo", day=None)
    for path, words in (("", "決まり次第"), ("agenda", "次第は調整中です。")):
        assert words in text_of(client.get(f"/forums/solo/{path}"))
    assert client.get("/forums/solo/calendar.ics").data.count(b"BEGIN:VEVENT") == 0
    assert client.get("/forums/solo/report").status_code == 404
    assert "日程を調整しているフォーラム" in text_of(client.get("/"))


@pytest.mark.parametrize(
    ("moment", "values", "sentence", "may_apply"),
    [
        ("2024-06-30", {}, "参加登録は7月1日(月) 9:00から受け付けます。", False),
        ("2024-07-02", {}, "参加登録を受け付けています。", True),
        ("2024-07-26", {}, "参加登録の受付は終了しました。", False),
        ("2024-08-02", {}, "このフォーラムは終了しました。開催報告は準備ができ次第、公開します。", False),
        ("2024-07-02", {"cancelled_at": AFTER, "cancel_reason": "台風のため"}, "台風のため", False),
    ],
)
def test_the_sentence_follows_the_state(app, client, clock, moment, values, sentence, may_apply):
    clock.instant = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    make_forum(slug="one", **values)
    answer = client.get("/forums/one/")
    assert sentence in text_of(answer)
    assert ("/forums/one/registration" in answer.get_data(as_text=True)) is may_apply


def test_a_deadline_of_its_own_for_the_web_is_told_apart(app, client):
    make_forum(slug="one", mode=Mode.BOTH, closes_web=datetime(2024, 7, 31, 12, 0))
    text = text_of(client.get("/forums/one/"))
    assert "会場：7月25日(木) 17:00" in text
    assert "Web：7月31日(水) 12:00" in text


def test_the_list_puts_open_forums_first_and_past_ones_last(reported, client):
    make_forum(title="受付前", day=datetime(2024, 9, 10).date(), opens=None, closes=None)
    make_forum(
        title="受付中",
        day=datetime(2024, 9, 20).date(),
        opens=datetime(2024, 8, 1),
        closes=datetime(2024, 9, 19),
    )
    names = re.findall(r"<a href=\"/forums/[^\"]+\">(.*?)</a>", client.get("/").get_data(as_text=True))
    assert names == ["受付中", "受付前", TITLE]


@pytest.mark.parametrize("hidden", [{"draft": True}, {"visibility": Visibility.INVITATION}])
def test_a_hidden_forum_has_no_public_page_and_is_not_listed(app, client, hidden):
    make_forum(slug="hidden", title="内輪の会", **hidden)
    for path in ("", "agenda", "report", "calendar.ics"):
        assert client.get(f"/forums/hidden/{path}").status_code == 404
    assert "内輪の会" not in text_of(client.get("/"))


def test_a_forum_by_link_is_shown_but_not_listed(app, client):
    make_forum(slug="by-link", title="リンクの会", visibility=Visibility.LINK)
    assert "リンクの会" in text_of(client.get("/forums/by-link/"))
    assert "リンクの会" not in text_of(client.get("/"))


def test_english_pages_use_english_texts_and_mark_japanese_ones(world, client):
    html = client.get("/forums/nagasaki-2024/?lang=en").get_data(as_text=True)
    assert re.search(r"<h1[^>]*>\s*Nagasaki forum on digital structures\s*</h1>", html)
    assert '<div class="prose" lang="ja"><p>先進団体の' in html
    assert "Thursday, 1 August 2024" in html
    japanese = client.get("/forums/nagasaki-2024/?lang=ja").get_data(as_text=True)
    assert 'lang="ja"' not in japanese.split("<main")[1].split("</main>")[0]


def test_the_page_of_a_series_shows_background_references_and_all_its_forums(app, client):
    made = seed_series()
    seed_world(series_id=made.id)
    make_forum(title="【1人情シス交流イベント】", slug="solo", day=None, series_id=made.id)
    text = text_of(client.get("/series/dx-structure/"))
    facts = [
        "総務省トップ &gt; 政策",
        "重点計画",
        "基本計画(デジタル庁ホームページ)",
        TITLE,
        "【1人情シス交流イベント】",
        "調整中",
    ]
    assert [fact for fact in facts if fact not in text] == []
    assert client.get("/series/nowhere/").status_code == 404


# --- calendar ---------------------------------------------------------------------------------------------


def test_calendars_of_forum_and_track_have_their_own_ends(world, client):
    assert [entry.subject for entry in stored(world.forum.id, "forum")] == ["forum"]
    whole = client.get("/forums/nagasaki-2024/calendar.ics").get_data(as_text=True)
    ends = {
        track: client.get(f"/forums/nagasaki-2024/tracks/{ident}/calendar.ics").get_data(as_text=True)
        for track, ident in (("first", world.programme.first.id), ("second", world.programme.second.id))
    }
    assert "DTEND;TZID=Asia/Tokyo:20240801T161000" in whole
    assert "DTEND;TZID=Asia/Tokyo:20240801T161000" in ends["first"]
    assert "DTEND;TZID=Asia/Tokyo:20240801T152000" in ends["second"]
    assert "METHOD" not in whole + ends["first"] + ends["second"]


def test_a_track_of_another_forum_is_404(world, client):
    make_forum(slug="other")
    assert client.get(f"/forums/other/tracks/{world.programme.first.id}/calendar.ics").status_code == 404


# --- caching ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_a_known_page_is_304_and_sets_no_cookie(world, client, path):
    first = client.get(path)
    assert (first.status_code, "Set-Cookie" in first.headers) == (200, False)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_head_answers_like_get(world, client):
    head, get = client.head(PAGES[1]), client.get(PAGES[1])
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", get.headers["ETag"])


def etag(client, path="/forums/nagasaki-2024/", **options):
    return client.get(path, **options).headers["ETag"]


def change(model, **values):
    with writing() as session:
        thing = session.query(model).first()
        for name, value in values.items():
            setattr(thing, name, value)


def test_the_etag_changes_with_content_language_and_deadlines_and_with_nothing_else(world, client, clock):
    first = etag(client)
    assert etag(client) == first
    clock.advance(hours=1)
    assert etag(client) == first
    assert etag(client, headers={"Accept-Language": "en"}) != first
    change(Forum, summary="新しい概要")
    second = etag(client)
    assert second != first
    clock.instant = clocks.to_utc(datetime(2024, 7, 25, 17, 0), "Asia/Tokyo") + timedelta(seconds=1)
    assert etag(client) != second


def test_new_slides_appear_at_once(world, client):
    assert "参加者への案内" not in text_of(client.get("/forums/nagasaki-2024/"))
    add_material(world.forum, title="参加者への案内", content=b"%PDF-1.4\n1")
    assert "参加者への案内" in text_of(client.get("/forums/nagasaki-2024/"))


def test_the_list_and_the_series_change_with_any_forum(app, client):
    seed_series()
    pages = ("/", "/series/dx-structure/")
    before = [etag(client, path) for path in pages]
    make_forum(title="新しい会")
    between = [etag(client, path) for path in pages]
    change(Series, background="新しい背景")
    after = [etag(client, path) for path in pages]
    assert [len({*triple}) for triple in zip(before, between, after, strict=True)] == [3, 3]


# --- for machines -----------------------------------------------------------------------------------------


def test_health_tells_the_database_and_the_postman(app, client, clock):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.json == {
        "status": "ok",
        "database": "ok",
        "postman": {"last_beat": None, "late": True},
        "mail": {"due": 0, "oldest_due_seconds": None, "failed_in_a_day": 0, "stuck": True},
    }
    with writing() as session:
        session.merge(Heartbeat(name="postman", at=clocks.now()))
    seen = "2024-07-01T00:00:00+00:00"
    assert client.get("/healthz").json["postman"] == {"last_beat": seen, "late": False}
    clock.advance(minutes=6)
    assert client.get("/healthz").json["postman"] == {"last_beat": seen, "late": True}


def test_health_is_503_without_a_database(app, client):
    with writing():
        Heartbeat.__table__.drop(db.session.connection())
    try:
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json) == (503, {"status": "failed", "database": "failed"})
    finally:
        with writing():
            Heartbeat.__table__.create(db.session.connection())


def test_crawlers_are_kept_to_the_public_pages(client):
    lines = client.get("/robots.txt").get_data(as_text=True).splitlines()
    assert lines[:2] == ["User-agent: *", "Disallow: /desk/"]
