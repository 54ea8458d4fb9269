"""Which organisations a release would concern: those with seats for a department whose track changes."""

from collections.abc import Iterator, Sequence

from forumapp.agenda import queries as agenda
from forumapp.agenda.points import Point, of_track, same, side_of, title_of
from forumapp.agenda.programme import Programme, ProgrammeTrack, from_json
from forumapp.agenda.questions import ORGANISATIONS, Concern, Concerned
from forumapp.agenda.untold import Untold
from forumapp.directory import register
from forumapp.forums.models import Forum
from forumapp.forums.states import is_to_come
from forumapp.mail.services import Addressed
from forumapp.registration.models import Audience, AudienceKind, Invitation, Quota
from forumapp.registration.queries.audience import audiences
from forumapp.registration.queries.registrations import invitations

KIND = "registration.track_changed"


class _Invited:
    """An organisation that has seats, its contacts, and the tracks that concern it."""

    def __init__(self, name: str, contacts: Sequence[Invitation]) -> None:
        self.name = name
        self.contacts = contacts
        self.tracks: dict[str, None] = {}


def organisations(forum: Forum, programme: Programme) -> Concern:
    """Answer for those whose people belong in a track that is held at another time, in another room or mode."""
    last = agenda.last_release(forum.id)
    if last is None or not is_to_come(forum):
        return Concern(ORGANISATIONS, ())
    before, after = from_json(last.content).tracks, programme.tracks
    tracks = {str(track.id): track for track in (*before, *after)}
    old = {str(track.id): of_track(forum, track) for track in before}
    new = {str(track.id): of_track(forum, track) for track in after}
    changed = [about for about in tracks if not same(old.get(about), new.get(about))]
    untold = Untold(forum.id, KIND, "invitation")
    found: list[Concerned] = []
    for one in _invited(forum, {about: tracks[about] for about in changed}):
        released = {about: old.get(about) for about in one.tracks}
        for contact in one.contacts or (None,):
            found += _rows(one, contact, released, new, untold, last.number + 1)
    return Concern(ORGANISATIONS, found)


def _rows(
    one: _Invited,
    contact: Invitation | None,
    released: dict[str, Point | None],
    new: dict[str, Point],
    untold: Untold,
    number: int,
) -> Iterator[Concerned]:
    known = untold.before(contact.id, released) if contact else released
    before = {about: point for about, point in known.items() if not same(point, new.get(about))}
    letter = _letter(contact, number, before) if contact else None
    for about, point in before.items():
        shown = new.get(about) or point
        assert shown is not None
        yield Concerned(
            label=contact.name if contact else "",
            organisation=one.name,
            about=title_of(shown),
            before=side_of(point),
            after=side_of(new.get(about)),
            letter_kind=KIND,
            letter=letter,
            replaces=untold.waiting(contact.id) if contact else (),
        )


def _letter(contact: Invitation, number: int, before: dict[str, Point | None]) -> Addressed | None:
    if not contact.address:
        return None
    return Addressed(
        f"invitation:{contact.id}:track:{number}",
        contact.address,
        contact.name,
        contact.language,
        {"invitation": contact.id, "before": before},
    )


def _invited(forum: Forum, tracks: dict[str, ProgrammeTrack]) -> list[_Invited]:
    """Return the organisations with seats for these tracks, in the order of the audience."""
    if not tracks:
        return []
    contacts = [one for one in reversed(invitations(forum)) if one.withdrawn_at is None]
    found: dict[str, _Invited] = {}
    for line in audiences(forum):
        theirs = [
            about for about, track in tracks.items() if any(_is_for(quota, track) for quota in line.quotas)
        ]
        if theirs:
            for name, mine in _organisations(line, contacts):
                found.setdefault(name, _Invited(name, mine)).tracks.update(dict.fromkeys(theirs))
    return list(found.values())


def _is_for(quota: Quota, track: ProgrammeTrack) -> bool:
    """Say whether these seats are in the track: by name, or by department; seats of no department in a track of none."""
    if quota.track_id is not None:
        return quota.track_id == track.id
    if quota.department is None:
        return not track.departments
    return quota.department.name in track.departments


def _organisations(line: Audience, contacts: Sequence[Invitation]) -> Iterator[tuple[str, list[Invitation]]]:
    """Yield the organisations of a line by name with their contacts; where anybody may come, those invited."""
    if line.kind is AudienceKind.ORGANISATION:
        yield line.label, [one for one in contacts if one.organisation_id == line.organisation_id]
    elif line.kind is AudienceKind.MUNICIPALITIES:
        for place in register.municipalities_of(line.prefecture or ""):
            mine = [one for one in contacts if one.organisation and one.organisation.code == place.code]
            yield place.name, mine
    else:
        invited: dict[str, list[Invitation]] = {}
        for one in contacts:
            invited.setdefault(one.organisation.name if one.organisation else one.name, []).append(one)
        yield from invited.items()
