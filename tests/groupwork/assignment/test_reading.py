"""A bad input is one sentence that names the place."""

import json
import os
import subprocess
import sys

import pytest

from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.problem import InvalidInput
from forumapp.groupwork.assignment.reading import read, read_text
from tests.groupwork.assignment.inputs import crowd, made

TWO = [{"id": "a"}, {"id": "b"}]
CAP = "This is more than 0 and at most a day (86400); leave it out for no cap."
AMOUNT = "This is at least 0, at most 1000000, with at most three decimals."
BAD = [
    ([], "The input is an object, not []."),
    ({"groups": 2}, "people: This is missing."),
    ({"people": [], "groups": 2}, "people: There is nobody to be seated."),
    (
        {"people": [{"id": at} for at in range(5000)], "groups": 800},
        "people: There may be at most 2000 people, not 5000.",
    ),
    ({"people": TWO, "groups": True}, "groups: This is a list of groups or their number."),
    ({"people": TWO, "groups": 1, "move_penalty": 10**400}, "move_penalty: " + AMOUNT),
    (
        {"people": TWO, "groups": 1, "most_moves": -1},
        "most_moves: This is at least 0 and at most 2000, not -1.",
    ),
    ({"people": TWO, "groups": 1, "most_moves": True}, "most_moves: This is a whole number, not true."),
    (
        {"people": TWO, "groups": 1, "weights": {"rank": float("inf")}},
        "weights.rank: This is a number, not Infinity.",
    ),
    ({"people": TWO, "groups": 1, "pattern": {}}, "pattern: This is one of fresh, hosts and home."),
    (
        {"people": TWO, "groups": 1, "pattern": "home", "rounds": 2},
        "rounds: The pattern home needs at least 3 rounds.",
    ),
    (
        {"people": TWO, "groups": 1, "pattern": "hosts", "rounds": 2},
        "pattern: The pattern hosts needs somebody who stays: people[…].stays.",
    ),
    (
        {"people": [{"id": "a", "stays": True}], "groups": 1},
        "people[0].stays: Somebody stays only with the patterns hosts and home.",
    ),
    (
        {"people": [{"id": "a", "stays": "yes"}], "groups": 1},
        'people[0].stays: This is true or false, not "yes".',
    ),
    (
        {"people": [{"id": "a", "group": ["1", "1"]}], "groups": 1},
        "people[0].group: There are 2 groups for 1 rounds.",
    ),
    (
        {"people": [{"id": "a", "group": [None]}], "groups": 1, "apart": "a"},
        "apart: This is a list.",
    ),
    (
        {
            "people": [*TWO, {"id": "c"}],
            "groups": 2,
            "together": [["a", "b"], ["b", "c"]],
            "apart": [["a", "c"]],
        },
        "apart[0]: “a” and “c” must be both together and apart.",
    ),
    ({"people": TWO}, "groups: This is missing."),
    ({"people": TWO, "groups": 0}, "groups: This is at least 1 and at most 2000, not 0."),
    ({"people": TWO, "groups": []}, "groups: There is no group."),
    ({"people": [*TWO, {"id": "a"}], "groups": 2}, "people[2].id: “a” is the id of people[0], too."),
    (
        {"people": [{"id": ""}], "groups": 1},
        "people[0].id: An id is a text or a whole number, and not empty.",
    ),
    (
        {"people": [{"id": "a", "mode": "fax"}], "groups": 1},
        'people[0].mode: "fax" is no mode: on_site or web (for groups also both).',
    ),
    (
        {"people": [{"id": "a", "mode": "both"}], "groups": 1},
        "people[0].mode: A person is either on_site or web.",
    ),
    ({"people": [{"id": "a", "group": "9"}], "groups": 1}, "people[0].group: No group has the id “9”."),
    (
        {"people": [{"id": "a", "attributes": {"rank": {}}}], "groups": 1},
        "people[0].attributes.rank: A value is a text, a number or a list of them.",
    ),
    (
        {"people": TWO, "groups": [{"id": 1, "capacity": "8"}]},
        'groups[0].capacity: This is a whole number, not "8".',
    ),
    ({"people": TWO, "groups": 1, "apart": [["a", "c"]]}, "apart[0][1]: Nobody has the id “c”."),
    ({"people": TWO, "groups": 1, "weights": {"rank": -1}}, "weights.rank: " + AMOUNT),
    ({"people": TWO, "groups": 1, "rounds": 0}, "rounds: This is at least 1 and at most 20, not 0."),
    (
        {"people": TWO, "groups": 1, "mode_policy": "some"},
        "mode_policy: This is one of tables, mixed and ignore.",
    ),
    (
        {"people": TWO, "groups": 1, "seconds": 0},
        "seconds: " + CAP,
    ),
    ({"people": TWO, "groups": [{"id": 1, "capacity": 1}]}, "groups: There are 1 seats for 2 people."),
    (
        {"people": [{**one, "pinned": 1} for one in TWO], "groups": [{"id": 1, "capacity": 1}, {"id": 2}]},
        "groups[0].capacity: 2 people are pinned to 1 seats.",
    ),
    (
        {
            "people": TWO,
            "groups": [{"id": 1, "capacity": 1}, {"id": 2, "capacity": 1}],
            "together": [["a", "b"]],
        },
        "together[0]: 2 people must be together, but the largest group has 1 seats.",
    ),
    (
        {"people": TWO, "groups": 2, "together": [["a", "b"]], "apart": [["b", "a"]]},
        "apart[0]: “b” and “a” must be both together and apart.",
    ),
    (
        {"people": TWO, "groups": 1, "apart": [["a", "b"]]},
        "apart[0]: 2 people must be apart, but there are only 1 groups.",
    ),
]


@pytest.mark.parametrize(("given", "message"), BAD)
def test_a_bad_input_is_refused_with_its_place(given, message):
    with pytest.raises(InvalidInput) as caught:
        assign(read(given))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "This is not JSON: Expecting property name enclosed in double quotes (line 1)."),
        ('{"people": NaN}', "NaN is no number."),
        ('{"people": [{"id": "a", "attributes": {"rank": 1e999}}], "groups": 1}', "1e999 is no number."),
        ('{"seed": %s}' % ("9" * 5000), "A number has 5000 digits."),
        ('{"people": [{"id": "a"}], "groups": 1, "seconds": %s}' % ("9" * 400), None),
        ("[" * 100_000, "This is not JSON: too many brackets within each other."),
        ("", "This is not JSON: Expecting value (line 1)."),
        ('{"seed": 1, "seed": 2}', "The name “seed” stands twice in one object."),
        ('{"seed": "\\ud83d"}', "A text holds half a character (a lone surrogate)."),
    ],
)
def test_text_that_is_no_sound_json_is_refused(text, message):
    with pytest.raises(InvalidInput) as caught:
        read_text(text)
    told = message or "seconds: " + CAP
    assert str(caught.value) == told


@pytest.fixture
def run(app):
    def call(text):
        return app.test_cli_runner().invoke(args=["groupwork", "assign", "--input", "-"], input=text)

    return call


@pytest.mark.parametrize("together", [[["a", "b"], ["b", "c"], ["c", "a"]], [["a", "a"]], [[]]])
def test_rings_doubles_and_nobody_at_all_are_no_contradiction(together):
    people = [{"id": one} for one in "abcd"]
    seats = made(people, 2, together=together)["rounds"][0]
    assert len(seats) == 4
    assert len({seats[one] for names in together for one in names}) <= 1


def test_more_groups_than_people_leave_some_empty():
    result = made(crowd(3), 5)
    assert (len(set(result["rounds"][0].values())), result["violations"]) == (3, [])
    assert [one["people"] for one in result["tables"][0]] == [1, 1, 1, 0, 0]


def test_the_shell_prints_a_plan_as_json(run):
    done = run(json.dumps({"people": crowd(6), "groups": 2}))
    assert done.exit_code == 0
    result = json.loads(done.stdout)
    assert sorted(result["rounds"][0]) == [f"p{at}" for at in range(6)]


def test_the_shell_refuses_a_bad_input_and_prints_no_plan(run):
    done = run(json.dumps({"people": TWO, "groups": 1, "rounds": 0}))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "Error: rounds: This is at least 1 and at most 20, not 0.\n"


def test_the_plan_does_not_depend_on_the_order_of_hashes():
    text = json.dumps({"people": crowd(24, web=7), "groups": 5, "mode_policy": "mixed", "rounds": 2})
    code = (
        "import sys, json;"
        "from forumapp.groupwork.assignment import engine, reading, report;"
        "print(json.dumps({**report.report(engine.assign(reading.read_text(sys.stdin.read()))), 'seconds': 0}))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            input=text,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1] != ""
