"""The published set of inputs for group assignment: made up from a size and a seed, the same on every machine.

``python -m benchmarks.instances KIND PEOPLE SEED`` prints one as JSON. People come from a prefecture, 13 cities and
8 towns, one large and a few middling; the islands (a city and four towns) are mostly online, the others seldom.
"""

import json
import random
import sys
from collections.abc import Callable
from typing import Any

from forumapp.groupwork.assignment.changes import evening
from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.reading import read
from forumapp.groupwork.assignment.report import report

SIZES = (20, 47, 91, 200, 500)
SEEDS = 20
DEPARTMENTS = {"情報政策": 6, "財政": 3, "人事": 3, "企画": 1, "総務": 1}
RANKS = {"課長級": 1, "補佐級": 2, "係長級": 4, "主査": 3, "係員": 2}

Input = dict[str, Any]


def plain(people: int, seed: int, size: int = 6) -> Input:
    """Make up people and a number of groups of about ``size``; no further rules."""
    chance = random.Random(f"{people}/{seed}")
    homes = [("県", "県", "5"), *((f"第{i}市", "市", str(1 + i % 3)) for i in range(13))]
    homes += [(f"第{i}町", "町", "4") for i in range(8)]
    shares = [6, *(chance.choice([1, 1, 1, 2, 4]) for _ in homes[1:])]
    islands = {homes[3][0], *(name for name, _, _ in homes[-4:])}
    rows = []
    for number in range(people):
        name, kind, population = chance.choices(homes, shares)[0]
        rows.append(
            {
                "id": f"p{number}",
                "organisation": name,
                "mode": "web" if chance.random() < (0.8 if name in islands else 0.2) else "on_site",
                "attributes": {
                    "department": chance.choices([*DEPARTMENTS], [*DEPARTMENTS.values()])[0],
                    "rank": chance.choices([*RANKS], [*RANKS.values()])[0],
                    "kind": kind,
                    "population_class": population,
                },
            }
        )
    return {"people": rows, "groups": max(2, round(people / size))}


def tables(people: int, seed: int) -> Input:
    """Give the Web tables of its own."""
    return {**plain(people, seed), "mode_policy": "tables"}


def mixed(people: int, seed: int) -> Input:
    """Let nobody be the only one online at a table."""
    return {**plain(people, seed), "mode_policy": "mixed"}


def pins(people: int, seed: int) -> Input:
    """Pin one in ten to a group, not more than half a table each."""
    given, chance = plain(people, seed), random.Random(f"pins/{people}/{seed}")
    seats = [at for at in range(given["groups"]) for _ in range(3)]
    for one, at in zip(
        chance.sample(given["people"], people // 10), chance.sample(seats, people // 10), strict=True
    ):
        one["pinned"] = str(at + 1)
    return given


def apart(people: int, seed: int) -> Input:
    """Part the heads of sections by fours (or as many as there are groups), and one in twenty from somebody."""
    given, chance = plain(people, seed), random.Random(f"apart/{people}/{seed}")
    ids, most = [one["id"] for one in given["people"]], min(4, given["groups"])
    heads = [one["id"] for one in given["people"] if one["attributes"]["rank"] == "課長級"]
    sets = [heads[at : at + most] for at in range(0, len(heads), most)]
    return {**given, "apart": [*sets, *(chance.sample(ids, 2) for _ in range(people // 20))]}


def together(people: int, seed: int) -> Input:
    """Keep two pairs and a triple of each fifty together."""
    given, chance = plain(people, seed), random.Random(f"together/{people}/{seed}")
    ids = [one["id"] for one in given["people"]]
    chance.shuffle(ids)
    return {
        **given,
        "together": [[ids.pop() for _ in range(2 + at % 3 // 2)] for at in range(-(-people // 17))],
    }


def uneven(people: int, seed: int) -> Input:
    """Let every third room be small (four seats) and every fourth large (nine)."""
    given, chance = plain(people, seed), random.Random(f"uneven/{people}/{seed}")
    rooms = [4 if at % 3 == 0 else 9 if at % 4 == 0 else 7 for at in range(given["groups"])]
    while sum(rooms) < people:
        rooms[chance.randrange(len(rooms))] += 1
    return {**given, "groups": [{"id": f"{at + 1}班", "capacity": room} for at, room in enumerate(rooms)]}


def everything(people: int, seed: int) -> Input:
    """Put all rules into one: rooms, pins, pairs, tables for the Web, facilitators who know nobody from home."""
    given, chance = uneven(people, seed), random.Random(f"everything/{people}/{seed}")
    homes = sorted({one["organisation"] for one in given["people"]})
    for group in given["groups"]:
        group["facilitator_organisation"] = chance.choice(homes)
    for one, group in zip(
        chance.sample(given["people"], people // 20),
        chance.sample(given["groups"] * 2, people // 20),
        strict=True,
    ):
        one["pinned"] = group["id"]
    free = [one["id"] for one in given["people"] if "pinned" not in one]
    chance.shuffle(free)
    return {
        **given,
        "together": [[free.pop(), free.pop()] for _ in range(people // 25)],
        "apart": [[free.pop(), free.pop()] for _ in range(people // 15)],
        "mode_policy": "mixed",
    }


def late(people: int, seed: int) -> Input:
    """Seat everybody, then let 4 % be absent, 2 % change mode and 2 % walk in (at least one each)."""
    given = plain(people, seed)
    seats = report(assign(read(given)))["rounds"][0]
    chance = random.Random(seed)
    rows = [{**one, "group": seats[one["id"]]} for one in given["people"]]
    for gone in chance.sample(rows, max(1, len(rows) // 25)):
        rows.remove(gone)
    for one in chance.sample(rows, max(1, len(rows) // 50)):
        one["mode"] = "on_site" if one["mode"] == "web" else "web"
    fresh = plain(max(1, len(rows) // 50), seed)["people"]
    rows += [{**one, "id": f"new-{one['id']}"} for one in fresh]
    return {**given, "people": rows, **evening(len(rows))}


def rounds(people: int, seed: int, size: int) -> Input:
    """Plan three rounds in groups of about ``size``."""
    return {**plain(people, seed, size), "rounds": 3}


def hosts(people: int, seed: int, pattern: str) -> Input:
    """Plan three rounds with a host for each group, or four of which the last leads home."""
    given = plain(people, seed)
    for one in given["people"][: given["groups"]]:
        one["stays"] = True
    return {**given, "rounds": 3 if pattern == "hosts" else 4, "pattern": pattern}


SINGLE: dict[str, Callable[[int, int], Input]] = {
    "plain": plain,
    "tables": tables,
    "mixed": mixed,
    "pins": pins,
    "apart": apart,
    "together": together,
    "uneven": uneven,
    "everything": everything,
}
"""Kinds of one round."""


if __name__ == "__main__":
    kind, number, which = sys.argv[1:]
    print(json.dumps({**SINGLE, "late": late}[kind](int(number), int(which)), ensure_ascii=False, indent=1))
