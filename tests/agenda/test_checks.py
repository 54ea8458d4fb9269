"""One table of warnings: what is doubtful, and what is not."""

from dataclasses import replace

import pytest

from forumapp.agenda import queries
from forumapp.agenda.checks.cautions import Caution
from forumapp.agenda.checks.reviewing import check
from forumapp.agenda.models import ItemKind
from forumapp.agenda.programme import Programme, ProgrammeDay, ProgrammeItem, ProgrammeTrack, Speaker
from forumapp.agenda.services import appearances
from forumapp.core.actor import SYSTEM
from forumapp.forums.models import Mode
from tests.agenda.factories import seed_programme
from tests.forums.factories import make_forum


def item(number, start, end, **values):
    given = {"kind": ItemKind.TALK, "title": f"項目{number}", **values}
    return ProgrammeItem(number, start=start, end=end, **given)


def day(*items):
    return Programme((ProgrammeDay(0, items),))


def parallel(left, right, **values):
    tracks = (
        ProgrammeTrack(1, "甲部会", items=(replace(left, track_id=1),), **values),
        ProgrammeTrack(2, "乙部会", items=(replace(right, track_id=2),), **values),
    )
    division = item(9, 600, 660, kind=ItemKind.CONTAINER, is_end_derived=True, tracks=tracks)
    return day(division)


def before_parts(row):
    """A row of the whole forum written before two rooms' worth of tracks that begin at 10:00."""
    parts = (
        parallel(item(2, 600, 640, room_id=3, room="会議室A"), item(3, 600, 640, room_id=4)).days[0].items[0]
    )
    return day(row, replace(parts, id=None, title="", start=600, end=640))


YAMADA = (Speaker(5, person_id=7, family_name="山田", given_name="試"),)
SAME_NAME = (Speaker(6, person_id=8, family_name="山田", given_name="試"),)
DAMAGED = (Speaker(5, family_name="??橋", given_name="圭", honorific="氏", is_damaged=True),)


@pytest.mark.parametrize(
    ("programme", "found"),
    [
        (day(item(1, 600, 610), item(2, 610, 620)), []),
        (day(item(1, 600, 610), item(2, 625, 635)), [Caution("gap", 2, "項目2", "項目1", minutes=15)]),
        (day(item(1, 600, 610), item(2, 625, 635, is_fixed=True)), []),
        (day(item(1, 600, 610), item(2, 605, 620)), [Caution("overlap", 2, "項目2", "項目1", minutes=5)]),
        (day(item(1, None, None), item(2, 605, 620)), [Caution("start_unknown", 1, "項目1")]),
        (day(item(1, 600, 610), item(2, 610, None)), [Caution("end_unknown", 2, "項目2")]),
        (day(item(1, 600, 610, end_text="10:10終了")), []),
        (day(item(1, 600, 610, end_text="次第に解散")), []),
        (
            day(item(1, 600, 610, end_text="１０：２０終了")),
            [Caution("end_differs", 1, "項目1", name="１０：２０終了", time=610)],
        ),
        (
            day(item(1, 600, 610, end_text="午前10時半まで")),
            [Caution("end_differs", 1, "項目1", name="午前10時半まで", time=610)],
        ),
        (
            day(item(1, 600, 630, kind=ItemKind.CONTAINER, minutes=20, is_end_derived=True)),
            [Caution("container_short", 1, "項目1", time=630)],
        ),
        (
            day(item(1, 600, 630, kind=ItemKind.CONTAINER, children=(item(2, 590, 630),))),
            [Caution("before_container", 2, "項目2", "項目1")],
        ),
        (
            parallel(item(1, 600, 630, speakers=YAMADA), item(2, 620, 660, speakers=YAMADA)),
            [Caution("person_twice", 2, "項目2", "項目1", name="山田　試")],
        ),
        (parallel(item(1, 600, 620, speakers=YAMADA), item(2, 620, 660, speakers=YAMADA)), []),
        (parallel(item(1, 600, 630, speakers=YAMADA), item(2, 620, 660, speakers=SAME_NAME)), []),
        (
            parallel(item(1, 600, 630, room_id=3, room="会議室A"), item(2, 620, 660, room_id=3, room="会議室A")),
            [Caution("room_twice", 2, "項目2", "項目1", name="会議室A")],
        ),
        (parallel(item(1, 600, 630, room_id=3), item(2, 620, 660, room_id=4)), []),
        (
            parallel(item(1, 600, 630), item(2, 620, 660), room_id=3, room="ホール"),
            [Caution("room_twice", 2, "項目2", "項目1", name="ホール")],
        ),
        (
            day(item(1, 600, 610, speakers=DAMAGED)),
            [Caution("name_damaged", 1, "項目1", name="??橋　圭氏")],
        ),
        (day(item(1, 600, 610, title="講演\ufffd")), [Caution("title_damaged", 1, "講演\ufffd")]),
        (day(item(1, 600, 610, title="何が必要か？")), []),
        (
            parallel(item(1, 600, 630, mode=Mode.ON_SITE), item(2, 600, 660), mode=Mode.WEB),
            [Caution("mode_not_of_track", 1, "項目1", name="甲部会")],
        ),
        (parallel(item(1, 600, 630, mode=Mode.WEB), item(2, 600, 660), mode=Mode.BOTH), []),
        # A conference: one track in several rooms, several things of the whole forum at once.
        (day(item(1, 600, 630, room_id=3), item(2, 610, 640, room_id=4)), []),
        (
            day(item(1, 600, 630, room_id=3), item(2, 610, 640, room_id=3)),
            [Caution("overlap", 2, "項目2", "項目1", minutes=20)],
        ),
        (
            day(item(1, 600, 630, room_id=3), item(2, 610, 640)),
            [Caution("overlap", 2, "項目2", "項目1", minutes=20)],
        ),
        (
            day(
                item(1, 600, 660, room_id=3, room="会議室A"),
                item(2, 610, 640, room_id=4),
                item(3, 650, 670, room_id=3, room="会議室A", is_fixed=True),
            ),
            [Caution("room_twice", 3, "項目3", "項目1", name="会議室A")],
        ),
        (
            day(item(1, 600, 630, room_id=3, speakers=YAMADA), item(2, 610, 640, room_id=4, speakers=YAMADA)),
            [Caution("person_twice", 2, "項目2", "項目1", name="山田　試")],
        ),
        (before_parts(item(1, 700, 720, room_id=5)), []),
        (before_parts(item(1, 700, 720)), [Caution("overlap", 2, "", "項目1", minutes=120)]),
        (
            before_parts(item(1, 605, 620, room_id=3, room="会議室A")),
            [
                Caution("room_twice", 1, "項目1", "項目2", name="会議室A"),
                Caution("overlap", 2, "", "項目1", minutes=20),
            ],
        ),
        (before_parts(item(1, 590, 610, room_id=5)), [Caution("overlap", 2, "", "項目1", minutes=10)]),
        (Programme(), []),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_named(programme, found):
    assert check(programme) == found


def test_an_item_by_web_does_not_fit_a_forum_on_site():
    programme = day(item(1, 600, 610, mode=Mode.WEB))
    assert check(programme, Mode.ON_SITE) == [Caution("mode_not_of_forum", 1, "項目1")]
    assert check(programme, Mode.WEB) == []


def test_the_seed_has_nothing_to_look_at_but_the_damaged_name(app, transaction):
    forum = make_forum(ends=None)
    seed = seed_programme(forum)
    found = check(queries.draft_programme(forum), forum.mode)
    assert found == [Caution("name_damaged", seed.prefecture.id, "長崎県説明", name="??橋　圭氏")]
    with transaction():
        appearances.confirm_name(queries.appearance(forum.id, seed.damaged.id), by=SYSTEM)
    assert check(queries.draft_programme(forum), forum.mode) == []
