"""Registration's answer to the programme: who may attend which track, by the audience and its quotas."""

from collections.abc import Iterator, Mapping, Sequence

from forumapp.agenda.checks.cautions import Admission
from forumapp.agenda.models import Track
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import Quota
from forumapp.registration.queries.audience import AudienceLine, QuotaLine, head_count


def admissions(forum: Forum, tracks: Sequence[Track]) -> Mapping[int, Admission] | None:
    """Return for each track whether anybody may attend it, and the seats that are surely on site.

    A quota that names a track is for that one. Any other, and a line of the audience without quotas, is for every
    track, unless quota and track are for department categories that do not meet. None without an audience.
    """
    if not tracks:
        return None
    lines = head_count(forum).lines
    return {track.id: _admission(forum, track, lines) for track in tracks} if lines else None


def _admission(forum: Forum, track: Track, lines: Sequence[AudienceLine]) -> Admission:
    own = list(_own(track, lines))
    is_open = (
        any(_lets_in(line.quota, track) for line in own)
        or any(not line.quotas for line in lines)
        or any(_may_choose(each.quota, track) for line in lines for each in line.quotas)
    )
    return Admission(is_open, sum(line.seats for line in own if _is_on_site(line.quota, track, forum)))


def _own(track: Track, lines: Sequence[AudienceLine]) -> Iterator[QuotaLine]:
    for line in lines:
        yield from (quota for quota in line.quotas if quota.quota.track_id == track.id)


def _lets_in(quota: Quota, track: Track) -> bool:
    modes = {quota.mode or Mode.BOTH, track.mode}
    return quota.seats > 0 and modes != {Mode.ON_SITE, Mode.WEB}


def _may_choose(quota: Quota, track: Track) -> bool:
    named = {department.id for department in track.departments}
    meets = not named or quota.department_id is None or quota.department_id in named
    return quota.track_id is None and meets and _lets_in(quota, track)


def _is_on_site(quota: Quota, track: Track, forum: Forum) -> bool:
    if Mode.WEB in {quota.mode, track.mode, forum.mode}:
        return False
    return Mode.ON_SITE in {quota.mode, track.mode, forum.mode}
