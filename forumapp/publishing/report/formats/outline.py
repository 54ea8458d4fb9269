"""The report as plain blocks in its reader's language: what the page shows, for every form that is no page. Pure."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from forumapp.agenda.models import ItemKind
from forumapp.agenda.programme import Programme, ProgrammeItem, ProgrammeTrack
from forumapp.agenda.wording import mode_name
from forumapp.core import markup
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import format_minutes, format_range
from forumapp.core.uploads.contents import size_text, word_of
from forumapp.core.urls import absolute_url
from forumapp.forums.models import HostRole, Mode
from forumapp.materials.models import Material
from forumapp.publishing.models import ReportPhotograph
from forumapp.publishing.presentation import ForumView, local_day, told
from forumapp.publishing.report.editions import Edition, Issue
from forumapp.publishing.report.figures import rows_in_words, table_name
from forumapp.publishing.report.formats.blocks import Block, Facts, Heading, Line, Lines, Prose, Section
from forumapp.publishing.report.formats.recordings import recording_lines
from forumapp.publishing.report.sections import Report
from forumapp.registration.queries.audience import HeadCount


def section_names() -> dict[str, str]:
    """Return what the sections are called, by their names."""
    return {
        "outline": pgettext("開催報告", "開催概要"),
        "programme": _("次第"),
        "materials": _("各講演者説明資料"),
        "summary": _("グループワークでの意見の概要"),
        "impressions": _("イベント開催に対する自治体の皆様のご感想"),
        "recordings": _("イベント当日の模様（録画）"),
        "figures": _("参加状況"),
        "photographs": _("当日の写真"),
    }


def outline(edition: Edition) -> list[Section]:
    """Return the sections that have content, in order."""
    view, report = edition.view, edition.report
    blocks: dict[str, Callable[[], list[Block]]] = {
        "programme": lambda: _programme(view, report),
        "materials": lambda: list(_slides(view, report)),
        "summary": lambda: list(_summary(report)),
        "impressions": lambda: [Lines(tuple(Line(text) for text in report.impressions))],
        "recordings": lambda: [Lines(tuple(recording_lines(view, report)), is_numbered=True)],
        "outline": lambda: list(prose(report.outline_in(view.language))),
        "figures": lambda: list(_figures(report)),
        "photographs": lambda: [Lines(tuple(_photographs(view, report)))],
    }
    names = section_names()
    return [Section(name, names[name], tuple(blocks[name]())) for name in report.sections]


def lead(edition: Edition) -> list[str]:
    """Return what stands below the title: when it was held, the summary as plain paragraphs, what was corrected."""
    view = edition.view
    held = [_("%(date)s開催", date=view.date)] if view.date else []
    return [
        *held,
        *_paragraphs(view.summary.text),
        *(correction_text(one, edition) for one in edition.corrections),
    ]


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part for part in markup.plain(text).split("\n") if part)


def prose(text: str) -> Iterator[Block]:
    """Yield a text with Markdown's marks as headings, lists and paragraphs."""
    for kind, run in groupby(_topped(text), key=itemgetter(0)):
        found = [part for _top, part in run]
        if kind is markup.Kind.HEADING:
            yield from (Heading(part.text) for part in found)
        elif kind is markup.Kind.PARAGRAPH:
            yield Prose(tuple(part.text for part in found))
        else:
            lines = tuple(Line(part.text, depth=part.depth) for part in found)
            yield Lines(lines, is_numbered=kind is markup.Kind.STEP)


def _topped(text: str) -> Iterator[tuple[markup.Kind, markup.Part]]:
    """Yield each part with the kind of the list around all others that it stands in, else its own."""
    top = markup.Kind.PARAGRAPH
    for part in markup.parts(text):
        top = part.kind if part.depth == 0 else top
        yield top, part


def correction_text(one: Issue, edition: Edition) -> str:
    """Return a correction with its day: 訂正（令和6年9月10日(火)、第2版）：…"""
    day = local_day(one.at, edition.view.forum.zone, edition.view.language)
    return _("訂正（%(date)s、第%(number)d版）：%(text)s", date=day, number=one.number, text=one.note.text)


def _programme(view: ForumView, report: Report) -> list[Block]:
    found: list[Block] = [Facts(tuple(facts(view, report)))]
    rows = tuple(_Rows(view).of_days(report.programme))
    return [*found, Heading(_("進行次第")), Lines(rows)] if rows else found


def facts(view: ForumView, report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield when, where, for whom and by whom."""
    when = f"{view.date} {view.promised_time}".strip()
    yield _("開催日時"), (when or _("調整中"),)
    if view.place.text:
        yield _("開催場所"), (_where(view),)
    if report.audience.lines:
        yield _("参加対象者"), tuple(_audience(view, report.audience))
    for role, name in (
        (HostRole.HOST, _("主催")),
        (HostRole.COHOST, _("共催")),
        (HostRole.SUPPORT, _("後援・協力")),
    ):
        hosts = tuple(
            told(host.organisation.name, host.organisation.name_en, view.language).text
            for host in view.hosts(role)
        )
        if hosts:
            yield name, hosts


def _audience(view: ForumView, audience: HeadCount) -> Iterator[str]:
    for line in audience.lines:
        each = (
            _("（%(count)d団体それぞれ）", count=line.organisations)
            if line.organisations and line.organisations > 1
            else ""
        )
        quotas = "、".join(quota.text for quota in line.quotas)
        yield f"{line.label}{each}：{quotas}" if quotas else f"{line.label}{each}"
    if audience.seats and view.is_over:
        yield _("対象は合わせて%(seats)d名でした。", seats=audience.seats)
    elif audience.seats:
        yield _("定員は合わせて%(seats)d名です。", seats=audience.seats)


def _where(view: ForumView) -> str:
    forum = view.forum
    if forum.mode is Mode.WEB or forum.venue is None:
        return view.place.text
    room = forum.room.name if forum.room else ""
    place = " ".join(part for part in (view.venue_name.text, room, view.address) if part)
    return _("%(place)s（Web併用）", place=place) if forum.mode is Mode.BOTH else place


class _Rows:
    """The lines of the programme: 13:30〜13:45（15分） title, who speaks below it."""

    def __init__(self, view: ForumView) -> None:
        self.view = view

    def of_days(self, programme: Programme) -> Iterator[Line]:
        """Yield the lines of all days; several are told apart."""
        for day in programme.days:
            if len(programme.days) > 1:
                yield self._day(day.number)
            yield from self.of(day.items, int(len(programme.days) > 1))

    def _day(self, number: int) -> Line:
        name = _("%(number)d日目", number=number + 1)
        first = self.view.forum.day
        date = format_date(first + timedelta(days=number), self.view.language) if first else ""
        return Line(f"{name} {date}".strip())

    def of(self, items: Iterable[ProgrammeItem], depth: int) -> Iterator[Line]:
        """Yield the lines of rows and all below them."""
        for item in items:
            if item.id is not None:
                yield self._item(item, depth)
            yield from self.of(item.children, depth + 1)
            for track in item.tracks:
                below = depth if item.id is None else depth + 1
                yield self._track(track, below)
                yield from self.of(track.items, below + 1)

    def _item(self, item: ProgrammeItem, depth: int) -> Line:
        speakers = "、".join(speaker.line for speaker in item.speakers if speaker.line)
        about = [part for part in (speakers, item.room, item.note) if part]
        text = " ".join(
            part for part in (self._time(item), told_text(self.view, item.title, item.title_en)) if part
        )
        return Line(text, note=" / ".join(about), depth=depth)

    def _track(self, track: ProgrammeTrack, depth: int) -> Line:
        time = format_range(track.start, track.end) if track.start is not None else ""
        name = told_text(self.view, track.name, track.name_en)
        about = " / ".join(part for part in (mode_name(track.mode), track.room) if part)
        return Line(" ".join(part for part in (time, f"［{name}］") if part), note=about, depth=depth)

    def _time(self, item: ProgrammeItem) -> str:
        start = "" if item.start is None else format_range(item.start, None if item.tracks else item.end)
        length = (
            ""
            if item.minutes is None
            else _("（%(minutes)s）", minutes=format_minutes(item.minutes, self.view.language))
        )
        end = (
            _("（%(end)s）", end=item.end_text)
            if item.end_text and item.kind is not ItemKind.CONTAINER
            else ""
        )
        return f"{start}{length}{end}"


def told_text(view: ForumView, japanese: str, english: str) -> str:
    """Return the text of the reader's language, the Japanese one where there is no other."""
    return told(japanese, english, view.language).text


def _slides(view: ForumView, report: Report) -> Iterator[Block]:
    yield Lines(tuple(_materials(view, report)), is_numbered=True)
    if len(report.materials) > 1:
        count, size = len(report.materials), sum(one.file.size for one in report.materials)
        text = ngettext(
            "資料%(num)d件をまとめてダウンロード（%(kind)s %(size)s）",
            "資料%(num)d件をまとめてダウンロード（%(kind)s %(size)s）",
            count,
            kind="ZIP",
            size=size_text(size),
        )
        yield Lines((Line(text, bundle_url(view)),))


def bundle_url(view: ForumView) -> str:
    """Return the full address of the ZIP of all public materials."""
    return absolute_url("material_bundles.everybody", forum=view.forum.slug)


def _materials(view: ForumView, report: Report) -> Iterator[Line]:
    for one in report.materials:
        kind = f"{word_of(one.file.content_type)} {size_text(one.file.size)}"
        name = told_text(view, one.title, report.title_en(one))
        text = _("%(title)s（%(kind)s）", title=name, kind=kind)
        yield Line(text, material_url(view, one), note=report.said_by(one.item_id))


def material_url(view: ForumView, one: Material) -> str:
    """Return the full address of a public material."""
    return absolute_url("materials.download", forum=view.forum.slug, material=one.id, filename=one.filename)


def _summary(report: Report) -> Iterator[Block]:
    for theme in report.themes:
        yield Heading(_("テーマ%(number)d %(title)s", number=theme.number, title=theme.title))
        yield Lines(
            tuple(
                Line(
                    _("%(text)s（%(remark)s）", text=one.text, remark=one.remark) if one.remark else one.text
                )
                for one in theme.bullets
            )
        )


def _figures(report: Report) -> Iterator[Block]:
    for table in report.figures:
        yield Heading(table_name(table["name"]))
        yield Facts(tuple(rows_in_words(table)))


def _photographs(view: ForumView, report: Report) -> Iterator[Line]:
    for one, alt, caption in report.photographs:
        yield Line(caption or alt, photograph_url(view, one), note=alt if caption else "")


def photograph_url(view: ForumView, one: ReportPhotograph) -> str:
    """Return the full address of a photograph."""
    return absolute_url("photographs.picture", forum=view.forum.slug, photograph=one.id, size="large")
