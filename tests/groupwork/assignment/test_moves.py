"""Late changes: with a large penalty nobody moves but for a rule or a seat, and each move says why."""

import pytest

from benchmarks.instances import plain
from forumapp.groupwork.assignment.changes import after
from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.reading import read
from forumapp.groupwork.assignment.report import report
from tests.groupwork.assignment.inputs import crowd


def planned(given):
    return report(assign(read(given)))


def changed(given, before, **more):
    return planned(after({**given, **more}, before["rounds"]))


def moves(result):
    return [(one["person"], one["reason"]) for one in result["moves"]]


@pytest.mark.parametrize("seed", range(4))
def test_absent_people_alone_move_nobody_even_if_a_table_is_half_empty(seed):
    given = plain(40, seed)
    for one in given["people"]:  # or one less of an organisation may make the others too many
        del one["organisation"]
    before = planned(given)
    table = [one for one, group in before["rounds"][0].items() if group == "2"]
    left = [one for one in given["people"] if one["id"] not in table[:4]]
    assert moves(changed(given, before, people=left)) == []


@pytest.mark.parametrize("seed", range(4))
def test_walk_ins_alone_move_nobody(seed):
    given = plain(40, seed)
    before = planned(given)
    fresh = [{**one, "id": f"new-{one['id']}"} for one in plain(3, seed)["people"]]
    result = changed(given, before, people=[*given["people"], *fresh])
    assert moves(result) == [(one["id"], "new") for one in fresh]
    assert result["moved"] == 0


def test_a_change_of_mode_moves_that_person_alone():
    given = {"people": crowd(30, web=10), "groups": 5, "mode_policy": "tables"}
    before = planned(given)
    people = [{**one, "mode": "web"} if one["id"] == "p20" else one for one in given["people"]]
    assert moves(changed(given, before, people=people)) == [("p20", "mode")]


def test_a_full_room_makes_room_for_whom_a_rule_sends_there():
    given = {
        "people": crowd(9, web=3, homes=9),
        "groups": [{"id": "w", "mode": "web", "capacity": 3}, {"id": "s", "mode": "on_site", "capacity": 7}],
    }
    before = planned(given)
    people = [{**one, "mode": "web"} if one["id"] == "p8" else one for one in given["people"][1:]]
    assert moves(changed(given, before, people=people)) == [("p8", "mode")]


def test_a_smaller_room_sends_away_just_those_who_have_no_seat():
    given = {"people": crowd(12, homes=12), "groups": [{"id": at, "capacity": 6} for at in range(3)]}
    before = planned(given)
    result = changed(given, before, groups=[{"id": 0, "capacity": 2}, *given["groups"][1:]])
    assert [reason for _, reason in moves(result)] == ["capacity", "capacity"]


def test_new_rules_are_named_as_the_reason():
    given = {"people": crowd(12, homes=12), "groups": 4}
    before = planned(given)
    table = [one for one, group in before["rounds"][0].items() if group == "1"]
    parted = changed(given, before, apart=[table[:2]])
    assert [reason for _, reason in moves(parted)] == ["apart"]
    pinned = [{**one, "pinned": "2"} if one["id"] == table[0] else one for one in given["people"]]
    assert moves(changed(given, before, people=pinned)) == [(table[0], "pinned")]


def test_a_group_that_is_gone_seats_its_people_as_new_and_moves_no_other():
    given = {"people": crowd(12, homes=12), "groups": [{"id": at} for at in range(4)]}
    before = planned(given)
    gone = [one for one, group in before["rounds"][0].items() if group == 3]
    result = changed(given, before, groups=given["groups"][:3])
    assert moves(result) == [(one, "new") for one in gone]
