"""Our VTIMEZONE against `zoneinfo`, by a reader that knows only what is printed (RRULE by dateutil)."""

import re
import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr

from forumapp.calendar import zones

YEARS = (2024, 2026, 2031)
DUBLIN = (
    "BEGIN:VTIMEZONE,TZID:Europe/Dublin,"
    "BEGIN:STANDARD,DTSTART:19701025T020000,RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU,"
    "TZOFFSETFROM:+0100,TZOFFSETTO:+0000,TZNAME:GMT,END:STANDARD,"
    "BEGIN:DAYLIGHT,DTSTART:19700329T010000,RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU,"
    "TZOFFSETFROM:+0000,TZOFFSETTO:+0100,TZNAME:IST,END:DAYLIGHT,END:VTIMEZONE,"
)


def _offset(text: str) -> timedelta:
    sign = -1 if text[0] == "-" else 1
    return sign * timedelta(hours=int(text[1:3]), minutes=int(text[3:5]), seconds=int(text[5:7] or 0))


def observances(printed: bytes) -> list[tuple[datetime, str | None, timedelta, timedelta]]:
    """(first onset, RRULE, offset before, offset after) of each observance, read from the text alone."""
    found = []
    for body in re.findall(r"BEGIN:(?:STANDARD|DAYLIGHT)\r\n(.*?)END:", printed.decode(), re.DOTALL):
        fields = dict(line.split(":", 1) for line in body.strip().split("\r\n"))
        start = datetime.fromisoformat(fields["DTSTART"])
        change = _offset(fields["TZOFFSETFROM"]), _offset(fields["TZOFFSETTO"])
        found.append((start, fields.get("RRULE"), *change))
    return found


def changes_as_read(printed: bytes, year: int) -> list[tuple[datetime, timedelta]]:
    """(instant of onset, offset from then on) from the year before to the year after, in order."""
    found = []
    for start, rule, before, after in observances(printed):
        first, last = datetime(year - 1, 1, 1), datetime(year + 1, 12, 31)
        # dateutil counts up from the start; a later one saves time and, by the next assertion, changes nothing.
        assert rule is None or rrulestr(rule, dtstart=start)[0] == start
        near = start.replace(year=year - 2, day=1)
        onsets = rrulestr(rule, dtstart=near).between(first, last, inc=True) if rule else [start]
        found += [((onset - before).replace(tzinfo=UTC), after) for onset in onsets]
    return sorted(found)


def test_tokyo_is_one_standard_observance() -> None:
    assert zones.vtimezone("Asia/Tokyo") == (
        b"BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        b"TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nTZNAME:JST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )


def test_dublins_negative_summer_time_is_printed_as_readers_expect() -> None:
    assert zones.vtimezone("Europe/Dublin").decode().replace("\r\n", ",") == DUBLIN


def test_every_zone_whose_rule_holds_reads_back_with_the_offsets_of_zoneinfo() -> None:
    held = 0
    for key in sorted(zoneinfo.available_timezones()):
        for year in (year for year in YEARS if zones.rule_holds(key, year)):
            held += 1
            changes, truth = changes_as_read(zones.vtimezone(key), year), zoneinfo.ZoneInfo(key)
            instants = [datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=7 * week) for week in range(52)]
            instants += [at + step for at, _ in changes for step in (timedelta(0), -timedelta(seconds=1))]
            for instant in (instant for instant in instants if instant.year == year):
                read = [offset for at, offset in changes if at <= instant][-1]
                assert (key, instant, read) == (key, instant, instant.astimezone(truth).utcoffset())
    assert held > 3 * 560


def test_a_rule_printed_in_the_wrong_week_would_be_noticed() -> None:
    right = zones.vtimezone("America/New_York")
    wrong = right.replace(b"BYDAY=2SU", b"BYDAY=1SU").replace(b"19700308", b"19700301")
    at = changes_as_read(wrong, 2026)[2][0]
    assert at.astimezone(zoneinfo.ZoneInfo("America/New_York")).utcoffset() == timedelta(hours=-5)


def test_changes_after_midnight_of_another_day_fall_on_that_day() -> None:
    rules = {
        key: next(rule for _, rule, *_ in observances(zones.vtimezone(key)))
        for key in ("Asia/Jerusalem", "America/Nuuk")
    }
    assert rules == {
        "Asia/Jerusalem": "FREQ=YEARLY;BYMONTH=3;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29",
        "America/Nuuk": "FREQ=YEARLY;BYMONTH=3;BYDAY=SA;BYMONTHDAY=24,25,26,27,28,29,30",
    }


@pytest.mark.parametrize(
    ("key", "year", "holds"),
    [
        ("Asia/Tokyo", 2026, True),
        ("Asia/Tokyo", 1971, True),
        ("America/New_York", 2007, True),
        ("America/New_York", 2006, False),  # before the law that moved the change to March
        ("Africa/Casablanca", 2026, False),  # Ramadan
        ("Africa/Casablanca", 2031, False),
        ("Africa/Cairo", 2026, False),  # its change may fall on the first of the next month
        ("Asia/Almaty", 2024, False),
        ("Asia/Almaty", 2025, True),
        ("Asia/Tokyo", 1970, False),
        ("Asia/Tokyo", 9999, False),
    ],
)
def test_a_rule_holds_only_in_years_in_which_it_is_true(key: str, year: int, holds: bool) -> None:
    assert zones.rule_holds(key, year) == holds


def test_a_zone_without_a_rule_is_not_printed() -> None:
    with pytest.raises(ValueError, match="no yearly rule for time zone 'Africa/Cairo'"):
        zones.vtimezone("Africa/Cairo")


@pytest.mark.parametrize(
    "key", ["", "Asia", "Mars/Base", "../etc/passwd", "/etc/passwd", "Asia/Tokyo\r\nX:1", "a\0b"]
)
def test_names_that_are_no_zone_are_refused(key: str) -> None:
    with pytest.raises(zones.UnknownZone):
        zones.zone(key)


@pytest.mark.parametrize(
    ("wall", "unambiguous"),
    [
        (datetime(2026, 3, 8, 1, 59), True),
        (datetime(2026, 3, 8, 2, 30), False),  # skipped
        (datetime(2026, 11, 1, 1, 30), False),  # twice
        (datetime(2026, 11, 1, 2, 0), True),
    ],
)
def test_skipped_and_repeated_wall_times_are_ambiguous(wall: datetime, unambiguous: bool) -> None:
    assert zones.is_unambiguous(wall, "America/New_York") == unambiguous
