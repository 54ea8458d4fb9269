"""A run tells how far it is, ends when it is told to, and works in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.instances import plain as instance
from forumapp.groupwork.assignment.clock import Cancelled
from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.reading import read
from forumapp.groupwork.assignment.report import report
from tests.groupwork.assignment.inputs import crowd

ROOT = Path(__file__).parents[3]
GIVEN = {**instance(47, 1, 4), "rounds": 3, "mode_policy": "mixed"}


def alone(text, *options):
    return subprocess.run(
        [sys.executable, *options, "-m", "forumapp.groupwork.assignment"],
        input=text.encode(),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )


def lines(done):
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_the_share_of_the_work_only_grows_and_ends_with_all():
    shares = []
    watched = report(assign(read(GIVEN), shares.append))
    assert (shares[0], shares[-1]) == (0, 1)
    assert shares == sorted(shares)
    assert len(set(shares)) > 20
    assert watched["rounds"] == report(assign(read(GIVEN)))["rounds"]


def test_a_run_ends_when_the_watcher_says_so():
    shares = []

    def watch(share):
        shares.append(share)
        if share > 0.1:
            raise Cancelled

    with pytest.raises(Cancelled):
        assign(read(GIVEN), watch)
    assert max(shares) == shares[-1] < 0.5


def test_a_process_of_its_own_tells_progress_and_gives_the_same_plan():
    done = alone(json.dumps(GIVEN))
    *steps, last = lines(done)
    assert (done.returncode, done.stderr) == (0, b"")
    assert [list(step) for step in steps] == [["progress"]] * len(steps) != []
    assert last["result"]["rounds"] == report(assign(read(GIVEN)))["rounds"]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("{", "", "This is not JSON: Expecting property name enclosed in double quotes (line 1)."),
        (
            json.dumps({"people": crowd(2), "groups": 1, "rounds": 0}),
            "rounds",
            "This is at least 1 and at most 20, not 0.",
        ),
    ],
)
def test_a_process_of_its_own_refuses_with_place_and_sentence(text, place, message):
    done = alone(text)
    assert (done.returncode, done.stderr) == (1, b"")
    assert lines(done) == [{"error": {"place": place, "message": message}}]


def test_a_process_of_its_own_needs_the_standard_library_alone():
    # -S leaves out the installed packages
    done = alone(json.dumps({"people": crowd(6), "groups": 2}), "-S")
    assert (done.returncode, list(lines(done)[-1])) == (0, ["result"])
