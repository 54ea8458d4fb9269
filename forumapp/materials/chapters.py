"""Chapters of a recording that shows more than one item of the programme: from the times as they were released. Pure."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forumapp.agenda.programme import Programme, ProgrammeItem
from forumapp.materials.captions import clock
from forumapp.materials.models import Recording

MOST_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Chapter:
    """An item in the recording: where it begins and ends there, in seconds."""

    title: str
    title_en: str
    start: int
    end: int


def chapters_of(recording: Recording, programme: Programme) -> list[Chapter]:
    """Return the items that the recording shows, in order; none for the recording of a single talk."""
    rows = [row for row in _shown(recording, programme) if row.start is not None]
    if len(rows) < 2:
        return []
    begins = [(row.start or 0) * 60 for row in rows]
    zero = begins[0] if recording.began is None else recording.began
    length = recording.seconds or MOST_SECONDS
    ends = [*begins[1:], (rows[-1].end or 0) * 60 or begins[-1] + 60]
    found = []
    for row, begin, end in zip(rows, begins, ends, strict=True):
        start, stop = max(0, begin - zero), min(length, end - zero)
        if start < stop and start < length:
            found.append(Chapter(row.title, row.title_en, start, stop))
    return found if len(found) > 1 else []


def webvtt(chapters: Sequence[Chapter], language: str) -> str:
    """Return a WebVTT file of kind chapters, titles in the language as far as there are any."""
    blocks = ["WEBVTT"]
    for one in chapters:
        title = (one.title_en if language == "en" else "") or one.title
        times = f"{clock(one.start * 1000)} --> {clock(one.end * 1000)}"
        blocks.append(f"{times}\n{html.escape(title, quote=False)}")
    return "\n\n".join(blocks) + "\n"


def _shown(recording: Recording, programme: Programme) -> Iterator[ProgrammeItem]:
    if recording.item_id is None:
        for day in programme.days:
            if day.number == recording.day:
                for row in day.items:
                    yield from _leaves(row)
        return
    item = next((row for row in programme.walk() if row.id == recording.item_id), None)
    for row in item.children if item else ():
        yield from _leaves(row)


def _leaves(row: ProgrammeItem) -> Iterator[ProgrammeItem]:
    """Yield the rows that stand for themselves: what only holds others is replaced by them; of parallel tracks none."""
    if row.is_container and row.children:
        for child in row.children:
            yield from _leaves(child)
    elif row.id is not None and row.title:
        yield row
