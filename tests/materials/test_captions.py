"""Captions: every line that is wrong is named, SubRip is understood, a transcript is made of them."""

import time

import pytest

from forumapp.core.text import cleaning
from forumapp.materials import captions
from forumapp.materials.captions import Cue, Paragraph, Problem, UnusableCaptions

WHOLE = """WEBVTT - 講演

NOTE 確認済

1
00:01.000 --> 00:02.500 align:start
<v 山田>こんにちは。

00:02.500 --> 01:00:00.000
次の<b>話</b>です &amp; 続き
二行目
"""


def problems(text):
    with pytest.raises(UnusableCaptions) as caught:
        captions.read(text)
    return [(one.reason, one.line) for one in caught.value.problems]


def test_cues_are_read_with_their_times_and_who_speaks():
    cues = captions.read(WHOLE.replace("\n", "\r\n"))
    assert cues == [
        Cue(1000, 2500, "<v 山田>こんにちは。"),
        Cue(2500, 3_600_000, "次の<b>話</b>です &amp; 続き\n二行目"),
    ]
    assert [(cue.voice, cue.plain) for cue in cues] == [
        ("山田", "こんにちは。"),
        ("", "次の話です & 続き二行目"),
    ]
    assert captions.read(captions.write(cues)) == cues


def test_every_wrong_line_is_named():
    text = (
        "WEBVTT\n\n00:02.000 --> 00:01.000\na\n\n0:1 --> 0:2\nb\n\nno times\nat all\n\n"
        "00:05.000 --> 00:06.000\nc\n\n00:04.000 --> 00:07.000\nd\n\n00:08.000 --> 00:09.000\n\n"
        "00:10.000 --> 00:11.000\ne\n00:12.000 --> 00:13.000\nf\n"
    )
    assert problems(text) == [
        ("order", 3), ("cue", 6), ("no_time", 9), ("backwards", 15), ("no_text", 18), ("cue", 22),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ("signature", 1)),
        ("WEBVTTX\n", ("signature", 1)),
        ("WEBVTT\n\0", ("signature", 1)),
        ("WEBVTT", ("empty", 0)),
        ("WEBVTT\n\n1\n\n00:01.000 --> 00:02.000\nx", ("no_time", 3)),
    ],
)
def test_the_first_wrong_line_of_other_texts(text, told):
    assert problems(text)[0] == told


def test_not_more_than_twenty_lines_are_named():
    assert len(problems("WEBVTT\n\n" + "wrong\n\n" * 100)) == captions.MOST_PROBLEMS


SUBRIP = (
    '1\n00:00:01,000 --> 00:00:02,50\n{\\an8}<font color="red">一つ目</font>\n\n'
    "2\n00:00:03,000 --> 00:00:04,000\n<i>二つ目</i>\n"
)


@pytest.mark.parametrize("raw", [SUBRIP.encode(), SUBRIP.encode("cp932"), b"\xef\xbb\xbf" + SUBRIP.encode()])
def test_subrip_becomes_webvtt(raw):
    cues = captions.read(captions.as_webvtt(raw))
    assert cues == [Cue(1000, 2500, "一つ目"), Cue(3000, 4000, "<i>二つ目</i>")]


def test_shift_jis_that_is_no_subrip_is_refused():
    with pytest.raises(UnusableCaptions) as caught:
        captions.as_webvtt("WEBVTT\n\n字幕".encode("cp932"))
    assert caught.value.problems == (Problem("encoding"),)


def test_a_form_changes_nothing_of_captions():
    """What the field of the page keeps reads the same, so that two savings of one text are one content."""
    assert captions.tidy(cleaning.clean_block(WHOLE)) == captions.tidy(WHOLE)


def test_a_transcript_begins_anew_after_a_pause_with_a_voice_and_when_it_is_long():
    cues = [
        Cue(0, 1000, "<v 山田>こんにちは、"),
        Cue(1000, 2000, "皆さん。"),
        Cue(6000, 7000, "休みのあと"),
        Cue(7000, 8000, "<v 佐藤>English text"),
        Cue(8000, 9000, "goes on."),
        Cue(9000, 10000, "長" * 240 + "。"),
        Cue(10000, 11000, "次。"),
    ]
    assert captions.transcript(cues, pause=3000) == [
        Paragraph(0, "山田", "こんにちは、皆さん。"),
        Paragraph(6000, "", "休みのあと"),
        Paragraph(7000, "佐藤", "English text goes on." + "長" * 240 + "。"),
        Paragraph(10000, "", "次。"),
    ]


def test_a_paragraph_ends_also_where_captions_have_no_full_stop():
    """A program that listens writes none; a day of it would be one paragraph."""
    cues = [Cue(second * 1000, second * 1000 + 1000, "十の文字が続く一行分") for second in range(100)]
    told = captions.transcript(cues, longest=50)
    assert [len(one.text) for one in told] == [100] * 10
    assert [one.start for one in told] == [second * 1000 for second in range(0, 100, 10)]


def test_a_reference_to_no_character_is_the_sign_for_that():
    cue = Cue(0, 1000, "<v 佐藤&#9999999999>一&#" + "9" * 5000 + ";二&#12354;")
    assert (cue.voice, cue.plain) == ("佐藤\ufffd", "一\ufffd二あ")


@pytest.mark.parametrize("piece", ["<", "<v ", "<v.", "<v\t", "<font", "{\\"])
def test_a_line_of_beginnings_of_tags_is_read_in_one_go(piece):
    """Looked through once for each beginning it would take hours."""
    line = piece * (captions.LARGEST // 2 // len(piece)) + "終"
    begun = time.perf_counter()
    text = captions.as_webvtt(f"1\n00:00:01,000 --> 00:00:02,000\n{line}\n".encode())
    assert captions.transcript(captions.read(text))[0].text.endswith("終")
    assert time.perf_counter() - begun < 5


def test_blanks_behind_the_beginning_of_a_voice_are_read_in_one_go():
    begun = time.perf_counter()
    assert Cue(0, 1000, "<v" + " " * 300_000 + "終").voice == ""
    assert time.perf_counter() - begun < 5
