"""The board of groups: changes by forms, warnings that block nothing, two organisers at once, late changes, publication."""

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from forumapp.attendance.models import CheckIn
from forumapp.core import jobs
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Mode, Role
from forumapp.groupwork.arrangement import ArrangementRun, GroupingRule, PublishedPlacement, RunState
from forumapp.groupwork.queries.arrangement import arrangement_of
from forumapp.groupwork.services import moving, runs, setup
from forumapp.groupwork.services.arranging import Chair, Seat, seats_of
from forumapp.groupwork.telling import KIND
from forumapp.mail import letters
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.models import RegistrationState
from tests.counting import statements
from tests.forums.factories import make_organisation, sign_in_as
from tests.groupwork.factories import make_person, make_work
from tests.groupwork.pages import desk, token_in

DAY = datetime(2024, 8, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def work(app):
    return make_work(themes=1, groups=3)


@pytest.fixture
def people(work):
    return [make_person(work.forum, f"人{number}", organisation_name=f"市{number}") for number in range(6)]


@pytest.fixture
def editor(client, work):
    sign_in_as(client, work.forum, Role.EDITOR)
    return client


def board(work, rest=""):
    return desk(work, f"arrangement/items/{work.item.id}{rest}")


def send(client, work, rest, *, version=None, **fields):
    """Send a form of the board as the browser would, to the version that the page shows."""
    page = client.get(board(work)).text
    shown = re.search(r'name="version"[^>]* value="(\d+)"', page)[1]
    token = token_in(client, board(work))
    return client.post(
        board(work, rest), data={"csrf_token": token, "version": version or shown, "round": "1", **fields}
    )


def groups(work):
    db.session.expire_all()
    return {chair.registration_id: seat.group_id for chair, seat in seats_of(work.groups[0].work_id).items()}


# --- by hand ----------------------------------------------------------------------------------------------


def test_ticked_people_move_into_a_group_and_out_again(work, people, editor):
    one, two = people[0].id, people[1].id
    assert send(editor, work, "/moves", people=[one, two], group=work.groups[1].id).status_code == 303
    assert groups(work) == {one: work.groups[1].id, two: work.groups[1].id}
    assert send(editor, work, "/moves", people=[one], group="0").status_code == 303
    assert groups(work) == {two: work.groups[1].id}
    page = editor.get(board(work)).text
    assert re.findall(r'<section class="board__group[^"]*" data-group="(\d+)"', page) == [
        "0",
        *(str(group.id) for group in work.groups),
    ]


def test_two_people_swap_and_undo_and_redo_bring_them_back(work, people, editor, transaction):
    one, two = people[0].id, people[1].id
    send(editor, work, "/moves", people=[one], group=work.groups[0].id)
    send(editor, work, "/moves", people=[two], group=work.groups[1].id)
    assert send(editor, work, "/swaps", people=[one, two]).status_code == 303
    swapped = {one: work.groups[1].id, two: work.groups[0].id}
    assert groups(work) == swapped
    assert send(editor, work, "/undo").status_code == 303
    assert groups(work) == {one: work.groups[0].id, two: work.groups[1].id}
    assert send(editor, work, "/redo").status_code == 303
    assert groups(work) == swapped
    history = editor.get(board(work, "/history")).text
    assert re.findall(r"<p><strong>(.*?)</strong>", history) == [
        "やり直し：2人の入れ替え",
        "取り消し：2人の入れ替え",
        "2人の入れ替え",
        f"人1 {people[1].given_name}さんの移動",
        f"人0 {people[0].given_name}さんの移動",
    ]


@pytest.mark.parametrize("chosen", [0, 1, 3])
def test_a_swap_needs_two(work, people, editor, chosen):
    ids = [one.id for one in people[:chosen]]
    assert send(editor, work, "/swaps", people=ids).status_code == 422
    assert groups(work) == {}


def test_pinned_people_are_marked_and_let_go(work, people, editor):
    one = people[0].id
    assert send(editor, work, "/pins", people=[one], pinned="yes").status_code == 422
    send(editor, work, "/moves", people=[one], group=work.groups[0].id)
    assert send(editor, work, "/pins", people=[one], pinned="yes").status_code == 303
    assert seats_of(work.groups[0].work_id) == {Chair(1, one): Seat(work.groups[0].id, is_pinned=True)}
    assert send(editor, work, "/pins", people=[one], pinned="no").status_code == 303
    db.session.expire_all()
    assert seats_of(work.groups[0].work_id) == {Chair(1, one): Seat(work.groups[0].id)}


def test_rules_are_made_of_ticked_people_and_broken_ones_are_said(work, people, editor):
    ids = [one.id for one in people[:2]]
    assert send(editor, work, "/rules", people=ids[:1], kind="apart").status_code == 422
    assert send(editor, work, "/rules", people=ids, kind="apart").status_code == 303
    assert send(editor, work, "/rules", people=ids, kind="apart").status_code == 422
    assert send(editor, work, "/moves", people=ids, group=work.groups[0].id).status_code == 303
    assert editor.get(board(work)).text.count("「別々の班」の条件の人が同じ班にいます") == 1
    rule = db.session.scalars(sa.select(GroupingRule)).one()
    assert send(editor, work, f"/rules/{rule.id}/withdrawal").status_code == 303
    assert editor.get(board(work)).text.count("「別々の班」の条件の人が同じ班にいます") == 0
    assert send(editor, work, f"/rules/{rule.id}/withdrawal").status_code == 404


def test_warnings_name_organisation_mode_and_seats_and_block_nothing(work, editor, transaction):
    city = make_organisation(name="長崎市", code="422011")
    same = [
        make_person(work.forum, f"同{number}", organisation_id=city.id, organisation_name="長崎市")
        for number in range(4)
    ]
    online = make_person(work.forum, "遠", mode=Mode.WEB, organisation_name="離島町")
    with transaction():
        setup.change_group(
            db.session.get(type(work.groups[0]), work.groups[0].id),
            by=SYSTEM,
            capacity=2,
            mode=Mode.ON_SITE,
            home_id=city.id,
        )
    everybody = [*(one.id for one in same), online.id]
    assert send(editor, work, "/moves", people=everybody, group=work.groups[0].id).status_code == 303
    said = re.findall(r'<p class="board__doubt">.*?<span>(.*?)</span></p>', editor.get(board(work)).text)
    assert said[0] == "定員2人に対して5人います。"
    assert said[1] == "長崎市の人が4人います（均等に分けると2人まで）。"
    assert said[2].startswith("進行役と同じ団体の人がいます：")
    assert said[3] == f"参加方法がほかの人と違います：遠 {online.given_name}さん（Web参加）"


def test_who_was_late_sees_the_other_change_and_loses_no_tick(work, people, editor):
    ids = [one.id for one in people]
    send(editor, work, "/moves", people=ids[:1], group=work.groups[0].id)
    late = send(editor, work, "/moves", version="0", people=ids[1:3], group=work.groups[2].id)
    assert late.status_code == 409
    assert re.findall(r'name="people" value="(\d+)" checked', late.text) == [str(one) for one in ids[1:3]]
    assert re.findall(rf'<option value="{work.groups[2].id}" selected>', late.text) != []
    assert "先に行われた変更：" in late.text
    assert groups(work) == {ids[0]: work.groups[0].id}


def test_somebody_who_called_off_is_greyed_and_can_only_be_taken_out(work, people, editor, transaction):
    ids = [people[0].id, people[1].id]
    send(editor, work, "/moves", people=ids, group=work.groups[0].id)
    with transaction():
        db.session.get(type(people[0]), ids[0]).state = RegistrationState.CANCELLED
    page = editor.get(board(work)).text
    assert page.count("参加取りやめ") == 1
    assert send(editor, work, "/moves", people=ids[:1], group=work.groups[1].id).status_code == 422
    assert send(editor, work, "/moves", people=ids[:1], group="0").status_code == 303
    assert groups(work) == {ids[1]: work.groups[0].id}


def test_on_the_day_who_is_not_checked_in_is_marked_apart_from_who_called_off(
    work, people, editor, transaction, clock
):
    clock.instant = DAY
    sign_in_as(editor, work.forum, Role.EDITOR)
    with transaction() as session:
        row = CheckIn(
            forum_id=work.forum.id, registration_id=people[0].id, client_id="a" * 32, at=DAY, received_at=DAY
        )
        session.add(row)
    assert editor.get(board(work)).text.count("受付前") == 5
    assert editor.get(board(work, "/runs/late")).text.count('name="away"') == 5


def test_the_board_asks_as_many_statements_for_two_hundred_as_for_twenty(work, editor):
    few = [make_person(work.forum, organisation_name=f"町{number}") for number in range(20)]
    send(editor, work, "/moves", people=[one.id for one in few], group=work.groups[0].id)
    editor.get(board(work))
    small = statements(lambda: editor.get(board(work)))
    many = [make_person(work.forum, organisation_name=f"村{number}") for number in range(180)]
    send(editor, work, "/moves", people=[one.id for one in many], group=work.groups[1].id)
    assert statements(lambda: editor.get(board(work))) == small


def test_news_say_that_somebody_else_changed_it_and_nothing_else(work, people, editor):
    quiet = editor.get(board(work, "/news?seen=0"))
    assert "ほかの画面で" not in quiet.text
    again = editor.get(board(work, "/news?seen=0"), headers={"If-None-Match": quiet.headers["ETag"]})
    assert again.status_code == 304
    send(editor, work, "/moves", people=[people[0].id], group=work.groups[0].id)
    assert "ほかの画面で班編成が変更されました" in editor.get(board(work, "/news?seen=0")).text


# --- searches ---------------------------------------------------------------------------------------------


def found_run(work):
    db.session.expire_all()
    return db.session.scalars(sa.select(ArrangementRun).order_by(ArrangementRun.id.desc())).first()


def test_the_worker_finds_a_plan_that_is_taken_as_one_change(work, people, editor):
    assert send(editor, work, "/runs").status_code == 303
    run = found_run(work)
    assert (run.state, groups(work)) == (RunState.QUEUED, {})
    page = board(work, f"/runs/{run.id}")
    assert 'data-poll="2"' in editor.get(page).text
    db.session.rollback()
    jobs.run_due()
    run = found_run(work)
    assert (run.state, run.progress, run.error) == (RunState.FOUND, 100, "")
    shown = editor.get(page).text
    assert "これ以上均等にはできないことが、計算で確かめられています。" in shown
    assert groups(work) == {}
    assert send(editor, work, f"/runs/{run.id}/taking").status_code == 303
    assert sorted(list(groups(work).values()).count(group.id) for group in work.groups) == [2, 2, 2]
    assert arrangement_of(work.groups[0].work).version == 1
    assert send(editor, work, f"/runs/{run.id}/taking").status_code == 409


def test_a_late_change_moves_only_who_must_and_takes_what_is_ticked(work, people, editor, transaction):
    send(editor, work, "/runs")
    db.session.rollback()
    jobs.run_due()
    send(editor, work, f"/runs/{found_run(work).id}/taking")
    before = groups(work)
    with transaction():
        db.session.get(type(people[0]), people[0].id).state = RegistrationState.CANCELLED
    new = make_person(work.forum, "新", organisation_name="新市")
    token = token_in(editor, board(work, "/runs/late"))
    assert editor.post(board(work, "/runs/late"), data={"csrf_token": token}).status_code == 303
    db.session.rollback()
    jobs.run_due()
    run = found_run(work)
    page = editor.get(board(work, f"/runs/{run.id}")).text
    assert re.findall(r'name="moves" value="(\d+-\d+)"', page) == [f"1-{people[0].id}", f"1-{new.id}"]
    assert "参加を取りやめました。" in page
    assert send(editor, work, f"/runs/{run.id}/taking").status_code == 409
    assert send(editor, work, f"/runs/{run.id}/taking", moves=[f"1-{new.id}"]).status_code == 303
    after = groups(work)
    assert {person: group for person, group in after.items() if person != new.id} == before
    assert after[new.id] in {group.id for group in work.groups}


def test_a_search_is_cancelled_before_it_begins_and_put_away_after_it_ended(work, people, editor):
    send(editor, work, "/runs")
    first = found_run(work)
    assert send(editor, work, "/runs").status_code == 409
    assert send(editor, work, f"/runs/{first.id}/cancellation").status_code == 303
    db.session.rollback()
    jobs.run_due()
    assert found_run(work).state is RunState.CANCELLED
    send(editor, work, "/runs")
    db.session.rollback()
    jobs.run_due()
    run = found_run(work)
    assert send(editor, work, f"/runs/{run.id}/discarding").status_code == 303
    assert (found_run(work).state, groups(work)) == (RunState.DISCARDED, {})


def test_a_search_whose_worker_died_is_told_and_can_be_started_anew(work, people, editor, transaction, clock):
    send(editor, work, "/runs")
    with transaction():
        found_run(work).state = RunState.RUNNING
    page = board(work, f"/runs/{found_run(work).id}")
    assert "計算が止まっているようです" not in editor.get(page).text
    clock.advance(seconds=31)
    assert "計算が止まっているようです" in editor.get(page).text
    db.session.rollback()
    jobs.run_due()
    assert (found_run(work).state, found_run(work).error) == (RunState.FAILED, "died")
    assert "計算していたプログラムが途中で止まりました" in editor.get(page).text
    assert send(editor, work, "/runs").status_code == 303


def test_conditions_that_leave_no_plan_fail_in_words(work, people, editor):
    ids = [one.id for one in people[:2]]
    send(editor, work, "/rules", people=ids, kind="apart")
    send(editor, work, "/rules", people=ids, kind="together")
    send(editor, work, "/runs")
    db.session.rollback()
    jobs.run_due()
    run = found_run(work)
    assert (run.state, run.error) == (RunState.FAILED, "apart")
    assert "「別々の班」の条件を満たす班編成がありません" in editor.get(board(work, f"/runs/{run.id}")).text


def test_without_seats_for_all_no_search_begins(work, people, editor, transaction):
    with transaction():
        for group in work.groups:
            setup.change_group(db.session.get(type(group), group.id), by=SYSTEM, capacity=1)
    assert send(editor, work, "/runs").status_code == 409
    assert db.session.scalars(sa.select(ArrangementRun)).all() == []


def test_nobody_who_came_later_is_thrown_out_by_an_older_plan(work, people, editor, transaction):
    send(editor, work, "/runs")
    db.session.rollback()
    jobs.run_due()
    new = make_person(work.forum, "後")
    send(editor, work, "/moves", people=[new.id], group=work.groups[0].id)
    send(editor, work, f"/runs/{found_run(work).id}/taking")
    assert groups(work)[new.id] == work.groups[0].id
    assert len(groups(work)) == 7


# --- publication ------------------------------------------------------------------------------------------


def publish(client, work, **fields):
    page = board(work, "/publication")
    shown = re.search(r'name="version"[^>]* value="(\d+)"', client.get(page).text)[1]
    data = {"csrf_token": token_in(client, page), "version": shown, **fields}
    return client.post(page, data=data)


def told():
    db.session.expire_all()
    found = sa.select(Letter).where(Letter.kind == KIND).order_by(Letter.id)
    return [letter for letter in db.session.scalars(found) if letter.state is LetterState.QUEUED]


def test_only_those_whose_group_changed_hear_of_it(work, people, editor, transaction):
    ids = [one.id for one in people]
    send(editor, work, "/moves", people=ids[:3], group=work.groups[0].id)
    assert publish(editor, work, tells="y").status_code == 303
    first = told()
    assert [one.recipe["registration_id"] for one in first] == ids[:3]
    with transaction():
        for letter in told():
            letter.state = LetterState.SENT
    send(editor, work, "/moves", people=ids[:1], group=work.groups[1].id)
    assert "公開したあとの変更が1人分あります。" in editor.get(board(work)).text
    assert publish(editor, work, tells="y").status_code == 303
    (letter,) = told()
    text = letters.build(letter).text
    assert letter.recipe["registration_id"] == ids[0]
    assert "あなたの班が変わりました。" in text
    assert "2班" in text
    assert "これまでは1班でした。" in text
    assert "知らせる人はいません" in editor.get(board(work, "/publication")).text


def test_without_the_tick_nobody_is_written_to(work, people, editor):
    send(editor, work, "/moves", people=[people[0].id], group=work.groups[0].id)
    assert publish(editor, work).status_code == 303
    assert told() == []
    assert len(db.session.scalars(sa.select(PublishedPlacement)).all()) == 1


def test_a_change_before_the_letter_went_out_is_one_letter_and_back_again_none(work, people, editor):
    one = people[0].id
    send(editor, work, "/moves", people=[one], group=work.groups[0].id)
    publish(editor, work, tells="y")
    send(editor, work, "/moves", people=[one], group=work.groups[1].id)
    publish(editor, work, tells="y")
    (letter,) = told()
    assert "あなたの班が決まりました。" in letters.build(letter).text
    send(editor, work, "/moves", people=[one], group="0")
    publish(editor, work, tells="y")
    (letter,) = told()
    assert letters.build(letter) is None


def test_an_old_page_publishes_nothing(work, people, editor):
    send(editor, work, "/moves", people=[people[0].id], group=work.groups[0].id)
    assert publish(editor, work, version="0").status_code == 409
    assert db.session.scalars(sa.select(PublishedPlacement)).all() == []


def test_every_page_is_complete_in_english(work, people, editor, transaction):
    with transaction():
        own = db.session.get(type(work.groups[0].work), work.groups[0].work_id)
        moving.move(own, [people[0].id], work.groups[0].id, by=SYSTEM)
        run = runs.start(own, by=SYSTEM)
        ident = run.id
    for rest in ("", "/history", "/runs/late", "/publication", f"/runs/{ident}"):
        page = editor.get(board(work, rest) + "?lang=en").text
        assert (
            re.findall("[ぁ-ん]", re.sub(r"<(nav|header|footer|title).*?</\1>", "", page, flags=re.DOTALL))
            == []
        ), rest
