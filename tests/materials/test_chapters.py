"""Chapters of a recording that shows several items."""

from dataclasses import replace

import pytest

from forumapp.agenda.models import ItemKind
from forumapp.agenda.programme import Programme, ProgrammeDay, ProgrammeItem
from forumapp.materials.chapters import Chapter, chapters_of, webvtt
from forumapp.materials.models import Recording

TALK = ItemKind.TALK
PART = ProgrammeItem(
    20, ItemKind.CONTAINER, "第2部", start=14 * 60, end=15 * 60,
    children=(
        ProgrammeItem(21, TALK, "事例<1>", "Case <1>", start=14 * 60, end=14 * 60 + 20),
        ProgrammeItem(22, TALK, "事例2", start=14 * 60 + 20, end=15 * 60),
    ),
)  # fmt: skip
PROGRAMME = Programme(
    (
        ProgrammeDay(0, (ProgrammeItem(1, TALK, "開会", "Opening", start=13 * 60 + 30, end=14 * 60), PART)),
        ProgrammeDay(1, (ProgrammeItem(30, TALK, "2日目", start=9 * 60, end=600),)),
    )
)


def recording(item_id=None, **values):
    return Recording(**{"item_id": item_id, "day": 0, "began": None, "seconds": None, **values})


def test_a_whole_day_has_a_chapter_for_each_item():
    assert chapters_of(recording(), PROGRAMME) == [
        Chapter("開会", "Opening", 0, 1800),
        Chapter("事例<1>", "Case <1>", 1800, 3000),
        Chapter("事例2", "", 3000, 5400),
    ]


@pytest.mark.parametrize(
    ("began", "starts"),
    [
        (13 * 3600 + 25 * 60 + 30, [270, 2070, 3270]),
        (13 * 3600 + 45 * 60, [0, 900, 2100]),
        (14 * 3600, [0, 1200]),
    ],
)
def test_the_beginning_can_be_moved(began, starts):
    assert [one.start for one in chapters_of(recording(began=began), PROGRAMME)] == starts


def test_chapters_end_with_the_recording():
    found = chapters_of(recording(seconds=2000), PROGRAMME)
    assert [(one.start, one.end) for one in found] == [(0, 1800), (1800, 2000)]


def test_an_item_that_holds_others_has_chapters_and_a_talk_has_none():
    assert [one.title for one in chapters_of(recording(20), PROGRAMME)] == ["事例<1>", "事例2"]
    assert chapters_of(recording(1), PROGRAMME) == chapters_of(recording(99), PROGRAMME) == []


def test_one_chapter_alone_is_none_and_another_day_is_another_recording():
    assert chapters_of(recording(day=1), PROGRAMME) == []
    unknown = replace(PROGRAMME.days[0].items[0], start=None)
    assert chapters_of(recording(), Programme((ProgrammeDay(0, (unknown,)),))) == []


@pytest.mark.parametrize(("language", "title"), [("ja", "事例&lt;1&gt;"), ("en", "Case &lt;1&gt;")])
def test_the_track_speaks_the_language_of_the_page(language, title):
    text = webvtt(chapters_of(recording(20), PROGRAMME), language)
    assert text == f"WEBVTT\n\n00:00.000 --> 20:00.000\n{title}\n\n20:00.000 --> 01:00:00.000\n事例2\n"
