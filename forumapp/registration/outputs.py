"""What organisers print and hand on: list of participants, badges, list for the reception, and files for other programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from forumapp.agenda.programme import Programme
from forumapp.core import clock
from forumapp.core.paper.cards import Cards
from forumapp.core.paper.fonts import FontFile
from forumapp.core.paper.sheet import INNER, Cell, Row, Sheet, Text
from forumapp.core.text import cp932
from forumapp.forums.models import Forum
from forumapp.registration import feeds
from forumapp.registration.models import Registration
from forumapp.registration.queries.registrations import name_of, printed_receipt
from forumapp.registration.sheets.columns import heading
from forumapp.registration.wording import mode_name, state_name

PAPERS = ("roster", "handout", "badges", "reception")
MOST_ON_PAPER = 3000
"""More people than that are printed in parts."""
WIDTHS = {
    "roster": (44.0, 50.0, 46.0, INNER - 140.0),
    "handout": (54.0, 62.0, INNER - 116.0),
    "reception": (8.0, 44.0, 48.0, 34.0, INNER - 134.0),
}


@dataclass(frozen=True)
class Changed:
    """A text that CP932 cannot hold, and what would stand there."""

    registration: Registration
    column: str
    text: str
    becomes: str


def title_of(what: str) -> str:
    """Return the name of a paper."""
    return {
        "roster": _("出席者名簿"),
        "handout": _("参加者名簿（配布用）"),
        "badges": _("名札"),
        "reception": _("受付簿"),
    }[what]


def meant(what: str, listed: Sequence[Registration]) -> list[Registration]:
    """Return who stands on a paper: what goes to participants names only those who agreed."""
    return [one for one in listed if one.may_list or what != "handout"]


def heads_of(what: str) -> list[str]:
    """Return the headings of a list."""
    whose, who, how = _("団体・所属"), _("役職・氏名"), _("参加方法・部会")
    return {
        "roster": [whose, who, heading("kana"), how],
        "handout": [heading("organisation"), heading("unit"), who],
        "reception": ["✓", _("氏名"), whose, how, _("受付番号・配慮")],
    }[what]


def cells_of(what: str, one: Registration) -> list[list[str]]:
    """Return the cells of somebody's row, each of several lines; the first of each is the main one."""
    named = [name_of(one), one.title] if one.title else [name_of(one)]
    kana = " ".join(part for part in (one.family_kana, one.given_kana) if part)
    whose = _lines(one.organisation_name, one.unit)
    how = _lines(mode_name(one.mode), one.track.name if one.track else "")
    return {
        "roster": [whose, named, [kana], how],
        "handout": [[one.organisation_name], [one.unit], named],
        "reception": [["□"], _lines(name_of(one), kana), whose, how, _lines(printed_receipt(one), one.needs)],
    }[what]


def paper(what: str, forum: Forum, listed: Sequence[Registration], font: FontFile, language: str) -> bytes:
    """Return the PDF of a paper."""
    if what == "badges":
        return _badges(forum, listed, font, language)
    title = title_of(what)
    sheet = Sheet(
        font,
        title=f"{forum.title} {title}",
        author=forum.owner.name,
        language=language,
        written=clock.now(),
        foot=f"{forum.title} {title}",
    )
    sheet.write(forum.title, 12, is_bold=True, align="C")
    sheet.write(title, 16, is_bold=True, align="C")
    sheet.space(2)
    moment = clock.to_wall(clock.now(), forum.zone)
    count = _("%(count)d名　%(moment)s現在", count=len(listed), moment=f"{moment:%Y-%m-%d %H:%M}")
    sheet.write(count, 9, align="R", is_grey=True)
    sheet.space(1)
    sheet.table(WIDTHS[what], heads_of(what), [Row(list(_cells(what, one))) for one in listed])
    return sheet.output()


def _cells(what: str, one: Registration) -> Iterator[Cell]:
    for lines in cells_of(what, one):
        yield [Text(line, 10 if place == 0 else 8.5, by_word=place == 0) for place, line in enumerate(lines)]


def _badges(forum: Forum, listed: Sequence[Registration], font: FontFile, language: str) -> bytes:
    cards = Cards(
        font,
        title=f"{forum.title} {title_of('badges')}",
        author=forum.owner.name,
        language=language,
        written=clock.now(),
    )
    for one in listed:
        cards.card(
            [
                Text(forum.title, 8, is_grey=True),
                Text(one.organisation_name, 13),
                Text(one.unit, 9.5),
                Text(one.title, 9.5),
                Text(name_of(one), 24, is_bold=True, by_word=True),
                Text(" ".join(part for part in (one.family_kana, one.given_kana) if part), 8.5),
            ]
        )
    return cards.output()


def groupware_rows(forum: Forum, listed: Sequence[Registration], programme: Programme) -> list[list[str]]:
    """Return entries for a groupware, one a person with that person's own end and place; only of those with a seat."""
    everybody = feeds.Everybody(programme)
    head = [_("件名"), _("開始日"), _("開始時刻"), _("終了日"), _("終了時刻"), _("場所"), _("内容")]
    return [head, *(_entry(forum, one, everybody.facts_of(one)) for one in listed)]


def _entry(forum: Forum, one: Registration, facts: Mapping[str, str | None]) -> list[str]:
    start, end = _parted(facts["start"]), _parted(facts["end"] or facts["start"])
    unit = " ".join(part for part in (one.organisation_name, one.unit, one.title) if part)
    lines = [
        _("参加者：%(name)s(%(unit)s)", name=name_of(one), unit=unit),
        _("参加方法：%(mode)s", mode=mode_name(one.mode)),
        _("部会：%(track)s", track=one.track.name) if one.track else "",
        _("受付番号：%(number)s", number=printed_receipt(one)),
        _("状態：%(state)s", state=state_name(one.state)),
    ]
    return [forum.title, *start, *end, facts["location"] or "", "\n".join(line for line in lines if line)]


def _parted(text: str | None) -> tuple[str, str]:
    if not text:
        return "", ""
    if "T" not in text:
        return date.fromisoformat(text).strftime("%Y/%m/%d"), ""
    wall = datetime.fromisoformat(text)
    return wall.strftime("%Y/%m/%d"), wall.strftime("%H:%M")


def changed_by_cp932(listed: Sequence[Registration]) -> list[Changed]:
    """Return the texts of these people that a CP932 file would show otherwise."""
    return [
        Changed(one, heading(column), text, cp932.as_read(text))
        for one in listed
        for column, text in (
            ("name", name_of(one)),
            ("organisation", one.organisation_name),
            ("unit", one.unit),
            ("title", one.title),
            ("needs", one.needs),
        )
        if cp932.changes(text)
    ]


def _lines(*texts: str) -> list[str]:
    return [line for text in texts for line in text.splitlines() if line] or [""]
