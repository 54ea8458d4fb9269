"""The worker's side of a search: a child process, short transactions for its progress, an end that is always told."""

import json
import selectors
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import forumapp
from forumapp.core import clock, jobs
from forumapp.core.transaction import transaction
from forumapp.groupwork.arrangement import ArrangementRun, Failure, RunState
from forumapp.groupwork.queries.runs import BEAT

TICK = 0.5
"""Seconds between two looks at whether somebody wants it to stop."""
PATIENCE = 90.0
"""Seconds after which a child that never ends is killed: it has a cap of its own far below."""


class _Ended(Exception):
    """There is no plan: cancelled, or failed for a reason."""

    def __init__(self, state: RunState, failure: str = "") -> None:
        super().__init__(failure)
        self.state, self.failure = state, failure


def execute(run_id: int) -> None:
    """Do a search that was asked for. One that was begun already died with its worker: that is told, not repeated."""
    asked = _claim(run_id)
    if asked is None:
        return
    try:
        result = _search(run_id, asked)
    except _Ended as end:
        _finish(run_id, end.state, error=end.failure)
    else:
        _finish(run_id, RunState.FOUND, result=result)


def _claim(run_id: int) -> dict[str, Any] | None:
    with transaction() as session:
        run = session.get(ArrangementRun, run_id, with_for_update=True)
        if run is not None and run.state is RunState.RUNNING:
            run.state, run.ended_at = RunState.FAILED, clock.now()
            run.error = Failure.DIED
        if run is None or run.state is not RunState.QUEUED:
            return None
        run.state = RunState.RUNNING
        session.merge(jobs.Heartbeat(name=BEAT, at=clock.now()))
        asked: dict[str, Any] = run.problem["input"]
        return asked


def _search(run_id: int, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what the child found."""
    with subprocess.Popen(
        [sys.executable, "-m", "forumapp.groupwork.assignment"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(forumapp.__file__).parent.parent,
    ) as child:
        try:
            assert child.stdin is not None
            child.stdin.write(json.dumps(asked).encode())
            child.stdin.close()
            return _listen(run_id, child)
        except BrokenPipeError as error:
            raise _Ended(RunState.FAILED, Failure.DIED) from error
        finally:
            child.kill()


def _listen(run_id: int, child: "subprocess.Popen[bytes]") -> dict[str, Any]:
    deadline, told, done = monotonic() + PATIENCE, monotonic(), 0.0
    for line in _lines(child):
        if "result" in line:
            result: dict[str, Any] = line["result"]
            return result
        if "error" in line:
            raise _Ended(RunState.FAILED, _failure(line["error"]["place"]))
        done = line.get("progress", done)
        if monotonic() - told >= TICK:
            told = monotonic()
            _tell(run_id, round(100 * done))
        if monotonic() > deadline:
            raise _Ended(RunState.FAILED, Failure.TIME)
    raise _Ended(RunState.FAILED, Failure.DIED)


def _lines(child: "subprocess.Popen[bytes]") -> Iterator[dict[str, Any]]:
    """Yield what the child says, and an empty object at least every TICK seconds, until it has closed its end."""
    assert child.stdout is not None
    kept = b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(child.stdout, selectors.EVENT_READ)
        while True:
            if not waiting.select(TICK):
                yield {}
                continue
            read = child.stdout.read1()  # type: ignore[attr-defined]
            if not read:
                return
            *lines, kept = (kept + read).split(b"\n")
            yield from map(json.loads, lines)


def _tell(run_id: int, progress: int) -> None:
    with transaction() as session:
        run = session.get(ArrangementRun, run_id, with_for_update=True)
        if run is None or run.wants_cancel or run.state is not RunState.RUNNING:
            raise _Ended(RunState.CANCELLED)
        run.progress = max(run.progress, min(99, progress))
        session.merge(jobs.Heartbeat(name=BEAT, at=clock.now()))


def _finish(run_id: int, state: RunState, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    with transaction() as session:
        run = session.get(ArrangementRun, run_id, with_for_update=True)
        if run is not None and run.state is RunState.RUNNING:
            is_unwanted = run.wants_cancel and state is RunState.FOUND
            run.state = RunState.CANCELLED if is_unwanted else state
            run.result = None if is_unwanted else result
            run.error, run.ended_at = error, clock.now()
            run.progress = 100 if run.state is RunState.FOUND else run.progress


def _failure(place: str) -> Failure:
    """Return which condition leaves no plan, by the place in the input that the search names."""
    for failure in (Failure.TOGETHER, Failure.APART, Failure.PATTERN):
        if place.startswith(failure.value):
            return failure
    return Failure.CAPACITY if place.endswith("capacity") else Failure.RULES
