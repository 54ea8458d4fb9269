"""The recordings of a report as plain lines: lengths, captions, chapters, what is said, and what was not recorded."""

from collections.abc import Iterator

from flask_babel import gettext as _

from forumapp.core.urls import absolute_url
from forumapp.materials.caption_words import language_name
from forumapp.materials.chapters import chapters_of
from forumapp.materials.models import Recording
from forumapp.materials.queries import not_recorded
from forumapp.materials.transcripts import transcript_of
from forumapp.publishing.presentation import ForumView, told
from forumapp.publishing.report.formats.blocks import Line
from forumapp.publishing.report.sections import Report

MOST_SIGNS = 4000
"""Signs of a transcript up to which it stands in the report itself: about ten minutes of a talk."""


def recording_lines(view: ForumView, report: Report) -> Iterator[Line]:
    """Yield each recording with its chapters below it, then what was not recorded."""
    for one in report.recordings:
        length, url = length_text(one.seconds), recording_url(view, one)
        lasts = _("長さ %(length)s", length=length) if length else ""
        about = (report.said_by(one.item_id), lasts, captions_text(one))
        name = told(one.title, report.title_en(one), view.language).text
        yield Line(name, url, note=" / ".join(part for part in about if part))
        for chapter in chapters_of(one, report.programme) if one.file else ():
            title = told(chapter.title, chapter.title_en, view.language).text
            yield Line(f"{length_text(chapter.start)} {title}", f"{url}#t={chapter.start}", depth=1)
        yield from _transcript(view, one, url)
    for item in not_recorded(report.recordings, report.programme, report.unrecorded):
        yield Line(told(item.title, item.title_en, view.language).text, note=_("録画なし"))


def _transcript(view: ForumView, one: Recording, url: str) -> Iterator[Line]:
    """Yield what is said, each paragraph with its moment; of long ones a line that leads to the page where it is read."""
    paragraphs = transcript_of(one)
    if not paragraphs:
        return
    signs = sum(len(row.text) for row in paragraphs)
    page = absolute_url("publishing.report", forum=view.forum.slug)
    note = _("%(count)d文字", count=signs) if signs > MOST_SIGNS else ""
    yield Line(_("文字で読む（字幕の全文）"), f"{page}#recording-{one.id}", note=note, depth=1)
    for row in paragraphs if signs <= MOST_SIGNS else ():
        seconds = row.start // 1000
        said = _("%(who)s：%(text)s", who=row.voice, text=row.text) if row.voice else row.text
        yield Line(f"{length_text(seconds)} {said}", f"{url}#t={seconds}", depth=2)


def captions_text(one: Recording) -> str:
    """Say in which language a recording has captions; nothing where it has none."""
    if one.open_captions is None:
        return ""
    return _("字幕：%(language)s", language=language_name(one.captions_language))


def recording_url(view: ForumView, one: Recording) -> str:
    """Return the full address of a public recording, here or elsewhere."""
    return one.url or absolute_url(
        "materials.play", forum=view.forum.slug, recording=one.id, filename=one.filename
    )


def length_text(seconds: int | None) -> str:
    """Return a length as players show it: 14:05, 1:02:03, 0:00; nothing where it is not known."""
    if seconds is None:
        return ""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
