"""What follows from rows: starts, ends, containers, tracks, days. Rows need no database."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from forumapp.agenda.models import Item, ItemKind, Track
from forumapp.agenda.programme import (
    Programme,
    ProgrammeDay,
    ProgrammeItem,
    ProgrammeTrack,
    Speaker,
    from_json,
)
from forumapp.agenda.timetable import build
from forumapp.forums.models import Mode

C = ItemKind.CONTAINER
GONE = datetime(2024, 7, 1, tzinfo=UTC)


def item(number, minutes=None, start=None, **values):
    given = {"day": 0, "kind": ItemKind.TALK, "end_text": "", "note": "", "title_en": "", **values}
    return Item(
        id=number, position=number, title=f"項目{number}", start=start, minutes=minutes, is_fixed=False,
        is_optional=False, is_remainder=given.pop("is_remainder", False), **given,
    )  # fmt: skip


def track(number, **values):
    return Track(id=number, position=number, name=f"部会{number}", name_en="", mode=Mode.BOTH, **values)


def times(items, tracks=(), opens=None):
    return {row.id: (row.start, row.end) for row in build(items, tracks, opens).walk()}


def test_an_item_begins_where_the_one_before_it_ends():
    assert times([item(1, 15, 810), item(2, 30), item(3, 10, 900), item(4, 5)]) == {
        1: (810, 825), 2: (825, 855), 3: (900, 910), 4: (910, 915),
    }  # fmt: skip


def test_the_first_item_begins_with_the_forum():
    assert times([item(1, 15), item(2, 15)], opens=540) == {1: (540, 555), 2: (555, 570)}
    assert times([item(1, 15)]) == {1: (None, None)}


def test_only_the_first_day_begins_with_the_forum():
    assert times([item(1, 15), item(2, 15, day=1)], opens=540) == {1: (540, 555), 2: (None, None)}


def test_an_item_without_length_has_no_end_and_gives_none_to_the_next():
    assert times([item(1, None, 780), item(2, 15)]) == {1: (780, None), 2: (None, None)}


def test_a_remainder_item_takes_what_is_left_before_the_next_start():
    rows = build([item(1, 15, 810), item(2, is_remainder=True), item(3, 10, 900)], ())
    assert [(row.start, row.end, row.minutes) for row in rows.items] == [
        (810, 825, 15), (825, 900, 75), (900, 910, 10),
    ]  # fmt: skip


def test_a_remainder_item_without_anything_after_it_has_no_end():
    assert times([item(1, 15, 810), item(2, is_remainder=True)])[2] == (825, None)


def test_a_remainder_that_is_already_used_up_has_no_minutes():
    rows = build([item(1, 60, 810), item(2, is_remainder=True), item(3, 10, 840)], ())
    assert (rows.items[1].start, rows.items[1].end, rows.items[1].minutes) == (870, 870, 0)


def test_midnight_is_passed():
    assert times([item(1, 30, 23 * 60 + 50), item(2, 10)]) == {1: (1430, 1460), 2: (1460, 1470)}


def test_a_container_spans_its_children_and_what_follows_begins_at_its_end():
    rows = [item(1, None, 600, kind=C), item(2, 20, parent_id=1), item(3, 25, parent_id=1), item(4, 5)]
    assert times(rows) == {1: (600, 645), 2: (600, 620), 3: (620, 645), 4: (645, 650)}


def test_a_longer_container_keeps_its_own_end():
    programme = build([item(1, 60, 600, kind=C), item(2, 20, parent_id=1)], ())
    [row] = [row for row in programme.walk() if row.id == 1]
    assert (row.end, row.is_end_derived) == (660, False)


def test_what_follows_parallel_tracks_begins_at_their_latest_end():
    rows = [
        item(1, None, 600, kind=C), item(2, 20, parent_id=1, track_id=1),
        item(3, 45, parent_id=1, track_id=2), item(4, 5),
    ]  # fmt: skip
    assert times(rows, [track(1), track(2)]) == {1: (600, 645), 2: (600, 620), 3: (600, 645), 4: (645, 650)}


def test_consecutive_items_of_tracks_are_parallel_also_without_a_container():
    rows = [
        item(1, 10, 600),
        item(2, 20, track_id=1),
        item(3, 45, track_id=2),
        item(4, 5, track_id=1),
        item(5, 5),
    ]
    programme = build(rows, [track(1), track(2)])
    block = programme.days[0].items[1]
    assert (block.id, block.title, block.start, block.end) == (None, "", 610, 655)
    assert [[row.id for row in part.items] for part in block.tracks] == [[2, 4], [3]]
    assert [row.start for row in programme.items] == [600, 610, 630, 610, 655]


def test_a_container_of_a_track_gives_its_track_to_what_it_contains():
    rows = [item(1, None, 600, kind=C, track_id=1), item(2, 20, parent_id=1), item(3, 5, track_id=2)]
    programme = build(rows, [track(1), track(2)])
    assert [(row.id, row.track_id) for row in programme.items] == [(2, 1), (3, 2)]
    assert [row.id for row in programme.attended_by(2).programme.items] == [3]


def test_what_was_withdrawn_takes_what_hangs_on_it_along():
    rows = [
        item(1, 10, 600), item(2, 10, kind=C, withdrawn_at=GONE), item(3, 10, parent_id=2),
        item(4, 10, track_id=1), item(5, 10),
    ]  # fmt: skip
    assert times(rows, [track(1, withdrawn_at=GONE)]) == {1: (600, 610), 5: (610, 620)}


def test_the_end_is_unknown_when_the_last_item_has_none():
    assert build([item(1, 60, 600), item(2, None, 700)], ()).end is None
    assert build([item(1, None, 600), item(2, 60, 700)], ()).end == (0, 760)
    assert build([item(1, 60, 600), item(2, 60, 500, day=1)], ()).end == (1, 560)


def test_somebody_without_a_part_in_a_parallel_block_leaves_before_it():
    rows = [item(1, 10, 600), item(2, 20, track_id=1), item(3, 45, track_id=2)]
    attended = build(rows, [track(1), track(2)]).attended_by(3)
    assert [row.id for row in attended.programme.walk()] == [1]
    assert (attended.end, attended.mode, attended.room) == ((0, 610), None, "")


def test_latin_units_are_printed_with_a_blank():
    speaker = Speaker(
        1, organisation="Digital Agency", unit="Group A", title="Head", family_name="Sato", given_name="Ken"
    )
    assert speaker.line == "Digital Agency Group A Head Sato Ken"
    assert Speaker(1, organisation="広島県", family_name="山田").line == "広島県 山田"


text = st.text(max_size=20)
minute = st.none() | st.integers(0, 2880)
speakers = st.builds(
    Speaker,
    st.integers(1),
    st.none() | st.integers(1),
    text,
    text,
    text,
    text,
    text,
    text,
    text,
    st.booleans(),
)
leaves = st.builds(
    ProgrammeItem, id=st.none() | st.integers(1), kind=st.sampled_from(ItemKind), title=text, title_en=text,
    day=st.integers(0, 30), start=minute, end=minute, minutes=minute, is_end_derived=st.booleans(),
    is_fixed=st.booleans(), mode=st.none() | st.sampled_from(Mode), room=text, room_id=st.none() | st.integers(1),
    track_id=st.none() | st.integers(1), end_text=text, note=text, speakers=st.lists(speakers, max_size=2).map(tuple),
)  # fmt: skip
tracks_of = st.builds(
    ProgrammeTrack, id=st.integers(1), name=text, mode=st.sampled_from(Mode),
    departments=st.lists(text, max_size=2).map(tuple), items=st.lists(leaves, max_size=2).map(tuple),
)  # fmt: skip
rows_of = st.builds(
    ProgrammeItem, id=st.integers(1), kind=st.just(C), title=text,
    children=st.lists(leaves, max_size=2).map(tuple), tracks=st.lists(tracks_of, max_size=2).map(tuple),
)  # fmt: skip
days_of = st.builds(ProgrammeDay, st.integers(0, 30), st.lists(leaves | rows_of, max_size=3).map(tuple))


@given(st.builds(Programme, st.lists(days_of, max_size=2).map(tuple)))
def test_a_programme_survives_being_stored_as_json(programme):
    assert from_json(programme.to_json()) == programme
