"""The 次第 on paper: what the public page of the programme shows, as the sheet that is handed out."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from flask_babel import gettext as _

from forumapp.agenda.models import AppearanceRole, ItemKind
from forumapp.agenda.programme import Programme, ProgrammeItem, ProgrammeTrack, Speaker
from forumapp.agenda.wording import mode_name, role_name, wall_moment
from forumapp.core import clock
from forumapp.core.paper.fonts import FontFile
from forumapp.core.paper.sheet import INNER, Cell, Row, Sheet, Text
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import format_minutes, format_range
from forumapp.forums.models import ForumHost, HostRole
from forumapp.publishing.presentation import ForumView, told

WIDTHS = (30.0, 84.0, INNER - 114.0)
STEP = 4.0
"""How far an item within another is set in."""


def agenda_paper(view: ForumView, programme: Programme, font: FontFile, *, is_draft: bool = False) -> bytes:
    """Return the PDF of ``programme``; a draft is marked 案, with the moment at which it was printed."""
    forum = view.forum
    sheet = Sheet(
        font,
        title=_("%(forum)s 次第", forum=view.title.text),
        author=forum.owner.name,
        language=view.language,
        written=clock.now(),
    )
    if is_draft:
        sheet.stamp(_("案"))
        sheet.write(
            _("%(moment)s現在", moment=wall_moment(clock.now(), forum.zone)), 9, align="L", is_grey=True
        )
        sheet.space(2)
    sheet.write(view.title.text, 15, is_bold=True, align="C")
    sheet.space(1)
    sheet.write(_("次　第"), 18, is_bold=True, align="C")
    sheet.space(4)
    if view.state == "cancelled":
        sheet.write(view.sentence, 11, is_bold=True, align="C")
        sheet.space(2)
    sheet.facts(list(_facts(view)))
    sheet.space(4)
    if programme.items:
        rows = _Rows(view, programme).rows()
        sheet.table(WIDTHS, (_("時刻"), _("内容"), _("登壇者")), rows)
    else:
        sheet.write(_("次第は調整中です。"))
    return sheet.output()


def _facts(view: ForumView) -> Iterator[tuple[str, Cell]]:
    when = [Text(f"{view.date} {view.time}".strip() or _("調整中"), 10.5)]
    if view.date and view.is_end_derived:
        when.append(Text(_("終了時刻は目安です。"), 9, is_grey=True))
    yield _("日時"), when
    if view.place.text:
        address = [Text(view.address, 9, is_grey=True)] if view.address else []
        yield _("会場"), [Text(view.place.text, 10.5), *address]
    names = {HostRole.HOST: _("主催"), HostRole.COHOST: _("共催"), HostRole.SUPPORT: _("後援・協力")}
    for role, name in names.items():
        hosts = [_host(host, view) for host in view.hosts(role)]
        if hosts:
            yield name, [Text("、".join(hosts), 10.5)]


def _host(host: ForumHost, view: ForumView) -> str:
    """Return the organisation's name as the page prints it: in Japanese where it has no English one."""
    organisation = host.organisation
    return told(organisation.name, organisation.name_en, view.language).text or organisation.name


class _Rows:
    """The rows of the table; long programmes get a table of contents by day and part."""

    def __init__(self, view: ForumView, programme: Programme) -> None:
        self.view, self.programme = view, programme
        self.is_english = view.language == "en"

    def rows(self) -> list[Row]:
        days = self.programme.days
        found: list[Row] = []
        for day in days:
            if len(days) > 1:
                found.append(self._day(day.number))
            found += self._items(day.items, 0)
        return found

    def _day(self, number: int) -> Row:
        name = _("%(number)d日目", number=number + 1)
        first = self.view.forum.day
        day = format_date(first + timedelta(days=number), self.view.language) if first else ""
        text = f"{name} {day}".strip()
        return Row([[Text(text, 11, is_bold=True)]], is_tinted=True, is_heading=True, outline=text)

    def _items(self, items: Iterable[ProgrammeItem], depth: int) -> Iterator[Row]:
        for item in items:
            if item.id is not None:
                yield self._item(item, depth)
            yield from self._items(item.children, depth + 1)
            for track in item.tracks:
                yield self._track(track)
                yield from self._items(track.items, depth if item.id is None else depth + 1)

    def _item(self, item: ProgrammeItem, depth: int) -> Row:
        title = self._told(item.title, item.title_en)
        indent = STEP * depth
        holds = item.is_container or bool(item.tracks)
        what = [Text(title, 10.5, is_bold=item.kind is not ItemKind.BREAK, indent=indent)]
        what += [Text(text, 9, indent=indent) for text in self._about(item)]
        cells: list[Cell] = [list(self._time(item)), what, list(_people(item.speakers))]
        return Row(
            cells, is_tinted=item.kind is ItemKind.BREAK, is_heading=holds, outline=title if holds else ""
        )

    def _track(self, track: ProgrammeTrack) -> Row:
        name = self._told(track.name, track.name_en)
        time = format_range(track.start, track.end) if track.start is not None else ""
        facts = [part for part in (time, mode_name(track.mode), track.room) if part]
        heading = [Text(name, 10.5, is_bold=True), Text("　".join(facts), 9)]
        return Row([heading], is_tinted=True, is_heading=True, outline=name)

    def _time(self, item: ProgrammeItem) -> Iterator[Text]:
        if item.start is not None:
            yield Text(format_range(item.start, None if item.tracks else item.end), 10)
        if item.minutes is not None:
            yield Text(format_minutes(item.minutes, self.view.language), 8.5, is_grey=True)
        elif item.is_remainder:
            yield Text(_("残りの時間"), 8.5, is_grey=True)
        if item.end_text:
            yield Text(item.end_text, 8.5, is_grey=True)

    def _about(self, item: ProgrammeItem) -> Iterator[str]:
        if item.room:
            yield item.room
        if item.note:
            yield item.note
        tags = [mode_name(item.mode)] if item.mode else []
        if item.is_optional:
            tags.append(_("時間があれば"))
        if tags:
            yield " ".join(f"({tag})" for tag in tags)

    def _told(self, japanese: str, english: str) -> str:
        return english if self.is_english and english else japanese


def _people(speakers: Iterable[Speaker]) -> Iterator[Text]:
    for speaker in speakers:
        role = _role(speaker)
        person = " ".join(part for part in (role, speaker.title, speaker.name) if part)
        if speaker.affiliation:
            yield Text(speaker.affiliation, 9)
        if person:
            yield Text(person, 10, by_word=True)


def _role(speaker: Speaker) -> str:
    """Return the word for what somebody does, where it is not simply speaking."""
    role = AppearanceRole(speaker.role)
    return "" if role is AppearanceRole.SPEAKER else role_name(role)
