"""What stands on the tables: cards with the group's number, cards with names; and what is written on there (記録用紙)."""

from typing import Any

from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.paper.fonts import FontFile
from forumapp.core.paper.ruled import Ruled
from forumapp.core.paper.sheet import Text
from forumapp.core.paper.tents import Tents
from forumapp.groupwork.models import Group, Theme
from forumapp.groupwork.naming import (
    facilitator_name,
    group_name,
    kana_of,
    place_name,
    recorder_name,
    theme_name,
)
from forumapp.groupwork.notices import link_of
from forumapp.groupwork.papers.kinds import title_of
from forumapp.groupwork.papers.printing import heading_of
from forumapp.groupwork.queries.seating import Seating
from forumapp.registration.queries.registrations import name_of


class _Names(Tents):
    per_page = 2


def cards(what: str, seated: Seating, round_: int, font: FontFile, language: str) -> bytes:
    """Return the PDF of one of kinds.CARDS."""
    return {"tents": _tents, "name-cards": _name_cards}.get(what, _sheets)(
        what, seated, round_, font, language
    )


def _tents(what: str, seated: Seating, round_: int, font: FontFile, language: str) -> bytes:
    paper = Tents(font, **_about(what, seated, language))
    for group in seated.groups:
        paper.tent(
            [
                Text(seated.work.item.title, 16, is_grey=True),
                Text(_("%(number)d班", number=group.number), 150, is_bold=True),
                Text(group.name, 40, is_bold=True),
                Text(place_name(group), 18, is_grey=True),
            ]
        )
    return paper.output()


def _name_cards(what: str, seated: Seating, round_: int, font: FontFile, language: str) -> bytes:
    paper = _Names(font, **_about(what, seated, language))
    for table in seated.tables(round_):
        for person in table.people:
            paper.tent(
                [
                    Text(group_name(table.group), 12, is_grey=True),
                    Text(person.organisation_name, 28),
                    Text(" ".join(part for part in (person.unit, person.title) if part), 13),
                    Text(name_of(person), 48, is_bold=True, by_word=True),
                    Text(kana_of(person), 11),
                ]
            )
    return paper.output()


def _sheets(what: str, seated: Seating, round_: int, font: FontFile, language: str) -> bytes:
    paper = Ruled(font, foot=heading_of(what, seated, round_), **_about(what, seated, language))
    themes: list[Theme | None] = [theme for theme in seated.work.themes if theme.withdrawn_at is None]
    pages = [(group, theme) for group in seated.groups for theme in themes or [None]]
    for number, (group, theme) in enumerate(pages):
        if number:
            paper.new_page()
        _page(paper, seated, group, theme, has_code=what == "sheets-code")
    return paper.output()


def _page(paper: Ruled, seated: Seating, group: Group, theme: Theme | None, *, has_code: bool) -> None:
    if has_code:
        paper.code(
            link_of(group), _("%(group)sの書き込みページ", group=_("%(number)d班", number=group.number))
        )
    paper.write(seated.work.forum.title, 9, is_grey=True)
    paper.write(group_name(group), 22, is_bold=True)
    leaders = [
        place_name(group),
        _("進行役：%(name)s", name=facilitator_name(group) or "　" * 10),
        _("記録係：%(name)s", name=recorder_name(group) or "　" * 10),
    ]
    paper.write("　".join(part for part in leaders if part), 10)
    paper.space(14 if has_code and paper.y < 40 else 4)
    if theme is not None:
        paper.write(theme_name(theme), 10, is_grey=True)
        paper.write(theme.title, 15, is_bold=True)
        if theme.guide:
            paper.write(theme.guide, 10.5)
    paper.space(2)
    paper.write(
        _(
            "1行に1つの意見を書いてください。□には、課題は「課」、工夫は「工」、要望は「要」、発表する3つには「○」を入れます。"
        ),
        9,
        is_grey=True,
    )
    paper.ruled()


def _about(what: str, seated: Seating, language: str) -> dict[str, Any]:
    forum = seated.work.forum
    return {
        "title": f"{forum.title} {title_of(what)}",
        "author": forum.owner.name,
        "language": language,
        "written": clock.now(),
    }
