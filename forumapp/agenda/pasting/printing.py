"""A programme as text that reads back to itself: in plain words where they are enough, else with labels."""

from collections.abc import Iterable, Iterator

from forumapp.agenda.models import ItemKind
from forumapp.agenda.pasting import labels, words
from forumapp.agenda.pasting.bodies import Body, annotate, read_body
from forumapp.agenda.pasting.moments import CLOCK, LENGTH, Span, read_head
from forumapp.agenda.pasting.speakers import read_speakers
from forumapp.agenda.pasting.tree import Pasted, PastedItem, PastedSpeaker
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.core.text.eras import format_date_ja
from forumapp.core.text.names import full_name
from forumapp.core.text.times import WAVE_DASH, format_time

LONG_FOR_A_TITLE = 60
STEP = "    "
MODES = {mode: name for name, mode in labels.MODES.items()}
KINDS = {kind: name for name, kind in labels.KINDS.items()}
ROLES = {role: name for name, role in labels.ROLES.items()}


def write(pasted: Pasted) -> str:
    """Return the text of a programme; :func:`reader.read` gives the same programme again."""
    lines: list[str] = []
    for number, day in enumerate(pasted.days, start=1):
        if day.day is not None:
            lines.append(
                f"第{number}日 {format_date_ja(day.day)}" if len(pasted.days) > 1 else format_date_ja(day.day)
            )
        elif len(pasted.days) > 1:
            lines.append(f"第{number}日")
        lines += _rows(day.items, None, "")
    return "\n".join(lines) + "\n"


def _rows(items: Iterable[PastedItem], track: str | None, indent: str) -> Iterator[str]:
    present = track
    for item in items:
        if item.track != present:
            yield f"{indent}【部会:{item.track}】" if item.track is not None else f"{indent}【全体】"
            present = item.track
        yield f"{indent}{_head(item)}"
        yield from (f"{indent}{STEP}{line}" for line in _below(item))
        yield from _rows(item.children, item.track, indent + STEP)
    if present != track:
        yield f"{indent}【部会:{track}】" if track is not None else f"{indent}【全体】"


def _head(item: PastedItem) -> str:
    time = _time(item)
    return f"{time} {item.title}" if _is_plain(item) else time


def _time(item: PastedItem) -> str:
    start = "" if item.start is None else format_time(item.start)
    end = "" if item.end is None or item.start is None or _says_end(item) else format_time(item.end)
    marks = []
    if item.minutes is not None and not (end and item.end == (item.start or 0) + item.minutes):
        marks.append(f"({item.minutes}分)")
    elif item.is_remainder:
        marks.append("(残り時間)")
    if start:
        marks.insert(0, f"{start}{WAVE_DASH}{end}" if end or not marks else start)
    elif not marks:
        marks.append("(時間未定)")
    if item.each is not None:
        marks.append(f"(各{item.each}分)")
    if item.is_optional:
        marks.append("(時間があれば)")
    return "".join(marks)


def _below(item: PastedItem) -> Iterator[str]:
    if not _is_plain(item):
        yield f"内容:{item.title}"
    if item.kind is not words.kind_of(item.title) or item.kind is ItemKind.CONTAINER:
        yield f"種類:{KINDS[item.kind]}"
    if item.mode is not None:
        yield f"形式:{MODES[item.mode]}"
    if item.end_text:
        yield f"({item.end_text})" if _says_end(item) else f"終了の表記:{item.end_text}"
    if item.room:
        yield f"部屋:{item.room}"
    for speaker in item.speakers:
        yield _speaker(speaker)
    yield from (f"補足:{line}" for line in item.note.split("\n") if line)


def _says_end(item: PastedItem) -> bool:
    """Say whether the words of the end are read as that end."""
    body = Body(span=Span(start=item.start))
    is_read = not set("()（）") & set(item.end_text) and annotate(item.end_text, body)
    return is_read and (body.end_text, body.span.end) == (item.end_text, item.end)


def _is_plain(item: PastedItem) -> bool:
    """Say whether the title behind its time is read as that title and nothing more."""
    title, time = item.title, _time(item)
    if (
        not title
        or len(title) > LONG_FOR_A_TITLE
        or CLOCK.search(to_halfwidth(title))
        or words.SECTION.match(title)
    ):
        return False
    alone, whole = read_head(time), read_head(f"{time} {title}")
    if alone is None or whole is None:
        return False
    bare, body = read_body(alone[1], alone[0]), read_body(whole[1], whole[0])
    bare.title = title
    return body == bare


def _speaker(speaker: PastedSpeaker) -> str:
    affiliation = " ".join(part for part in (speaker.organisation, speaker.unit, speaker.title) if part)
    name = full_name(speaker.family_name, speaker.given_name)
    plain = f"{affiliation} {name}{speaker.honorific}".strip()
    label = ROLES[speaker.role]
    is_timeless = not CLOCK.search(to_halfwidth(plain)) and not LENGTH.search(to_halfwidth(plain))
    if is_timeless and "|" not in plain and read_speakers(f"{label}:{plain}") == [speaker]:
        return f"{label}:{plain}"
    fields = (
        speaker.organisation,
        speaker.unit,
        speaker.title,
        speaker.family_name,
        speaker.given_name,
        speaker.honorific,
    )
    return f"{label}:{labels.FIELDS.join(fields)}"
