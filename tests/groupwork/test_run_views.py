"""Searches for a plan: done by the worker, watched, cancelled; proposals taken in whole, in part, or put away."""

import re

import pytest
import sqlalchemy as sa

from forumapp.core import jobs
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.directory.models import Department, Rank
from forumapp.groupwork.arrangement import ArrangementRun, Pattern, RunState
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.panels import own_group
from forumapp.groupwork.queries.arrangement import arrangement_of
from forumapp.groupwork.services import moving, setup
from forumapp.groupwork.services.arranging import seats_of
from forumapp.registration.models import Registration, RegistrationState
from tests.groupwork.factories import make_person
from tests.groupwork.pages import board, groups, on_board, token_in


def found_run(work):
    db.session.expire_all()
    return db.session.scalars(sa.select(ArrangementRun).order_by(ArrangementRun.id.desc())).first()


def test_the_worker_finds_a_plan_that_is_taken_as_one_change(seating_work, people, arranger):
    assert on_board(arranger, seating_work, "/runs").status_code == 303
    run = found_run(seating_work)
    assert (run.state, groups(seating_work)) == (RunState.QUEUED, {})
    page = board(seating_work, f"/runs/{run.id}")
    assert 'data-poll="2"' in arranger.get(page).text
    db.session.rollback()
    jobs.run_due()
    run = found_run(seating_work)
    assert (run.state, run.progress, run.error) == (RunState.FOUND, 100, "")
    shown = arranger.get(page).text
    assert "これ以上均等にはできないことが、計算で確かめられています。" in shown
    assert groups(seating_work) == {}
    assert on_board(arranger, seating_work, f"/runs/{run.id}/taking").status_code == 303
    assert sorted(list(groups(seating_work).values()).count(group.id) for group in seating_work.groups) == [
        2,
        2,
        2,
    ]
    assert arrangement_of(seating_work.groups[0].work).version == 1
    assert on_board(arranger, seating_work, f"/runs/{run.id}/taking").status_code == 409


def test_a_late_change_moves_only_who_must_and_takes_what_is_ticked(
    seating_work, people, arranger, transaction
):
    on_board(arranger, seating_work, "/runs")
    db.session.rollback()
    jobs.run_due()
    on_board(arranger, seating_work, f"/runs/{found_run(seating_work).id}/taking")
    before = groups(seating_work)
    with transaction():
        db.session.get(type(people[0]), people[0].id).state = RegistrationState.CANCELLED
    new = make_person(seating_work.forum, "新", organisation_name="新市")
    token = token_in(arranger, board(seating_work, "/runs/late"))
    assert arranger.post(board(seating_work, "/runs/late"), data={"csrf_token": token}).status_code == 303
    db.session.rollback()
    jobs.run_due()
    run = found_run(seating_work)
    page = arranger.get(board(seating_work, f"/runs/{run.id}")).text
    assert re.findall(r'name="moves" value="(\d+-\d+)"', page) == [f"1-{people[0].id}", f"1-{new.id}"]
    assert "参加を取りやめました。" in page
    assert on_board(arranger, seating_work, f"/runs/{run.id}/taking").status_code == 409
    assert (
        on_board(arranger, seating_work, f"/runs/{run.id}/taking", moves=[f"1-{new.id}"]).status_code == 303
    )
    after = groups(seating_work)
    assert {person: group for person, group in after.items() if person != new.id} == before
    assert after[new.id] in {group.id for group in seating_work.groups}


def test_a_late_change_evens_groups_out_only_where_that_is_wished(
    seating_work, people, arranger, transaction
):
    with transaction() as session:
        chief, taxes = (
            session.scalars(sa.select(Rank)).first(),
            session.scalars(sa.select(Department)).first(),
        )
        for person in people[:2]:
            session.get(Registration, person.id).department_id = taxes.id
            session.get(Registration, person.id).rank_id = chief.id
    for number, group in enumerate(seating_work.groups):
        with transaction():
            pair = [person.id for person in people[2 * number : 2 * number + 2]]
            moving.move(group.work, pair, group.id, by=SYSTEM)
    found = {}
    for evens in ("", "1"):
        assert on_board(arranger, seating_work, "/runs/late", evens=evens).status_code == 303
        db.session.rollback()
        jobs.run_due()
        result = found_run(seating_work).result
        found[evens] = (result["moved"], result["cost"])
    assert found == {"": (0, 5 + 3 + 3), "1": (1, 3 + 0 + 1)}, (
        "three pairs share coming on site; then groups of 3, 1, 2"
    )


def test_a_search_is_cancelled_before_it_begins_and_put_away_after_it_ended(seating_work, people, arranger):
    on_board(arranger, seating_work, "/runs")
    first = found_run(seating_work)
    assert on_board(arranger, seating_work, "/runs").status_code == 409
    assert on_board(arranger, seating_work, f"/runs/{first.id}/cancellation").status_code == 303
    db.session.rollback()
    jobs.run_due()
    assert found_run(seating_work).state is RunState.CANCELLED
    on_board(arranger, seating_work, "/runs")
    db.session.rollback()
    jobs.run_due()
    run = found_run(seating_work)
    assert on_board(arranger, seating_work, f"/runs/{run.id}/discarding").status_code == 303
    assert (found_run(seating_work).state, groups(seating_work)) == (RunState.DISCARDED, {})


def test_a_search_whose_worker_died_is_told_and_can_be_started_anew(
    seating_work, people, arranger, transaction, clock
):
    on_board(arranger, seating_work, "/runs")
    with transaction():
        found_run(seating_work).state = RunState.RUNNING
    page = board(seating_work, f"/runs/{found_run(seating_work).id}")
    assert "計算が止まっているようです" not in arranger.get(page).text
    clock.advance(seconds=31)
    assert "計算が止まっているようです" in arranger.get(page).text
    db.session.rollback()
    jobs.run_due()
    assert (found_run(seating_work).state, found_run(seating_work).error) == (RunState.FAILED, "died")
    assert "計算していたプログラムが途中で止まりました" in arranger.get(page).text
    assert on_board(arranger, seating_work, "/runs").status_code == 303


def test_conditions_that_leave_no_plan_fail_in_words(seating_work, people, arranger):
    ids = [one.id for one in people[:2]]
    on_board(arranger, seating_work, "/rules", people=ids, kind="apart")
    on_board(arranger, seating_work, "/rules", people=ids, kind="together")
    on_board(arranger, seating_work, "/runs")
    db.session.rollback()
    jobs.run_due()
    run = found_run(seating_work)
    assert (run.state, run.error) == (RunState.FAILED, "apart")
    assert (
        "「別々の班」の条件を満たす班編成がありません"
        in arranger.get(board(seating_work, f"/runs/{run.id}")).text
    )


def test_without_seats_for_all_no_search_begins(seating_work, people, arranger, transaction):
    with transaction():
        for group in seating_work.groups:
            setup.change_group(db.session.get(type(group), group.id), by=SYSTEM, capacity=1)
    assert on_board(arranger, seating_work, "/runs").status_code == 409
    assert db.session.scalars(sa.select(ArrangementRun)).all() == []


def test_nobody_who_came_later_is_thrown_out_by_an_older_plan(seating_work, people, arranger, transaction):
    on_board(arranger, seating_work, "/runs")
    db.session.rollback()
    jobs.run_due()
    new = make_person(seating_work.forum, "後")
    on_board(arranger, seating_work, "/moves", people=[new.id], group=seating_work.groups[0].id)
    on_board(arranger, seating_work, f"/runs/{found_run(seating_work).id}/taking")
    assert groups(seating_work)[new.id] == seating_work.groups[0].id
    assert len(groups(seating_work)) == 7


def test_who_was_first_is_named_where_a_proposal_is_late(seating_work, people, arranger):
    on_board(arranger, seating_work, "/runs")
    db.session.rollback()
    jobs.run_due()
    on_board(arranger, seating_work, "/moves", people=[people[0].id], group=seating_work.groups[0].id)
    late = on_board(arranger, seating_work, f"/runs/{found_run(seating_work).id}/taking", version="0")
    assert late.status_code == 409
    name = f"{people[0].family_name} {people[0].given_name}"
    assert re.search(f"先に行われた変更：.+さんの「{name}さんの移動」", late.text)
    assert list(groups(seating_work)) == [people[0].id]


@pytest.mark.parametrize("pattern", [Pattern.HOSTS, Pattern.HOME])
def test_several_rounds_are_found_shown_in_tabs_published_and_told(
    seating_work, people, arranger, transaction, pattern
):
    others = [make_person(seating_work.forum, f"後{number}") for number in range(3)]
    everybody = [one.id for one in [*people, *others]]
    with transaction():
        work = db.session.get(GroupWork, seating_work.groups[0].work_id)
        arrangement = arrangement_of(work)
        arrangement.pattern, arrangement.rounds = pattern, 3
        db.session.add(arrangement)
        for person, group in zip(everybody, seating_work.groups, strict=False):
            moving.move(work, [person], group.id, by=SYSTEM)
            moving.pin(work, [person], by=SYSTEM, pinned=True)
    on_board(arranger, seating_work, "/runs")
    db.session.rollback()
    jobs.run_due()
    run = found_run(seating_work)
    assert (run.state, run.error) == (RunState.FOUND, "")
    assert on_board(arranger, seating_work, f"/runs/{run.id}/taking").status_code == 303
    db.session.rollback()
    seats = seats_of(seating_work.groups[0].work_id)
    assert sorted(seats) == [(number, person) for number in (1, 2, 3) for person in sorted(everybody)]
    for number in (1, 2, 3):
        page = arranger.get(board(seating_work, f"?round={number}")).text
        tabs = re.findall(r'round=\d"( aria-current="page")?>(第\dラウンド)</a>', page)
        assert [word for _current, word in tabs] == ["第1ラウンド", "第2ラウンド", "第3ラウンド"]
        assert [word for current, word in tabs if current] == [f"第{number}ラウンド"]
    page = board(seating_work, "/publication")
    shown = re.search(r'name="version"[^>]* value="(\d+)"', arranger.get(page).text)[1]
    data = {"csrf_token": token_in(arranger, page), "version": shown}
    assert arranger.post(page, data=data).status_code == 303
    db.session.rollback()
    numbers = {group.id: group.number for group in seating_work.groups}
    for ident in (everybody[0], everybody[-1]):
        rows = own_group(db.session.get(Registration, ident)).rows
        told = [row.text for row in rows if row.name.startswith("グループワーク・グループ発表")]
        assert told == [f"{numbers[seats[number, ident].group_id]}班" for number in (1, 2, 3)]
    if pattern is Pattern.HOSTS:
        assert len({seats[number, everybody[0]].group_id for number in (1, 2, 3)}) == 1
    else:
        assert all(seats[1, one].group_id == seats[3, one].group_id for one in everybody)
