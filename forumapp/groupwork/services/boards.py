"""Changing what the hall sees: which cards lie on the board, whether it stands still, its order, and its link."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.text import mentions
from forumapp.core.transaction import lock
from forumapp.groupwork.board import Board, BoardCard
from forumapp.groupwork.models import Group, GroupWork, Note, Theme
from forumapp.groupwork.queries import boards, people

MOST_CARDS = 60
"""Cards that lie on a board at once: nobody reads more from the back of a hall."""


@contextmanager
def changing(work: GroupWork) -> Iterator[Board]:
    """Hold the board of ``work`` to change it, made when there is none yet; every screen learns that it changed."""
    lock(work)
    board = boards.board_of(work)
    if board not in db.session:
        db.session.add(board)
    else:
        lock(board)
    board.version += 1
    yield board
    db.session.flush()


def show(
    work: GroupWork, notes: Collection[int], *, by: Actor, looked_at: Mapping[int, int] | None = None
) -> int:
    """Let notes of the work onto the board with the words that they have now; returns how many were new or changed.

    ``looked_at`` maps notes to the version that somebody read. DomainError if one says something else by now, or if the
    board would hold more than MOST_CARDS.
    """
    with changing(work) as board:
        found = _notes(work, notes)
        if any(note.version != (looked_at or {}).get(note.id, note.version) for note in found):
            raise DomainError(
                _("確認している間に意見が変更されました。今の文を確認して、もう一度投影してください。")
            )
        changed = _put(board, found)
        if changed:
            audit.record(by, "board.cards_shown", work, changes={"cards": [None, changed]})
    return changed


def take_off(work: GroupWork, notes: Collection[int], *, by: Actor) -> int:
    """Take cards off the board; returns how many lay there."""
    with changing(work):
        gone = _remove(work, notes)
        if gone:
            audit.record(by, "board.cards_removed", work, changes={"cards": [gone, None]})
    return gone


def highlight(work: GroupWork, note_id: int | None, *, by: Actor) -> None:
    """Let one card stand out, or (None) none of them."""
    with changing(work):
        for card in _cards(work):
            card.is_highlighted = card.note_id == note_id
        audit.record(by, "board.highlighted", work)


def pause(work: GroupWork, *, by: Actor) -> None:
    """Let the screen stand still: it keeps what it shows, whatever is put onto the board meanwhile."""
    with changing(work) as board:
        if not board.is_paused:
            board.is_paused = True
            board.held = [card.to_json() for card in boards.cards_of(board)]
            audit.record(by, "board.paused", work)


def resume(work: GroupWork, *, by: Actor) -> None:
    """Let the screen show the board again as it is now."""
    with changing(work) as board:
        if board.is_paused:
            board.is_paused, board.held = False, None
            audit.record(by, "board.resumed", work)


def order(work: GroupWork, *, by_theme: bool, by: Actor) -> None:
    """Put the cards under the themes, or under the groups."""
    with changing(work) as board:
        board.is_by_theme = by_theme
        audit.record(by, "board.ordered", work)


def go_live(work: GroupWork, *, live: bool, by: Actor) -> None:
    """Let marked points come onto the board by themselves, or let somebody choose each."""
    with changing(work) as board:
        board.is_live = live
        audit.record(by, "board.live" if live else "board.moderated", work)
        if live and not board.is_paused:
            _follow(board)


def follow_live() -> int:
    """Bring the boards that show marked points by themselves up to date; returns how many changed. The minutely job.

    Once a minute and no oftener: the screens ask all the time, and what has not changed costs next to nothing.
    """
    found = sa.select(Board).where(Board.is_live.is_(True), Board.is_paused.is_(False))
    changed = 0
    for board in db.session.scalars(found.order_by(Board.work_id)).all():
        lock(board)
        if _follow(board):
            board.version += 1
            changed += 1
    return changed


def open_link(work: GroupWork, *, by: Actor) -> None:
    """Make the projector's link; a link in force is kept."""
    with changing(work) as board:
        if not boards.has_link(board):
            board.link_generation += 1
            audit.record(by, "board.link_opened", work)


def close_link(work: GroupWork, *, by: Actor) -> None:
    """End the projector's link: with their next question the screens show nothing more."""
    with changing(work) as board:
        if boards.has_link(board):
            board.link_generation += 1
            audit.record(by, "board.link_closed", work)


def names_in(text: str, known: Collection[tuple[str, str]]) -> tuple[str, ...]:
    """Return what looks like a person's name in a note: nothing that should stand on a wall."""
    return mentions.people(text, known)


def _notes(work: GroupWork, idents: Collection[int]) -> list[Note]:
    found = _living(work).where(Note.id.in_(idents))
    return list(db.session.scalars(found.order_by(Group.number, Group.id, Note.place, Note.id)))


def _living(work: GroupWork) -> sa.Select[tuple[Note]]:
    return (
        sa.select(Note)
        .join(Group, Group.id == Note.group_id)
        .join(Theme, Theme.id == Note.theme_id)
        .where(
            Group.work_id == work.id,
            Group.withdrawn_at.is_(None),
            Theme.withdrawn_at.is_(None),
            Note.withdrawn_at.is_(None),
        )
    )


def _cards(work: GroupWork) -> list[BoardCard]:
    found = sa.select(BoardCard).where(BoardCard.work_id == work.id)
    return list(db.session.scalars(found.order_by(BoardCard.note_id)))


def _put(board: Board, notes: list[Note]) -> int:
    lying = {card.note_id: card for card in _cards(board.work)}
    fresh = [note for note in notes if note.id not in lying]
    if len(lying) + len(fresh) > MOST_CARDS:
        raise DomainError(
            _("投影できるカードは%(most)d枚までです。表示を終えたカードを外してください。", most=MOST_CARDS)
        )
    stale = [note for note in notes if note.id in lying and lying[note.id].text != note.text]
    for note in stale:
        lying[note.id].text, lying[note.id].note_version = note.text, note.version
    now = clock.now()
    for note in fresh:
        db.session.add(
            BoardCard(
                work_id=board.work_id,
                forum_id=board.forum_id,
                note_id=note.id,
                text=note.text,
                note_version=note.version,
                shown_at=now,
            )
        )
    db.session.flush()
    return len(fresh) + len(stale)


def _remove(work: GroupWork, idents: Collection[int]) -> int:
    gone = [card for card in _cards(work) if card.note_id in idents]
    for card in gone:
        db.session.delete(card)
    db.session.flush()
    return len(gone)


def _follow(board: Board) -> int:
    """Let the marked points lie on the board and no others; a note that may name somebody waits for a moderator."""
    work = board.work
    marked = _living(work).where(Note.is_marked.is_(True)).order_by(Group.number, Note.place, Note.id)
    notes = list(db.session.scalars(marked.limit(MOST_CARDS)))
    known = people.names(work.forum_id)
    kept = {note.id for note in notes}
    gone = _remove(work, {card.note_id for card in _cards(work)} - kept)
    return gone + _put(board, [note for note in notes if not names_in(note.text, known)])
