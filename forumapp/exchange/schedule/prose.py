"""Texts of schedules as plain text: some write HTML, some Markdown, some a text for each language."""

import re
from html.parser import HTMLParser
from typing import Any

from forumapp.core.text.cleaning import clean_block, clean_line

MOST = 5000
"""Characters of a note that an organiser can still edit."""
_MARKUP = re.compile(
    r"</?(?:p|br|div|ul|ol|li|a|em|strong|b|i|code|pre|h[1-6]|blockquote|span)\b[^<>]{0,500}>", re.I
)
_BLOCKS = {"p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
_UNSEEN = {"script", "style"}
_EMPTY_LINES = re.compile(r"\n{3,}")
_PREFERRED = ("ja", "en", "name")


def line(given: Any) -> str:
    """Return one line; of several languages Japanese, else English, else the first."""
    return clean_line(_one(given))


def block(given: Any) -> str:
    """Return paragraphs without markup, of no more than a little above what is kept."""
    text = _one(given)[: 4 * MOST]
    return clean_block(_plain(text) if _MARKUP.search(text) else text)


def _one(given: Any) -> str:
    if isinstance(given, dict):
        words = [given[name] for name in _PREFERRED if isinstance(given.get(name), str)]
        words += [word for word in given.values() if isinstance(word, str)]
        return words[0] if words else ""
    return given if isinstance(given, str) else ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in _UNSEEN
        self.pieces.append(
            "\n\n" if tag in _BLOCKS else "\n" if tag == "br" else "\n• " if tag == "li" else ""
        )

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in _UNSEEN and self.unseen > 0
        self.pieces.append("\n\n" if tag in _BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.pieces.append(data)


def _plain(markup: str) -> str:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = (each.strip() for each in "".join(reader.pieces).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines))
