"""The report on paper: PDF with bookmarks, an embedded Japanese font and addresses that can be clicked."""

from collections.abc import Sequence
from datetime import datetime

from forumapp.core.paper.article import Article
from forumapp.core.paper.fonts import FontFile
from forumapp.core.paper.sheet import Text
from forumapp.publishing.report.formats.blocks import Block, Facts, Heading, Lines, Prose, Section

STEP = 5.0
"""How far an entry within another is set in, in millimetres."""


def report_paper(
    sections: Sequence[Section],
    font: FontFile,
    *,
    title: str,
    headings: tuple[str, str],
    lead: Sequence[str],
    author: str,
    language: str,
    written: datetime,
) -> bytes:
    """Return the PDF of a report; ``title`` is the document's, ``headings`` what stands on top: small and large."""
    sheet = Article(font, title=title, author=author, language=language, written=written)
    kind, name = headings
    sheet.write(kind, 10.5)
    sheet.write(name, 16, is_bold=True)
    sheet.space(2)
    for text in lead:
        sheet.write(text, 10.5)
        sheet.space(1)
    for number, section in enumerate(sections, 1):
        sheet.space(5)
        sheet.heading(f"{number}. {section.title}", 13)
        for block in section.blocks:
            _write(sheet, block)
    return sheet.output()


def _write(sheet: Article, block: Block) -> None:
    if isinstance(block, Heading):
        sheet.space(2)
        sheet.heading(block.text, 11, level=1)
    elif isinstance(block, Facts):
        sheet.facts([(name, [Text(value, 10.5) for value in values]) for name, values in block.rows])
    elif isinstance(block, Prose):
        for text in block.paragraphs:
            sheet.write(text, 10.5)
            sheet.space(1)
    else:
        _list(sheet, block)


def _list(sheet: Article, block: Lines) -> None:
    for mark, line in block.marked("・"):
        indent = STEP * line.depth
        sheet.entry(mark, Text(line.text, 10.5, indent=indent), url=line.url)
        if line.note:
            sheet.entry("", Text(line.note, 9, is_grey=True, indent=indent))
        sheet.space(0.6)
