"""Undo and redo: the last change in force, whoever made it; each is a change of its own with a name and a time."""

import pytest

from forumapp.agenda import queries
from forumapp.agenda.errors import AgendaChanged
from forumapp.agenda.images import images_of
from forumapp.agenda.models import Command, CommandState
from forumapp.agenda.services import items, releases, undoing
from forumapp.agenda.services.aggregate import editing
from forumapp.core import audit
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum
from tests.agenda.factories import add_item
from tests.forums.factories import make_forum

HANAKO = Actor("account", 7, "編集 花子")
TARO = Actor("account", 8, "試験 太郎")


@pytest.fixture
def forum(app):
    return make_forum(ends=None)


@pytest.fixture
def item(forum):
    return add_item(forum, "講演", start=600, minutes=10)


def change(forum, item, transaction, *, by=HANAKO, **values):
    with transaction():
        items.change_item(queries.item(forum.id, item.id), by=by, **values)


def act(forum, transaction, service, *, by=TARO, version=None):
    with transaction() as session:
        return service(session.get_one(Forum, forum.id), by=by, version=version).number


def commands(forum):
    rows = db.session.query(Command).filter_by(forum_id=forum.id).order_by(Command.number)
    return [
        (row.number, row.action, row.actor_label, row.state.value, row.target.number if row.target else None)
        for row in rows
    ]


def minutes(forum):
    return [row.minutes for row in queries.items(forum.id)]


def test_nothing_to_undo_or_redo_is_said_and_leaves_nothing(forum, transaction):
    for service, words in ((undoing.undo, "取り消せる変更"), (undoing.redo, "やり直せる変更")):
        with pytest.raises(DomainError, match=words):
            act(forum, transaction, service)
    assert (commands(forum), queries.version(forum.id)) == ([], 0)


def test_undo_takes_back_the_last_change_and_redo_does_it_again(forum, item, transaction):
    change(forum, item, transaction, minutes=20)
    change(forum, item, transaction, minutes=30)
    assert [act(forum, transaction, undoing.undo), minutes(forum)] == [3, [20]]
    assert [act(forum, transaction, undoing.undo), minutes(forum)] == [2, [10]]
    assert [act(forum, transaction, undoing.redo), minutes(forum)] == [2, [20]]
    assert [act(forum, transaction, undoing.redo), minutes(forum)] == [3, [30]]
    assert commands(forum)[1:] == [
        (2, "item.changed", "編集 花子", "done", None),
        (3, "item.changed", "編集 花子", "done", None),
        (4, "agenda.undone", "試験 太郎", "done", 3),
        (5, "agenda.undone", "試験 太郎", "done", 2),
        (6, "agenda.redone", "試験 太郎", "done", 2),
        (7, "agenda.redone", "試験 太郎", "done", 3),
    ]
    assert queries.version(forum.id) == 7
    assert audit.of_forum(forum.id)[0].action == "agenda.redone"


def test_a_new_change_ends_what_could_be_redone_but_loses_no_command(forum, item, transaction):
    change(forum, item, transaction, minutes=20)
    act(forum, transaction, undoing.undo)
    change(forum, item, transaction, title="改題")
    with pytest.raises(DomainError, match="やり直せる変更"):
        act(forum, transaction, undoing.redo)
    assert [row[3] for row in commands(forum)] == ["done", "dropped", "done", "done"]
    act(forum, transaction, undoing.undo)
    assert [(row.title, row.minutes) for row in queries.items(forum.id)] == [("講演", 10)]


def test_what_was_added_is_withdrawn_by_undo_and_comes_back_by_redo(forum, item, transaction):
    end = images_of(forum.id)
    act(forum, transaction, undoing.undo)
    assert (queries.items(forum.id), len(queries.items(forum.id, withdrawn=True))) == ([], 1)
    act(forum, transaction, undoing.redo)
    assert images_of(forum.id) == end


def test_a_change_with_all_that_followed_is_one_undo(forum, item, transaction):
    add_item(forum, "次", start=610, minutes=10)
    start = images_of(forum.id)
    change(forum, item, transaction, minutes=25)
    assert [row.start for row in queries.items(forum.id)] == [600, 625]
    act(forum, transaction, undoing.undo)
    assert images_of(forum.id) == start


def test_several_changes_in_one_frame_are_one_undo(forum, item, transaction):
    start = images_of(forum.id)
    with (
        transaction() as session,
        editing(session.get_one(Forum, forum.id), by=HANAKO, action="agenda.pasted"),
    ):
        items.add_item(session.get_one(Forum, forum.id), by=HANAKO, title="一", minutes=5)
        items.change_item(queries.item(forum.id, item.id), by=HANAKO, minutes=20)
    assert commands(forum)[-1][:3] == (2, "agenda.pasted", "編集 花子")
    act(forum, transaction, undoing.undo)
    after = images_of(forum.id)["item"]
    assert {ident: image for ident, image in after.items() if image["withdrawn_at"] is None} == start["item"]


def test_an_older_page_undoes_nothing(forum, item, transaction):
    seen = queries.version(forum.id)
    change(forum, item, transaction, minutes=20)
    for service in (undoing.undo, undoing.redo):
        with pytest.raises(AgendaChanged, match="編集 花子さんが9:00に"):
            act(forum, transaction, service, version=seen)
    assert (minutes(forum), queries.version(forum.id)) == ([20], 2)


def test_undo_is_of_this_forum_alone(forum, item, transaction):
    other = make_forum()
    with pytest.raises(DomainError, match="取り消せる変更"):
        act(other, transaction, undoing.undo)
    assert minutes(forum) == [10]


def test_a_change_whose_rows_were_purged_cannot_be_undone(forum, item, transaction):
    with transaction() as session:
        session.query(Command).filter_by(forum_id=forum.id).update({"rows": {}})
    with pytest.raises(DomainError, match="すでに消去されている"):
        act(forum, transaction, undoing.undo)
    assert minutes(forum) == [10]


def test_undo_reaches_the_public_only_with_a_release(forum, item, transaction):
    change(forum, item, transaction, minutes=20)
    with transaction() as session:
        releases.release(session.get_one(Forum, forum.id), by=SYSTEM)
    act(forum, transaction, undoing.undo)
    assert [row.minutes for row in queries.released_programme(forum.id).items] == [20]
    assert queries.is_pending(db.session.get_one(Forum, forum.id))
    assert {row.state for row in db.session.query(Command)} == {CommandState.DONE, CommandState.UNDONE}
