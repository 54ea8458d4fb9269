"""Pages that are out of date, forged or not one's own: nothing is done to what nobody looked at, and nothing breaks."""

import pytest
import sqlalchemy as sa

from forumapp.core import jobs
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Forum, Role
from forumapp.groupwork.arrangement import Arrangement, PublishedPlacement
from forumapp.groupwork.errors import ArrangementChanged
from forumapp.groupwork.models import Group, GroupWork, Note
from forumapp.groupwork.queries import boards, works
from forumapp.groupwork.services import hall, publishing, setup
from forumapp.groupwork.services.arranging import Chair, Seat, arranging, hold
from tests.accounts.factories import writing
from tests.forums.factories import sign_in_as
from tests.groupwork.factories import add_note, link_of, make_work
from tests.groupwork.pages import board, desk, groups, on_board, post
from tests.groupwork.test_changes import ANNE, BEN, add, edit, send  # noqa: F401
from tests.groupwork.test_run_views import found_run

HUGE = "9" * 20


@pytest.fixture
def work(app):
    return make_work(themes=1, groups=3)


@pytest.fixture
def editor(client, work):
    sign_in_as(client, work.forum, Role.EDITOR)
    return client


def shown(work):
    db.session.rollback()
    found = boards.board_of(db.session.get_one(GroupWork, work.groups[0].work_id))
    return [card.text for card in boards.cards_of(found)]


def test_words_that_the_moderator_did_not_see_are_not_shown(editor, work):
    note = add_note(work.groups[0], work.themes[0], "人材が足りない")
    page = desk(work, f"screen/{note.group.work_id}")
    looked_at = f"show:{note.id}.{note.version}"
    with writing():
        found = db.session.get_one(Note, note.id)
        found.text, found.version = "係長が悪い", found.version + 1
    late = post(editor, f"{page}/cards", page, do=looked_at)
    assert (late.status_code, "もう一度投影してください" in late.text) == (422, True)
    assert shown(work) == []
    post(editor, f"{page}/cards", page, do=f"show:{note.id}.{note.version}")
    assert shown(work) == ["係長が悪い"]


@pytest.mark.parametrize("query", [{"theme": HUGE}, {"group": HUGE}, {"theme": "-1"}])
def test_a_number_that_no_column_holds_filters_nothing(editor, work, query):
    page = desk(work, f"screen/{work.groups[0].work_id}")
    assert editor.get(page, query_string=query).status_code == 200


@pytest.mark.parametrize("seen", ["あ", "1\r\nX: y", '"', "٣.1", f"{HUGE}.1"])
def test_a_stamp_of_no_sense_is_none(editor, work, seen):
    page = desk(work, f"summary/themes/{work.themes[0].id}/news")
    assert editor.get(page, query_string={"seen": seen}).status_code == 200


def test_a_facilitator_sees_the_own_slide_and_what_the_hall_sees(client, work):
    account = sign_in_as(client, work.forum, Role.FACILITATOR)
    with writing():
        db.session.get_one(Group, work.groups[0].id).account_id = account.id
    slides = [desk(work, f"screen/{one.work_id}/talks/{one.id}") for one in work.groups]
    assert [client.get(slide).status_code for slide in slides] == [200, 404, 404]
    assert slides[1] not in client.get(slides[0]).text
    with writing():
        group = db.session.get_one(Group, work.groups[2].id)
        hall.present(group.work, group, by=SYSTEM)
    assert [client.get(slide).status_code for slide in slides] == [200, 404, 200]


def test_the_links_to_notes_end_with_the_purge_of_the_forum(client, work, clock):
    paths = [link_of(work.groups[0]), f"/recorders/{works.recorder_token_of(work.groups[0])}/"]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    with writing():
        db.session.get_one(Forum, work.forum.id).purged_at = clock.instant
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_whoever_took_the_place_of_an_aside_before_three_texts_at_once_all_stay(send, add):  # noqa: F811
    one, aside = "1" * 32, "2" * 32
    send(ANNE, add(one, "元"), edit(one, "アン", 1))
    send(BEN, edit(one, "ベン", 1, aside))
    for author in "345":
        said = send(author * 32, edit(one, f"{author}番", 1, aside))
        assert said.status_code == 200
    db.session.rollback()
    found = set(db.session.scalars(sa.select(Note.text).where(Note.withdrawn_at.is_(None))))
    assert found == {"アン", "ベン", "3番", "4番", "5番"}


def test_a_version_that_was_read_before_the_lock_does_not_count(seating_work, people):
    row = seating_work.groups[0].work
    with writing(), arranging(row, by=SYSTEM, action="arrangement.members_set") as draft:
        draft.seats[Chair(1, people[0].id)] = Seat(seating_work.groups[0].id)
    with writing():
        found = db.session.get_one(Arrangement, row.id)
        others = sa.update(Arrangement).values(version=Arrangement.version + 1)
        db.session.execute(others.execution_options(synchronize_session=False))
        with (
            pytest.raises(ArrangementChanged),
            arranging(row, by=SYSTEM, action="arrangement.moved", version=found.version),
        ):
            pass


def test_a_round_that_is_no_more_is_neither_filled_nor_published(seating_work, people, arranger):
    row, group = seating_work.groups[0].work, seating_work.groups[0]
    with writing():
        hold(row).rounds = 2
    for number in "12":
        on_board(arranger, seating_work, "/moves", people=[people[0].id], group=group.id, round=number)
    with writing():
        hold(db.session.get_one(GroupWork, row.id)).rounds = 1
    late = on_board(arranger, seating_work, "/moves", people=[people[1].id], group=group.id, round="2")
    assert (late.status_code, "このラウンドは" in late.text) == (422, True)
    with writing():
        publishing.publish(db.session.get_one(GroupWork, row.id), by=SYSTEM)
    db.session.rollback()
    assert list(db.session.scalars(sa.select(PublishedPlacement.round))) == [1]
    assert "まだ公開していない" not in arranger.get(board(seating_work)).text


def test_an_older_plan_unseats_nobody_whose_group_there_is_gone(seating_work, people, arranger):
    on_board(arranger, seating_work, "/runs")
    db.session.rollback()
    jobs.run_due()
    run = found_run(seating_work)
    gone, kept = seating_work.groups[2], seating_work.groups[0]
    astray = [int(person) for person, group in run.result["rounds"][0].items() if group == gone.id]
    with writing():
        setup.withdraw_group(db.session.get_one(Group, gone.id), by=SYSTEM)
    on_board(arranger, seating_work, "/moves", people=astray, group=kept.id)
    assert on_board(arranger, seating_work, f"/runs/{run.id}/taking").status_code == 303
    seats = groups(seating_work)
    assert (len(astray), [seats.get(one) for one in astray]) == (2, [kept.id, kept.id])
    assert len(seats) == len(people)
