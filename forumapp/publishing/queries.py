"""What the public pages show, loaded whole: at most eight statements a page with the stamp's and the forum's own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forumapp.agenda.programme import Programme, Speaker
from forumapp.agenda.queries import released_programme, released_tracks, releases
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.files import StoredFile, is_held
from forumapp.forums import queries as forums
from forumapp.forums.models import Forum, ForumCandidate, Series, SeriesDocument, SeriesSection, State
from forumapp.forums.states import over_at, state_of
from forumapp.groupwork.queries.bullets import SummaryTheme
from forumapp.materials.models import Material, Recording
from forumapp.materials.queries import public_materials
from forumapp.publishing.models import ReportPhotograph
from forumapp.publishing.presentation import Told, told
from forumapp.publishing.timetable import Timetable, beginning
from forumapp.registration.queries.audience import HeadCount, head_count
from forumapp.registration.queries.seats import Places, places

FIRST = {State.OPEN: 0, State.PUBLISHED: 1, State.CLOSED: 2}


@dataclass
class Listing:
    """Forums as a list shows them: those to come (open ones first), those of which only the title is known, the past."""

    coming: list[Forum] = field(default_factory=list)
    planned: list[Forum] = field(default_factory=list)
    past: list[Forum] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self.coming or self.planned or self.past)


@dataclass(frozen=True)
class SeriesPage:
    """A series with its forums; ``files`` are the stored documents by digest."""

    series: Series
    forums: Listing
    files: Mapping[str, StoredFile]


@dataclass(frozen=True)
class ForumPage:
    """All that the page of a forum shows; ``speakers`` by id of their item, ``part`` of a programme too long for it."""

    programme: Programme
    audience: HeadCount
    materials: Sequence[Material]
    places: Sequence[Places] = field(default=(), kw_only=True)
    candidates: Sequence[ForumCandidate] = field(default=(), kw_only=True)
    part: Timetable | None = field(default=None, kw_only=True)

    @property
    def speakers(self) -> dict[int, tuple[Speaker, ...]]:
        """Return who appears in which item."""
        return {item.id: item.speakers for item in self.programme.items if item.id is not None}

    def said_by(self, item_id: int | None) -> str:
        """Return in one line who appears in an item; nothing for what belongs to none."""
        return "、".join(speaker.line for speaker in self.speakers.get(item_id or 0, ()) if speaker.line)

    def title_en(self, one: Material | Recording) -> str:
        """Return what a file is called in English: as its item is."""
        return self.programme.titles_en.get(one.item_id or 0, "")

    @property
    def appearances(self) -> list[tuple[Speaker, list[str]]]:
        """Return each named speaker once, with the titles of their items."""
        found: dict[str, tuple[Speaker, list[str]]] = {}
        for item in self.programme.items:
            for speaker in item.speakers:
                if speaker.name:
                    found.setdefault(speaker.line, (speaker, []))[1].append(item.title)
        return list(found.values())


@dataclass(frozen=True)
class Report(ForumPage):
    """All that a report shows; a section appears when it has content."""

    recordings: Sequence[Recording]
    themes: Sequence[SummaryTheme]
    impressions: Sequence[str]
    outline: Mapping[str, str] = field(default_factory=dict)
    figures: Sequence[Mapping[str, Any]] = ()
    photographs: Sequence[tuple[ReportPhotograph, str, str]] = ()
    """Each with what it shows (alt) and its caption."""
    unrecorded: Collection[int] | None = None
    """Items with the mark 録画なし, as a version froze them; None: as they are now."""

    def outline_in(self, language: str) -> str:
        """Return the text of 開催概要 for a reader, Japanese where there is no other."""
        return self.outline.get(language) or self.outline.get("ja", "")

    @property
    def sections(self) -> list[str]:
        """Return the sections that appear, in order."""
        content = {
            "outline": self.outline.get("ja"),
            "programme": True,
            "materials": self.materials,
            "summary": self.themes,
            "impressions": self.impressions,
            "recordings": self.recordings,
            "figures": self.figures,
            "photographs": self.photographs,
        }
        return [name for name, found in content.items() if found]


def listing(series: Series | None = None) -> Listing:
    """Return the public forums, of one series or all."""
    found = Listing()
    for forum in forums.listed_forums(series):
        over = over_at(forum)
        if over is not None and clock.now() >= over:
            found.past.append(forum)
        elif forum.day is None:
            found.planned.append(forum)
        else:
            found.coming.append(forum)
    found.coming.reverse()
    found.coming.sort(key=lambda forum: FIRST.get(state_of(forum), len(FIRST)))
    return found


def reported(series: Series | None = None) -> list[Forum]:
    """Return the public forums whose report is published, of one series or all, the latest report first."""
    found = [
        (forum.reported_at, forum)
        for forum in forums.listed_forums(series)
        if forum.reported_at is not None and forum.cancelled_at is None
    ]
    return [forum for _at, forum in sorted(found, key=lambda pair: (pair[0], pair[1].id), reverse=True)]


def all_series() -> Sequence[Series]:
    """Return the series in their order."""
    return db.session.scalars(sa.select(Series).order_by(Series.position, Series.id)).all()


def series_named(slug: str) -> Series | None:
    """Return a series by its slug."""
    return db.session.scalar(sa.select(Series).where(Series.slug == slug))


def series_page(slug: str) -> SeriesPage | None:
    """Return a series with all that its page shows."""
    whole = (
        joinedload(Series.owner),
        selectinload(Series.sections).joinedload(SeriesSection.documents),
    )
    series = db.session.scalar(sa.select(Series).where(Series.slug == slug).options(*whole))
    if series is None:
        return None
    documents = [document for section in series.sections for document in section.documents]
    digests = [document.file_digest for document in documents if document.file_digest]
    files = db.session.scalars(sa.select(StoredFile).where(StoredFile.digest.in_(digests))) if digests else ()
    return SeriesPage(series, listing(series), {file.digest: file for file in files if not is_held(file)})


def document_of(slug: str, ident: int) -> tuple[SeriesDocument, StoredFile] | None:
    """Return a stored document of a series."""
    found = (
        sa.select(SeriesDocument, StoredFile)
        .join(StoredFile, StoredFile.digest == SeriesDocument.file_digest)
        .join(SeriesSection, SeriesSection.id == SeriesDocument.section_id)
        .join(Series, Series.id == SeriesSection.series_id)
        .where(SeriesDocument.id == ident, Series.slug == slug)
    )
    row = db.session.execute(found).one_or_none()
    return (row[0], row[1]) if row else None


def forum_page(forum: Forum) -> ForumPage:
    """Return what the page of a forum shows; empty throughout for one that is being planned."""
    programme = released_programme(forum.id)
    state = state_of(forum)
    return ForumPage(
        programme,
        head_count(forum),
        public_materials(forum, programme),
        places=places(forum) if state is State.OPEN else (),
        candidates=forums.candidates_of(forum.id) if state is State.PLANNED else (),
        part=beginning(programme, forum.day),
    )


@dataclass(frozen=True)
class Update:
    """What visitors read about one release: its text in the page's language as far as there is one, and its instant."""

    number: int
    at: datetime
    text: Told


@dataclass(frozen=True)
class Updates:
    """When the programme was last released, and the notes, the newest first."""

    last: datetime | None
    notes: Sequence[Update]


def updates(forum: Forum, language: str) -> Updates:
    """Return what is told of the releases of a forum's programme; one statement."""
    found = releases(forum.id)
    notes = [
        Update(one.number, one.released_at, told(one.note or one.note_en or "", one.note_en or "", language))
        for one in found
        if one.note or one.note_en
    ]
    return Updates(found[0].released_at if found else None, notes)


def has_track(forum: Forum, ident: int) -> bool:
    """Say whether the public knows of this track."""
    return ident in {track.id for track in released_tracks(forum.id)}
