"""What an organiser should look at again: warnings, not walls. Pure; put in words by cautioning.py, fed by surroundings.py.

The codes follow the invariants of the domain: consecutive items touch (V1), a given end is start + minutes (V2),
a container spans its children (V3), nobody, no room and no join link is needed twice at once (V4), damaged names are
confirmed (V7), modes fit (V10). Beside them: hours of the venue, breaks, speakers' absences, who may attend.
"""

from forumapp.agenda.checks.attending import attendance
from forumapp.agenda.checks.cautions import Caution, Surroundings
from forumapp.agenda.checks.clashes import absences, parallels
from forumapp.agenda.checks.endurance import stretches
from forumapp.agenda.checks.hours import clock_changes, days, own_end, venue_hours
from forumapp.agenda.checks.rows import alone, modes
from forumapp.agenda.checks.sequence import leftovers, neighbours
from forumapp.agenda.checks.walking import Walk
from forumapp.agenda.programme import Programme
from forumapp.forums.models import Mode

UNKNOWN = Surroundings()


def check(programme: Programme, mode: Mode = Mode.BOTH, around: Surroundings = UNKNOWN) -> list[Caution]:
    """Return every doubt in order of printing; ``mode`` is the forum's, ``around`` what else is known."""
    walk = Walk(programme)
    found = [
        *alone(walk),
        *modes(walk, mode),
        *neighbours(walk),
        *leftovers(walk),
        *parallels(walk, mode, around),
        *absences(walk, around),
        *venue_hours(walk, mode, around),
        *own_end(walk, around),
        *days(walk),
        *clock_changes(walk, around),
        *stretches(walk),
        *attendance(walk, around),
    ]
    order = {item.id: place for place, (item, _track) in enumerate(walk.placed)}
    return sorted(found, key=lambda caution: order[caution.item_id])
