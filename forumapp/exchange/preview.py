"""What an organiser sees of a schedule before it is imported: what would change, every doubt, and the draft's warnings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forumapp.agenda.cautioning import in_words as caution_in_words
from forumapp.agenda.surroundings import cautions_of
from forumapp.exchange.schedule.model import Doubt, Event
from forumapp.exchange.schedule.wording import in_words
from forumapp.exchange.services.conference import Looked, Outcome
from forumapp.forums.models import Forum

MOST_ROWS = 100
"""Events and warnings that the page lists; a conference has thousands."""
MOST_OF_A_KIND = 10
CLASHES = ("person_twice", "room_twice")


@dataclass(frozen=True, slots=True)
class Group:
    """Doubts of one kind: some of them in words (event, sentence), and how many there are."""

    lines: Sequence[tuple[str, str]]
    count: int

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.lines)


@dataclass(frozen=True)
class Preview:
    """Everything that the page shows; the import was tried and is taken back."""

    looked: Looked
    outcome: Outcome
    left_out: Sequence[Group]
    doubts: Sequence[Group]
    clashes: Group
    cautions: Group
    days: Sequence[tuple[date, int]]
    events: Sequence[Event]

    @property
    def is_anything(self) -> bool:
        """Say whether importing would change anything."""
        return self.outcome.is_change


def preview_of(forum: Forum, looked: Looked, outcome: Outcome) -> Preview:
    """Say what the import that was just tried did; the draft is as it would be."""
    found = cautions_of(forum)
    clashes = [(one.title, caution_in_words(one)) for one in found if one.code in CLASHES]
    others = [(one.title, caution_in_words(one)) for one in found if one.code not in CLASHES]
    events = looked.schedule.events
    return Preview(
        looked,
        outcome,
        list(_groups([doubt for doubt in looked.doubts if doubt.is_left_out])),
        list(_groups([doubt for doubt in looked.doubts if not doubt.is_left_out])),
        Group(clashes[:MOST_ROWS], len(clashes)),
        Group(others[:MOST_OF_A_KIND], len(others)),
        [(day, sum(event.day == day for event in events)) for day in looked.schedule.days],
        events[:MOST_ROWS],
    )


def _groups(doubts: Sequence[Doubt]) -> Iterator[Group]:
    for code in dict.fromkeys(doubt.code for doubt in doubts):
        mine = [doubt for doubt in doubts if doubt.code == code]
        yield Group([(doubt.event, in_words(doubt)) for doubt in mine[:MOST_OF_A_KIND]], len(mine))
