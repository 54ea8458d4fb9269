"""The report as Markdown (CommonMark 0.31), for editors who paste it into another system."""

import re
from collections.abc import Iterator, Sequence

from forumapp.publishing.report.formats.blocks import Block, Facts, Heading, Line, Lines, Prose, Section

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_BEGINS_LIST = re.compile(r"^(\d{1,9})([.)])|^([-+])(?=\s)")


def markdown(title: str, lead: Sequence[str], sections: Sequence[Section]) -> str:
    """Return the whole text; ``lead`` are paragraphs below the title."""
    parts = [f"# {escaped(title)}", *(escaped(text) for text in lead)]
    for number, section in enumerate(sections, 1):
        parts.append(f"## {number}. {escaped(section.title)}")
        parts += (text for block in section.blocks for text in _block(block))
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Return ``text`` on one line so that it is shown as it is, whatever signs it holds."""
    flat = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _BEGINS_LIST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", flat)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"### {escaped(block.text)}"
    elif isinstance(block, Facts):
        yield "\n".join(line for row in block.rows for line in _fact(*row))
    elif isinstance(block, Prose):
        yield from (escaped(text) for text in block.paragraphs)
    else:
        yield "\n".join(_entries(block))


def _fact(name: str, values: Sequence[str]) -> Iterator[str]:
    if len(values) == 1:
        yield f"- **{escaped(name)}** {escaped(values[0])}"
        return
    yield f"- **{escaped(name)}**"
    yield from (f"  - {escaped(value)}" for value in values)


def _entries(block: Lines) -> Iterator[str]:
    digits = len(str(sum(not line.depth for line in block.lines)))
    step = " " * (digits + 2) if block.is_numbered else "  "
    for mark, line in block.marked("-"):
        indent = step * line.depth
        yield f"{indent}{mark} {_linked(line)}"
        if line.note:
            yield f"{indent}{' ' * len(mark)} {escaped(line.note)}"


def _linked(line: Line) -> str:
    return f"[{escaped(line.text)}](<{line.url}>)" if line.url else escaped(line.text)
