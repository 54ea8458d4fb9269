"""Which forums the public finds in lists, and whose reports are out."""

from dataclasses import dataclass, field

from forumapp.core import clock
from forumapp.forums import queries as forums
from forumapp.forums.models import Forum, Series, State
from forumapp.forums.states import over_at, state_of

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
