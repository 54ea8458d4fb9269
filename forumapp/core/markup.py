"""Markdown subset to safe HTML: paragraphs, lists, emphasis, links; headings start below the page's own."""

from html import unescape

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote", "h3", "h4"}
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
