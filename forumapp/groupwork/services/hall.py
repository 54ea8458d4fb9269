"""The clock of the hall, the order of presentations, and whose turn it is."""

from random import Random

from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.groupwork.board import Board
from forumapp.groupwork.models import Group, GroupWork
from forumapp.groupwork.queries import boards, presenting
from forumapp.groupwork.services.boards import changing
from forumapp.groupwork.timing import MINUTE, Stage

MOST_EXTRA = 1440


def start_now(work: GroupWork, *, by: Actor) -> None:
    """Let the work begin at this moment."""
    with changing(work) as board:
        _set(board, by, started_at=clock.now(), extra_minutes=0)


def prolong(work: GroupWork, minutes: int, *, by: Actor) -> None:
    """Give the work ``minutes`` more, or (negative) fewer; the presentation moves with its end."""
    with changing(work) as board:
        wanted = max(-MOST_EXTRA, min(MOST_EXTRA, board.extra_minutes + minutes))
        _set(board, by, extra_minutes=wanted)


def follow_programme(work: GroupWork, *, by: Actor) -> None:
    """Go back to the times of the programme."""
    with changing(work) as board:
        _set(board, by, started_at=None, extra_minutes=0)


def start_talks(work: GroupWork, *, by: Actor) -> None:
    """End the work at this moment, so that the presentation begins. DomainError where no time is known."""
    now = clock.now()
    with changing(work) as board:
        laid = boards.timing_of(work, board)
        phase = laid.at(now)
        if phase is None or laid.begins is None or laid.work_ends is None:
            raise DomainError(_("開始時刻と時間が決まっていません。先に「今すぐ開始」を押してください。"))
        if phase.stage is Stage.BEFORE:
            length = laid.work_ends - laid.begins
            _set(board, by, started_at=now - length)
            return
        late = (now - laid.work_ends) // MINUTE
        wanted = board.extra_minutes + late
        if not -MOST_EXTRA <= wanted <= MOST_EXTRA:
            raise DomainError(_("予定の時刻から離れすぎています。先に「今すぐ開始」を押してください。"))
        _set(board, by, extra_minutes=wanted)


def _set(board: Board, by: Actor, **values: object) -> None:
    changes = audit.difference(board, values)
    if changes:
        audit.record(by, "board.clock_set", board.work, changes=changes)


# --- presentations ----------------------------------------------------------------------------------------


def present(work: GroupWork, group: Group | None, *, by: Actor) -> None:
    """Let a group present: every screen shows its points as they are now. None: the board again.

    Calling the group that presents already takes its points anew and lets its time run on. DomainError where it
    was just withdrawn.
    """
    with changing(work) as board:
        if group is None:
            board.presenting_id, board.presenting_since, board.slide = None, None, None
        else:
            _place(presenting.in_order(work), group)
            if board.presenting_id != group.id:
                board.presenting_id, board.presenting_since = group.id, clock.now()
            board.slide = [card.to_json() for card in presenting.points(group)]
        number = group.number if group else None
        audit.record(by, "board.presented", work, changes={"group": [None, number]})


def restart_talk(work: GroupWork, *, by: Actor) -> None:
    """Let the time of the group that presents begin anew."""
    with changing(work) as board:
        if board.presenting_id is not None:
            board.presenting_since = clock.now()
            audit.record(by, "board.talk_restarted", work)


def set_talk_minutes(work: GroupWork, minutes: int | None, *, by: Actor) -> None:
    """Give each group so many minutes; None shares the presentation's minutes out."""
    with changing(work) as board:
        changes = audit.difference(board, {"talk_minutes": minutes})
        if changes:
            audit.record(by, "board.talk_minutes_set", work, changes=changes)


def move(group: Group, by_places: int, *, by: Actor) -> None:
    """Let a group present earlier (negative) or later by so many places. DomainError where it was just withdrawn."""
    work = group.work
    lock(work)
    groups = presenting.in_order(work)
    place = _place(groups, group)
    groups.insert(max(0, min(len(groups) - 1, place + by_places)), groups.pop(place))
    _number(work, groups, by)


def _place(groups: list[Group], group: Group) -> int:
    if group not in groups:
        raise DomainError(_("この班はすでに取り下げられています。"))
    return groups.index(group)


def order_by_number(work: GroupWork, *, by: Actor) -> None:
    """Let the groups present in the order of their numbers."""
    lock(work)
    _number(work, sorted(presenting.in_order(work), key=lambda group: (group.number, group.id)), by)


def draw(work: GroupWork, *, by: Actor, seed: int | None = None) -> None:
    """Draw lots for the order; the result stays until it is changed."""
    lock(work)
    groups = sorted(presenting.in_order(work), key=lambda group: (group.number, group.id))
    Random(seed).shuffle(groups)  # noqa: S311 - lots, no secret
    _number(work, groups, by)


def _number(work: GroupWork, groups: list[Group], by: Actor) -> None:
    for place, group in enumerate(groups, 1):
        if group.talks_at != place:
            group.talks_at = place
    numbers = " ".join(str(group.number) for group in groups)
    audit.record(by, "board.talks_ordered", work, changes={"talks_order": [None, numbers]})
