"""Which speakers a release would concern: those whose item moves, or who are printed differently, or not any more."""

from collections.abc import Iterator

import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.models import SpeakerProfile
from forumapp.agenda.points import Point, same, side_of, speakers_of, title_of
from forumapp.agenda.programme import Programme, Speaker, from_json
from forumapp.agenda.questions import SPEAKERS, Concern, Concerned
from forumapp.agenda.untold import Untold
from forumapp.core.db import db
from forumapp.core.text.names import full_name
from forumapp.forums.models import Forum
from forumapp.forums.states import is_to_come
from forumapp.mail.services import Addressed

KIND = "agenda.speaker_moved"

Who = tuple[int | None, str, str, str]
Place = dict[str, Point]


def speakers(forum: Forum, programme: Programme) -> Concern:
    """Answer for those who appear in the release that the public sees now."""
    last = queries.last_release(forum.id)
    if last is None or not is_to_come(forum):
        return Concern(SPEAKERS, ())
    before = _by_person(forum, from_json(last.content))
    after = _by_person(forum, programme.for_the_public())
    known = {who: speaker for who, (speaker, _places) in (after | before).items()}
    untold = Untold(forum.id, KIND, "person")
    profiles = _profiles(forum.id)
    found: list[Concerned] = []
    for who, (_speaker, places) in before.items():
        now = after[who][1] if who in after else {}
        if all(same(point, now.get(about)) for about, point in places.items()):
            continue
        old = untold.before(who[0] or 0, places)
        changed = {about: point for about, point in old.items() if not same(point, now.get(about))}
        if changed:
            changed.update({about: None for about in now if about not in old})
            letter = _letter(profiles.get(who[0] or 0), known[who], last.number + 1, changed)
            found += _rows(known[who], changed, now, letter, untold.waiting(who[0] or 0))
    return Concern(SPEAKERS, found)


def _by_person(forum: Forum, programme: Programme) -> dict[Who, tuple[Speaker, Place]]:
    found: dict[Who, tuple[Speaker, Place]] = {}
    for speaker, about, point in speakers_of(forum, programme):
        found.setdefault(_identity(speaker), (speaker, {}))[1].setdefault(about, point)
    return found


def _identity(speaker: Speaker) -> Who:
    if speaker.person_id is not None:
        return (speaker.person_id, "", "", "")
    return (None, speaker.organisation, speaker.family_name, speaker.given_name)


def _profiles(forum_id: int) -> dict[int, SpeakerProfile]:
    mine = sa.select(SpeakerProfile).where(SpeakerProfile.forum_id == forum_id, SpeakerProfile.email != "")
    return {one.person_id: one for one in db.session.scalars(mine.order_by(SpeakerProfile.id))}


def _letter(
    profile: SpeakerProfile | None, speaker: Speaker, number: int, before: dict[str, Point | None]
) -> Addressed | None:
    if profile is None:
        return None
    return Addressed(
        f"speaker:{profile.id}:moved:{number}",
        profile.email,
        full_name(speaker.family_name, speaker.given_name),
        profile.language,
        {"person": profile.person_id, "before": before},
    )


def _rows(
    speaker: Speaker,
    before: dict[str, Point | None],
    after: Place,
    letter: Addressed | None,
    replaces: tuple[int, ...],
) -> Iterator[Concerned]:
    for about, old in before.items():
        new = after.get(about)
        shown = new or old
        assert shown is not None
        yield Concerned(
            label=full_name(speaker.family_name, speaker.given_name) or speaker.line,
            organisation=speaker.organisation,
            about=title_of(shown),
            before=side_of(old),
            after=side_of(new),
            letter_kind=KIND,
            letter=letter,
            replaces=replaces,
        )
