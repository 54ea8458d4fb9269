"""Plans keep the rules in their order, and say what they cost, what they break and why."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.instances import late as after_changes
from benchmarks.instances import plain as instance
from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.reading import read
from forumapp.groupwork.assignment.report import report
from tests.groupwork.assignment.inputs import cheapest, crowd, made, tables

WEIGHTS = {"department": 5, "rank": 3}


def broken(result):
    return [(one["rule"], one["people"], one["reason"]) for one in result["violations"]]


@pytest.mark.parametrize("size", [20, 47, 91, 200])
def test_a_plan_without_pins_reaches_its_bound(size):
    result = report(assign(read(instance(size, 1))))
    assert (result["cost"], result["violations"]) == (result["lower_bound"], [])
    assert result["proved_optimal"] is True
    sizes = Counter(result["rounds"][0].values()).values()
    assert max(sizes) - min(sizes) <= 1


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.sampled_from("市町")),
        min_size=2,
        max_size=7,
    ),
    st.integers(2, 3),
)
def test_small_plans_are_as_cheap_as_trying_them_all(rows, groups):
    people = [
        {"id": str(at), "organisation": home, "attributes": {"department": department, "rank": rank}}
        for at, (department, rank, home) in enumerate(rows)
    ]
    limits = {home: -(-number // groups) for home, number in Counter(home for _, _, home in rows).items()}
    result = made(people, groups, weights=WEIGHTS)
    least = cheapest(people, groups, WEIGHTS, limits)
    assert (broken(result), result["cost"]) == ([], least)
    assert result["lower_bound"] <= least


def test_the_cost_is_that_of_its_pairs():
    people = crowd(14)
    result = made(people, 4, weights=WEIGHTS)
    by_id = {one["id"]: one["attributes"] for one in people}
    pairs = [pair for table in tables(result).values() for pair in combinations(table, 2)]
    spent = sum(w for a, b in pairs for name, w in WEIGHTS.items() if by_id[a][name] == by_id[b][name])
    assert result["cost"] == spent
    assert sum(one["cost"] for one in result["balance"].values()) == spent


def test_the_same_input_gives_the_same_plan_and_another_seed_another():
    people = crowd(30)
    first, again, other = made(people, 5), made(people, 5), made(people, 5, seed=1)
    assert {**first, "seconds": 0} == {**again, "seconds": 0}
    assert first["rounds"] != other["rounds"]


def test_capacities_and_pins_are_kept():
    people = crowd(12)
    people[0]["pinned"] = "small"
    people[1] |= {"pinned": True, "group": "large"}
    groups = [{"id": "small", "capacity": 2}, {"id": "middle", "capacity": 4}, {"id": "large", "capacity": 6}]
    result = made(people, groups)
    assert {group: len(table) for group, table in tables(result).items()} == {
        "small": 2,
        "middle": 4,
        "large": 6,
    }
    assert (result["rounds"][0]["p0"], result["rounds"][0]["p1"]) == ("small", "large")
    assert result["why"]["p0"][0]["reason"] == "pinned"
    assert {one["group"]: one["reason"] for one in result["violations"]} == {"large": "unavoidable"}


def test_people_stay_together_and_apart():
    people = crowd(12)
    result = made(people, 4, together=[["p0", "p3"], ["p3", "p6"]], apart=[["p1", "p4", "p2"]])
    seats = result["rounds"][0]
    assert seats["p0"] == seats["p3"] == seats["p6"]
    assert len({seats[one] for one in ("p1", "p4", "p2")}) == 3
    assert result["violations"] == []


def test_a_pin_outranks_together_and_the_plan_says_so():
    people = crowd(6)
    people[0]["pinned"], people[1]["pinned"] = "1", "2"
    result = made(people, 2, together=[["p0", "p1"]])
    assert broken(result) == [("together", ["p0", "p1"], "unavoidable")]


def test_people_pinned_to_one_group_who_should_be_apart_are_named():
    people = crowd(6)
    people[0]["pinned"] = people[1]["pinned"] = "1"
    assert broken(made(people, 2, apart=[["p0", "p1"]])) == [("apart", ["p0", "p1"], "unavoidable")]


def test_an_organisation_is_spread_before_anything_soft():
    people = [{"id": str(at), "organisation": "甲市" if at < 4 else f"{at}町"} for at in range(8)]
    for one in people[:4]:
        one["attributes"] = {"department": one["id"]}
    result = made(people, 4)
    assert sorted(result["rounds"][0][str(at)] for at in range(4)) == ["1", "2", "3", "4"]


def test_the_web_gets_tables_of_its_own():
    people = crowd(18, web=6)
    result = made(people, 3, mode_policy="tables")
    assert [f"p{at}" for at in range(6)] in tables(result).values()
    assert [one for one in broken(result) if one[0] == "mode"] == []


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("count", "groups"), [(20, 5), (24, 6)])
def test_a_pair_of_both_modes_stays_in_its_hall_and_mixes_nobody_else(count, groups, seed):
    people = crowd(count, web=8, homes=6)
    for number, one in enumerate(people[:8]):
        one["organisation"] = f"第{number % 2}村"
    result = made(people, groups, mode_policy="tables", together=[["p7", f"p{count - 1}"]], seed=seed)
    assert len([one for one in result["violations"] if one["rule"] == "mode"]) == 1
    assert result["cost"] >= result["lower_bound"]


def test_named_modes_of_groups_are_kept_without_a_policy():
    groups = [{"id": 1, "mode": "web"}, {"id": 2, "mode": "on_site"}]
    result = made(crowd(8, web=3), groups)
    assert tables(result) == {1: ["p0", "p1", "p2"], 2: ["p3", "p4", "p5", "p6", "p7"]}


def test_without_enough_seats_on_the_web_the_plan_says_that_it_could_not_be_helped():
    groups = [{"id": "w", "mode": "web", "capacity": 2}, {"id": "s", "mode": "on_site", "capacity": 6}]
    found = broken(made(crowd(8, web=3, homes=8), groups))
    assert [(rule, len(people), reason) for rule, people, reason in found] == [("mode", 1, "unavoidable")]


def test_nobody_is_alone_online_at_a_mixed_table():
    result = made(crowd(20, web=5), 5, mode_policy="mixed")
    online = Counter(result["rounds"][0][f"p{at}"] for at in range(5))
    assert (min(online.values()) >= 2, result["violations"]) == (True, [])


def test_a_facilitator_gets_nobody_from_home():
    groups = [{"id": at, "facilitator_organisation": f"第{at}市"} for at in range(5)]
    people = crowd(16)
    result = made(people, groups)
    home = [one["id"] for one in people if one["organisation"] == f"第{result['rounds'][0][one['id']]}市"]
    assert (home, result["violations"]) == ([], [])


def test_three_rounds_of_a_world_cafe_repeat_no_pair():
    result = report(assign(read({**instance(47, 1, 4), "rounds": 3})))
    pairs = [
        pair
        for number in range(3)
        for table in tables(result, number).values()
        for pair in combinations(table, 2)
    ]
    assert len(set(pairs)) == len(pairs)
    assert (result["violations"], result["comings_again"]) == ([], 0)


def test_pairs_that_must_meet_again_are_named():
    result = made(crowd(6), 2, rounds=2)
    met = next(one for one in result["violations"] if one["rule"] == "met")
    assert (met["round"], met["reason"]) == (2, "unavoidable")
    before = {tuple(pair) for table in tables(result).values() for pair in combinations(table, 2)}
    assert met["pairs"] != []
    assert [pair for pair in met["pairs"] if tuple(sorted(pair)) not in before] == []


def test_late_changes_move_few():
    changed = after_changes(91, 3)
    result = report(assign(read(changed)))
    present = {one["id"]: one["group"] for one in changed["people"] if "group" in one}
    moved = [one for one, group in present.items() if result["rounds"][0][one] != group]
    assert [one["person"] for one in result["moves"] if one["reason"] != "new"] == moved
    assert [one["person"] for one in result["moves"] if one["from"] is None] == ["new-p0"]
    assert len(moved) == result["moved"] <= 6
    assert result["cost"] <= 1.02 * result["lower_bound"]


def test_somebody_with_two_departments_counts_for_both():
    people = [
        {"id": str(at), "attributes": {"department": values}}
        for at, values in enumerate(["a", "b", ["a", "b"]])
    ]
    result = made(people, [{"id": "x", "capacity": 1}, {"id": "y", "capacity": 2}], weights={"department": 5})
    assert (sorted(map(len, tables(result).values())), result["cost"]) == ([1, 2], 0)


def test_the_cap_of_seconds_is_told_when_it_bites():
    result = made(crowd(60, departments=7, web=20), 9, mode_policy="mixed", seconds=0.000001)
    assert (result["stopped"], len(result["rounds"][0])) == ("seconds", 60)


@pytest.mark.parametrize("web", [3, 5, 8])
def test_the_bound_knows_that_nobody_is_alone_online(web):
    people = [{"id": str(at), "mode": "web" if at < web else "on_site"} for at in range(20)]
    result = made(people, 5, mode_policy="mixed")
    assert (result["cost"], result["proved_optimal"], result["violations"]) == (
        result["lower_bound"],
        True,
        [],
    )
