"""What a forum is at a moment: one row per state and boundary."""

from datetime import UTC, date, datetime, time

import pytest

from forumapp.forums.models import Forum, Mode, RegistrationSwitch, State, Visibility
from forumapp.forums.states import (
    boundaries,
    deadline_of,
    end_of,
    is_end_derived,
    is_open_for,
    over_at,
    state_of,
)

LONG_AGO = datetime(2024, 5, 1, tzinfo=UTC)


def forum(**values):
    """The seed's forum in Tokyo: registration 1–25 July, Web until the 30th, held 1 August 13:30–16:10."""
    given = {
        "zone": "Asia/Tokyo",
        "visibility": Visibility.PUBLIC,
        "mode": Mode.BOTH,
        "registration": RegistrationSwitch.DATES,
        "day": date(2024, 8, 1),
        "starts": time(13, 30),
        "ends": time(16, 10),
        "opens": datetime(2024, 7, 1, 9, 0),
        "closes": datetime(2024, 7, 25, 17, 0),
        "closes_web": datetime(2024, 7, 30, 17, 0),
        "published_at": LONG_AGO,
    }
    return Forum(**{**given, **values})


def tokyo(*parts):
    """An instant given as wall time of Tokyo (UTC+9)."""
    return datetime(*parts, tzinfo=UTC).replace(hour=0, minute=0) + (
        datetime(*parts) - datetime(*parts[:3]) - (datetime(2024, 1, 1, 9) - datetime(2024, 1, 1))
    )


BEFORE, DURING, AFTER = tokyo(2024, 6, 30, 12), tokyo(2024, 7, 10, 12), tokyo(2024, 8, 2, 12)
OPEN, CLOSED = RegistrationSwitch.OPEN, RegistrationSwitch.CLOSED


@pytest.mark.parametrize(
    ("values", "now", "state"),
    [
        ({"published_at": None}, DURING, State.DRAFT),
        ({"published_at": None, "cancelled_at": LONG_AGO}, DURING, State.DRAFT),
        ({"cancelled_at": LONG_AGO}, DURING, State.CANCELLED),
        ({"cancelled_at": LONG_AGO, "reported_at": LONG_AGO}, AFTER, State.CANCELLED),
        ({"reported_at": LONG_AGO}, AFTER, State.REPORTED),
        ({"day": None, "starts": None, "ends": None}, DURING, State.PLANNED),
        ({"day": None, "starts": None, "ends": None, "registration": OPEN}, DURING, State.PLANNED),
        ({"opens": None}, DURING, State.PUBLISHED),
        ({}, BEFORE, State.PUBLISHED),
        ({}, tokyo(2024, 7, 1, 8, 59), State.PUBLISHED),
        ({}, tokyo(2024, 7, 1, 9, 0), State.OPEN),
        ({}, tokyo(2024, 7, 25, 17, 0), State.OPEN),
        ({}, tokyo(2024, 7, 30, 16, 59), State.OPEN),
        ({}, tokyo(2024, 7, 30, 17, 0), State.CLOSED),
        ({"closes_web": None}, tokyo(2024, 7, 25, 17, 0), State.CLOSED),
        ({"closes": None, "closes_web": None}, tokyo(2024, 8, 1, 13, 29), State.OPEN),
        ({"closes": None, "closes_web": None}, tokyo(2024, 8, 1, 13, 30), State.CLOSED),
        ({"registration": OPEN}, BEFORE, State.OPEN),
        ({"registration": OPEN}, tokyo(2024, 8, 1, 16, 9), State.OPEN),
        ({"registration": CLOSED}, DURING, State.CLOSED),
        ({"registration": OPEN}, AFTER, State.HELD),
        ({}, tokyo(2024, 8, 1, 16, 9), State.CLOSED),
        ({}, tokyo(2024, 8, 1, 16, 10), State.HELD),
        ({"ends": None}, tokyo(2024, 8, 1, 23, 59), State.CLOSED),
        ({"ends": None}, tokyo(2024, 8, 2, 0, 0), State.HELD),
        (
            {"ends": None, "programme_ends": datetime(2024, 8, 1, 16, 10)},
            tokyo(2024, 8, 1, 16, 10),
            State.HELD,
        ),
    ],
)
def test_the_state_follows_from_dates_and_switches(values, now, state):
    assert state_of(forum(**values), now) is state


def test_every_state_is_in_the_table():
    table = next(mark for mark in test_the_state_follows_from_dates_and_switches.pytestmark).args[1]
    assert {row[2] for row in table} == set(State)


def test_the_helper_of_this_table_reads_tokyo():
    assert tokyo(2024, 8, 1, 13, 30) == datetime(2024, 8, 1, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "mode", "now", "is_open"),
    [
        ({}, Mode.ON_SITE, tokyo(2024, 7, 25, 16, 59), True),
        ({}, Mode.ON_SITE, tokyo(2024, 7, 25, 17, 0), False),
        ({}, Mode.WEB, tokyo(2024, 7, 25, 17, 0), True),
        ({}, Mode.WEB, tokyo(2024, 7, 30, 17, 0), False),
        ({"mode": Mode.WEB}, Mode.ON_SITE, DURING, False),
        ({"mode": Mode.ON_SITE}, Mode.ON_SITE, DURING, True),
        ({"registration": OPEN}, Mode.ON_SITE, tokyo(2024, 7, 31, 12), True),
        ({"registration": CLOSED}, Mode.ON_SITE, DURING, False),
        ({"cancelled_at": LONG_AGO}, Mode.WEB, DURING, False),
    ],
)
def test_each_mode_has_its_own_deadline(values, mode, now, is_open):
    assert is_open_for(forum(**values), mode, now) is is_open


def test_without_a_deadline_for_the_web_the_common_one_holds():
    assert deadline_of(forum(closes_web=None), Mode.WEB) == datetime(2024, 7, 25, 17, 0)


def test_an_end_that_was_given_wins_over_the_programme():
    given = forum(programme_ends=datetime(2024, 8, 1, 18, 0))
    derived = forum(ends=None, programme_ends=datetime(2024, 8, 1, 18, 0))
    assert (end_of(given), is_end_derived(given)) == (datetime(2024, 8, 1, 16, 10), False)
    assert (end_of(derived), is_end_derived(derived)) == (datetime(2024, 8, 1, 18, 0), True)


def test_another_zone_moves_the_instants():
    assert over_at(forum(zone="UTC")) == datetime(2024, 8, 1, 16, 10, tzinfo=UTC)
    assert over_at(forum()) == datetime(2024, 8, 1, 7, 10, tzinfo=UTC)


def test_the_boundaries_are_all_instants_at_which_the_state_changes():
    assert boundaries(forum()) == {
        "opens": tokyo(2024, 7, 1, 9, 0),
        "closes": tokyo(2024, 7, 25, 17, 0),
        "closes_web": tokyo(2024, 7, 30, 17, 0),
        "starts": tokyo(2024, 8, 1, 13, 30),
        "over": tokyo(2024, 8, 1, 16, 10),
    }
