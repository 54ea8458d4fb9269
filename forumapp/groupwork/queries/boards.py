"""Reads of the hall's board: its settings and its clock."""

from forumapp.agenda.queries import released_programme
from forumapp.core.db import db
from forumapp.groupwork.board import Board
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries.arrangement import arrangement_of
from forumapp.groupwork.timing import Timing, length, minutes_of, planned_begin, timing


def board_of(work: GroupWork) -> Board:
    """Return the board of a group work; the defaults, not in the session, where there is no row yet."""
    found = db.session.get(Board, work.id)
    return found or Board(
        work_id=work.id,
        forum_id=work.forum_id,
        version=0,
        link_generation=0,
        is_live=False,
        is_paused=False,
        is_by_theme=False,
        extra_minutes=0,
    )


def timing_of(work: GroupWork, board: Board | None = None) -> Timing:
    """Return when a group work works and presents: as released, or as the hall's clock was set."""
    board = board or board_of(work)
    programme = released_programme(work.forum_id)
    item = next((one for one in programme.walk() if one.id == work.item_id), None)
    return timing(
        board.started_at or planned_begin(item, work.forum.day, work.forum.zone),
        minutes_of(length(item), work.work_minutes, work.talk_minutes),
        rounds=arrangement_of(work).rounds,
        extra=board.extra_minutes,
    )
