"""Printing a programme and reading it again gives the same programme; nothing that anybody pastes brings the reader down."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forumapp.agenda.models import AppearanceRole, ItemKind
from forumapp.agenda.pasting.document import document
from forumapp.agenda.pasting.errors import Unreadable
from forumapp.agenda.pasting.printing import write
from forumapp.agenda.pasting.reader import read
from forumapp.agenda.pasting.resolving import resolve
from forumapp.agenda.pasting.source import decode
from forumapp.agenda.pasting.tree import Pasted, PastedDay, PastedItem, PastedSpeaker
from forumapp.core.text.cleaning import clean_line
from forumapp.forums.models import Mode
from tests.agenda.pasting.reading import SEED, TODAY, programmes

PLAIN = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = (
    *(
        "開会",
        "挨拶・全体説明",
        "講演",
        "休憩",
        "質疑応答",
        "グループワーク",
        "第1部",
        "第2分科会",
        "広島県取組事例",
        "部会",
    ),
    *(
        "甲県",
        "乙市総務課",
        "課長",
        "例示",
        "太郎氏",
        "(各15分)",
        "(Web開催)",
        "13:30〜",
        "15分",
        "(16:10終了)",
        "残り時間",
    ),
    *(
        "時間があれば",
        "・",
        "1)",
        "※",
        "「",
        "」",
        "。",
        "8月1日(木)",
        "次第",
        "登壇者:",
        "|",
        "\t",
        "　",
        "??橋",
        "以上",
        "同",
    ),
)
SAID = st.text(max_size=12) | st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
LINES = SAID.map(clean_line).filter(lambda text: 0 < len(text) <= 80)
FIELDS = LINES.map(lambda text: text.replace("|", "/").strip()).filter(bool)
MINUTES = st.integers(0, 1440)


@st.composite
def speakers(draw):
    optional = st.just("") | FIELDS
    return PastedSpeaker(
        draw(optional), draw(optional), draw(optional), draw(FIELDS), draw(optional), draw(st.sampled_from(["", "氏", "様"])),
        draw(st.sampled_from(list(AppearanceRole))),
    )  # fmt: skip


@st.composite
def items(draw, tracks=(None, "情報政策部会", "13:00 財政"), depth=0):
    item = PastedItem(
        1, draw(LINES), draw(st.sampled_from(list(ItemKind))), track=draw(st.sampled_from(tracks))
    )
    item.start = draw(st.none() | st.integers(0, 47 * 60))
    item.minutes = draw(st.none() | MINUTES)
    if item.start is not None and draw(st.booleans()):
        item.end = item.start + draw(st.integers(0, min(720, 48 * 60 - 1 - item.start)))
    elif item.minutes is None:
        item.is_remainder = draw(st.booleans())
        item.end_text = draw(st.sampled_from(["", "夕方まで"]))
    item.each = draw(st.none() | st.integers(1, 60))
    item.is_optional = draw(st.booleans())
    item.mode = draw(st.none() | st.sampled_from(list(Mode)))
    item.room = draw(st.just("") | FIELDS)
    item.note = "\n".join(draw(st.lists(LINES, max_size=2)))
    item.speakers = draw(st.lists(speakers(), max_size=2))
    if item.kind is ItemKind.CONTAINER and depth < 2:
        own = tracks if item.track is None else (item.track,)
        item.children = draw(st.lists(items(own, depth + 1), max_size=3))
    return item


@st.composite
def whole_programmes(draw):
    count = draw(st.integers(1, 3))
    first = draw(st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    days = [
        PastedDay(
            day=first and first + timedelta(days=place), items=draw(st.lists(items(), min_size=1, max_size=4))
        )
        for place in range(count)
    ]
    pasted = Pasted(days)
    resolve(pasted, None)
    return pasted


def facts(item):
    """Return everything about an item but its line."""
    plain = {name: getattr(item, name) for name in PastedItem.__slots__ if name not in {"line", "children"}}
    return {**plain, "children": [facts(child) for child in item.children]}


def content(pasted):
    return [(day.day, [facts(item) for item in day.items]) for day in pasted.days]


@PLAIN
@given(whole_programmes())
def test_reading_what_was_printed_is_the_identity(pasted):
    text = write(pasted)
    assert content(read(text, today=TODAY)) == content(pasted)


@pytest.mark.parametrize("text", [SEED, *(text for _, text, _ in programmes())])
def test_what_was_understood_is_printed_so_that_it_is_understood_again(text):
    pasted = read(text, today=TODAY)
    again = read(write(pasted), today=TODAY)
    assert shown(again) == shown(pasted)


def shown(pasted):
    """Return what people see: times as they follow, not who wrote which of them."""
    hidden = {"start", "end", "each"}
    return [(day, [without(item, hidden) for item in rows]) for day, rows in content(pasted)]


def without(facts_of_item, hidden):
    kept = {name: value for name, value in facts_of_item.items() if name not in hidden}
    return {**kept, "children": [without(child, hidden) for child in kept["children"]]}


def understood_or_refused(text):
    """Return the document, or the code of the refusal."""
    try:
        return document(read(text if isinstance(text, str) else decode(text), today=TODAY))
    except Unreadable as error:
        return error.code


@PLAIN
@given(st.lists(SAID, max_size=12).map("\n".join) | st.text(max_size=200))
def test_no_text_brings_the_reader_down_and_every_doubt_has_its_sentence(text):
    found = understood_or_refused(text)
    if isinstance(found, str):
        assert found == "no_programme"
        return
    lines = len(re.split("[\n\r\x0b\x0c\x85\u2028\u2029]", text))
    assert [
        doubt for doubt in found["doubts"] if not doubt["message"] or not 1 <= doubt["line"] <= lines
    ] == []


@PLAIN
@given(st.binary(max_size=200))
def test_no_file_brings_the_reader_down(raw):
    assert isinstance(understood_or_refused(raw), dict) or understood_or_refused(raw) in {
        "no_programme",
        "encoding",
    }
