"""The programme as the public reads it: times, minutes, languages, days."""

import re
from html import unescape

import pytest

from forumapp.agenda.models import ItemKind
from tests.accounts.pages import text_of
from tests.agenda.factories import add_item, seed_programme
from tests.forums.factories import make_forum


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", ends=None)


def words(response):
    body = text_of(response).split("<main", 1)[1].split("</main>")[0]
    return [line.strip() for line in unescape(re.sub(r"<[^>]+>", "\n", body)).split("\n") if line.strip()]


def test_the_public_page_prints_each_time_with_its_minutes(forum, client):
    seed_programme(forum)
    said = words(client.get("/forums/nagasaki-2024/agenda"))
    start = said.index("13:30")
    assert said[start : start + 7] == [
        "13:30", "〜", "13:45", "15分", "挨拶・全体説明", "総務省自治行政局地域情報化企画室", "室長",
    ]  # fmt: skip
    assert [word for word in said if word.endswith("終了")] == ["16:10終了", "15:20終了"]
    assert "??橋　圭氏" not in said


def test_english_titles_are_printed_where_they_are_given(forum, client):
    add_item(forum, "開会", title_en="Opening", start=600, minutes=10, kind=ItemKind.GREETING)
    add_item(forum, "講演", minutes=10)
    said = words(client.get("/forums/nagasaki-2024/agenda?lang=en"))
    assert [word for word in said if word in {"開会", "Opening", "講演", "10 min"}] == [
        "10 min", "Opening", "10 min", "講演",
    ]  # fmt: skip


def test_days_optional_and_remainder_items_say_what_they_are(forum, client):
    add_item(forum, "一日目の話", start=600, minutes=10, is_optional=True)
    add_item(forum, "自由討議", is_remainder=True)
    add_item(forum, "二日目の話", start=25 * 60 + 30, minutes=10, day=1)
    said = words(client.get("/forums/nagasaki-2024/agenda"))
    shown = [word for word in said if word in {"1日目", "2日目", "時間があれば", "残りの時間", "25:30"}]
    assert shown == ["1日目", "時間があれば", "残りの時間", "2日目", "25:30"]
