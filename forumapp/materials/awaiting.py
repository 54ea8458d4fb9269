"""Slides that are awaited and have not come."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from forumapp.agenda import profiles
from forumapp.agenda.appearing import Part, parts_of_all
from forumapp.agenda.models import SpeakerProfile
from forumapp.forums.models import Forum
from forumapp.materials.models import Material


def lacks_slides(
    part: Part, profile: SpeakerProfile | None, slides: Mapping[int, Sequence[Material]]
) -> bool:
    """Say whether slides are awaited, have not come, and the speaker did not say that there are none."""
    ident = part.item.id or 0
    none = profile is not None and ident in profile.without_slides
    return part.awaits_slides and not slides.get(ident) and not none


def awaited(forum: Forum, slides: Mapping[int, Sequence[Material]]) -> dict[int, list[str]]:
    """Return who has not sent slides, by item: names as they are printed, in the order of the programme."""
    known, found = profiles.profiles(forum.id), defaultdict(list)
    for person_id, parts in parts_of_all(forum).items():
        for part in parts:
            if lacks_slides(part, known.get(person_id), slides):
                found[part.item.id or 0].append(part.name)
    return dict(found)
