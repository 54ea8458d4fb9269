"""The hall's clock for templates: phases with their words, as instants for the browser and as times of the wall."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.text.times import format_time
from forumapp.groupwork.board import Board
from forumapp.groupwork.naming import round_name
from forumapp.groupwork.timing import Phase, Stage, Timing


@dataclass(frozen=True)
class Hand:
    """A phase: ``begins`` and ``ends`` as ISO instants, ``first`` and ``last`` as times of the wall."""

    label: str
    begins: str
    ends: str
    first: str
    last: str


def hands(timing: Timing, zone: str) -> list[Hand]:
    """Return the phases of a group work as the page shows them; [] where there is no clock."""
    return [
        _hand(_label(phase, timing.rounds), phase.begins, phase.ends, zone)
        for phase in timing.phases
        if phase.begins and phase.ends
    ]


def buttons(timing: Timing, board: Board) -> list[str]:
    """Return the verbs of the clock that make sense now, in the order of their buttons."""
    phase = timing.at(clock.now())
    stage = phase.stage if phase else None
    wanted = {
        "start": stage in {None, Stage.BEFORE, Stage.OVER} or (stage is Stage.WORK and not board.started_at),
        "plus": stage in {Stage.WORK, Stage.PRESENTATION, Stage.OVER},
        "minus": stage is Stage.WORK,
        "talks": stage in {Stage.BEFORE, Stage.WORK} and timing.phases[-1].stage is Stage.PRESENTATION,
        "programme": bool(board.started_at or board.extra_minutes),
    }
    return [verb for verb, is_wanted in wanted.items() if is_wanted]


def talk(label: str, since: datetime | None, length: timedelta | None, zone: str) -> list[Hand]:
    """Return the time of the group that presents; [] where none is set."""
    if since is None or length is None:
        return []
    return [_hand(label, since, since + length, zone)]


def _hand(label: str, begins: datetime, ends: datetime, zone: str) -> Hand:
    return Hand(label, begins.isoformat(), ends.isoformat(), _wall(begins, zone), _wall(ends, zone))


def _label(phase: Phase, rounds: int) -> str:
    if phase.stage is Stage.PRESENTATION:
        return _("発表")
    if rounds > 1:
        return round_name(phase.round)
    return _("グループワーク")


def _wall(instant: datetime, zone: str) -> str:
    wall = clock.to_wall(instant, zone)
    return format_time(wall.hour * 60 + wall.minute)
