"""What a report says, as a copy that no later change reaches: gathered from the tables, stored as JSON, read again.

What is frozen are words, order and titles. Files, photographs and impressions keep their own rights: a copy names
them, and shows those that still stand (:class:`Standing`). Taking away is at once, everything else waits for a version.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from flask_babel import ngettext

from forumapp.agenda.programme import Programme, from_json
from forumapp.agenda.queries import released_programme
from forumapp.directory.models import Organisation
from forumapp.feedback.queries.impressions import adopted
from forumapp.forums.models import Forum, ForumHost, HostRole, Mode, Room, Series, Venue
from forumapp.groupwork.queries.bullets import SummaryLine, SummaryTheme, summary
from forumapp.materials.models import Material, Recording
from forumapp.materials.queries import public_materials, public_recordings
from forumapp.publishing.models import ReportPhotograph
from forumapp.publishing.queries.photographs import open_photographs
from forumapp.publishing.queries.preparation import preparation_of
from forumapp.publishing.report import figures
from forumapp.publishing.report.sections import Report
from forumapp.publishing.timetable import beginning
from forumapp.registration.models import Audience, Quota
from forumapp.registration.queries.audience import AudienceLine, HeadCount, QuotaLine, head_count, quota_text

Content = dict[str, Any]
FORMAT = 1
TEXTS = ("title", "title_en", "summary", "summary_en", "zone")
VENUE = ("name", "name_en", "postal_code", "address")
Thing = TypeVar("Thing", Material, Recording)


@dataclass(frozen=True)
class Standing:
    """What the public may open or read at this moment: files, and impressions by id in the order of the report."""

    programme: Programme
    materials: Sequence[Material]
    recordings: Sequence[Recording]
    impressions: Mapping[str, str]
    photographs: Sequence[ReportPhotograph]


def standing(forum: Forum) -> Standing:
    """Look at what stands now; five statements."""
    programme = released_programme(forum.id)
    return Standing(
        programme,
        public_materials(forum, programme),
        public_recordings(forum, programme),
        adopted(forum.id),
        open_photographs(forum.id),
    )


def gather(forum: Forum, now: Standing) -> Content:
    """Return what the report of ``forum`` would say if it were published now."""
    prepared = preparation_of(forum.id)
    return {
        "format": FORMAT,
        "forum": _forum(forum),
        "audience": [_audience(line) for line in head_count(forum).lines],
        "programme": now.programme.to_json(),
        "materials": [_file(one) for one in now.materials],
        "recordings": [
            {**_file(one), "url": one.url or "", "seconds": one.seconds} for one in now.recordings
        ],
        "unrecorded": _unrecorded(now),
        "summary": [_theme(theme) for theme in summary(forum.id, now.programme)],
        "impressions": [{"id": ident, "text": text} for ident, text in now.impressions.items()],
        "outline": {"ja": prepared.outline, "en": prepared.outline_en},
        "figures": figures.tables(forum, prepared.figures, prepared.fewest),
        "photographs": [{"id": one.id, "alt": one.alt, "caption": one.caption} for one in now.photographs],
    }


def digest_of(content: Content) -> str:
    """Return the SHA-256 of a content, whatever the order of its keys."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read(content: Content, forum: Forum, now: Standing) -> tuple[Forum, Report]:
    """Return the forum as the copy knows it, belonging to no session, and the report as far as it still stands."""
    known = forum_of(content, forum)
    programme = from_json(content["programme"])
    still = now.impressions
    voices = [one["text"] for one in content["impressions"] if one["id"] in still]
    report = Report(
        programme,
        _head_count(content["audience"]),
        _chosen(content["materials"], now.materials),
        _chosen(content["recordings"], now.recordings),
        [_theme_of(row) for row in content["summary"]],
        voices,
        content["outline"],
        content["figures"],
        _photographs(content["photographs"], now.photographs),
        part=beginning(programme, known.day),
        unrecorded=content.get("unrecorded"),
    )
    return known, report


def _unrecorded(now: Standing) -> list[int]:
    """Return the items with the mark 録画なし, in the order of the programme."""
    marked = now.recordings[0].beside if now.recordings else frozenset[int]()
    return [item.id for item in now.programme.walk() if item.id is not None and item.id in marked]


def missing_of(content: Content, now: Standing) -> list[str]:
    """Return the titles of files that a copy names and that no longer stand, and how many impressions.

    Not their texts: what is said here goes into letters and the audit log, and a writer may have taken theirs back.
    """
    open_ones = {("materials", one.id) for one in now.materials}
    open_ones |= {("recordings", one.id) for one in now.recordings}
    open_ones |= {("photographs", one.id) for one in now.photographs}
    files = [
        one.get("title") or one["alt"]
        for kind in ("materials", "recordings", "photographs")
        for one in content[kind]
        if (kind, one["id"]) not in open_ones
    ]
    gone = sum(one["id"] not in now.impressions for one in content["impressions"])
    return [*files, *([ngettext("感想%(num)d件", "感想%(num)d件", gone)] if gone else [])]


def forum_of(content: Content, forum: Forum) -> Forum:
    """Return ``forum`` with the facts of a copy; its state and address are those of now."""
    facts = content["forum"]
    made = Forum(
        slug=forum.slug,
        published_at=forum.published_at,
        cancelled_at=forum.cancelled_at,
        reported_at=forum.reported_at,
        registration=forum.registration,
        opens=forum.opens,
        closes=forum.closes,
        closes_web=forum.closes_web,
        day=date.fromisoformat(facts["day"]) if facts["day"] else None,
        starts=time.fromisoformat(facts["starts"]) if facts["starts"] else None,
        ends=time.fromisoformat(facts["ends"]) if facts["ends"] else None,
        programme_ends=datetime.fromisoformat(facts["programme_ends"]) if facts["programme_ends"] else None,
        mode=Mode(facts["mode"]),
        **{name: facts[name] for name in TEXTS},
    )
    made.owner = Organisation(name=facts["owner"])
    made.series = Series(title=facts["series"]) if facts["series"] else None
    made.venue = Venue(**facts["venue"]) if facts["venue"] else None
    made.room = Room(name=facts["room"]) if facts["room"] else None
    made.hosts = [
        ForumHost(
            role=HostRole(one["role"]), organisation=Organisation(name=one["name"], name_en=one["name_en"])
        )
        for one in facts["hosts"]
    ]
    return made


def _forum(forum: Forum) -> Content:
    venue = forum.venue
    return {
        **{name: getattr(forum, name) for name in TEXTS},
        "day": forum.day.isoformat() if forum.day else "",
        "starts": forum.starts.isoformat() if forum.starts else "",
        "ends": forum.ends.isoformat() if forum.ends else "",
        "programme_ends": forum.programme_ends.isoformat() if forum.programme_ends else "",
        "mode": forum.mode.value,
        "owner": forum.owner.name,
        "series": forum.series.title if forum.series else "",
        "venue": {name: getattr(venue, name) for name in VENUE} if venue else None,
        "room": forum.room.name if forum.room else "",
        "hosts": [
            {
                "role": host.role.value,
                "name": host.organisation.name,
                "name_en": host.organisation.name_en,
            }
            for host in forum.hosts
        ],
    }


def _audience(line: AudienceLine) -> Content:
    quotas = [
        {"label": one.quota.label, "ranks": one.quota.ranks, "seats": one.quota.seats} for one in line.quotas
    ]
    return {"label": line.label, "organisations": line.organisations, "quotas": quotas}


def _head_count(rows: Iterable[Content]) -> HeadCount:
    return HeadCount(tuple(_audience_line(row) for row in rows), {})


def _audience_line(row: Content) -> AudienceLine:
    times = 1 if row["organisations"] is None else row["organisations"]
    quotas = [Quota(**one) for one in row["quotas"]]
    lines = tuple(QuotaLine(quota, quota_text(quota), quota.seats * times) for quota in quotas)
    return AudienceLine(Audience(label=row["label"]), row["label"], row["organisations"], lines)


def _file(one: Material | Recording) -> Content:
    return {"id": one.id, "title": one.title, "item": one.item_id, "digest": one.file_digest or ""}


def _chosen(rows: Iterable[Content], now: Iterable[Thing]) -> list[Thing]:
    by_id = {one.id: one for one in now}
    found = []
    for row in rows:
        one = by_id.get(row["id"])
        if one is not None:
            one.print_as(row["title"])
            found.append(one)
    return found


def _photographs(
    rows: Iterable[Content], now: Iterable[ReportPhotograph]
) -> list[tuple[ReportPhotograph, str, str]]:
    by_id = {one.id: one for one in now}
    return [(by_id[row["id"]], row["alt"], row["caption"]) for row in rows if row["id"] in by_id]


def _theme(theme: SummaryTheme) -> Content:
    bullets = [{"text": one.text, "remark": one.remark} for one in theme.bullets]
    return {"number": theme.number, "title": theme.title, "item": theme.item, "bullets": bullets}


def _theme_of(row: Content) -> SummaryTheme:
    bullets = tuple(SummaryLine(**one) for one in row["bullets"])
    return SummaryTheme(row["number"], row["title"], row["item"], bullets)
