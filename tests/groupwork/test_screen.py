"""The screen in the hall: what is on it, who sees it, what a question costs, and that an ended link shows nothing."""

import pytest
import sqlalchemy as sa

from forumapp.core import clock
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum
from forumapp.groupwork.models import Group, Note
from forumapp.groupwork.queries import boards
from forumapp.groupwork.services import boards as services
from forumapp.groupwork.services import hall
from tests.counting import listening as counted
from tests.groupwork.factories import add_note, make_person, make_work

PIECE = {"X-Fragment": "screen"}


@pytest.fixture
def work(app):
    made = make_work(themes=2, groups=2, facilitator="進行 太郎")
    return made.groups[0].work


@pytest.fixture
def notes(work):
    group, theme = work.groups[0], work.themes[0]
    return [add_note(group, theme, text) for text in ("人材が足りない", "予算が足りない")]


@pytest.fixture
def link(work, transaction):
    with transaction():
        services.open_link(work, by=SYSTEM)
    return f"/boards/{boards.token_of(boards.board_of(work))}/"


def act(transaction, do, *arguments, **values):
    with transaction():
        do(*arguments, by=SYSTEM, **values)


def test_the_screen_shows_what_was_chosen_and_nothing_else(client, work, notes, link, transaction):
    act(transaction, services.show, work, [notes[0].id])
    page = client.get(link).text
    assert ("人材が足りない" in page, "予算が足りない" in page) == (True, False)
    assert "進行 太郎" not in page
    assert "Set-Cookie" not in client.get(link).headers
    assert "<form" not in page


def test_the_answer_is_for_no_cache_and_a_question_about_nothing_new_is_304(
    client, work, notes, link, transaction
):
    first = client.get(link, headers=PIECE)
    assert first.headers["Cache-Control"] == "no-store"
    again = {**PIECE, "If-None-Match": first.headers["ETag"]}
    assert client.get(link, headers=again).status_code == 304
    with counted() as statements:
        assert client.get(link, headers=again).status_code == 304
    assert len(statements) == 1
    act(transaction, services.show, work, [notes[0].id])
    assert client.get(link, headers=again).status_code == 200


def test_what_groups_write_does_not_concern_the_screen(client, work, notes, link, transaction):
    act(transaction, services.show, work, [notes[0].id])
    tag = {**PIECE, "If-None-Match": client.get(link, headers=PIECE).headers["ETag"]}
    add_note(work.groups[1], work.themes[1], "別の意見")
    with transaction():
        notes[0].text, notes[0].version = "人材が大いに足りない", 2
    assert client.get(link, headers=tag).status_code == 304
    assert "人材が大いに足りない" not in client.get(link).text
    act(transaction, services.show, work, [notes[0].id])
    assert "人材が大いに足りない" in client.get(link).text


def test_a_withdrawn_note_leaves_the_screen(client, work, notes, link, transaction, clock):
    act(transaction, services.show, work, [note.id for note in notes])
    tag = {**PIECE, "If-None-Match": client.get(link, headers=PIECE).headers["ETag"]}
    with transaction():
        notes[0].withdrawn_at = clock.instant
    answer = client.get(link, headers=tag)
    assert (answer.status_code, "人材が足りない" in answer.text, "予算が足りない" in answer.text) == (
        200,
        False,
        True,
    )


def test_a_pause_keeps_what_was_shown_even_for_those_who_come_later(
    client, work, notes, link, transaction, clock
):
    act(transaction, services.show, work, [notes[0].id])
    act(transaction, services.pause, work)
    act(transaction, services.show, work, [notes[1].id])
    act(transaction, services.take_off, work, [notes[0].id])
    page = client.get(link).text
    assert ("人材が足りない" in page, "予算が足りない" in page, "一時停止中" in page) == (True, False, True)
    with transaction():
        notes[0].withdrawn_at = clock.instant
    assert "人材が足りない" not in client.get(link).text
    act(transaction, services.resume, work)
    page = client.get(link).text
    assert ("予算が足りない" in page, "一時停止中" in page) == (True, False)


def test_an_ended_link_is_not_found_also_in_the_short_way(client, work, notes, link, transaction):
    tag = {**PIECE, "If-None-Match": client.get(link, headers=PIECE).headers["ETag"]}
    assert client.get(link, headers=tag).status_code == 304
    act(transaction, services.close_link, work)
    assert client.get(link, headers=tag).status_code == client.get(link).status_code == 404
    act(transaction, services.open_link, work)
    assert client.get(link).status_code == 404
    assert client.get(f"/boards/{boards.token_of(boards.board_of(work))}/").status_code == 200


def test_a_purged_forum_shows_nothing_more(client, work, notes, link, transaction, clock):
    act(transaction, services.show, work, [notes[0].id])
    assert client.get(link).status_code == client.get(link).status_code == 200
    with transaction():
        db.session.get(Forum, work.forum_id).purged_at = clock.instant
    assert client.get(link).status_code == 404


def test_a_forged_link_with_the_right_tag_is_not_found(client, work, link):
    tag = {**PIECE, "If-None-Match": client.get(link, headers=PIECE).headers["ETag"]}
    head, _, _mac = link.rstrip("/").rpartition("_")
    assert client.get(f"{head}_{'A' * 22}/", headers=tag).status_code == 404


def test_a_group_gets_another_name_and_the_screen_says_it(client, work, notes, link, transaction):
    act(transaction, services.show, work, [notes[0].id])
    tag = {**PIECE, "If-None-Match": client.get(link, headers=PIECE).headers["ETag"]}
    with transaction():
        work.groups[0].name = "港の班"
    answer = client.get(link, headers=tag)
    assert (answer.status_code, "港の班" in answer.text) == (200, True)


def test_more_cards_cost_no_more_statements(client, work, notes, link, transaction):
    act(transaction, services.show, work, [notes[0].id])
    client.get(link)
    act(transaction, services.show, work, [notes[1].id])
    with counted() as few:
        client.get(link)
    more = [
        add_note(group, theme, f"意見{number}")
        for number in range(9)
        for group in work.groups
        for theme in work.themes
    ]
    act(transaction, services.show, work, [note.id for note in more])
    with counted() as many:
        client.get(link)
    assert len(many) <= len(few)


def test_live_shows_marked_points_but_none_that_may_name_somebody(client, work, notes, link, transaction):
    make_person(work.forum, "青山", "花子")
    named = add_note(work.groups[1], work.themes[0], "青山花子さんのような人がほしい")
    with transaction():
        notes[0].is_marked = named.is_marked = True
    act(transaction, services.show, work, [notes[1].id])
    act(transaction, services.go_live, work, live=True)
    page = client.get(link).text
    assert ("人材が足りない" in page, "予算が足りない" in page, "青山" in page) == (True, False, False)
    with transaction():
        notes[0].text = "人材がとても足りない"
    assert "とても" not in client.get(link).text
    with transaction():
        assert services.follow_live() == 1
    assert "とても" in client.get(link).text
    version = boards.board_of(work).version
    with transaction():
        assert services.follow_live() == 0
    assert boards.board_of(work).version == version


def test_a_group_that_was_just_withdrawn_is_neither_called_nor_moved(work, transaction):
    group = work.groups[1]
    with transaction():
        group.withdrawn_at = clock.now()
    for order in (lambda: hall.present(work, group, by=SYSTEM), lambda: hall.move(group, -1, by=SYSTEM)):
        with pytest.raises(DomainError, match="取り下げられています"), transaction():
            order()


def test_a_group_that_presents_shows_its_points_as_they_were_when_it_was_called(
    client, work, notes, link, transaction
):
    with transaction():
        notes[0].is_marked = True
    act(transaction, hall.present, work, work.groups[0])
    page = client.get(link).text
    assert ("人材が足りない" in page, "予算が足りない" in page) == (True, False)
    with transaction():
        notes[0].text = "書き換えた意見"
    assert "書き換えた意見" not in client.get(link).text
    act(transaction, hall.present, work, work.groups[0])
    assert "書き換えた意見" in client.get(link).text
    act(transaction, hall.present, work, None)
    assert "書き換えた意見" not in client.get(link).text


def test_a_group_without_marked_points_shows_its_first_ones(client, work, notes, link, transaction):
    deep = add_note(work.groups[0], work.themes[0], "補足")
    with transaction():
        deep.depth = 1
    act(transaction, hall.present, work, work.groups[0])
    page = client.get(link).text
    assert ("人材が足りない" in page, "予算が足りない" in page, "補足" in page) == (True, True, False)
    assert "選んでいない" not in page


@pytest.mark.parametrize("seed", [1, 2])
def test_lots_give_every_group_a_place_that_stays(work, transaction, seed):
    with transaction():
        hall.draw(work, by=SYSTEM, seed=seed)
    found = sa.select(Group.talks_at).where(Group.work_id == work.id).order_by(Group.talks_at)
    assert list(db.session.scalars(found)) == [1, 2]


def test_the_clock_starts_is_prolonged_and_goes_to_the_presentation(work, transaction, clock):
    with transaction():
        work.work_minutes, work.talk_minutes = 40, 20
    act(transaction, hall.start_now, work)
    assert boards.timing_of(work).begins == clock.instant
    act(transaction, hall.prolong, work, 5)
    assert (boards.timing_of(work).work_ends - clock.instant).total_seconds() == 45 * 60
    clock.advance(minutes=30, seconds=20)
    act(transaction, hall.start_talks, work)
    phase = boards.timing_of(work).at(clock.instant)
    assert phase.stage == "presentation"
    act(transaction, hall.follow_programme, work)
    assert boards.timing_of(work).at(clock.instant).stage == "before"


def test_notes_of_another_work_never_come_onto_the_board(client, work, notes, link, transaction):
    other = make_work(themes=1, groups=1)
    foreign = add_note(other.groups[0], other.themes[0], "よその意見")
    act(transaction, services.show, work, [foreign.id])
    assert "よその意見" not in client.get(link).text
    assert db.session.scalar(sa.select(Note.text).where(Note.id == foreign.id)) == "よその意見"
