"""Searches for a plan: asked for here, done by the worker (running.py), then taken or put away here."""

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import gettext as _

from forumapp.core import audit, clock, jobs
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.groupwork.arrangement import ArrangementRun, Failure, RunState
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries import runs
from forumapp.groupwork.queries.draft import Seating, seating
from forumapp.groupwork.queries.problems import problem
from forumapp.groupwork.services.arranging import Chair, Draft, Seat, arranging

JOB = "groupwork.arrange"
TAKEN, LATE_TAKEN = "arrangement.plan_taken", "arrangement.late_taken"


def start(
    work: GroupWork, *, by: Actor, is_late: bool = False, away: Collection[int] = (), evens: bool = False
) -> ArrangementRun:
    """Ask the worker for a plan; ``away`` are not to be seated although they are registered.

    A late change moves as few as it can, or where it ``evens`` the groups out some more.

    Raises DomainError while another search goes on, or where there is nobody or no group.
    """
    lock(work)
    former = runs.latest(work.id)
    if former is not None and former.state in runs.ACTIVE:
        if not runs.is_stalled(former):
            raise DomainError(_("すでに計算中です。終わるまでお待ちください。"))
        _end(former, RunState.FAILED, Failure.DIED)
    elif former is not None and former.state is RunState.FOUND:
        _end(former, RunState.DISCARDED)
    found = seating(work)
    _check(found, away)
    run = ArrangementRun(
        forum_id=work.forum_id,
        work_id=work.id,
        is_late=is_late,
        version=found.arrangement.version,
        problem={"input": problem(found, is_late=is_late, away=away, evens=evens), "away": sorted(away)},
        asked_by=by.label,
        asked_at=clock.now(),
    )
    db.session.add(run)
    db.session.flush()
    jobs.enqueue(JOB, f"{JOB}:{run.id}", clock.now(), run_id=run.id)
    audit.record(by, "arrangement.asked", work)
    return run


def _check(found: Seating, away: Collection[int]) -> None:
    number = sum(one.id not in away for one in found.candidates)
    if not found.groups:
        raise DomainError(_("班がまだありません。先に班を作ってください。"))
    if not number:
        raise DomainError(_("班に入る人がいません。参加登録があると、班編成ができます。"))
    capacities = [one.capacity for one in found.groups]
    if None not in capacities and sum(one or 0 for one in capacities) < number:
        raise DomainError(
            _(
                "班の定員の合計は%(seats)d人ですが、班に入る人は%(people)d人います。定員か班の数を増やしてください。",
                seats=sum(one or 0 for one in capacities),
                people=number,
            )
        )


def cancel(run: ArrangementRun, *, by: Actor) -> None:
    """Ask a search to stop; one that nobody works on ends at once."""
    lock(run)
    if run.state is RunState.QUEUED or runs.is_stalled(run):
        _end(run, RunState.CANCELLED)
    elif run.state is RunState.RUNNING:
        run.wants_cancel = True
    else:
        return
    audit.record(by, "arrangement.cancelled", _work_of(run))


def discard(run: ArrangementRun, *, by: Actor) -> None:
    """Put a proposal away."""
    lock(run)
    if run.state is RunState.FOUND:
        _end(run, RunState.DISCARDED)
        audit.record(by, "arrangement.plan_discarded", _work_of(run))


def take(
    run: ArrangementRun, *, by: Actor, version: int, chosen: Collection[tuple[int, int]] | None = None
) -> int:
    """Make a proposal the draft; returns how many (round, person) changed.

    Of a late change only what is in ``chosen`` ((round, registration id)); None: all. Whoever was pinned meanwhile
    stays, as does whoever would sit in a group that is gone; whoever takes no part any more is left out. Raises ArrangementChanged.
    """
    work = _work_of(run)
    lock(work, run)
    if run.state is not RunState.FOUND or run.result is None:
        raise DomainError(_("この案は、すでに採用したか取りやめたものです。"))
    action = LATE_TAKEN if run.is_late else TAKEN
    found = seating(work)
    with arranging(work, by=by, action=action, version=version) as draft:
        before = dict(draft.seats)
        wanted = plan_of(run.result, found)
        for chair in changed_chairs(draft.seats, wanted, unasked(run, found)):
            if chosen is None or tuple(chair) in chosen:
                _sit(draft, chair, wanted.get(chair))
        everybody = before.keys() | draft.seats.keys()
        number = sum(before.get(chair) != draft.seats.get(chair) for chair in everybody)
    _end(run, RunState.TAKEN)
    return number


def plan_of(result: dict[str, Any], found: Seating) -> dict[Chair, int]:
    """Return {chair: group id} of what was found, of people, groups and rounds that there still are."""
    people = {one.id for one in found.candidates}
    groups = {one.id for one in found.groups}
    return {
        Chair(number, int(person)): group
        for number, plan in enumerate(result["rounds"], start=1)
        for person, group in plan.items()
        if int(person) in people and group in groups and number <= found.arrangement.rounds
    }


def unasked(run: ArrangementRun, found: Seating) -> set[int]:
    """Return those who take part and for whom there is no plan: they came later, or their group there is gone."""
    groups = {one.id for one in found.groups}
    plans = (run.result or {}).get("rounds", [])
    astray = {int(person) for plan in plans for person, group in plan.items() if group not in groups}
    asked = {int(one["id"]) for one in run.problem["input"]["people"]} | set(run.problem["away"])
    return {one.id for one in found.candidates if one.id not in asked or one.id in astray}


def changed_chairs(
    seats: Mapping[Chair, Seat], wanted: Mapping[Chair, int], left_alone: Collection[int]
) -> list[Chair]:
    """Return where a plan differs from the draft; pinned people stay, and those whom it does not know."""
    return [
        chair
        for chair in sorted(seats.keys() | wanted.keys())
        if chair.registration_id not in left_alone
        and not (chair in seats and seats[chair].is_pinned and chair in wanted)
        and wanted.get(chair) != (seats[chair].group_id if chair in seats else None)
    ]


def _sit(draft: Draft, chair: Chair, group_id: int | None) -> None:
    draft.seats.pop(chair, None)
    if group_id is not None:
        draft.seats[chair] = Seat(group_id)


def _end(run: ArrangementRun, state: RunState, error: str = "") -> None:
    run.state, run.error, run.ended_at = state, error, clock.now()


def _work_of(run: ArrangementRun) -> GroupWork:
    return db.session.get_one(GroupWork, run.work_id)
