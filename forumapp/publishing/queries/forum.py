"""What the page of a forum shows, loaded whole: at most eight statements a page with the stamp's and the forum's own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forumapp.agenda.programme import Programme, Speaker
from forumapp.agenda.queries import released_programme, released_tracks, releases
from forumapp.forums import queries as forums
from forumapp.forums.models import Forum, ForumCandidate, State
from forumapp.forums.states import state_of
from forumapp.materials.models import Material, Recording
from forumapp.materials.queries import public_materials
from forumapp.publishing.presentation import Told, told
from forumapp.publishing.timetable import Timetable, beginning
from forumapp.registration.queries.audience import HeadCount, head_count
from forumapp.registration.queries.seats import Places, places


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
