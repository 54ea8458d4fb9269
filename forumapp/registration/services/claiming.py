"""The seat: counted and claimed in one transaction, under the forum's lock."""

from flask_babel import gettext as _

from forumapp.core import clock, transaction
from forumapp.forums.models import Forum, Mode
from forumapp.forums.revision import touch
from forumapp.forums.states import is_open_for, over_at, takes
from forumapp.registration.errors import NotOpen, SeatsFull
from forumapp.registration.queries.seats import Places, limit, places, taken
from forumapp.registration.services import letters


def hold(forum: Forum) -> None:
    """Let nobody else count or claim seats of ``forum`` until the transaction ends."""
    transaction.lock(forum)


def check(forum: Forum, mode: Mode) -> None:
    """Raise NotOpen or SeatsFull as registering would now; without the lock it promises nothing."""
    check_open(forum, mode, by_hand=False)
    check_seat(forum, mode)


def check_open(forum: Forum, mode: Mode, *, by_hand: bool) -> None:
    """Raise NotOpen unless one may register for ``mode`` now; organisers may (``by_hand``) until the forum is over."""
    if not takes(forum, mode):
        raise NotOpen(_("この参加方法は選べません。"), "mode")
    if by_hand:
        over = over_at(forum)
        if forum.cancelled_at is not None or (over is not None and clock.now() >= over):
            raise NotOpen(_("このフォーラムは終了または中止されているため、登録できません。"), "mode")
        return
    if not is_open_for(forum, mode, clock.now()):
        raise NotOpen(_closed(mode, [place for place in places(forum) if place.can_be_chosen]), "mode")


def check_seat(forum: Forum, mode: Mode) -> dict[Mode, int]:
    """Return the seats taken per mode; raise SeatsFull unless one of ``mode`` is free. The caller holds the forum."""
    seats, counts = limit(forum, mode), taken(forum)
    if seats is None or counts[mode] < seats:
        return counts
    free = [place for place in places(forum) if place.mode is not mode and place.can_be_chosen]
    if free:
        text = _full_but_web(free[0]) if free[0].mode is Mode.WEB else _full_but_on_site(free[0])
    else:
        text = _("満席になりました。空席が出ると、このページから申し込めます。")
    raise SeatsFull(text, "mode")


def tell_fullness(forum: Forum, before: dict[Mode, int], **moved: int) -> None:
    """Tell what ``moved`` seats (mode=±1) make of a mode: 空きあり・満席 is public, and full is told to those who hold it."""
    for name, change in moved.items():
        mode = Mode(name)
        seats = limit(forum, mode)
        if seats is None or (before[mode] >= seats) == (before[mode] + change >= seats):
            continue
        touch(forum)
        if change > 0:
            letters.full(forum, mode)


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
