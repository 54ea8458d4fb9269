"""``python -m benchmarks.assignment``: how near to the bound, and how fast, groups are assigned (about ten seconds)."""

import sys
import time
from typing import Any

from benchmarks.instances import SIZES, late, plain
from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.reading import read
from forumapp.groupwork.assignment.report import report

LINE = "{:<28}{:>7}{:>8}{:>10}{:>10}{:>10}{:>9}"


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
        _row(f"{size} people", [plain(size, seed) for seed in range(seeds)])
    for size in (47, 91):
        halls = [{**plain(size, seed), "mode_policy": "tables"} for seed in range(seeds)]
        _row(f"{size}, tables for the Web", halls)
        mixed = [{**plain(size, seed), "mode_policy": "mixed"} for seed in range(seeds)]
        _row(f"{size}, nobody alone online", mixed)
    for size in (47, 91):
        rounds = [{**plain(size, seed, 4), "rounds": 3} for seed in range(min(seeds, 3))]
        _row(f"{size}, three rounds, fours", rounds)
    for size in (47, 91, 200):
        _row(f"{size}, late changes", [late(size, seed) for seed in range(seeds)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
