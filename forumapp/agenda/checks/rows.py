"""Each row by itself: times (V2, V3), damaged names (V7), modes (V10)."""

from collections.abc import Iterator

from forumapp.agenda.checks.cautions import Caution
from forumapp.agenda.checks.walking import Walk, first_of
from forumapp.agenda.end_texts import time_in
from forumapp.agenda.programme import ProgrammeItem, ProgrammeTrack
from forumapp.core.text.names import damaged_characters
from forumapp.forums.models import Mode


def alone(walk: Walk) -> Iterator[Caution]:
    """Yield what is doubtful about a row without a look at the others."""
    for item, _track in walk.placed:
        if item.start is None and item.id is not None:
            yield Caution("start_unknown", item.id, item.title)
        if item.end_text and item.end is not None and time_in(item.end_text) not in {None, item.end}:
            yield Caution("end_differs", item.id, item.title, name=item.end_text, time=item.end)
        if item.is_container and item.is_end_derived and item.minutes is not None:
            yield Caution("container_short", item.id, item.title, time=item.end or 0)
        for speaker in item.speakers:
            if speaker.is_damaged:
                yield Caution("name_damaged", item.id, item.title, name=speaker.name)
        if damaged_characters(item.title, is_name=False):
            yield Caution("title_damaged", item.id, item.title)


def modes(walk: Walk, mode: Mode) -> Iterator[Caution]:
    """Yield items whose mode is not their track's, and items and tracks whose mode is not the forum's (``mode``)."""
    for item, track in walk.placed:
        if track is not None and _differ(item.mode, track.mode):
            yield Caution("mode_not_of_track", item.id, item.title, name=track.name)
        elif _differ(item.mode, mode):
            yield Caution("mode_not_of_forum", item.id, item.title)
    for track in walk.tracks:
        if _differ(track.mode, mode):
            yield _of_track(track, mode)


def _of_track(track: ProgrammeTrack, mode: Mode) -> Caution:
    first: ProgrammeItem = first_of(track)
    code = "track_on_site" if mode is Mode.WEB else "track_by_web"
    return Caution(code, first.id, first.title, name=track.name)


def _differ(own: Mode | None, around: Mode) -> bool:
    return own in {Mode.ON_SITE, Mode.WEB} and around is not Mode.BOTH and own is not around
