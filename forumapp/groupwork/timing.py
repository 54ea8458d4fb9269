"""When a group work works and when it presents: instants from the released programme and the hall's clock. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from forumapp.agenda.programme import ProgrammeItem, moment
from forumapp.core import clock

MINUTE = timedelta(minutes=1)


class Stage(StrEnum):
    """Where a group work stands."""

    BEFORE = "before"
    WORK = "work"
    PRESENTATION = "presentation"
    OVER = "over"


@dataclass(frozen=True)
class Phase:
    """A part of a group work: instants in UTC, ``begins`` None for what was before, ``ends`` None for what is over.

    ``round`` counts the rounds of the work from 1; 0 for the other stages.
    """

    stage: Stage
    begins: datetime | None
    ends: datetime | None
    round: int = 0

    def remaining(self, now: datetime) -> timedelta:
        """Return what is left of it at ``now``: never less than nothing."""
        return max(self.ends - now, timedelta()) if self.ends else timedelta()


@dataclass(frozen=True)
class Timing:
    """The phases of a group work in order, without gaps: its rounds of work, then the presentation if there is one.

    Empty where nobody knows when it begins or how long it takes.
    """

    phases: tuple[Phase, ...] = ()

    @property
    def begins(self) -> datetime | None:
        """Return when the work begins."""
        return self.phases[0].begins if self.phases else None

    @property
    def ends(self) -> datetime | None:
        """Return when all of it is over."""
        return self.phases[-1].ends if self.phases else None

    @property
    def work_ends(self) -> datetime | None:
        """Return when the last round of the work ends."""
        return next((one.ends for one in reversed(self.phases) if one.stage is Stage.WORK), None)

    @property
    def rounds(self) -> int:
        """Return how many rounds the work has."""
        return sum(one.stage is Stage.WORK for one in self.phases)

    def at(self, now: datetime) -> Phase | None:
        """Return the phase of ``now``, those before and after it included; None where nothing is known."""
        if not self.phases:
            return None
        if self.begins is not None and now < self.begins:
            return Phase(Stage.BEFORE, None, self.begins)
        running = (one for one in self.phases if one.ends is not None and now < one.ends)
        return next(running, Phase(Stage.OVER, self.ends, None))


@dataclass(frozen=True)
class Minutes:
    """How long a group work takes, in minutes."""

    work: int
    talk: int


def minutes_of(whole: int | None, work: int | None, talk: int | None) -> Minutes | None:
    """Divide the ``whole`` minutes of an item into work and presentation as far as it was decided.

    Undecided, all of it is work. None where the work's length cannot be known.
    """
    if work is None:
        if whole is None:
            return None
        work = max(whole - (talk or 0), 0)
        talk = talk or 0
    if talk is None:
        talk = max((whole or 0) - work, 0)
    return Minutes(work, talk)


def planned_begin(item: ProgrammeItem | None, first_day: date | None, zone: str) -> datetime | None:
    """Return the instant at which the programme lets an item begin, or None."""
    if item is None or item.start is None or first_day is None:
        return None
    return clock.to_utc(moment(first_day, (item.day, item.start)), zone)


def length(item: ProgrammeItem | None) -> int | None:
    """Return the minutes of an item of the programme, or None."""
    if item is None:
        return None
    if item.minutes is None and item.start is not None and item.end is not None:
        return item.end - item.start
    return item.minutes


def timing(begins: datetime | None, minutes: Minutes | None, *, rounds: int = 1, extra: int = 0) -> Timing:
    """Lay out the phases from ``begins``: ``extra`` minutes prolong (or shorten) the work, the presentation follows.

    The rounds of the work are equally long.
    """
    if begins is None or minutes is None:
        return Timing()
    work_ends = begins + max(minutes.work + extra, 0) * MINUTE
    phases = list(_rounds(begins, work_ends, rounds))
    if minutes.talk:
        phases.append(Phase(Stage.PRESENTATION, work_ends, work_ends + minutes.talk * MINUTE))
    return Timing(tuple(phases))


def _rounds(begins: datetime, ends: datetime, rounds: int) -> Iterator[Phase]:
    marks = [begins + (ends - begins) * number / rounds for number in range(rounds)] + [ends]
    for number in range(rounds):
        yield Phase(Stage.WORK, marks[number], marks[number + 1], number + 1)
