"""Doing a change to see what it means, and taking it back unless there is nothing to ask. Everything happens in savepoints."""

from collections.abc import Callable, Collection
from functools import cached_property

from forumapp.agenda import questions
from forumapp.agenda.checks.cautions import Caution
from forumapp.agenda.differences import Difference, compare
from forumapp.agenda.foresight import Foresight, Outcome, brought
from forumapp.agenda.programme import Programme
from forumapp.agenda.ripple import Ripple
from forumapp.agenda.surroundings import reviewed_draft
from forumapp.core.db import db
from forumapp.forums.models import Forum

Act = Callable[[Ripple], Collection[int]]
"""Makes the change in a mode and returns the ids of the items that it is about."""


def attempt(
    forum: Forum, act: Act, ripple: Ripple, *, decided: bool, always: bool = False
) -> Foresight | None:
    """Make the change and keep it if it was ``decided`` or moves nothing besides what it is about; else say what it would do.

    ``always``: only say it, also where nothing else moves (a block that was dragged is not let go for good).

    Raises what ``act`` raises; then nothing is left of it.
    """
    if decided:
        act(ripple)
        return None
    stage = _Stage(forum)
    with db.session.begin_nested() as point:
        own = act(ripple)
        chosen = stage.outcome(ripple)
        if not (always or chosen.asks(own)):
            return None
        point.rollback()
    others = [each for each in Ripple if each is not ripple] if chosen.others(own) else []
    modes = {ripple: chosen}
    for other in others:
        found = _rehearsed(stage, act, other)
        if all(found.difference != known.difference for known in modes.values()):
            modes[other] = found
    return Foresight(chosen, [modes[each] for each in Ripple if each in modes])


def rehearse(forum: Forum, act: Callable[[], object]) -> Outcome:
    """Say what something that has no modes would do (undoing); nothing is kept."""
    return _rehearsed(_Stage(forum), lambda _ripple: act() and (), Ripple.SLOT)


def _rehearsed(stage: "_Stage", act: Callable[[Ripple], object], ripple: Ripple) -> Outcome:
    with db.session.begin_nested() as point:
        act(ripple)
        found = stage.outcome(ripple)
        point.rollback()
    return found


class _Stage:
    """The draft before the change, with which each outcome is compared."""

    def __init__(self, forum: Forum) -> None:
        self.forum = forum
        self.before, self.doubts = self._look()

    def outcome(self, ripple: Ripple) -> Outcome:
        """Compare the draft as it is now."""
        after, doubts = self._look()
        difference = compare(self.before, after)
        concerned = self._concerned(after) if _is_felt(difference) else 0
        return Outcome(ripple, difference, brought(self.doubts, doubts), concerned)

    def _look(self) -> tuple[Programme, list[Caution]]:
        return reviewed_draft(self.forum)

    def _concerned(self, after: Programme) -> int:
        """Count the registered people for whom it is another time or place than the draft has now."""
        return len({who for who, _side in self._participants(after) ^ self.participants})

    @cached_property
    def participants(self) -> set[tuple[tuple[str, str], object]]:
        """Return whom a release of the draft without the change would concern, with what they would be told."""
        return self._participants(self.before)

    def _participants(self, programme: Programme) -> set[tuple[tuple[str, str], object]]:
        return {
            ((one.label, one.organisation), one.after)
            for concern in questions.concerned(self.forum, programme.for_the_public())
            if concern.kind == questions.PARTICIPANTS
            for one in concern.who
        }


def _is_felt(difference: Difference) -> bool:
    """Say whether it can change somebody's time or place at all."""
    felt = (
        difference.moved_in_time,
        difference.added,
        difference.withdrawn,
        difference.moved,
        difference.relocated,
        difference.remoded,
    )
    return any(felt)
