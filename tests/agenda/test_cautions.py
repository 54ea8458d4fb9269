"""Warnings that need more than the programme: join links, hours, breaks, absences, who may attend; pure."""

from dataclasses import replace

import pytest
from flask_babel import force_locale

from forumapp.agenda.cautioning import _SENTENCES, in_words
from forumapp.agenda.checks.cautions import Absence, Admission, Caution, Surroundings
from forumapp.agenda.checks.reviewing import check
from forumapp.agenda.models import ItemKind
from forumapp.agenda.programme import Programme, ProgrammeDay, ProgrammeTrack
from forumapp.forums.models import Mode
from tests.agenda.test_checks import YAMADA, day, item, parallel

MEETING, OTHER = "https://meet.example.jp/a", "https://meet.example.jp/b"


def pause(number, start, end):
    return item(number, start, end, kind=ItemKind.BREAK)


def days(**rows):
    numbered = ((int(name[1:]), row) for name, row in rows.items())
    return Programme(tuple(ProgrammeDay(number, (replace(row, day=number),)) for number, row in numbered))


def tracks(left, right):
    """Two tracks with several items each, from the first start on."""
    parts = (
        ProgrammeTrack(1, "甲部会", items=tuple(replace(row, track_id=1) for row in left)),
        ProgrammeTrack(2, "乙部会", items=tuple(replace(row, track_id=2) for row in right)),
    )
    ends = [row.end for row in (*left, *right)]
    return item(9, left[0].start, max(ends), kind=ItemKind.CONTAINER, is_end_derived=True, tracks=parts)


BESIDE = parallel(item(1, 600, 630), item(2, 620, 650))


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ({"track_links": {1: MEETING, 2: MEETING}}, [Caution("link_twice", 2, "項目2", "項目1")]),
        ({"track_links": {1: MEETING, 2: OTHER}}, []),
        ({"track_links": {1: MEETING}}, []),
        ({"track_links": {1: MEETING}, "item_links": {2: MEETING}}, [Caution("link_twice", 2, "項目2", "項目1")]),
        ({"track_links": {1: MEETING, 2: MEETING}, "item_links": {2: OTHER}}, []),
    ],
)  # fmt: skip
def test_a_join_link_of_their_own_is_not_for_two_items_at_once(links, found):
    assert check(BESIDE, Mode.BOTH, Surroundings(**links)) == found


def test_one_after_the_other_may_share_a_link_and_on_site_nobody_needs_it():
    links = Surroundings(track_links={1: MEETING, 2: MEETING})
    assert check(parallel(item(1, 600, 630), item(2, 630, 650)), Mode.BOTH, links) == []
    assert check(parallel(item(1, 600, 630, mode=Mode.ON_SITE), item(2, 620, 650)), Mode.BOTH, links) == []
    assert check(BESIDE, Mode.WEB, links) == [Caution("link_twice", 2, "項目2", "項目1")]


def test_a_link_meets_itself_past_midnight():
    late = days(d0=item(1, 23 * 60 + 50, 24 * 60 + 20), d1=item(2, 10, 30))
    links = Surroundings(item_links={1: MEETING, 2: MEETING})
    assert check(late, Mode.BOTH, links) == [Caution("link_twice", 2, "項目2", "項目1")]


def test_a_person_and_a_room_meet_themselves_past_midnight():
    late = days(
        d0=item(1, 23 * 60 + 50, 24 * 60 + 20, speakers=YAMADA, room_id=3, room="ホール"),
        d1=item(2, 10, 30, speakers=YAMADA, room_id=3, room="ホール"),
    )
    assert check(late) == [
        Caution("person_twice", 2, "項目2", "項目1", name="山田　試"),
        Caution("room_twice", 2, "項目2", "項目1", name="ホール"),
    ]


def test_somebody_named_twice_in_one_item_is_in_one_place():
    assert check(day(item(1, 600, 630, speakers=YAMADA * 2))) == []


def test_the_warning_names_the_speaker_without_the_honorific_of_print():
    [caution] = check(
        parallel(
            item(1, 600, 630, speakers=(replace(YAMADA[0], honorific="氏"),)),
            item(2, 620, 660, speakers=YAMADA),
        )
    )
    assert caution.name == "山田　試"


HOURS = Surroundings(opens=600, closes=720)


@pytest.mark.parametrize(
    ("programme", "mode", "found"),
    [
        (day(item(1, 600, 660), item(2, 670, 720, is_fixed=True)), Mode.BOTH, []),
        (day(item(1, 590, 610)), Mode.BOTH, [Caution("venue_early", 1, "項目1", minutes=10, time=600)]),
        (
            day(pause(1, 690, 720), item(2, 720, 725), item(3, 725, 730)),
            Mode.ON_SITE,
            [Caution("venue_late", 3, "項目3", minutes=10, time=720, until=730)],
        ),
        (day(item(1, 590, 610)), Mode.WEB, []),
        (day(item(1, 590, 610, mode=Mode.WEB)), Mode.BOTH, []),
        (
            days(d0=item(1, 600, 660), d1=item(2, 590, 610)),
            Mode.BOTH,
            [Caution("venue_early", 2, "項目2", minutes=10, time=600)],
        ),
    ],
)
def test_the_hours_of_the_venue_bound_each_day_for_what_is_held_there(programme, mode, found):
    assert check(programme, mode, HOURS) == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([item(1, 600, 690)], []),
        ([item(1, 600, 691)], [Caution("no_break", 1, "項目1", minutes=91, time=600, until=691)]),
        (
            [item(1, 600, 660), item(2, 660, 700, kind=ItemKind.GROUP_WORK), item(3, 700, 720)],
            [Caution("no_break", 2, "項目2", minutes=120, time=600, until=720)],
        ),
        ([item(1, 600, 660), pause(2, 660, 670), item(3, 670, 720)], []),
        ([item(1, 600, 660), pause(2, 660, 664), item(3, 664, 684)], []),
        (
            [item(1, 600, 660), pause(2, 660, 664), item(3, 664, 724)],
            [Caution("no_break", 3, "項目3", minutes=124, time=600, until=724)],
        ),
        ([item(1, 600, 660), item(2, 670, 720, is_fixed=True)], []),
        ([item(1, 600, 660), item(2, 660, None), item(3, 660, 680)], []),
    ],
)
def test_nobody_sits_for_more_than_ninety_minutes(rows, found):
    assert check(day(*rows)) == found


def test_a_stretch_goes_on_from_the_plenary_into_each_track():
    programme = day(
        item(1, 600, 660),
        tracks([item(2, 660, 720)], [pause(3, 660, 670), item(4, 670, 720)]),
    )
    assert check(programme) == [
        Caution("no_break", 2, "項目2", name="甲部会", minutes=120, time=600, until=720)
    ]


def test_a_stretch_of_the_plenary_is_told_once_and_as_long_as_for_those_who_have_it_worst():
    programme = day(item(1, 600, 700), tracks([item(2, 700, 710)], [item(3, 700, 730)]))
    assert check(programme) == [Caution("no_break", 1, "項目1", minutes=130, time=600, until=730)]


def test_a_pause_of_everybody_parts_the_tracks_stretches_too():
    programme = day(tracks([item(1, 600, 660)], [item(2, 600, 650)]), pause(3, 660, 670), item(4, 670, 700))
    assert check(programme) == []


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (Absence(0, 600, 700), (600, 700)),
        (Absence(0, 629, 640), (629, 640)),
        (Absence(0, 630, 640), None),
        (Absence(0, 500, 600), None),
        (Absence(1, 600, 700), None),
    ],
)
def test_a_speaker_who_cannot_come_is_named_with_the_time(away, told):
    programme = day(item(1, 600, 630, speakers=YAMADA))
    found = check(programme, Mode.BOTH, Surroundings(absences={7: [away], 8: [Absence(0, 0, 1440)]}))
    expected = (
        [Caution("speaker_away", 1, "項目1", name="山田　試", time=told[0], until=told[1])] if told else []
    )
    assert found == expected


def test_an_absence_of_the_next_day_counts_past_midnight():
    programme = day(item(1, 23 * 60 + 50, 24 * 60 + 20, speakers=YAMADA))
    found = check(programme, Mode.BOTH, Surroundings(absences={7: [Absence(1, 0, 60)]}))
    assert found == [Caution("speaker_away", 1, "項目1", name="山田　試", time=1440, until=1500)]


@pytest.mark.parametrize(
    ("of_track", "of_forum", "code"),
    [
        (Mode.WEB, Mode.ON_SITE, "track_by_web"),
        (Mode.ON_SITE, Mode.WEB, "track_on_site"),
        (Mode.BOTH, Mode.ON_SITE, None),
        (Mode.WEB, Mode.BOTH, None),
        (Mode.WEB, Mode.WEB, None),
    ],
)
def test_a_track_is_held_in_a_way_of_the_forum(of_track, of_forum, code):
    programme = parallel(item(1, 600, 630), item(2, 600, 660), mode=of_track)
    expected = [
        Caution(code, number, f"項目{number}", name=name) for number, name in ((1, "甲部会"), (2, "乙部会"))
    ]
    assert check(programme, of_forum) == (expected if code else [])


def test_a_track_that_nobody_may_attend_is_told_once_an_audience_is_set_up():
    def told(admissions):
        return check(BESIDE, Mode.BOTH, Surroundings(admissions=admissions))

    assert told(None) == []
    assert told({1: Admission(True), 2: Admission(True)}) == []
    nobody = Caution("nobody_may_attend", 2, "項目2", name="乙部会")
    assert told({1: Admission(True), 2: Admission(False)}) == [nobody]
    assert told({1: Admission(True)}) == [nobody]


def test_a_room_holds_the_seats_of_its_track():
    programme = parallel(item(1, 600, 630), item(2, 630, 660), room_id=3, room="会議室A")

    def told(seats, holds):
        around = Surroundings(
            admissions={1: Admission(True, seats), 2: Admission(True)}, capacities={3: holds} if holds else {}
        )
        return check(programme, Mode.BOTH, around)

    assert told(47, 47) == told(47, None) == []
    assert told(48, 47) == [Caution("room_small", 1, "項目1", "甲部会", "会議室A", number=48, limit=47)]


@pytest.mark.parametrize(
    ("programme", "found"),
    [
        (day(item(1, 600, 660)), []),
        (day(pause(1, 600, 655), item(2, 655, 670)), [Caution("after_end", 2, "項目2", time=660, until=670, number=1)]),
        (
            days(d0=item(1, 600, 660), d1=item(2, 600, 610)),
            [Caution("day_outside", 2, "項目2", time=660, until=610, number=2)],
        ),
    ],
)  # fmt: skip
def test_the_programme_ends_by_the_end_that_was_announced(programme, found):
    assert check(programme, Mode.BOTH, Surroundings(ends=660)) == found


def test_a_day_without_items_between_others_is_pointed_out():
    assert check(days(d0=item(1, 600, 610), d1=item(2, 600, 610))) == []
    assert check(days(d0=item(1, 600, 610), d2=item(2, 600, 610))) == [
        Caution("day_skipped", 2, "項目2", number=3, limit=2)
    ]
    assert check(days(d1=item(2, 600, 610))) == [Caution("day_skipped", 2, "項目2", number=2, limit=1)]


def test_what_is_held_if_time_permits_says_that_none_is_left():
    assert check(day(item(1, 600, 620, is_optional=True), item(2, 610, 630, is_fixed=True))) == [
        Caution("optional_late", 1, "項目1", "項目2", minutes=10)
    ]
    left = item(1, 600, 600, minutes=0, is_remainder=True)
    assert check(day(left, item(2, 600, 630, is_fixed=True))) == [Caution("remainder_empty", 1, "項目1")]


def test_a_parallel_part_without_name_is_pointed_at_by_its_first_row():
    parts = tracks([item(2, 660, 690)], [item(3, 660, 690)])
    nameless = replace(parts, id=None, title="")
    assert check(day(item(1, 600, 640), nameless)) == [Caution("gap", 2, "", "項目1", minutes=20)]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("code", sorted(_SENTENCES))
def test_every_warning_is_a_sentence_in_both_languages(app, code, language):
    with force_locale(language):
        sentence = in_words(Caution(code, 1, "題", "他", "名", 5, 600, 610, 7, 6))
    assert sentence.endswith("。" if language == "ja" else ".")


def test_the_sentence_says_what_to_do(app):
    assert in_words(Caution("overlap", 2, "項目2", "項目1", minutes=5)) == (
        "「項目1」が終わる5分前に始まります。開始時刻か、前の項目の時間(分)を直してください。"
    )
    assert in_words(Caution("no_break", 2, "項目2", name="甲部会", minutes=120, time=600, until=720)) == (
        "部会「甲部会」の参加者には、10:00から12:00まで120分間、休憩がありません。途中に休憩を入れてください。"
    )


def test_a_parallel_part_without_a_name_is_called_what_it_is():
    assert (
        in_words(Caution("overlap", 2, "項目2", "", minutes=5))
        == "「並行する部会」が終わる5分前に始まります。開始時刻か、前の項目の時間(分)を直してください。"
    )
