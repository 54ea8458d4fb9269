"""The report as data: what another system can read without taking a page apart (docs/report-formats.md)."""

import json
from typing import Any

from forumapp.agenda.programme import ProgrammeItem
from forumapp.core.text.times import format_time
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum
from forumapp.materials.chapters import chapters_of
from forumapp.materials.models import Material, Recording
from forumapp.materials.queries import not_recorded
from forumapp.materials.transcripts import transcript_of
from forumapp.publishing.presentation import ForumView
from forumapp.publishing.report.editions import Edition
from forumapp.publishing.report.formats.outline import material_url, photograph_url
from forumapp.publishing.report.formats.recordings import recording_url
from forumapp.publishing.report.sections import Report

FORMAT = "forumapp/report/1"
Values = dict[str, Any]


def report_data(edition: Edition) -> Values:
    """Return the whole report; what is not known is left out. Texts are as they were written, in Japanese."""
    view, report = edition.view, edition.report
    forum = view.forum
    return _full(
        format=FORMAT,
        url=absolute_url("publishing.report", forum=forum.slug),
        title=forum.title,
        title_en=forum.title_en,
        series=forum.series.title if forum.series else "",
        published_at=_instant(edition),
        version=edition.number or "",
        corrections=[
            _full(version=one.number, at=one.at.isoformat(), text=one.note.text)
            for one in edition.corrections
        ],
        held=_held(forum),
        place=_place(forum),
        audience=[
            _full(for_=line.label, quotas=[quota.text for quota in line.quotas])
            for line in report.audience.lines
        ],
        hosts=[_full(role=host.role.value, name=host.organisation.name) for host in forum.hosts],
        programme=[_item(item) for day in report.programme.days for item in day.items],
        materials=[_material(view, report, one) for one in report.materials],
        summary=[
            _full(
                theme=theme.number,
                title=theme.title,
                item=theme.item,
                bullets=[_full(text=one.text, remark=one.remark) for one in theme.bullets],
            )
            for theme in report.themes
        ],
        impressions=list(report.impressions),
        recordings=[_recording(view, report, one) for one in report.recordings],
        not_recorded=[
            item.title for item in not_recorded(report.recordings, report.programme, report.unrecorded)
        ],
        outline=report.outline.get("ja", ""),
        outline_en=report.outline.get("en", ""),
        figures=[
            _full(
                table=table["name"],
                rows=[
                    _full(of=row["key"], registered=row["registered"], present=row["present"])
                    for row in table["rows"]
                ],
            )
            for table in report.figures
        ],
        photographs=[
            _full(url=photograph_url(view, one), alt=alt, caption=caption)
            for one, alt, caption in report.photographs
        ],
    )


def report_json(edition: Edition) -> bytes:
    """Return the report as JSON (UTF-8)."""
    return json.dumps(report_data(edition), ensure_ascii=False, indent=1).encode()


def _instant(edition: Edition) -> str:
    at = edition.published_at or edition.view.forum.reported_at
    return at.isoformat() if at else ""


def _full(**values: Any) -> Values:
    """Return what is known; a name that is Python's ends in ``_`` here."""
    return {name.rstrip("_"): value for name, value in values.items() if value not in ("", None, [], {})}


def _held(forum: Forum) -> Values:
    return _full(
        date=forum.day.isoformat() if forum.day else "",
        starts=f"{forum.starts:%H:%M}" if forum.starts else "",
        zone=forum.zone,
    )


def _place(forum: Forum) -> Values:
    venue = forum.venue
    return _full(
        mode=forum.mode.value,
        name=venue.name if venue else "",
        room=forum.room.name if forum.room else "",
        postal_code=venue.postal_code if venue else "",
        address=venue.address if venue else "",
    )


def _item(item: ProgrammeItem) -> Values:
    return _full(
        kind=item.kind.value,
        title=item.title,
        title_en=item.title_en,
        day=item.day + 1,
        start=format_time(item.start) if item.start is not None else "",
        end=format_time(item.end) if item.end is not None else "",
        minutes=item.minutes,
        room=item.room,
        end_text=item.end_text,
        note=item.note,
        speakers=[
            _full(
                role=one.role,
                organisation=one.organisation,
                unit=one.unit,
                title=one.title,
                name=one.name,
            )
            for one in item.speakers
        ],
        items=[_item(child) for child in item.children],
        tracks=[
            _full(
                name=track.name,
                mode=track.mode.value,
                room=track.room,
                departments=list(track.departments),
                items=[_item(child) for child in track.items],
            )
            for track in item.tracks
        ],
    )


def _material(view: ForumView, report: Report, one: Material) -> Values:
    return _full(
        title=one.title,
        title_en=report.title_en(one),
        url=material_url(view, one),
        filename=one.filename,
        content_type=one.file.content_type,
        bytes=one.file.size,
        sha256=one.file_digest,
    )


def _recording(view: ForumView, report: Report, one: Recording) -> Values:
    has_captions = one.open_captions is not None
    captions = absolute_url("materials.recording_captions", forum=view.forum.slug, recording=one.id)
    return _full(
        title=one.title,
        title_en=report.title_en(one),
        url=recording_url(view, one),
        content_type=one.file.content_type if one.file else "",
        seconds=one.seconds,
        captions=captions if has_captions else "",
        captions_language=one.captions_language if has_captions else "",
        transcript=[
            _full(start=row.start / 1000, voice=row.voice, text=row.text) for row in transcript_of(one)
        ],
        poster=absolute_url("recordings.poster", forum=view.forum.slug, recording=one.id)
        if one.open_poster
        else "",
        chapters=[
            _full(title=row.title, title_en=row.title_en, start=row.start)
            for row in (chapters_of(one, report.programme) if one.file else ())
        ],
    )
