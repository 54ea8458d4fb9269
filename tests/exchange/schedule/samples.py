"""Invented schedules in the published shape, small ones by hand and large ones by rule."""

import copy
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

NAMES = UUID("00000000-0000-4000-8000-000000000001")
OPENING = "0a6e1f6e-47a1-4f0e-a7c1-0d2f3f4b5c01"
TALK = "0a6e1f6e-47a1-4f0e-a7c1-0d2f3f4b5c02"
LATE = "0a6e1f6e-47a1-4f0e-a7c1-0d2f3f4b5c03"


def event(**values):
    """One event of the JSON format."""
    return {
        "id": 1,
        "guid": TALK,
        "date": "2026-01-31T10:30:00+09:00",
        "start": "10:30",
        "duration": "00:45",
        "room": "大ホール",
        "slug": "sample-1",
        "url": "https://conference.example.jp/talk/1",
        "title": "窓口を減らす",
        "subtitle": "",
        "track": "くらし",
        "type": "Talk",
        "language": "ja",
        "abstract": "一度だけ書けばよい。",
        "description": "",
        "persons": [{"name": "Hanako Mihon"}],
        "links": [],
        **values,
    }


def schedule(*events, zone="Asia/Tokyo", **conference):
    """A schedule of one day and of these events (default: an opening, a talk, one past midnight)."""
    rows = events or (
        event(id=2, guid=OPENING, title="開会", start="10:00", date="2026-01-31T10:00:00+09:00", track=None,
              duration="00:30", persons=[{"public_name": "見本 太郎"}], abstract=""),
        event(),
        event(id=3, guid=LATE, title="夜の部", room="小ホール", date="2026-02-01T00:30:00+09:00", start="00:30",
              duration="1:00", type="workshop", persons=[]),
    )  # fmt: skip
    rooms = {}
    for row in rows:
        rooms.setdefault(row["room"], []).append(row)
    days = [{"index": 1, "date": "2026-01-31", "day_start": "2026-01-31T09:00:00+09:00",
             "day_end": "2026-02-01T03:00:00+09:00", "rooms": rooms}]  # fmt: skip
    given = {
        "acronym": "sample",
        "title": "見本カンファレンス",
        "start": "2026-01-31",
        "end": "2026-01-31",
        "daysCount": 1,
        "timeslot_duration": "00:05",
        "time_zone_name": zone,
        "days": days,
        **conference,
    }
    return copy.deepcopy({"schedule": {"version": "1", "conference": given}})


def as_json(given):
    """Return a schedule as the bytes of a file."""
    return json.dumps(given, ensure_ascii=False).encode()


def as_xml(given, *, with_guid=True, with_date=True):
    """Return a schedule as schedule.xml; old exports have neither guid nor date."""
    conference = given["schedule"]["conference"]
    words = ("acronym", "title", "start", "end", "day_change", "time_zone_name")
    facts = "".join(
        f"<{name}>{escape(str(conference[name]))}</{name}>" for name in words if name in conference
    )
    days = "".join(
        f'<day index="{day["index"]}" date={quoteattr(str(day["date"]))}>'
        + "".join(
            f"<room name={quoteattr(name)}>{''.join(_event(row, with_guid, with_date) for row in rows)}</room>"
            for name, rows in day["rooms"].items()
        )
        + "</day>"
        for day in conference["days"]
    )
    inside = f"<version>1</version><conference>{facts}</conference>{days}"
    return f'<?xml version="1.0" encoding="UTF-8"?><schedule>{inside}</schedule>'.encode()


def _event(row, with_guid, with_date):
    plain = ("room", "title", "subtitle", "type", "start", "duration", "abstract", "slug", "track", "language",
             "description", *(["date"] if with_date else []))  # fmt: skip
    texts = "".join(f"<{name}>{escape(str(row.get(name) or ''))}</{name}>" for name in plain)
    people = "".join(
        f"<person>{escape(one.get('name') or one['public_name'])}</person>" for one in row["persons"]
    )
    links = "".join(
        f"<link href={quoteattr(one['url'])}>{escape(one['title'])}</link>" for one in row["links"]
    )
    guid = f' guid="{row["guid"]}"' if with_guid else ""
    return f'<event id="{row["id"]}"{guid}>{texts}<persons>{people}</persons><links>{links}</links></event>'


def conference(events=1000, rooms=40, tracks=70, days=2, zone="Europe/Brussels"):
    """A conference of that size, as FOSDEM's and pretalx's exports look: two rooms run a track, 30-minute talks."""
    place = ZoneInfo(zone)
    first = datetime(2026, 1, 31, 9, 0)
    halls = [f"Hall {number + 1}" for number in range(rooms)]
    topics = [f"Topic {number + 1}" for number in range(tracks)]
    found = [{} for _ in range(days)]
    for number in range(events):
        day, rest = number % days, number // days
        room, slot = halls[rest % rooms], rest // rooms
        wall = (first + timedelta(days=day, minutes=30 * slot)).replace(tzinfo=place)
        found[day].setdefault(room, []).append(
            event(
                id=number + 1,
                guid=str(uuid5(NAMES, str(number))),
                date=wall.isoformat(),
                start=f"{wall:%H:%M}",
                duration="00:25",
                room=room,
                slug=f"talk-{number + 1}",
                title=f"How talk number {number + 1} was made with patience",
                track=topics[(rest % rooms // 2 + slot * rooms // 8) % tracks],
                language="en",
                abstract=f"<p>What we learnt in project {number + 1}, and what we would not do again.</p>"
                * 3,
                persons=[{"name": f"Given{number} Family{number % 900}"}],
                links=[{"title": "Feedback", "url": "https://conference.example.jp/feedback"}],
            )
        )
    dates = [first + timedelta(days=number) for number in range(days)]
    listed = [
        {
            "index": number + 1,
            "date": f"{day:%Y-%m-%d}",
            "day_start": day.replace(tzinfo=place).astimezone(UTC).isoformat(),
            "day_end": (day.replace(tzinfo=place) + timedelta(hours=12)).isoformat(),
            "rooms": found[number],
        }
        for number, day in enumerate(dates)
    ]
    return schedule(event(), zone=zone, title="Example Conference", days=listed, daysCount=days)
