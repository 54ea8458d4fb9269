"""What later items do when one changes: each mode, against fixed starts, remainders, containers, tracks, breaks. No database."""

import pytest

from forumapp.agenda.models import LONGEST, ItemKind
from forumapp.agenda.ripple import LEAST_BREAK, Moved, Ripple, settle, trace
from tests.agenda.test_timetable import GONE, item, track

C, PAUSE = ItemKind.CONTAINER, ItemKind.BREAK
SHIFT, SLOT, ABSORB = Ripple.SHIFT, Ripple.SLOT, Ripple.ABSORB


def ripple(rows, change, how=SHIFT, tracks=(), opens=None):
    """Return the new values of what follows, by id: (written start, minutes). ``change`` alters rows by number."""
    before = trace(rows, tracks, opens)
    by_id = {row.id: row for row in rows}
    touched = []
    for number, values in change.items():
        touched.append(number)
        for name, value in values.items():
            setattr(by_id[number], name, value)
    living = [row for row in rows if row.withdrawn_at is None]
    moved = settle(before, living, tracks, opens, touched=touched, how=how)
    assert all(isinstance(one, Moved) for one in moved.values())
    return {number: (one.start, one.minutes) for number, one in moved.items()}


def pause(number, minutes, start=None, **values):
    return item(number, minutes, start, kind=PAUSE, **values)


def fixed(row):
    row.is_fixed = True
    return row


def day():
    return [item(1, 30, 600), item(2, 20), pause(3, 15), item(4, 30, 665), item(5, 10, 720), item(6, 10)]


def test_what_has_no_start_follows_by_itself_and_written_starts_move_along():
    assert ripple(day(), {1: {"minutes": 40}}) == {4: (675, 30), 5: (730, 10)}


def test_a_shorter_item_lets_the_later_ones_come_earlier():
    assert ripple(day(), {2: {"minutes": 5}}) == {4: (650, 30), 5: (705, 10)}


def test_a_declared_distance_is_kept():
    rows = [item(1, 30, 600), item(2, 10, 650)]  # 20 minutes of nothing
    assert ripple(rows, {1: {"minutes": 45}}) == {2: (665, 10)}


def test_a_written_overlap_is_kept_too():
    rows = [item(1, 30, 600), item(2, 10, 620)]
    assert ripple(rows, {1: {"minutes": 40}}) == {2: (630, 10)}


@pytest.mark.parametrize("how", list(Ripple))
def test_a_fixed_start_stays_and_stops_the_ripple(how):
    rows = [item(1, 30, 600), fixed(item(2, 10, 640)), item(3, 10, 660)]
    assert ripple(rows, {1: {"minutes": 35}}, how) == {}


def test_a_remainder_gives_what_the_others_take():
    rows = [item(1, 30, 600), item(2, is_remainder=True), item(3, 10, 700)]
    assert ripple(rows, {1: {"minutes": 40}}) == {}
    assert (
        ripple([item(1, 30, 600), item(2, is_remainder=True), fixed(item(3, 10, 700))], {1: {"minutes": 40}})
        == {}
    )


def test_only_the_changed_item_and_what_has_no_start_stay_as_they_were_printed():
    assert ripple(day(), {1: {"minutes": 40}}, SLOT) == {2: (630, 20)}
    assert ripple(day(), {5: {"minutes": 15}}, SLOT) == {6: (730, 10)}


def test_the_slot_of_a_withdrawn_item_stays_empty():
    assert ripple(day(), {2: {"withdrawn_at": GONE}}, SLOT) == {3: (650, 15)}


def test_a_withdrawn_item_lets_the_later_ones_come_earlier():
    assert ripple(day(), {2: {"withdrawn_at": GONE}}) == {4: (645, 30), 5: (700, 10)}


def test_the_next_break_absorbs_and_nothing_behind_it_moves():
    assert ripple(day(), {1: {"minutes": 40}}, ABSORB) == {3: (None, 5)}
    assert ripple(day(), {1: {"minutes": 22}}, ABSORB) == {3: (None, 23)}


def test_what_a_break_cannot_give_moves_on():
    assert ripple(day(), {1: {"minutes": 45}}, ABSORB) == {3: (None, LEAST_BREAK), 4: (670, 30), 5: (725, 10)}


def test_what_one_break_cannot_give_the_next_one_does():
    rows = [item(1, 30, 600), pause(2, 10), item(3, 30), pause(4, 20), item(5, 10)]
    assert ripple(rows, {1: {"minutes": 42}}, ABSORB) == {2: (None, 5), 4: (None, 13)}


def test_a_break_that_is_shorter_than_the_least_gives_nothing():
    assert ripple([item(1, 30, 600), pause(2, 3), item(3, 10, 640)], {1: {"minutes": 40}}, ABSORB) == {
        3: (650, 10)
    }


def test_the_break_that_is_changed_itself_absorbs_nothing():
    assert ripple(day(), {3: {"minutes": 20}}, ABSORB) == {4: (670, 30), 5: (725, 10)}


def test_a_break_never_grows_longer_than_an_item_may_be():
    rows = [item(1, LONGEST, 0), pause(2, 30), item(3, 10)]
    assert ripple(rows, {1: {"minutes": 0}}, ABSORB) == {2: (None, LONGEST)}


def test_a_break_before_the_change_absorbs_nothing():
    assert ripple(day(), {4: {"minutes": 35}}, ABSORB) == {5: (725, 10)}


@pytest.mark.parametrize("how", [SHIFT, SLOT])
def test_the_head_of_a_day_begins_when_it_says(how):
    assert ripple([item(1, 30, 600), item(2, 10, 640)], {1: {"start": 610}}, how) == (
        {2: (650, 10)} if how is SHIFT else {}
    )


def test_a_head_that_stands_at_the_opening_of_the_forum_stays_there():
    rows = [item(1, 30, 600), item(2, 10)]
    assert ripple(rows, {2: {"minutes": 20}}, opens=600) == {}


def test_another_day_does_not_move():
    rows = [item(1, 30, 600), item(2, 10, 640), item(3, 30, 600, day=1)]
    assert ripple(rows, {1: {"minutes": 60}}) == {2: (670, 10)}


def test_a_container_moves_with_its_children_and_they_keep_their_distance_to_it():
    rows = [
        item(1, 30, 600),
        item(2, None, 630, kind=C),
        item(3, 20, 640, parent_id=2),
        item(4, 10, 670, parent_id=2),
        item(5, 10, 700),
    ]
    assert ripple(rows, {1: {"minutes": 35}}) == {
        2: (635, None), 3: (645, 20), 4: (675, 10), 5: (705, 10),
    }  # fmt: skip


def test_a_longer_child_moves_what_follows_its_container():
    rows = [item(1, None, 600, kind=C), item(2, 20, parent_id=1), item(3, 20, parent_id=1), item(4, 10, 640)]
    assert ripple(rows, {2: {"minutes": 30}}) == {4: (650, 10)}


def test_a_container_with_minutes_of_its_own_holds_what_follows():
    rows = [item(1, 60, 600, kind=C), item(2, 20, parent_id=1), item(3, 10, 660)]
    assert ripple(rows, {2: {"minutes": 30}}) == {}
    assert ripple(rows, {2: {"minutes": 70}}) == {3: (670, 10)}


def parallel(left=30, right=20):
    """A plenary item, two tracks (the second with two items), and what follows them at their latest end."""
    tracks = [track(1), track(2)]
    rows = [
        item(1, 30, 600),
        item(2, left, 630, track_id=1),
        item(3, right, 630, track_id=2),
        item(4, 5, 650, track_id=2),
        item(5, 10, 660),
    ]
    return rows, tracks


def test_a_change_within_a_track_moves_only_its_own_later_items():
    rows, tracks = parallel()
    assert ripple(rows, {3: {"minutes": 22}}, tracks=tracks) == {4: (652, 5)}


def test_what_follows_parallel_tracks_begins_at_their_latest_end():
    rows, tracks = parallel()
    assert ripple(rows, {3: {"minutes": 30}}, tracks=tracks) == {4: (660, 5), 5: (665, 10)}
    rows, tracks = parallel()
    assert ripple(rows, {2: {"minutes": 20}}, tracks=tracks) == {5: (655, 10)}


def test_a_change_before_parallel_tracks_moves_all_of_them():
    rows, tracks = parallel()
    assert ripple(rows, {1: {"minutes": 40}}, tracks=tracks) == {
        2: (640, 30), 3: (640, 20), 4: (660, 5), 5: (670, 10),
    }  # fmt: skip


def test_tracks_whose_items_follow_by_themselves_keep_their_slots_if_wanted():
    rows, tracks = parallel()
    for row in rows[1:]:
        row.start = None
    assert ripple(rows, {1: {"minutes": 40}}, SLOT, tracks=tracks) == {2: (630, 30), 3: (630, 20)}


def test_a_break_within_a_track_absorbs_for_that_track():
    tracks = [track(1), track(2)]
    rows = [
        item(1, 30, 600),
        pause(2, 20, track_id=1),
        item(3, 10, track_id=1),
        item(4, 30, track_id=2),
        item(5, 10),
    ]
    assert ripple(rows, {1: {"minutes": 40}}, ABSORB, tracks=tracks) == {2: (None, 10)}


def test_items_of_a_withdrawn_track_do_not_count():
    rows, tracks = parallel(left=60)
    tracks[0].withdrawn_at = GONE
    assert ripple(rows, {3: {"minutes": 22}}, tracks=tracks) == {4: (652, 5), 5: (662, 10)}


def test_a_new_item_pushes_the_later_ones():
    rows = day()
    before = trace([row for row in rows if row.id != 2], (), None)
    moved = settle(before, rows, (), None, touched=[2], how=SHIFT)
    assert {number: one.start for number, one in moved.items()} == {4: 685, 5: 740}


def test_where_a_start_is_unknown_nothing_is_invented():
    assert ripple([item(1, None, 600), item(2, 10), item(3, 10, 700)], {1: {"start": 610}}) == {}
    assert ripple([item(1, 10), item(2, 10)], {1: {"minutes": 20}}, SLOT) == {}
