"""Markdown subset to safe HTML: paragraphs, lists, emphasis, links; headings start below the page's own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote", "h3", "h4"}
BREAKS = {"softbreak", "hardbreak"}
_parser = MarkdownIt("commonmark", {"breaks": True, "html": False}).disable("image")


def render(text: str | None) -> Markup:
    """Return ``text`` as HTML that may stand in a page."""
    html = _parser.render(text or "").replace("<h1>", "<h3>").replace("</h1>", "</h3>")
    html = html.replace("<h2>", "<h3>").replace("</h2>", "</h3>")
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noreferrer",
    )
    return Markup(clean)  # noqa: S704 - cleaned above


def plain(text: str | None) -> str:
    """Return ``text`` without its marks, a line for each paragraph or entry."""
    return unescape(nh3.clean(_parser.render(text or ""), tags=set())).strip()


class Kind(Enum):
    """What a part of a text is; ENTRY of a list with dots, STEP of one with numbers."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ENTRY = "entry"
    STEP = "step"


LISTS = {"bullet_list": Kind.ENTRY, "ordered_list": Kind.STEP}


@dataclass(frozen=True, slots=True)
class Part:
    """A line without marks; ``depth`` counts the lists around an entry's own, and what else an entry says lies one deeper."""

    kind: Kind
    text: str
    depth: int = 0


def parts(text: str | None) -> Iterator[Part]:
    """Yield ``text`` without its marks, a part for each heading, line of a paragraph, and entry."""
    lists: list[Kind] = []
    is_heading = begins = False
    for token in _parser.parse(text or ""):
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in LISTS and token.nesting:
            lists = [*lists, LISTS[name]] if token.nesting > 0 else lists[:-1]
        elif name == "heading":
            is_heading = token.nesting > 0
        elif name == "list_item":
            begins = token.nesting > 0
        elif lines := list(_lines(token)):
            if is_heading:
                yield Part(Kind.HEADING, " ".join(lines))
            elif lists:
                yield Part(lists[-1], " ".join(lines), len(lists) - begins)
            else:
                yield from (Part(Kind.PARAGRAPH, line) for line in lines)
            begins = False


def _lines(token: Token) -> Iterator[str]:
    words = _words(token.children) if token.children else token.content
    yield from (line for line in map(str.strip, words.split("\n")) if line)


def _words(children: Iterable[Token]) -> str:
    return "".join("\n" if child.type in BREAKS else child.content for child in children)
