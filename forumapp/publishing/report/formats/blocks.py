"""What a report is made of in every form that is no page: sections of plain blocks. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: ``url`` if it leads somewhere, ``note`` in smaller type behind or below it, ``depth`` from 0."""

    text: str
    url: str = ""
    note: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values: 開催日時 …"""

    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A list; ``is_numbered`` where its order means something: then entries of depth 0 have numbers."""

    lines: tuple[Line, ...]
    is_numbered: bool = False

    def marked(self, bullet: str) -> Iterator[tuple[str, Line]]:
        """Yield each line with the sign before it: its number, or ``bullet``."""
        number = 0
        for line in self.lines:
            number += not line.depth
            yield (f"{number}." if self.is_numbered and not line.depth else bullet), line


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs of free text."""

    paragraphs: tuple[str, ...]


Block = Facts | Heading | Lines | Prose


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report; ``name`` is that of its anchor on the page."""

    name: str
    title: str
    blocks: tuple[Block, ...]


def plain(sections: Sequence[Section]) -> Iterator[str]:
    """Yield every text of a report once, for whoever looks for words in it."""
    for section in sections:
        yield section.title
        for block in section.blocks:
            if isinstance(block, Heading):
                yield block.text
            elif isinstance(block, Facts):
                for name, values in block.rows:
                    yield from (name, *values)
            elif isinstance(block, Prose):
                yield from block.paragraphs
            else:
                for line in block.lines:
                    yield from (part for part in (line.text, line.note) if part)
