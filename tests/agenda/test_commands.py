"""Random sequences of commands by two editors, with undo, redo and releases in between: nothing is lost, all can be taken back."""

import itertools

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from forumapp.agenda import queries
from forumapp.agenda.checks.reviewing import check
from forumapp.agenda.models import CommandState
from forumapp.agenda.programme import Programme
from forumapp.core import transaction
from forumapp.core.db import db
from tests.agenda.commanding import Play, without_what_never_was
from tests.agenda.stepping import steps
from tests.forums.factories import make_forum

CHECKED = settings(
    max_examples=8,
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # shrinking such a sequence takes longer than reading it
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
DAY = 24 * 60
EMPTY = {"track": {}, "item": {}, "appearance": {}}


@CHECKED
@given(st.lists(steps, min_size=20, max_size=40))
def test_whatever_two_editors_do_can_be_taken_back_and_done_again(app, sequence):
    with transaction.writing():
        play = Play(make_forum(ends=None))
        play.prepare()
        for step in sequence:
            play.play(step)
            look(queries.draft_programme(play.forum))
        play.releases_stay_frozen()
        play.redo_everything()
        end = play.images()
        undone = play.undo_everything()
        assert without_what_never_was(play.images(), EMPTY) == EMPTY
        assert play.states() <= {CommandState.UNDONE, CommandState.DROPPED} or undone == 0
        assert play.redo_everything() == undone
        assert play.images() == end
        play.releases_stay_frozen()
        db.session.rollback()


def look(programme):
    """V1 to V4 hold or are warned about; asked without the checks' own walks."""
    found = check(programme)
    warned = {(caution.code, caution.item_id) for caution in found}
    for day in programme.days:
        _chain(day.items, warned)
    rows = list(programme.walk())
    for row in rows:
        _chain(row.children, warned)
        for track in row.tracks:
            _chain(track.items, warned)
        _times(row, warned)
    _parallels(rows, warned)
    assert Programme(programme.days).for_the_public().to_json() == programme.for_the_public().to_json()


def _chain(rows, warned):
    for before, after in itertools.pairwise(rows):
        if before.end is None or after.start is None or before.end == after.start:
            continue
        anchor = next(row.id for row in after.walk() if row.id is not None)
        first = next(row.id for row in before.walk() if row.id is not None)
        declared = after.start > before.end and after.is_fixed
        told = {("gap", anchor), ("overlap", anchor), ("optional_late", first)} & warned
        assert declared or told, (before, after)


def _times(row, warned):
    if not row.is_container and row.start is not None and row.minutes is not None:
        assert row.end == row.start + row.minutes
    inner = [*row.children, *(item for track in row.tracks for item in track.items)]
    for item in inner:
        if row.start is not None and item.start is not None and item.start < row.start:
            first = min((one for one in inner if one.start is not None), key=lambda one: one.start)
            assert {("before_container", one.id) for one in inner} & warned, (row, first)
        if item.end is not None:
            assert row.end is not None
            assert item.end <= row.end
    if row.start is None and row.id is not None:
        assert ("start_unknown", row.id) in warned


def _parallels(rows, warned):
    held = [row for row in rows if not row.is_container and None not in {row.start, row.end}]
    for one in held:
        for other in held:
            shared = {speaker.person_id for speaker in one.speakers} & {
                speaker.person_id for speaker in other.speakers
            }
            begun, over = one.day * DAY + one.start, one.day * DAY + one.end
            if (
                one is not other
                and shared
                and begun < other.day * DAY + other.end
                and (other.day * DAY + other.start < over)
            ):
                told = {(code, row.id) for code in ("person_twice", "overlap") for row in (one, other)}
                told |= {("optional_late", one.id), ("optional_late", other.id)}
                assert told & warned, (one, other)
