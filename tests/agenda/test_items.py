"""Services of items: each refusal leaves nothing, each effect is in the draft, the public sees it once released."""

import pytest

from forumapp.agenda import queries
from forumapp.agenda.errors import AgendaChanged
from forumapp.agenda.models import ItemKind
from forumapp.agenda.services import items
from forumapp.core import audit
from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.forums.models import Room, Venue
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, add_track, let_see, seed_programme
from tests.forums.factories import make_forum

HANAKO = Actor("account", 7, "編集 花子")
TARO = Actor("account", 8, "試験 太郎")


@pytest.fixture
def forum(app):
    return make_forum(ends=None)


def titles(forum):
    return [(row.title, row.start) for row in queries.draft_programme(forum).walk()]


def released(forum):
    return [(row.title, row.start) for row in queries.released_programme(forum.id).walk()]


def test_an_added_item_is_seen_by_the_public_once_it_is_released(forum, transaction):
    with transaction():
        item = items.add_item(forum, by=HANAKO, version=0, title="講演", start=810, minutes=30)
    assert (titles(forum), released(forum)) == ([("講演", 810)], [])
    let_see(forum)
    assert released(forum) == [("講演", 810)]
    assert queries.version(forum.id) == 1
    entry = next(entry for entry in audit.of_forum(forum.id) if entry.action != "agenda.released")
    assert (entry.action, entry.subject_id, entry.actor_label) == ("item.added", item.id, "編集 花子")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"minutes": -5}, "minutes"),
        ({"minutes": 10_000}, "minutes"),
        ({"start": -1}, "start"),
        ({"start": 48 * 60 + 1}, "start"),
        ({"day": 31}, "day"),
        ({"day": -1}, "day"),
        ({"is_remainder": True, "minutes": 10}, "minutes"),
        ({"is_fixed": True}, "start"),
        ({"track_id": 999}, "track_id"),
        ({"room_id": 999}, "room_id"),
        ({"parent_id": 999}, "parent_id"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(forum, transaction, values, field):
    with pytest.raises(DomainError) as refused, transaction():
        items.add_item(forum, by=HANAKO, **{"title": "講演", **values})
    assert refused.value.field == field
    assert titles(forum) == []
    assert (queries.version(forum.id), queries.items(forum.id)) == (0, [])


def test_tracks_rooms_and_containers_of_another_forum_are_refused(forum, transaction):
    other = make_forum()
    with transaction() as session:
        venue = Venue(name="別の会場", rooms=[Room(name="小部屋")])
        session.add(venue)
    foreign = {
        "track_id": add_track(other).id,
        "room_id": venue.rooms[0].id,
        "parent_id": add_item(other, kind=ItemKind.CONTAINER).id,
    }
    for field, ident in foreign.items():
        with pytest.raises(DomainError) as refused, transaction():
            items.add_item(forum, by=HANAKO, title="講演", **{field: ident})
        assert refused.value.field == field


def test_an_item_takes_its_place_by_its_start(forum):
    for title, start in (("昼", 720), ("朝", 540), ("夕", 1020), ("午後", 780)):
        add_item(forum, title, start=start, minutes=30)
    assert [title for title, _ in titles(forum)] == ["朝", "昼", "午後", "夕"]


def test_changing_the_minutes_moves_what_follows(forum, transaction):
    seed = seed_programme(forum)
    with transaction():
        item = queries.item(forum.id, seed.talk.id)
        items.change_item(item, by=HANAKO, minutes=25)
    assert dict(titles(forum))["休憩"] == 14 * 60 + 60
    assert audit.of_forum(forum.id)[0].changes == {"minutes": [15, 25]}
    assert dict(released(forum))["休憩"] == 14 * 60 + 50


def test_a_change_that_changes_nothing_is_no_version(forum, transaction):
    item = add_item(forum, minutes=15)
    with transaction():
        items.change_item(queries.item(forum.id, item.id), by=HANAKO, minutes=15, title="講演")
    assert (queries.version(forum.id), len(queries.releases(forum.id))) == (1, 1)


def test_an_item_follows_its_container_to_another_day(forum, transaction):
    day_two = add_item(forum, "二日目", start=600, day=1, kind=ItemKind.CONTAINER)
    item = add_item(forum, "講演", minutes=10)
    with transaction():
        items.change_item(queries.item(forum.id, item.id), by=HANAKO, parent_id=day_two.id)
    assert [(row.title, row.day, row.start) for row in queries.draft_programme(forum).walk()] == [
        ("二日目", 1, 600), ("講演", 1, 600),
    ]  # fmt: skip


def test_containers_stack_two_deep_and_never_in_a_circle(forum, transaction):
    outer = add_item(forum, "外", kind=ItemKind.CONTAINER)
    inner = add_item(forum, "内", kind=ItemKind.CONTAINER, parent=outer)
    add_item(forum, "講演", parent=inner)
    third = add_item(forum, "奥", kind=ItemKind.CONTAINER, parent=inner)
    with pytest.raises(DomainError, match="2段まで"), transaction():
        items.add_item(forum, by=HANAKO, title="深すぎる", parent_id=third.id)
    with pytest.raises(DomainError, match="その中に入れる"), transaction():
        items.change_item(queries.item(forum.id, outer.id), by=HANAKO, parent_id=inner.id)
    with pytest.raises(DomainError, match="まとまり"), transaction():
        items.change_item(queries.item(forum.id, inner.id), by=HANAKO, kind=ItemKind.TALK)


def test_a_container_of_a_track_holds_no_other_track(forum, transaction):
    first, second = add_track(forum, "甲"), add_track(forum, "乙")
    box = add_item(forum, kind=ItemKind.CONTAINER, track=first)
    with pytest.raises(DomainError) as refused, transaction():
        items.add_item(forum, by=HANAKO, title="講演", parent_id=box.id, track_id=second.id)
    assert refused.value.field == "track_id"


def move(forum, transaction, item, step):
    with transaction():
        items.move_item(queries.item(forum.id, item.id), by=HANAKO, step=step)


def test_the_slot_keeps_its_start_when_items_exchange_places(forum, transaction):
    seed = seed_programme(forum)
    move(forum, transaction, seed.greeting, 1)
    assert titles(forum)[:3] == [
        ("デジタル人材確保の課題について", 810),
        ("挨拶・全体説明", 825),
        ("広島県取組事例についてのご紹介", 840),
    ]
    move(forum, transaction, seed.greeting, -1)
    assert titles(forum)[:2] == [("挨拶・全体説明", 810), ("デジタル人材確保の課題について", 825)]


def test_a_fixed_start_stays_when_the_item_is_moved(forum, transaction):
    add_item(forum, "前", start=600, minutes=10)
    fixed = add_item(forum, "固定", start=660, minutes=10, is_fixed=True)
    move(forum, transaction, fixed, -1)
    assert titles(forum) == [("固定", 660), ("前", 600)]


def test_the_first_row_cannot_rise_nor_the_last_sink(forum, transaction):
    seed = seed_programme(forum)
    before = titles(forum)
    move(forum, transaction, seed.greeting, -1)
    move(forum, transaction, seed.division, 1)
    move(forum, transaction, seed.group_work, 1)
    assert titles(forum) == before
    assert len(queries.releases(forum.id)) == 1


def test_an_item_passes_a_parallel_part_as_a_whole(forum, transaction):
    first, second = add_track(forum, "甲"), add_track(forum, "乙")
    add_item(forum, "開会", start=600, minutes=10)
    add_item(forum, "甲1", minutes=10, track=first)
    add_item(forum, "乙1", minutes=20, track=second)
    last = add_item(forum, "甲2", minutes=10, track=first)
    closing = add_item(forum, "閉会", minutes=5)
    move(forum, transaction, closing, -1)
    move(forum, transaction, last, -1)
    assert [(row.title, row.start) for row in queries.draft_programme(forum).items] == [
        ("開会", 600), ("閉会", 610), ("甲2", 615), ("甲1", 625), ("乙1", 615),
    ]  # fmt: skip


def test_a_withdrawn_item_leaves_and_comes_back_to_its_place(forum, transaction):
    seed = seed_programme(forum)
    before = titles(forum)
    with transaction():
        items.withdraw_item(queries.item(forum.id, seed.division.id), by=HANAKO)
    assert [title for title, _ in titles(forum)][-1] == "休憩"
    assert [item.title for item in queries.items(forum.id, withdrawn=True)] == ["部門に分かれて開催"]
    with transaction():
        items.restore_item(queries.item(forum.id, seed.division.id), by=HANAKO)
    assert titles(forum) == before


def test_who_saved_in_between_is_named_and_nothing_is_overwritten(forum, transaction):
    item = add_item(forum, start=810, minutes=15)
    seen = queries.version(forum.id)
    with transaction():
        items.change_item(queries.item(forum.id, item.id), by=TARO, version=seen, minutes=20)
    with pytest.raises(AgendaChanged) as conflict, transaction():
        items.change_item(queries.item(forum.id, item.id), by=HANAKO, version=seen, minutes=30)
    assert conflict.value.message == (
        "試験 太郎さんが9:00に次第を変更したため、保存していません。今の内容を確認してから、もう一度保存してください。"
    )
    assert queries.item(forum.id, item.id).minutes == 20


@pytest.mark.parametrize("act", [items.move_item, items.withdraw_item, items.restore_item])
def test_every_action_on_an_older_page_is_refused(forum, transaction, act):
    item = add_item(forum)
    add_item(forum, "次")
    more = {"step": 1} if act is items.move_item else {}
    with pytest.raises(AgendaChanged), transaction():
        act(queries.item(forum.id, item.id), by=HANAKO, version=1, **more)
    assert queries.version(forum.id) == 2


def parts(forum, *rows):
    """Make rows in order: (title, start, track)."""
    made = {}
    for title, start, track in rows:
        made[title] = add_item(forum, title, minutes=10, track=track)
        if start is not None:
            with writing():
                items.change_item(queries.item(forum.id, made[title].id), by=HANAKO, start=start)
    return made


def starts(forum):
    return {row.title: row.start for row in queries.draft_programme(forum).items}


def test_tracks_behind_a_withdrawn_head_begin_when_it_would_have_begun(forum, transaction):
    first, second = add_track(forum, "甲"), add_track(forum, "乙")
    made = parts(
        forum, ("開会", 600, None), ("甲1", None, first), ("甲2", None, first), ("乙1", None, second)
    )
    before = starts(forum)
    with transaction():
        items.withdraw_item(queries.item(forum.id, made["開会"].id), by=HANAKO)
    assert starts(forum) == {"甲1": 600, "甲2": 610, "乙1": 600}
    with transaction():
        items.restore_item(queries.item(forum.id, made["開会"].id), by=HANAKO)
    assert starts(forum) == before


def test_a_withdrawn_item_of_a_track_gives_its_start_to_nothing_behind_the_plenary(forum, transaction):
    track = add_track(forum, "甲")
    made = parts(forum, ("開会", 600, None), ("甲1", 620, track), ("全体", 640, None), ("甲2", None, track))
    with transaction():
        items.withdraw_item(queries.item(forum.id, made["甲1"].id), by=HANAKO)
    assert starts(forum)["甲2"] == starts(forum)["全体"] + 10
