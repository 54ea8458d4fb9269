"""Sending what was drafted about a release, or remembering that it was not sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from forumapp.agenda.questions import PARTICIPANTS, Concern, Concerned, counts
from forumapp.forums.models import Forum
from forumapp.mail import recall
from forumapp.mail import services as mail


@dataclass(frozen=True)
class Telling:
    """Who gets letters about a release (None: all whom it concerns), and the organiser's own words in them, by kind."""

    kinds: frozenset[str] | None = None
    messages: Mapping[str, str] = field(default_factory=dict)

    def tells(self, kind: str) -> bool:
        """Say whether people of this kind get letters."""
        return self.kinds is None or kind in self.kinds


EVERYBODY = Telling()
NOBODY = Telling(frozenset())


def told(concerns: Sequence[Concern], telling: Telling) -> dict[str, int]:
    """Return how many letters go out, by kind."""
    return {kind: number for kind, number in counts(concerns).items() if telling.tells(kind)}


def tell(forum: Forum, concerns: Sequence[Concern], telling: Telling) -> None:
    """Send the letters of every kind but the participants', who are told with their calendar entries (AgendaReleased)."""
    for concern in concerns:
        if concern.kind != PARTICIPANTS:
            _tell(forum, concern, telling)


def with_message(letter: mail.Addressed, message: str) -> mail.Addressed:
    """Add a paragraph of the organiser's own."""
    return replace(letter, recipe={**letter.recipe, "message": message}) if message else letter


def _tell(forum: Forum, concern: Concern, telling: Telling) -> None:
    found = concern.letters
    if not telling.tells(concern.kind):
        for kind, letters in _by_kind(found, "").items():
            mail.withhold(kind, letters, forum_id=forum.id)
        return
    recall.take_back([ident for one in found for ident in one.replaces])
    message = telling.messages.get(concern.kind, "")
    for kind, letters in _by_kind(found, message).items():
        mail.send_many(kind, letters, forum_id=forum.id, priority=mail.NORMAL)


def _by_kind(found: Sequence[Concerned], message: str) -> dict[str, list[mail.Addressed]]:
    kinds: dict[str, list[mail.Addressed]] = {}
    for one in found:
        if one.letter is not None:
            kinds.setdefault(one.letter_kind, []).append(with_message(one.letter, message))
    return kinds
