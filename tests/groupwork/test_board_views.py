"""The board of groups: changes by forms, warnings that block nothing, two organisers at once."""

import gzip
import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from forumapp.attendance.models import CheckIn
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.forums.models import Mode, Role
from forumapp.groupwork.arrangement import GroupingRule
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.services import moving, runs, setup
from forumapp.groupwork.services.arranging import Chair, Seat, seats_of
from forumapp.registration.models import RegistrationState
from tests.counting import statements
from tests.forums.factories import make_organisation, sign_in_as
from tests.groupwork.factories import make_person
from tests.groupwork.pages import board, groups, on_board

DAY = datetime(2024, 8, 1, 3, 0, tzinfo=UTC)


def test_ticked_people_move_into_a_group_and_out_again(seating_work, people, arranger):
    one, two = people[0].id, people[1].id
    assert (
        on_board(
            arranger, seating_work, "/moves", people=[one, two], group=seating_work.groups[1].id
        ).status_code
        == 303
    )
    assert groups(seating_work) == {one: seating_work.groups[1].id, two: seating_work.groups[1].id}
    assert on_board(arranger, seating_work, "/moves", people=[one], group="0").status_code == 303
    assert groups(seating_work) == {two: seating_work.groups[1].id}
    page = arranger.get(board(seating_work)).text
    assert re.findall(r'<section class="board__group[^"]*" data-group="(\d+)"', page) == [
        "0",
        *(str(group.id) for group in seating_work.groups),
    ]


def test_two_people_swap_and_undo_and_redo_bring_them_back(seating_work, people, arranger, transaction):
    one, two = people[0].id, people[1].id
    on_board(arranger, seating_work, "/moves", people=[one], group=seating_work.groups[0].id)
    on_board(arranger, seating_work, "/moves", people=[two], group=seating_work.groups[1].id)
    assert on_board(arranger, seating_work, "/swaps", people=[one, two]).status_code == 303
    swapped = {one: seating_work.groups[1].id, two: seating_work.groups[0].id}
    assert groups(seating_work) == swapped
    assert on_board(arranger, seating_work, "/undo").status_code == 303
    assert groups(seating_work) == {one: seating_work.groups[0].id, two: seating_work.groups[1].id}
    assert on_board(arranger, seating_work, "/redo").status_code == 303
    assert groups(seating_work) == swapped
    history = arranger.get(board(seating_work, "/history")).text
    assert re.findall(r"<p><strong>(.*?)</strong>", history) == [
        "やり直し：2人の入れ替え",
        "取り消し：2人の入れ替え",
        "2人の入れ替え",
        f"人1 {people[1].given_name}さんの移動",
        f"人0 {people[0].given_name}さんの移動",
    ]


def test_a_change_of_somebody_else_is_taken_back_only_after_a_question_with_their_name(
    seating_work, people, arranger, transaction
):
    one, group = people[0].id, seating_work.groups[0].id
    with transaction():
        work = db.session.get(GroupWork, seating_work.groups[0].work_id)
        moving.move(work, [one], group, by=Actor("account", 99, "伊藤"))
    for step, before, after, question in (
        ("/undo", {one: group}, {}, "取り消しますか"),
        ("/redo", {}, {one: group}, "やり直しますか"),
    ):
        asked = on_board(arranger, seating_work, step)
        assert asked.status_code == 200
        assert re.search(f"伊藤さんの「人0 .+さんの移動」.+を{question}", asked.text)
        assert groups(seating_work) == before
        assert on_board(arranger, seating_work, step, version="0", decided="yes").status_code == 409
        assert on_board(arranger, seating_work, step, decided="yes").status_code == 303
        assert groups(seating_work) == after


def test_a_refusal_is_said_once(seating_work, people, arranger):
    answer = on_board(arranger, seating_work, "/moves", group=seating_work.groups[0].id)
    assert (answer.status_code, answer.text.count("人を選んでください。")) == (422, 1)


@pytest.mark.parametrize("chosen", [0, 1, 3])
def test_a_swap_needs_two(seating_work, people, arranger, chosen):
    ids = [one.id for one in people[:chosen]]
    assert on_board(arranger, seating_work, "/swaps", people=ids).status_code == 422
    assert groups(seating_work) == {}


def test_pinned_people_are_marked_and_let_go(seating_work, people, arranger):
    one = people[0].id
    assert on_board(arranger, seating_work, "/pins", people=[one], pinned="yes").status_code == 422
    on_board(arranger, seating_work, "/moves", people=[one], group=seating_work.groups[0].id)
    assert on_board(arranger, seating_work, "/pins", people=[one], pinned="yes").status_code == 303
    assert seats_of(seating_work.groups[0].work_id) == {
        Chair(1, one): Seat(seating_work.groups[0].id, is_pinned=True)
    }
    assert on_board(arranger, seating_work, "/pins", people=[one], pinned="no").status_code == 303
    db.session.expire_all()
    assert seats_of(seating_work.groups[0].work_id) == {Chair(1, one): Seat(seating_work.groups[0].id)}


def test_rules_are_made_of_ticked_people_and_broken_ones_are_said(seating_work, people, arranger):
    ids = [one.id for one in people[:2]]
    assert on_board(arranger, seating_work, "/rules", people=ids[:1], kind="apart").status_code == 422
    assert on_board(arranger, seating_work, "/rules", people=ids, kind="apart").status_code == 303
    assert on_board(arranger, seating_work, "/rules", people=ids, kind="apart").status_code == 422
    assert (
        on_board(arranger, seating_work, "/moves", people=ids, group=seating_work.groups[0].id).status_code
        == 303
    )
    assert arranger.get(board(seating_work)).text.count("「別々の班」の条件の人が同じ班にいます") == 1
    rule = db.session.scalars(sa.select(GroupingRule)).one()
    assert on_board(arranger, seating_work, f"/rules/{rule.id}/withdrawal").status_code == 303
    assert arranger.get(board(seating_work)).text.count("「別々の班」の条件の人が同じ班にいます") == 0
    assert on_board(arranger, seating_work, f"/rules/{rule.id}/withdrawal").status_code == 404


def test_warnings_name_organisation_mode_and_seats_and_block_nothing(seating_work, arranger, transaction):
    city = make_organisation(name="長崎市", code="422011")
    same = [
        make_person(seating_work.forum, f"同{number}", organisation_id=city.id, organisation_name="長崎市")
        for number in range(4)
    ]
    online = make_person(seating_work.forum, "遠", mode=Mode.WEB, organisation_name="離島町")
    with transaction():
        setup.change_group(
            db.session.get(type(seating_work.groups[0]), seating_work.groups[0].id),
            by=SYSTEM,
            capacity=2,
            mode=Mode.ON_SITE,
            home_id=city.id,
        )
    everybody = [*(one.id for one in same), online.id]
    assert (
        on_board(
            arranger, seating_work, "/moves", people=everybody, group=seating_work.groups[0].id
        ).status_code
        == 303
    )
    said = re.findall(
        r'<p class="board__doubt">.*?<span>(.*?)</span></p>', arranger.get(board(seating_work)).text
    )
    assert said[0] == "定員2人に対して5人います。"
    assert said[1] == "長崎市の人が4人います（均等に分けると2人まで）。"
    assert said[2].startswith("進行役と同じ団体の人がいます：")
    assert said[3] == f"参加方法がほかの人と違います：遠 {online.given_name}さん（Web参加）"


def test_who_was_late_sees_the_other_change_and_loses_no_tick(seating_work, people, arranger):
    ids = [one.id for one in people]
    on_board(arranger, seating_work, "/moves", people=ids[:1], group=seating_work.groups[0].id)
    late = on_board(
        arranger, seating_work, "/moves", version="0", people=ids[1:3], group=seating_work.groups[2].id
    )
    assert late.status_code == 409
    assert re.findall(r'name="people" value="(\d+)" checked', late.text) == [str(one) for one in ids[1:3]]
    assert re.findall(rf'<option value="{seating_work.groups[2].id}" selected>', late.text) != []
    assert "先に行われた変更：" in late.text
    assert groups(seating_work) == {ids[0]: seating_work.groups[0].id}


def test_somebody_who_called_off_is_greyed_and_can_only_be_taken_out(
    seating_work, people, arranger, transaction
):
    ids = [people[0].id, people[1].id]
    on_board(arranger, seating_work, "/moves", people=ids, group=seating_work.groups[0].id)
    with transaction():
        db.session.get(type(people[0]), ids[0]).state = RegistrationState.CANCELLED
    page = arranger.get(board(seating_work)).text
    assert page.count("参加取りやめ") == 1
    assert (
        on_board(
            arranger, seating_work, "/moves", people=ids[:1], group=seating_work.groups[1].id
        ).status_code
        == 422
    )
    assert on_board(arranger, seating_work, "/moves", people=ids[:1], group="0").status_code == 303
    assert groups(seating_work) == {ids[1]: seating_work.groups[0].id}


def test_on_the_day_who_is_not_checked_in_is_marked_apart_from_who_called_off(
    seating_work, people, arranger, transaction, clock
):
    clock.instant = DAY
    sign_in_as(arranger, seating_work.forum, Role.EDITOR)
    with transaction() as session:
        row = CheckIn(
            forum_id=seating_work.forum.id,
            registration_id=people[0].id,
            client_id="a" * 32,
            at=DAY,
            received_at=DAY,
        )
        session.add(row)
    assert arranger.get(board(seating_work)).text.count("受付前") == 5
    assert arranger.get(board(seating_work, "/runs/late")).text.count('name="away"') == 5


def test_the_board_asks_as_many_statements_for_two_hundred_as_for_twenty(seating_work, arranger):
    few = [make_person(seating_work.forum, organisation_name=f"町{number}") for number in range(20)]
    on_board(
        arranger, seating_work, "/moves", people=[one.id for one in few], group=seating_work.groups[0].id
    )
    arranger.get(board(seating_work))
    small = statements(lambda: arranger.get(board(seating_work)))
    many = [make_person(seating_work.forum, organisation_name=f"村{number}") for number in range(180)]
    on_board(
        arranger, seating_work, "/moves", people=[one.id for one in many], group=seating_work.groups[1].id
    )
    assert statements(lambda: arranger.get(board(seating_work))) == small


def test_news_say_that_somebody_else_changed_it_and_nothing_else(seating_work, people, arranger):
    quiet = arranger.get(board(seating_work, "/news?seen=0"))
    assert "ほかの画面で" not in quiet.text
    again = arranger.get(
        board(seating_work, "/news?seen=0"), headers={"If-None-Match": quiet.headers["ETag"]}
    )
    assert again.status_code == 304
    on_board(arranger, seating_work, "/moves", people=[people[0].id], group=seating_work.groups[0].id)
    assert "ほかの画面で班編成が変更されました" in arranger.get(board(seating_work, "/news?seen=0")).text


def test_every_page_is_complete_in_english(seating_work, people, arranger, transaction):
    with transaction():
        own = db.session.get(type(seating_work.groups[0].work), seating_work.groups[0].work_id)
        moving.move(own, [people[0].id], seating_work.groups[0].id, by=SYSTEM)
        run = runs.start(own, by=SYSTEM)
        ident = run.id
    for rest in ("", "/history", "/runs/late", "/publication", f"/runs/{ident}"):
        page = arranger.get(board(seating_work, rest) + "?lang=en").text
        assert (
            re.findall("[ぁ-ん]", re.sub(r"<(nav|header|footer|title).*?</\1>", "", page, flags=re.DOTALL))
            == []
        ), rest


def test_the_board_of_ninety_one_people_stays_within_its_budget(seating_work, arranger):
    people = [make_person(seating_work.forum, organisation_name=f"市{number}") for number in range(91)]
    on_board(arranger, seating_work, "/moves", people=[one.id for one in people], group="1")
    page = arranger.get(board(seating_work)).data
    found = set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.decode()))
    weights = [len(gzip.compress(arranger.get(path).data)) for path in found]
    assert 1 + len(found) <= 9
    assert sum(weights) + len(gzip.compress(page)) <= 120_000
