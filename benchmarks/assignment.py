"""``python -m benchmarks.assignment``: how near to the bound, and how fast, groups are assigned (about ten seconds)."""

import random
import sys
import time
from typing import Any

from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.reading import read
from forumapp.groupwork.assignment.report import report

SIZES = (20, 47, 91, 200, 500)
LINE = "{:<28}{:>7}{:>8}{:>10}{:>10}{:>10}{:>9}"


def instance(people: int, seed: int, size: int = 6) -> dict[str, Any]:
    """Make up people of a prefecture, 13 cities and 8 towns, a few large; the islands are mostly online."""
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
                    "department": chance.choices(
                        ["情報政策", "財政", "人事", "企画", "総務"], [6, 3, 3, 1, 1]
                    )[0],
                    "rank": chance.choices(["課長級", "補佐級", "係長級", "主査", "係員"], [1, 2, 4, 3, 2])[
                        0
                    ],
                    "kind": kind,
                    "population_class": population,
                },
            }
        )
    return {"people": rows, "groups": max(2, round(people / size))}


def after_changes(given: dict[str, Any], seed: int) -> dict[str, Any]:
    """Seat everybody, then let 4 % be absent, 2 % change mode and 2 % walk in."""
    seats = report(assign(read(given)))["rounds"][0]
    chance = random.Random(seed)
    people = [{**one, "group": seats[one["id"]]} for one in given["people"]]
    for gone in chance.sample(people, len(people) // 25):
        people.remove(gone)
    for one in chance.sample(people, len(people) // 50):
        one["mode"] = "on_site" if one["mode"] == "web" else "web"
    fresh = instance(max(1, len(people) // 50), seed)["people"]
    people += [{**one, "id": f"new-{one['id']}"} for one in fresh]
    return {**given, "people": people, "move_penalty": 3}


def _row(name: str, inputs: list[dict[str, Any]]) -> None:
    proved, gaps, times, stayed, met = 0, [], [], [], 0
    for given in inputs:
        begun = time.perf_counter()
        result = report(assign(read(given)))
        times.append(time.perf_counter() - begun)
        proved += result["proved_optimal"]
        gaps.append(100 * (result["cost"] / max(1, result["lower_bound"]) - 1))
        stayed.append(100 - 100 * result["moved"] / len(given["people"]))
        met += any(one["rule"] == "met" for one in result["violations"])
    still = f"{min(stayed):.1f}%"
    print(
        LINE.format(name, len(inputs), proved, f"{max(gaps):.2f}%", f"{max(times):.2f} s", still, met or "-")
    )


def main(seeds: int) -> None:
    """Print one line a kind of input; the worst of its seeds."""
    print(LINE.format("kind", "inputs", "proved", "worst gap", "slowest", "in place", "met"))
    for size in SIZES:
        _row(f"{size} people", [instance(size, seed) for seed in range(seeds)])
    for size in (47, 91):
        halls = [{**instance(size, seed), "mode_policy": "tables"} for seed in range(seeds)]
        _row(f"{size}, tables for the Web", halls)
        mixed = [{**instance(size, seed), "mode_policy": "mixed"} for seed in range(seeds)]
        _row(f"{size}, nobody alone online", mixed)
    for size in (47, 91):
        rounds = [{**instance(size, seed, 4), "rounds": 3} for seed in range(min(seeds, 3))]
        _row(f"{size}, three rounds, fours", rounds)
    for size in (47, 91, 200):
        _row(f"{size}, late changes", [after_changes(instance(size, seed), seed) for seed in range(seeds)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
