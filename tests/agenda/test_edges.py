"""Odd lengths and times: past midnight, at the edge of what is kept, on a day on which clocks are changed."""

from datetime import date, time

import pytest

from forumapp.agenda import queries
from forumapp.agenda.checks.cautions import Caution
from forumapp.agenda.feeds import entries
from forumapp.agenda.services import items
from forumapp.agenda.surroundings import cautions_of
from forumapp.calendar.ics import print_calendar
from forumapp.calendar.queries import readable
from forumapp.calendar.services import find
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.text.times import format_range
from forumapp.forums.models import Forum, Role
from tests.accounts.pages import errors_on
from tests.agenda.factories import add_item
from tests.agenda.test_views import ITEM, send, signed_in
from tests.forums.factories import make_forum

NEW_YORK = {"zone": "America/New_York", "day": date(2026, 11, 1)}
BERLIN = {"zone": "Europe/Berlin", "day": date(2026, 3, 29)}
OPEN = {"ends": None, "opens": None, "closes": None}


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", **OPEN)


def printed(forum):
    return [format_range(row.start, row.end) for row in queries.released_programme(forum.id).items]


def facts(forum, item):
    found = entries(db.session.get_one(Forum, forum.id), queries.released_programme(forum.id))
    return found["item", item.id]["start"], found["item", item.id]["end"]


def lines(item):
    """The lines of the item's calendar entry that say when it is."""
    text = print_calendar([readable(find("item", item.id))], channel="download").decode()
    event = text[text.index("BEGIN:VEVENT") :]
    return [line for line in event.split("\r\n") if line.startswith(("DTSTART", "DTEND", "DURATION"))]


def test_half_an_hour_from_ten_to_midnight_ends_the_next_day(forum):
    item = add_item(forum, start="23:50", minutes=30)
    assert printed(forum) == ["23:50〜24:20"]
    assert facts(forum, item) == ("2024-08-01T23:50:00", "2024-08-02T00:20:00")


def test_half_past_one_at_night_belongs_to_the_day_before(forum):
    item = add_item(forum, start="25:30", minutes=30)
    assert printed(forum) == ["25:30〜26:00"]
    assert facts(forum, item) == ("2024-08-02T01:30:00", "2024-08-02T02:00:00")


@pytest.mark.parametrize(
    ("field", "typed", "begins"),
    [
        ("minutes", "-5", "0から1440までの数字"),
        ("minutes", "10000", "0から1440までの数字"),
        ("minutes", "1e3", ""),
        ("minutes", "9" * 40, ""),
        ("start", "-1:00", "時刻を確認してください"),
        ("start", "48:01", "時刻を確認してください"),
        ("start", "99:99", "時刻を確認してください"),
    ],
)
def test_what_no_day_has_is_refused_at_the_field_and_kept(forum, client, field, typed, begins):
    editor = signed_in(forum, client, Role.EDITOR)
    answer = send(editor, forum, "/items/new", **{**ITEM, field: typed})
    assert answer.status_code == 422
    [sentence] = errors_on(answer)
    assert begins in sentence
    assert f'value="{typed}"' in answer.get_data(as_text=True)
    assert queries.items(forum.id) == []


def test_what_would_push_a_later_item_past_the_last_hour_is_refused_as_a_whole(forum, transaction):
    first = add_item(forum, start="23:00", minutes=10)
    add_item(forum, "最後", start="47:50", minutes=5)
    with pytest.raises(DomainError, match="「最後」が0:00から48:00まで") as refused, transaction():
        items.change_item(queries.item(forum.id, first.id), by=SYSTEM, minutes=60)
    assert (refused.value.field, [row.minutes for row in queries.items(forum.id)]) == ("start", [10, 5])


def test_a_forum_at_night_in_new_york_says_that_an_hour_comes_twice(app):
    forum = make_forum(starts=time(0, 30), **NEW_YORK, **OPEN)
    before = add_item(forum, "前", start="0:30", minutes=30)
    across = add_item(forum, "途中", minutes=90)
    after = add_item(forum, "後", minutes=30)
    assert printed(forum) == ["0:30〜1:00", "1:00〜2:30", "2:30〜3:00"]
    assert cautions_of(db.session.get_one(Forum, forum.id)) == [
        Caution("clock_change", across.id, "途中", minutes=90, time=120, number=150),
        Caution("no_break", across.id, "途中", minutes=150, time=30, until=180),
    ]
    assert [facts(forum, item)[1] for item in (before, after)] == [
        "2026-11-01T01:00:00",
        "2026-11-01T03:00:00",
    ]
    assert lines(across) == [
        "DTSTART:20261101T050000Z",  # 1:00, the first time
        "DTEND:20261101T073000Z",  # two hours and a half later
    ]


def test_a_forum_at_night_in_berlin_says_that_an_hour_is_missing(app):
    forum = make_forum(starts=time(1, 30), **BERLIN, **OPEN)
    item = add_item(forum, start="1:30", minutes=90)
    assert printed(forum) == ["1:30〜3:00"]
    assert cautions_of(db.session.get_one(Forum, forum.id)) == [
        Caution("clock_change", item.id, "講演", minutes=90, time=120, number=30)
    ]


@pytest.mark.parametrize("zone", [NEW_YORK, BERLIN])
def test_by_day_nothing_is_said_of_clocks_and_the_calendar_has_the_wall_time(app, zone):
    forum = make_forum(starts=time(9, 0), **zone, **OPEN)
    item = add_item(forum, start="9:00", minutes=60)
    assert printed(forum) == ["9:00〜10:00"]
    assert cautions_of(db.session.get_one(Forum, forum.id)) == []
    assert facts(forum, item) == (f"{zone['day']}T09:00:00", f"{zone['day']}T10:00:00")
    assert lines(item)[0] == f"DTSTART;TZID={zone['zone']}:{zone['day']:%Y%m%d}T090000"


def test_the_night_after_the_first_day_counts_too(app):
    forum = make_forum(starts=time(22, 0), **{**BERLIN, "day": date(2026, 3, 28)}, **OPEN)
    item = add_item(forum, start="25:00", minutes=80)
    assert cautions_of(db.session.get_one(Forum, forum.id)) == [
        Caution("clock_change", item.id, "講演", minutes=80, time=1560, number=60)
    ]
