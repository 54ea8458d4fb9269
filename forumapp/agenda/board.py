"""The organisers' table: rows in order of printing with their warnings, and what was withdrawn."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from forumapp.agenda import queries
from forumapp.agenda.cautioning import in_words
from forumapp.agenda.checks.cautions import Caution
from forumapp.agenda.models import Item, Track
from forumapp.agenda.programme import Programme, ProgrammeItem, ProgrammeTrack
from forumapp.agenda.surroundings import reviewed_draft
from forumapp.forums.models import Forum


@dataclass(frozen=True)
class Line:
    """A row: ``depth`` from 0, the track it stands in, its warnings in words, and whether it can go up or down."""

    item: ProgrammeItem
    depth: int
    track: ProgrammeTrack | None
    cautions: tuple[str, ...]
    can_rise: bool
    can_sink: bool


@dataclass(frozen=True)
class Board:
    """What the organiser sees of a programme."""

    programme: Programme
    lines: Sequence[Line]
    cautions: Sequence[tuple[Caution, str]]
    withdrawn: Sequence[Item]
    withdrawn_tracks: Sequence[Track]


def board_of(forum: Forum) -> Board:
    """Read the draft, check it and put the warnings in words."""
    programme, found = reviewed_draft(forum)
    cautions = [(caution, in_words(caution)) for caution in found]
    said: dict[int | None, list[str]] = defaultdict(list)
    for caution, sentence in cautions:
        said[caution.item_id].append(sentence)
    lines = [line for day in programme.days for line in _lines(day.items, 0, None, said)]
    return Board(
        programme,
        lines,
        cautions,
        queries.items(forum.id, withdrawn=True),
        queries.tracks(forum.id, withdrawn=True),
    )


def _lines(
    items: Iterable[ProgrammeItem],
    depth: int,
    track: ProgrammeTrack | None,
    said: dict[int | None, list[str]],
) -> Iterator[Line]:
    rows = list(items)
    for place, item in enumerate(rows):
        inner = depth if item.id is None else depth + 1
        if item.id is not None:
            rises, sinks = place > 0, place + 1 < len(rows)
            yield Line(item, depth, track, tuple(said.get(item.id, ())), rises, sinks)
        yield from _lines(item.children, inner, track, said)
        for below in item.tracks:
            yield from _lines(below.items, inner, below, said)
