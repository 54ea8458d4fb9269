"""The seat: counted, claimed and freed in one transaction, under the forum's lock."""

from collections.abc import Sequence
from functools import cached_property

from flask_babel import gettext as _

from forumapp.agenda import remembering
from forumapp.agenda.programme import Programme
from forumapp.agenda.queries import ReleasedTrack
from forumapp.core import clock, transaction
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import is_open_for, over_at, takes
from forumapp.registration.errors import NotOpen, SeatsFull
from forumapp.registration.models import Entry
from forumapp.registration.queries import ledger
from forumapp.registration.queries.ledger import Lack, Ledger, Seat
from forumapp.registration.queries.seats import Places, places_in


class Claims:
    """The seats of one forum in this transaction: nobody else counts or claims until it ends.

    ``freed`` says that somebody may be moved up. Ended by :mod:`forumapp.registration.services.seating`.
    """

    def __init__(self, forum: Forum) -> None:
        """Lock ``forum`` and count."""
        transaction.lock(forum)
        self.forum = forum
        self.ledger = ledger.read(forum)
        self.rules = self.ledger.rules
        self.freed = False
        self.before = self.fullness()

    @cached_property
    def _released(self) -> tuple[Programme, list[ReleasedTrack]]:
        return remembering.released(self.forum)

    @property
    def programme(self) -> Programme:
        """Return the programme as it is released; asked once in a transaction."""
        return self._released[0]

    def check_track(self, track_id: int | None) -> None:
        """Do what :func:`check_track` does, with the tracks that this transaction has read already."""
        check_track(track_id, self._released[1])

    def fullness(self) -> dict[Mode, bool]:
        """Say which modes have no seat for one who comes outside the quotas now: none left, or others wait for it."""
        book = self.ledger
        return {
            mode: book.left(mode) == 0 or book.queue(Seat(mode)) > 0
            for mode in ledger.MODES
            if takes(self.forum, mode)
        }

    def lacks(self, seat: Seat, *, in_turn: bool = False) -> Lack | None:
        """Return why ``seat`` cannot be given; ``in_turn`` is who stands first, or whom an organiser prefers."""
        lack = self.ledger.lacks(seat)
        return lack or (Lack.QUEUE if not in_turn and self.ledger.queue(seat) else None)

    def claim(self, seat: Seat, *, in_turn: bool = False) -> None:
        """Take ``seat``. Raises SeatsFull."""
        lack = self.lacks(seat, in_turn=in_turn)
        if lack is not None:
            raise SeatsFull(_refusal(self.ledger, seat, lack), "mode")
        self.ledger.take(seat)

    def free(self, seat: Seat) -> None:
        """Give ``seat`` back."""
        self.ledger.free(seat)
        self.freed = True


def check_track(track_id: int | None, released: Sequence[ReleasedTrack]) -> None:
    """Raise DomainError unless the track is one of the released ones; the draft is nobody's business yet."""
    if track_id is not None and track_id not in {track.id for track in released}:
        raise DomainError(_("この部会は選べません。もう一度選んでください。"), "track_id")


def check(forum: Forum, mode: Mode, *, waits: bool = False) -> None:
    """Raise NotOpen or SeatsFull as registering would now; without the lock it promises nothing."""
    book = ledger.read(forum)
    check_open(book, mode, by_hand=False)
    place = next(place for place in places_in(book) if place.mode is mode)
    if place.is_full and not (waits and place.can_wait):
        raise SeatsFull(_refusal(book, Seat(mode), Lack.ROOM), "mode")


def check_open(book: Ledger, mode: Mode, *, by_hand: bool) -> None:
    """Raise NotOpen unless one may register for ``mode`` now; organisers may (``by_hand``) until the forum is over."""
    forum = book.forum
    if not takes(forum, mode):
        raise NotOpen(_("この参加方法は選べません。"), "mode")
    if by_hand:
        over = over_at(forum)
        if forum.cancelled_at is not None or (over is not None and clock.now() >= over):
            raise NotOpen(_("このフォーラムは終了または中止されているため、登録できません。"), "mode")
        return
    if book.rules.entry is Entry.ORGANISATIONS:
        raise NotOpen(_("このフォーラムは、団体の担当者を通じてお申し込みください。"), "mode")
    if not is_open_for(forum, mode, clock.now()):
        raise NotOpen(_closed(mode, [place for place in places_in(book) if place.can_be_chosen]), "mode")


def _refusal(book: Ledger, seat: Seat, lack: Lack) -> str:
    """Say why there is no seat, and what is free instead."""
    if lack is Lack.QUOTA:
        return _("この参加枠は、すべての席が埋まっています。")
    if lack is Lack.OTHER_MODE:
        return _("この参加枠では、この参加方法は選べません。")
    free = [place for place in places_in(book) if place.mode is not seat.mode and place.can_be_chosen]
    if free:
        return _full_but_web(free[0]) if free[0].mode is Mode.WEB else _full_but_on_site(free[0])
    if book.rules.has_waiting:
        return _("満席になりました。キャンセル待ちに登録できます。")
    return _("満席になりました。空席が出ると、このページから申し込めます。")


def _closed(mode: Mode, free: list[Places]) -> str:
    if free and mode is Mode.ON_SITE:
        return _("会場参加の受付は終了しました。Web参加は受け付けています。")
    if free:
        return _("Web参加の受付は終了しました。会場参加は受け付けています。")
    return _("現在、参加登録を受け付けていません。")


def _full_but_web(place: Places) -> str:
    if place.left is None:
        return _("会場参加は満席です。Web参加は空きがあります。")
    return _("会場参加は満席です。Web参加は残り%(left)d席です。", left=place.left)


def _full_but_on_site(place: Places) -> str:
    if place.left is None:
        return _("Web参加は満席です。会場参加は空きがあります。")
    return _("Web参加は満席です。会場参加は残り%(left)d席です。", left=place.left)
