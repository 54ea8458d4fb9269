"""What an editor should know before a report goes out. Only the state of the forum and unconfirmed names stop it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda.appearing import WITH_SLIDES
from forumapp.agenda.models import ItemKind
from forumapp.agenda.programme import Programme, Speaker
from forumapp.agenda.queries import draft_programme
from forumapp.core import markup
from forumapp.core.db import db
from forumapp.core.i18n import language
from forumapp.core.text import mentions
from forumapp.forums.models import Forum, State
from forumapp.forums.states import state_of
from forumapp.materials.models import Material
from forumapp.materials.queries import awaiting_recording, held_inside
from forumapp.publishing.models import ReportPhotograph, ReportPreparation
from forumapp.publishing.queries.photographs import photographs
from forumapp.publishing.queries.preparation import preparation_of
from forumapp.publishing.report.checks.files import look_inside, not_shown
from forumapp.publishing.report.checks.findings import Finding
from forumapp.publishing.report.checks.links import dead_ends, silent_addresses
from forumapp.publishing.report.editions import Edition, of_now
from forumapp.publishing.report.sections import Report
from forumapp.registration.models import Registration

_LEVEL = re.compile(r"^(#{1,6})\s", re.MULTILINE)


@dataclass(frozen=True)
class Review:
    """The report as it would go out and what is to be said about it."""

    edition: Edition
    prepared: ReportPreparation
    damaged: tuple[Speaker, ...]
    findings: tuple[Finding, ...]
    photographs: tuple[ReportPhotograph, ...]
    is_held: bool
    hints: tuple[Finding, ...] = ()

    @property
    def report(self) -> Report:
        """Return the report as it would go out."""
        return self.edition.report


def review(forum: Forum) -> Review:
    """Look through the report of a forum."""
    edition = of_now(forum, language())
    draft = draft_programme(forum)
    prepared, pictures = preparation_of(forum.id), tuple(photographs(forum.id))
    found = (
        _without_slides(draft, edition.report),
        _without_captions(edition.report),
        _without_recording(forum, draft),
        _without_consent(forum, pictures),
        not_shown(held_inside(forum, edition.report.programme)),
        *look_inside(edition.report.materials),
        _personal(forum, edition.report, pictures),
        _headings(edition.report),
        dead_ends(edition),
        silent_addresses(prepared),
    )
    return Review(
        edition,
        prepared,
        damaged_names(draft),
        tuple(one for one in found if one.about and not one.is_hint),
        pictures,
        state_of(forum) in {State.HELD, State.REPORTED},
        tuple(one for one in found if one.about and one.is_hint),
    )


def damaged_names(programme: Programme) -> tuple[Speaker, ...]:
    """Return the speakers whose names lost characters that nobody confirmed: they go out without a name."""
    return tuple(speaker for item in programme.walk() for speaker in item.speakers if speaker.is_damaged)


def lacking_slides(programme: Programme, found: Report) -> list[str]:
    """Return the titles of talks, and of presentations by somebody who is named, of which the public sees no slides."""
    carrying = {material.item_id for material in found.materials}
    talks = (
        item
        for item in programme.items
        if item.kind in WITH_SLIDES and (item.speakers or item.kind is ItemKind.TALK)
    )
    return [item.title for item in talks if item.id not in carrying]


def _without_slides(programme: Programme, found: Report) -> Finding:
    told = _("資料のない講演があります。公開はできます。")
    return Finding(told, tuple(lacking_slides(programme, found)), "materials.board")


def _without_captions(found: Report) -> Finding:
    silent = tuple(one.title for one in found.recordings if one.file_digest and not one.captions_digest)
    told = _("字幕のない録画があります。聞こえにくい人のために、字幕を付けてください。")
    return Finding(told, silent, "materials.board")


def _without_recording(forum: Forum, programme: Programme) -> Finding:
    told = _("録画も「録画なし」の記録もない講演があります。公開はできます。")
    return Finding(told, tuple(awaiting_recording(forum, programme)), "materials.board")


def _without_consent(forum: Forum, pictures: Iterable[ReportPhotograph]) -> Finding:
    refused = sa.select(Material).where(
        Material.forum_id == forum.id, Material.may_publish.is_(False), Material.withdrawn_at.is_(None)
    )
    about = [one.title for one in db.session.scalars(refused.order_by(Material.id))]
    is_picture = not about
    about += [one.alt for one in pictures if not one.has_consent]
    told = _("公開の同意がない資料や写真があります。報告には載りません。")
    return Finding(told, tuple(about), "photographs.index" if is_picture else "materials.board")


def _personal(forum: Forum, found: Report, pictures: Iterable[ReportPhotograph]) -> Finding:
    """Find telephone numbers, addresses of mail and names of people who registered in what somebody wrote freely."""
    rows = sa.select(Registration.family_name, Registration.given_name)
    names = [
        (family, given) for family, given in db.session.execute(rows.where(Registration.forum_id == forum.id))
    ]
    about = []
    for text in _free_texts(found, pictures):
        marked = [text[one.start : one.end] for one in mentions.mentions(text, names) if one.kind != "self"]
        if marked:
            about.append(
                _("「%(text)s」の%(words)s", text=_short(text), words="、".join(dict.fromkeys(marked)))
            )
    told = _("個人の氏名、電話番号、メールアドレスと思われる言葉があります。載せてよいか確かめてください。")
    return Finding(told, tuple(about), "publishing.preview_report")


def _free_texts(found: Report, pictures: Iterable[ReportPhotograph]) -> Iterator[str]:
    yield from found.impressions
    for theme in found.themes:
        for one in theme.bullets:
            yield f"{one.text} {one.remark}".strip()
    yield from (markup.plain(text) for text in found.outline.values() if text)
    for picture in pictures:
        yield f"{picture.caption} {picture.alt}".strip()


def _headings(found: Report) -> Finding:
    """Find themes that are not in the order of their numbers, and headings of the outline that skip a level."""
    about: list[str] = []
    last: dict[str, int] = {}
    for theme in found.themes:
        if theme.number <= last.get(theme.item, 0):
            about.append(_("テーマ%(number)d %(title)s", number=theme.number, title=theme.title))
        last[theme.item] = theme.number
    for text in found.outline.values():
        levels = [len(one) for one in _LEVEL.findall(text)]
        if any(later > before + 1 for before, later in pairwise(levels)):
            about.append(_("開催概要の見出し"))
    return Finding(_("見出しの順番や段階がそろっていません。"), tuple(about), "report_desk.prepare")


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"
