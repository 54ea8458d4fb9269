"""Warnings of a programme of 1,000 items: 25 tracks side by side, each item with a speaker, a room and a join link."""

import time
from dataclasses import replace

from forumapp.agenda.checks.cautions import Absence, Admission, Surroundings
from forumapp.agenda.checks.reviewing import check
from forumapp.agenda.models import Appearance, AppearanceRole, Item, ItemKind, Track
from forumapp.agenda.programme import Programme
from forumapp.agenda.timetable import build
from forumapp.forums.models import Mode, Room

TRACKS, ITEMS = 25, 1000
ROUNDS = 20


def programme() -> tuple[Programme, Surroundings]:
    """Make the programme with clashes of every kind, and what is known around it."""
    rooms = [Room(id=number, name=f"会議室{number}", capacity=30) for number in range(1, 21)]
    tracks = [
        Track(id=number, position=number, name=f"部会{number}", name_en="", mode=Mode.BOTH, room_id=None)
        for number in range(1, TRACKS + 1)
    ]
    items = [_item(number, rooms) for number in range(1, ITEMS + 1)]
    around = Surroundings(
        opens=570,
        closes=1020,
        item_links={number: f"https://meet.example.jp/{number % 400}" for number in range(1, ITEMS + 1)},
        absences={number: [Absence(0, 600, 660)] for number in range(0, 300, 7)},
        capacities={room.id: 30 for room in rooms},
        admissions={track.id: Admission(track.id % 5 > 0, 40) for track in tracks},
    )
    return build(items, tracks, 570), around


def _item(number: int, rooms: list[Room]) -> Item:
    line, place = (number - 1) % TRACKS, (number - 1) // TRACKS
    day = place // 20
    room = rooms[number % len(rooms)]
    item = Item(
        id=number,
        position=number,
        day=day,
        kind=ItemKind.TALK,
        title=f"講演{number}",
        track_id=line + 1,
        room_id=room.id,
        room=room,
        mode=None,
        minutes=25,
        start=570 + (place % 20) * 25,
        is_fixed=False,
        is_remainder=False,
        is_optional=False,
        title_en="",
        end_text="",
        note="",
    )
    person = number % 300
    item.appearances = [
        Appearance(
            id=number,
            person_id=person,
            position=0,
            role=AppearanceRole.SPEAKER,
            title="",
            family_name="試験",
            given_name=str(person),
            organisation="",
            unit="",
            honorific="",
        )
    ]
    return item


def milliseconds() -> tuple[float, int]:
    """Return the median processor time of one check, and the number of warnings."""
    whole, around = programme()
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        found = check(replace(whole), Mode.BOTH, around)
        times.append((time.process_time() - begun) * 1000)
    return sorted(times)[ROUNDS // 2], len(found)
