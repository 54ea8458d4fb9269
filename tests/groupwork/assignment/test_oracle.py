"""Checked against OR-tools' CP-SAT, which proves its optima: broken rules and cost are equal, the bound lies below."""

import random
from collections import Counter

import pytest

from benchmarks import instances
from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.problem import SCALE
from forumapp.groupwork.assignment.reading import read
from forumapp.groupwork.assignment.report import report
from tests.groupwork.assignment.oracle import RANKS, Optimum, optimum

EXCESS = {"organisation": lambda one: len(one["people"]) - one["limit"]}
RANK = {"alone": "mode"}


def ours(plan, result):
    """Return what the engine broke and spent, counted as the oracle counts."""
    broken = Counter()
    for one in result["violations"]:
        broken[RANK.get(one["rule"], one["rule"])] += EXCESS.get(one["rule"], lambda _: 1)(one)
    penalty, most = plan.problem.move_penalty // SCALE, plan.problem.most_moves
    if most is not None:
        broken["beyond"] = max(0, result["moved"] - most)
    return Optimum({rank: broken[rank] for rank in RANKS}, result["cost"] + penalty * result["moved"])


def checked(asked, limit=60.0):
    """Return the engine's and the oracle's answer; the bound is checked on the way."""
    plan = assign(read(asked))
    result = report(plan)
    best = optimum(asked, plan.instances[0].seats, limit=limit, hint=result["rounds"][0])
    assert best is not None, "the oracle proved nothing within its limit"
    mine = ours(plan, result)
    if mine.broken == best.broken:
        assert result["lower_bound"] <= best.cost
    if result["proved_optimal"]:
        assert mine == best
    return mine, best


@pytest.mark.parametrize(
    "kind", ["plain", "tables", "mixed", "pins", "apart", "together", "uneven", "everything"]
)
def test_twenty_people_are_seated_as_well_as_can_be(kind):
    mine, best = checked(instances.SINGLE[kind](20, 1))
    assert mine == best


def test_forty_seven_people_are_seated_as_well_as_can_be():
    mine, best = checked(instances.plain(47, 3))
    assert mine == best


DOUBLED = {"department": 10, "rank": 6, "kind": 4, "population_class": 4, "mode": 2}
"""The default weights twice: so a penalty of 2.5 is the whole number 5, which the oracle needs."""


@pytest.mark.parametrize("seed", range(3))
def test_late_changes_cost_as_little_as_can_be(seed):
    mine, best = checked(
        {**instances.late(20, seed), "weights": DOUBLED, "move_penalty": 5, "most_moves": None}
    )
    assert mine == best


@pytest.mark.parametrize("seed", range(6))
def test_late_changes_under_a_cap_cost_as_little_as_can_be(seed):
    mine, best = checked({**instances.late(20, seed), "move_penalty": 1, "most_moves": 1 + seed % 3})
    assert mine == best


@pytest.mark.parametrize("seed", [0, 1])
def test_a_rule_moves_more_people_than_the_cap_lets_go_but_no_more_than_it_needs(seed):
    given = instances.late(20, seed)
    seated = [one for one in given["people"] if one.get("group") is not None]
    tables = {}
    for one in seated:
        tables.setdefault(one["group"], []).append(one["id"])
    pairs = [[people[0], people[1]] for people in tables.values() if len(people) > 1]
    mine, best = checked({**given, "apart": pairs, "move_penalty": 1, "most_moves": 1})
    assert mine == best
    assert (mine.broken["apart"], mine.broken["beyond"] > 0) == (0, True)


def small(seed):
    """Make up seven to eleven people under rules of all kinds, which may contradict each other a little."""
    chance = random.Random(f"small/{seed}")
    people, groups = chance.randint(7, 11), chance.randint(2, 4)
    ids = [f"p{at}" for at in range(people)]
    rows = [
        {
            "id": one,
            "organisation": chance.choice("甲乙丙丁") + "市",
            "mode": chance.choice(["web", "on_site", "on_site"]),
            "attributes": {"department": chance.choice("abc"), "rank": chance.choice([*"xyz", ["x", "y"]])},
        }
        for one in ids
    ]
    chance.shuffle(ids)
    rules = {}
    if chance.random() < 0.5:
        rules["together"] = [[ids.pop(), ids.pop()]]
    if chance.random() < 0.5:
        rules["apart"] = [[ids.pop(), ids.pop()]]
    for row in rows:
        if row["id"] == ids[0] and chance.random() < 0.5:
            row["pinned"] = "1"
    tables = [{"id": str(at + 1), "capacity": people} for at in range(groups)]
    if chance.random() < 0.5:
        tables[-1]["capacity"] = max(1, people // groups - 1)
    if chance.random() < 0.5:
        tables[0]["facilitator_organisation"] = "甲市"
    return {
        "people": rows,
        "groups": tables,
        "mode_policy": chance.choice(["ignore", "mixed", "tables"]),
        **rules,
    }


SMALL = range(40)


def test_small_plans_under_all_rules_are_the_oracle_s():
    found = [checked(small(seed)) for seed in SMALL]
    assert [mine.broken for mine, _ in found] == [best.broken for _, best in found]
    missed = [(mine.cost, best.cost) for mine, best in found if mine.cost != best.cost]
    assert len(missed) <= 0.05 * len(SMALL)
    assert [(mine, best) for mine, best in missed if mine > 1.05 * best] == []
