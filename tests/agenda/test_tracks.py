"""Services of tracks."""

import pytest

from forumapp.agenda import queries
from forumapp.agenda.services import tracks
from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.forums.models import Mode
from tests.agenda.factories import add_track, let_see, seed_programme
from tests.forums.factories import make_forum

HANAKO = Actor("account", 7, "編集 花子")


@pytest.fixture
def forum(app):
    return make_forum(ends=None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "情報政策担当部門"}, "name"),
        ({"name": "財政", "room_id": 999}, "room_id"),
        ({"name": "財政", "department_ids": [999]}, "department_ids"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(forum, transaction, values, field):
    add_track(forum)
    with pytest.raises(DomainError) as refused, transaction():
        tracks.add_track(forum, by=HANAKO, **values)
    assert refused.value.field == field
    assert [track.name for track in queries.tracks(forum.id)] == ["情報政策担当部門"]


def test_a_change_of_mode_and_departments_reaches_the_public(forum, transaction):
    seed = seed_programme(forum)
    with transaction():
        track = queries.track(forum.id, seed.second.id)
        ids = [department.id for department in track.departments][:1]
        tracks.change_track(track, by=HANAKO, name="財政部門", mode=Mode.BOTH, department_ids=ids)
    let_see(forum)
    released = queries.released_programme(forum.id).tracks[1]
    assert (released.name, released.mode, released.departments) == ("財政部門", Mode.BOTH, ("財政",))


def test_a_withdrawn_track_takes_its_items_along_and_brings_them_back(forum, transaction):
    seed = seed_programme(forum)
    with transaction():
        tracks.withdraw_track(queries.track(forum.id, seed.first.id), by=HANAKO)
    let_see(forum)
    released = queries.released_programme(forum.id)
    assert ([track.name for track in released.tracks], released.end) == (["人事・財政部門"], (0, 920))
    with transaction():
        tracks.restore_track(queries.track(forum.id, seed.first.id), by=HANAKO)
    let_see(forum)
    assert queries.released_programme(forum.id).end == (0, 970)


def test_the_name_of_a_withdrawn_track_is_free(forum, transaction):
    track = add_track(forum)
    with transaction():
        tracks.withdraw_track(queries.track(forum.id, track.id), by=HANAKO)
        tracks.add_track(forum, by=HANAKO, name=track.name)
    assert [row.name for row in queries.tracks(forum.id)] == ["情報政策担当部門"]
