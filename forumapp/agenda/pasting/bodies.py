"""What stands beside a time: the title and what is said about it in parentheses (length, end, mode), and the speakers."""

import re
from dataclasses import dataclass, field

from forumapp.agenda.pasting import words
from forumapp.agenda.pasting.moments import (
    CLOCK,
    LENGTH,
    RANGE,
    REST,
    SPAN,
    Span,
    clock_of,
    take_length,
    take_range,
)
from forumapp.agenda.pasting.source import split_bullet, split_number
from forumapp.agenda.pasting.speakers import doubtful_names, read_speakers, split_title
from forumapp.agenda.pasting.tree import PastedSpeaker
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.forums.models import Mode

EDGES = " \u3000\t:：|、,・…‥―—–-~〜/／"
_PARENS = re.compile(r"\s*[(（\[〔]([^()（）\[\]〔〕]{1,120})[)）\]〕]")
_ENDS = re.compile(
    rf"~?\s?({CLOCK.pattern})\s?(?:頃|ごろ)?\s?(?:終了予定|終了|まで|閉会予定|閉会|終わり|終)", re.IGNORECASE
)
_ONLY_END = re.compile(rf"[~-]\s?({CLOCK.pattern})", re.IGNORECASE)
_PARTS = re.compile(
    r"[+・、,\s:/;]|質疑応答|質疑|説明|発表|講演|報告|合計|計|全体|うち|を?含む|込み?|ワーク|共有|準備|講評|討議|挨拶|を|予定|程度|目安|所要時間|所要|時間"
)
_INCLUDED = re.compile("うち|含")
_ROOM = re.compile(
    r"(?:会場|場所|部屋|於)\s?[:：\s]\s?(.{1,60})|(\S{0,30}(?:会議室|ホール|研修室|講堂|大広間)\S{0,6})"
)
_LAST_LENGTH = re.compile(rf"(?:^|[\s…‥・:|(]){SPAN.pattern}\)?$", re.IGNORECASE)
_LAST_REST = re.compile(rf"[\s…‥:(]{{1,4}}{REST.pattern}\)?$", re.IGNORECASE)
_IF_TIME = re.compile(r"^\s?時間(?:が|に余裕が)(?:あれば|ある場合は?|許せば)[、,\s:：]?")
_SPACED = re.compile("(?:[\u3041-\u30fc\u4e00-\u9fff][ \u3000]{1,3}){1,7}[\u3041-\u30fc\u4e00-\u9fff]")
_MARKS = {"(1)", "1)", "1.", "①", "Ⅰ"}


@dataclass(slots=True)
class Body:
    """The title and what was said about it."""

    title: str = ""
    span: Span = field(default_factory=Span)
    mode: Mode | None = None
    is_optional: bool = False
    end_text: str = ""
    room: str = ""
    note: str = ""
    speakers: list[PastedSpeaker] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)


def read_body(text: str, span: Span) -> Body:
    """Read what follows the time; lengths and ends in it go into ``span``."""
    body = Body(span=span)
    text = _PARENS.sub(lambda found: "" if annotate(found.group(1), body) else found.group(), text)
    text = _closing(_without_mark(text.strip(" \u3000:：|")), body)
    found = split_title(text)
    body.title, body.speakers, body.doubtful = found.title, found.speakers, found.doubtful
    if not body.speakers and words.ROLE_LABEL.match(text) and (alone := read_speakers(text)):
        body.title, body.speakers, body.doubtful = "", alone, doubtful_names(alone)
    body.title = trim(body.title)
    return body


def trim(title: str) -> str:
    """Return a title without the signs that joined it to its neighbours; brackets are kept whole."""
    if _SPACED.fullmatch(title.strip()):
        title = re.sub(r"\s", "", title)
    title = title.strip().lstrip(":：|、,…‥ \u3000").rstrip(EDGES)
    if title[:1] in "~〜-―—–" and not title.endswith(("~", "〜", "-", "―", "—", "–")):
        title = title.lstrip("~〜-―—– \u3000")
    return title


def annotate(content: str, body: Body) -> bool:
    """Take what ``content`` (of parentheses) says about time, mode or room; False if it says something else."""
    half = to_halfwidth(content).strip()
    if words.OPTIONAL.search(half) and len(half) <= 20:
        body.is_optional = True
    elif REST.fullmatch(half):
        body.span.is_remainder = True
    elif (mode := words.mode_of(half)) is not None:
        body.mode = mode
    elif ends := _ENDS.fullmatch(half):
        body.span.end, body.end_text = clock_of(ends.group(1), body.span), content.strip()
    elif (only := _ONLY_END.fullmatch(half)) and body.span.start is not None:
        body.span.end = clock_of(only.group(1), body.span)
    elif (times := RANGE.fullmatch(half)) and (body.span.start is None or times["end"]):
        take_range(times, body.span)
    elif room := _ROOM.fullmatch(content.strip()):
        body.room = room.group(1) or room.group(2)
    else:
        return _take_lengths(half, content, body)
    return True


def _take_lengths(half: str, content: str, body: Body) -> bool:
    if _PARTS.sub("", SPAN.sub("", half)):
        return False
    spans = list(SPAN.finditer(half))
    if not spans:
        return False
    if _INCLUDED.search(half):
        spans = [found for found in spans if not _INCLUDED.search(half[: found.start()]) and "含" not in half]
        body.note = content.strip()
    whole = re.search(rf"計\s?{LENGTH.pattern}", half, re.IGNORECASE)
    if len(spans) < 2:
        for found in spans:
            take_length(found, body.span)
        return True
    parts = []
    for found in (
        spans if whole is None else [each for each in spans if each.start() <= whole.start() < each.end()]
    ):
        part = Span()
        take_length(found, part)
        body.span.troubles += part.troubles
        parts.append(part.minutes or part.each or 0)
    if body.span.minutes is None and not body.span.troubles:
        body.span.minutes = sum(parts)
    body.note = content.strip()
    return True


def _without_mark(text: str) -> str:
    """Leave out a bullet or number between time and title."""
    _, text = split_bullet(text)
    kind, rest = split_number(text)
    return rest if kind in _MARKS else text


def _closing(text: str, body: Body) -> str:
    """Take a length or "balance" that closes the line, and "if time permits" that opens it."""
    half = to_halfwidth(text)
    if early := _IF_TIME.match(half):
        body.is_optional = True
        text, half = text[early.end() :], half[early.end() :]
    if late := _LAST_REST.search(half[-30:]):
        body.span.is_remainder = True
        return text[: len(text) - len(half[-30:]) + late.start()]
    if (late := _LAST_LENGTH.search(half[-30:])) and body.span.minutes is None and body.span.each is None:
        take_length(late, body.span)
        return text[: len(text) - len(half[-30:]) + late.start()]
    return text
