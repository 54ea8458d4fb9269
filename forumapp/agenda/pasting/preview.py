"""What the editor sees before anything is written: the rows that were understood, beside the lines with their doubts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from forumapp.agenda.pasting.tree import Pasted, PastedItem
from forumapp.agenda.pasting.wording import in_words
from forumapp.agenda.programme import Speaker


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line of the text; ``is_outside``: it will not be written."""

    number: int
    text: str
    doubts: tuple[str, ...]
    is_outside: bool


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row, ``depth`` containers down."""

    item: PastedItem
    depth: int

    @property
    def speakers(self) -> tuple[str, ...]:
        """Return the lines of the speakers as they will be printed."""
        return tuple(
            Speaker(
                0,
                organisation=one.organisation,
                unit=one.unit,
                title=one.title,
                family_name=one.family_name,
                given_name=one.given_name,
                honorific=one.honorific,
            ).line
            for one in self.item.speakers
        )


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that the page shows. ``tracks``: names in order of the text."""

    pasted: Pasted
    days: Sequence[tuple[int, Sequence[PreviewRow]]]
    lines: Sequence[PreviewLine]
    tracks: Sequence[str]

    @property
    def rows(self) -> int:
        """Return how many rows will be written."""
        return sum(len(rows) for _, rows in self.days)


def preview_of(text: str, pasted: Pasted) -> Preview:
    """Put the text and what was understood of it side by side."""
    said: dict[int, list[str]] = defaultdict(list)
    for doubt in pasted.doubts:
        said[doubt.line].append(in_words(doubt))
    outside = set(pasted.outside)
    lines = [
        PreviewLine(number, line, tuple(said.get(number, ())), number in outside)
        for number, line in enumerate(text.split("\n"), start=1)
    ]
    days = [(place, list(_rows(day.items, 0))) for place, day in enumerate(pasted.days)]
    tracks = dict.fromkeys(track.name for day in pasted.days for track in day.tracks)
    return Preview(pasted, days, lines, list(tracks))


def _rows(items: Iterable[PastedItem], depth: int) -> Iterator[PreviewRow]:
    for item in items:
        yield PreviewRow(item, depth)
        yield from _rows(item.children, depth + 1)
