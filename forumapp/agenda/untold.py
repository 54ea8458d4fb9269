"""What readers of letters about moved items or tracks were told last, where it is not what was released last."""

from collections import defaultdict
from collections.abc import Mapping

from forumapp.agenda.points import Points
from forumapp.mail import recall
from forumapp.mail.models import LetterState
from forumapp.mail.recall import UNDER_WAY, Trace


class Untold:
    """Reads the letters of one kind; ``who`` names the reader in their recipes, which hold ``before``."""

    def __init__(self, forum_id: int, kind: str, who: str) -> None:
        """Read them in one statement."""
        self._letters: dict[int, list[Trace]] = defaultdict(list)
        for one in recall.traces(forum_id, (kind,)):
            self._letters[one.recipe.get(who, 0)].append(one)

    def before(self, reader: int, released: Points) -> Points:
        """Return the old side for a reader: as ``released``, or as they knew it when a letter did not reach them.

        What a waiting letter would have said is said by the next one, which takes its place.
        """
        known = dict(released)
        never: dict[str, Mapping[str, object] | None] = {}
        for letter in self._letters[reader]:
            for about, point in letter.recipe["before"].items():
                if letter.state in UNDER_WAY:
                    never.pop(about, None)
                else:
                    never.setdefault(about, point)
        waiting = {about for one in self._waiting(reader) for about in one.recipe["before"]}
        return known | {
            about: dict(point) if point is not None else None
            for about, point in never.items()
            if about in released or about in waiting
        }

    def waiting(self, reader: int) -> tuple[int, ...]:
        """Return the ids of the letters to a reader that have not left."""
        return tuple(one.id for one in self._waiting(reader))

    def _waiting(self, reader: int) -> list[Trace]:
        return [one for one in self._letters[reader] if one.state is LetterState.QUEUED]
