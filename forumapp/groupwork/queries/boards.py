"""Reads of the hall's board: its settings and its clock, what it shows, and whose link it is."""

from collections.abc import Sequence

import sqlalchemy as sa

from forumapp.agenda.queries import released_programme
from forumapp.core import clock, links
from forumapp.core.access import Stamp
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.groupwork.arrangement import Arrangement
from forumapp.groupwork.board import Board, BoardCard
from forumapp.groupwork.models import Group, GroupWork, Note, Theme
from forumapp.groupwork.queries.arrangement import arrangement_of
from forumapp.groupwork.screen import Card, Placed, placed, read_cards
from forumapp.groupwork.timing import Stage, Timing, length, minutes_of, planned_begin, timing

LINK = "board"
"""Kind of the projector's link."""


def board_of(work: GroupWork) -> Board:
    """Return the board of a group work; the defaults, not in the session, where there is no row yet."""
    found = db.session.get(Board, work.id)
    return found or Board(
        work=work,
        work_id=work.id,
        forum_id=work.forum_id,
        version=0,
        link_generation=0,
        is_live=False,
        is_paused=False,
        is_by_theme=False,
        extra_minutes=0,
    )


def work_of(forum: Forum, ident: int) -> GroupWork | None:
    """Return a group work of the forum whose item stands in the programme."""
    found = sa.select(GroupWork).where(GroupWork.id == ident, GroupWork.forum_id == forum.id)
    return db.session.scalar(found.where(GroupWork.item.has(withdrawn_at=None)))


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


def stage_of(work: GroupWork) -> Stage | None:
    """Return where a group work stands now; None where nothing is known of its times."""
    phase = timing_of(work).at(clock.now())
    return phase.stage if phase else None


# --- the link ---------------------------------------------------------------------------------------------


def has_link(board: Board) -> bool:
    """Say whether the projector's link is in force: its generation is odd."""
    return board.link_generation % 2 == 1


def token_of(board: Board) -> str:
    """Return the token of the projector's link."""
    return links.make_token(LINK, board.work_id, board.link_generation)


def holder_of(token: str) -> tuple[Board, Actor] | None:
    """Return the board that a link opens, or None."""
    ident = links.read_id(token)
    board = db.session.get(Board, ident) if ident else None
    if board is None or not has_link(board) or board.work.forum.purged_at is not None:
        return None
    if not links.is_genuine(token, LINK, board.work_id, board.link_generation):
        return None
    return board, Actor("link", board.work_id, "projector")


def _count(*where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).where(*where).correlate(Board).scalar_subquery()


_living = sa.select(BoardCard.note_id).join(Note).where(BoardCard.work_id == Board.work_id)
_living = _living.where(Note.withdrawn_at.is_(None)).correlate(Board)
_cards = _living.with_only_columns(
    sa.func.count() + sa.func.coalesce(sa.func.sum(BoardCard.note_id), 0)
).scalar_subquery()
_held = _count(Note.group_id == Group.id, Group.work_id == Board.work_id, Note.withdrawn_at.is_not(None))
_slide = _count(Note.group_id == Board.presenting_id, Note.withdrawn_at.is_not(None))
_named = (
    sa.select((sa.cast(Group.number, sa.String) + ":" + Group.name).label("name"))
    .where(Group.work_id == sa.bindparam("work"), Group.withdrawn_at.is_(None))
    .order_by(Group.id)  # or a save, which moves a group's row on PostgreSQL, would be another screen
    .subquery()
)
_groups = sa.select(sa.func.aggregate_strings(_named.c.name, "\n")).scalar_subquery()
_stamp = (
    sa.select(
        Board.link_generation,
        Board.version,
        Forum.revision,
        sa.func.coalesce(Arrangement.rounds, 1),
        _cards,
        sa.case((Board.held.is_not(None), _held), else_=0),
        sa.case((Board.presenting_id.is_not(None), _slide), else_=0),
        _groups,
    )
    .join(Forum, Forum.id == Board.forum_id)
    .join(Arrangement, Arrangement.work_id == Board.work_id, isouter=True)
    .where(Board.work_id == sa.bindparam("work"), Forum.purged_at.is_(None))
)


def stamp_of_work(connection: sa.Connection, work_id: int) -> Stamp | None:
    """Return what the screen of a group work depends on, in one statement; None where there is no board yet.

    A withdrawn note leaves the screen, so it counts too: of those shown while nothing is held, else of all groups.
    """
    row = connection.execute(_stamp, {"work": work_id}).one_or_none()
    return Stamp("b" + ".".join(str(value) for value in row)) if row else None


def stamp_of_link(connection: sa.Connection, token: str) -> Stamp | None:
    """Return what the page behind a projector's link depends on; the end of the link makes it another.

    The page is kept under the token's own address once the token was proved (``core.access.personal_link``).
    """
    return stamp_of_work(connection, links.read_id(token) or 0)


def stamp_of_desk(work: GroupWork) -> Stamp:
    """Return what the moderator's page depends on: the screen, and the notes of every group."""
    shown = stamp_of_work(db.session.connection(), work.id)
    found = sa.select(sa.func.count(), sa.func.sum(Group.notes_version)).where(
        Group.work_id == work.id, Group.withdrawn_at.is_(None)
    )
    number, versions = db.session.execute(found).one()
    shown_now = shown.revision if shown else work.forum.revision
    return Stamp(f"{shown_now}.{number}.{versions}.{stage_of(work)}")


# --- what it shows ----------------------------------------------------------------------------------------


def cards_of(board: Board) -> list[Card]:
    """Return the cards that lie on the board, in the order in which they were shown; withdrawn notes have left it."""
    found = (
        sa.select(BoardCard, Note.group_id, Note.theme_id)
        .join(BoardCard.note)
        .where(BoardCard.work_id == board.work_id, Note.withdrawn_at.is_(None))
        .order_by(BoardCard.shown_at, BoardCard.note_id)
    )
    return [
        Card(card.note_id, group_id, theme_id, card.text, card.note_version, card.is_highlighted)
        for card, group_id, theme_id in db.session.execute(found)
    ]


def shown_cards(board: Board, groups: Sequence[Group], themes: Sequence[Theme]) -> list[Placed]:
    """Return what the hall sees: while the board is paused, what it showed then."""
    if not board.is_paused:
        return placed(cards_of(board), groups, themes)
    return placed(_living_ones(read_cards(board.held)), groups, themes)


def slide_of(board: Board, groups: Sequence[Group], themes: Sequence[Theme]) -> list[Placed]:
    """Return the points of the group that presents, as they were when it was called."""
    return placed(_living_ones(read_cards(board.slide)), groups, themes)


def _living_ones(cards: list[Card]) -> list[Card]:
    idents = [card.note_id for card in cards]
    alive = sa.select(Note.id).where(Note.id.in_(idents), Note.withdrawn_at.is_(None))
    kept = set(db.session.scalars(alive)) if idents else set()
    return [card for card in cards if card.note_id in kept]
