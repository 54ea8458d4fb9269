"""What a device has kept while it was without network, taken in its order."""

from collections.abc import Sequence
from itertools import groupby

from forumapp.attendance.models import CheckIn
from forumapp.attendance.services.checking import Arrival, Outcome, check_in
from forumapp.attendance.services.undoing import undo
from forumapp.core.actor import Actor
from forumapp.forums.models import Forum


def take(forum: Forum, entries: Sequence[Arrival | str], *, by: Actor) -> list[Outcome | CheckIn]:
    """Check in, or take back what a text names; answers each entry that means something. Raises NotToday."""
    answers: list[Outcome | CheckIn] = []
    for _kind, group in groupby(entries, type):
        run = list(group)
        answers += check_in(forum, [one for one in run if isinstance(one, Arrival)], by=by)
        answers += undo(forum, [one for one in run if isinstance(one, str)], by=by)
    return answers
