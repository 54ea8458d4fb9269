"""The summary as plain text or Markdown, as the public list writes it. Pure."""

import re
from collections.abc import Sequence

from flask_babel import gettext as _

from forumapp.groupwork.models import Theme
from forumapp.groupwork.queries.bullets import SummaryLine

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def write(themes: Sequence[tuple[Theme, Sequence[SummaryLine]]], kind: str) -> str:
    """Return the themes that have lines, each with its heading; ``kind`` is txt or md."""
    parts = [_theme(theme, lines, kind) for theme, lines in themes if lines]
    return "\n\n".join(parts) + "\n" if parts else ""


def _theme(theme: Theme, lines: Sequence[SummaryLine], kind: str) -> str:
    heading = _("<テーマ%(number)d>%(title)s", number=theme.number, title=theme.title)
    said = [
        _("%(text)s(%(remark)s)", text=one.text, remark=one.remark) if one.remark else one.text
        for one in lines
    ]
    if kind == "md":
        return "\n".join(
            [f"## {_escaped(heading)}", "", *(f"- {_escaped(_one_line(text))}" for text in said)]
        )
    return "\n".join([heading, *(f"・{_one_line(text)}" for text in said)])


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
