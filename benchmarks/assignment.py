"""``python -m benchmarks.assignment [SEEDS]``: how near to the bound, and how fast, groups are assigned.

The inputs are those of ``benchmarks.instances``; with all 20 seeds this takes some minutes on two cores. Seconds
are those of the processor, for other work on the machine must not count.
"""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from benchmarks.instances import SEEDS, SINGLE, SIZES, Input, hosts, late, rounds
from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.reading import read
from forumapp.groupwork.assignment.report import report

LINE = "{:<30}{:>8}{:>8}{:>11}{:>11}{:>10}{:>11}{:>11}"
WHOLE = ("plain", "tables", "mixed")
"""Kinds of one round that the bound sees whole."""

ROUNDS = ((47, 4), (91, 4), (100, 5), (91, 6))
TIGHT = ((20, 4), (47, 6))
"""People and size of groups; in the tight ones few plans let nobody meet twice, and the bound does not see that."""

LATE = (47, 91, 200)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One input: ``gap`` and ``stayed`` in per cent, processor ``seconds``, and whether a pair met twice."""

    name: str
    proved: bool
    gap: float
    seconds: float
    stayed: float
    met: bool


def _inputs(seeds: int) -> Iterator[tuple[str, str, int, int]]:
    for kind in SINGLE:
        for size in SIZES:
            yield from ((f"{kind}, {size}", kind, size, seed) for seed in range(seeds))
    for size, table in (*ROUNDS, *TIGHT):
        name = f"3 rounds, {size} by {table}"
        yield from ((name, f"rounds {table}", size, seed) for seed in range(seeds))
    for pattern in ("hosts", "home"):
        yield from ((f"{pattern}, 91 by 6", pattern, 91, seed) for seed in range(seeds))
    for size in LATE:
        yield from ((f"late changes, {size}", "late", size, seed) for seed in range(seeds))


def _made(kind: str, size: int, seed: int) -> Input:
    name, _, table = kind.partition(" ")
    if name == "rounds":
        return rounds(size, seed, int(table))
    if name in {"hosts", "home"}:
        return hosts(size, seed, name)
    return late(size, seed) if name == "late" else SINGLE[name](size, seed)


def outcome(asked: tuple[str, str, int, int]) -> Outcome:
    """Assign one input."""
    name, kind, size, seed = asked
    given = _made(kind, size, seed)
    begun = time.process_time()
    result = report(assign(read(given)))
    seconds = time.process_time() - begun
    return Outcome(
        name,
        result["proved_optimal"],
        100 * (result["cost"] / max(1, result["lower_bound"]) - 1),
        seconds,
        100 - 100 * result["moved"] / len(given["people"]),
        any(one["rule"] == "met" for one in result["violations"]),
    )


def _row(name: str, found: Sequence[Outcome]) -> None:
    gaps = [one.gap for one in found]
    seconds = sorted(one.seconds for one in found)
    print(
        LINE.format(
            name,
            len(found),
            sum(one.proved for one in found),
            f"{sum(gaps) / len(gaps):.2f}%",
            f"{max(gaps):.2f}%",
            f"{seconds[len(seconds) // 2]:.2f} s",
            f"{seconds[-1]:.2f} s",
            f"{min(one.stayed for one in found):.1f}%"
            if name.startswith("late")
            else sum(o.met for o in found),
        )
    )


def _judge(found: Sequence[Outcome]) -> None:
    whole = [one for one in found if one.name.split(",")[0] in WHOLE]
    proved = 100 * sum(one.proved and one.seconds <= 2 for one in whole) / len(whole)
    changed = [one for one in found if one.name.startswith("late")]
    stayed, gap = min(one.stayed for one in changed), max(one.gap for one in changed)
    _verdict(f"one round, seen whole: proved within 2 s of processor in {proved:.1f} % (99)", ok=proved >= 99)
    _judge_rounds("three rounds", ROUNDS, found)
    _judge_rounds("three rounds with few plans", TIGHT, found)
    _verdict(
        f"late changes: at least {stayed:.1f} % in place (93), worst gap {gap:.2f} % (2)",
        ok=stayed >= 93 and gap <= 2,
    )


def _judge_rounds(title: str, sizes: Sequence[tuple[int, int]], found: Sequence[Outcome]) -> None:
    names = {f"3 rounds, {size} by {table}" for size, table in sizes}
    several = [one for one in found if one.name in names]
    worst, slowest = max(one.gap for one in several), max(one.seconds for one in several)
    _verdict(
        f"{title}: {sum(one.met for one in several)} with a pair that met twice (0), "
        f"worst gap {worst:.2f} % (0.5), slowest {slowest:.1f} s (5)",
        ok=not any(one.met for one in several) and worst <= 0.5 and slowest <= 5,
    )


def _verdict(text: str, *, ok: bool) -> None:
    print(f"{'PASS' if ok else 'FAIL'}  {text}")


def main(seeds: int = SEEDS) -> None:
    """Print one line a kind of input, and what the targets say."""
    print(f"\nSharing people out over groups, {seeds} seeds each; seconds of the processor")
    print(
        LINE.format(
            "kind, people", "inputs", "proved", "mean gap", "worst gap", "median", "slowest", "met/stay"
        )
    )
    asked = list(_inputs(seeds))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(outcome, asked, chunksize=4))
    for name in dict.fromkeys(one.name for one in found):
        _row(name, [one for one in found if one.name == name])
    _judge(found)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
