"""Whether anybody may attend a track, and whether its room holds them. Says nothing while nobody is invited."""

from collections.abc import Iterator

from forumapp.agenda.checks.cautions import Caution, Surroundings
from forumapp.agenda.checks.walking import Walk, first_of


def attendance(walk: Walk, around: Surroundings) -> Iterator[Caution]:
    """Yield tracks that nobody may attend, and tracks with more seats on site than their room has."""
    if around.admissions is None:
        return
    for track in walk.tracks:
        first, admission = first_of(track), around.admissions.get(track.id)
        if admission is None or not admission.is_open:
            yield Caution("nobody_may_attend", first.id, first.title, name=track.name)
            continue
        room_id, room = (track.room_id, track.room) if track.room_id else (first.room_id, first.room)
        holds = around.capacities.get(room_id or 0)
        if holds is not None and admission.seats_on_site > holds:
            yield Caution(
                "room_small",
                first.id,
                first.title,
                other=track.name,
                name=room,
                number=admission.seats_on_site,
                limit=holds,
            )
