"""Changes of an arrangement by hand: move, swap, pin. Each is one command; nothing that is allowed to sit is refused."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _

from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries import people
from forumapp.groupwork.queries.draft import groups_of
from forumapp.groupwork.services.arranging import Chair, Draft, Seat, arranging

MOVED, SWAPPED = "arrangement.moved", "arrangement.swapped"
PINNED, UNPINNED = "arrangement.pinned", "arrangement.unpinned"


def move(
    work: GroupWork,
    chosen: Collection[int],
    group_id: int | None,
    *,
    by: Actor,
    round_: int = 1,
    version: int | None = None,
) -> int:
    """Seat ``chosen`` in a group, or in none, in one round; returns how many changed.

    Somebody who takes no part any more can only be taken out. Raises ArrangementChanged, DomainError.
    """
    if not chosen:
        raise DomainError(_("人を選んでください。"), "people")
    known = {one.id: one for one in people.candidates(work.item)}
    if group_id is not None:
        if set(chosen) - known.keys():
            raise DomainError(
                _("参加を取りやめた人が含まれています。その人は班から外すことだけできます。"), "people"
            )
        if group_id not in {one.id for one in groups_of(work.id)}:
            raise DomainError(_("この班はすでに取り下げられています。"), "group")
    with arranging(work, by=by, action=MOVED, title=_title(work, chosen), version=version) as draft:
        _check_round(draft, round_)
        before = dict(draft.seats)
        for ident in chosen:
            chair = Chair(round_, ident)
            if group_id is None:
                draft.seats.pop(chair, None)
            elif chair not in draft.seats or draft.seats[chair].group_id != group_id:
                draft.seats[chair] = Seat(group_id)
        return sum(before.get(Chair(round_, one)) != draft.seats.get(Chair(round_, one)) for one in chosen)


def swap(
    work: GroupWork, pair: Sequence[int], *, by: Actor, round_: int = 1, version: int | None = None
) -> None:
    """Let two people change places in a round. Raises ArrangementChanged, DomainError."""
    if len(pair) != 2:
        raise DomainError(_("入れ替える2人を選んでください。"), "people")
    if set(pair) - {one.id for one in people.candidates(work.item)}:
        raise DomainError(_("参加を取りやめた人とは入れ替えられません。"), "people")
    one, other = (Chair(round_, ident) for ident in pair)
    with arranging(work, by=by, action=SWAPPED, title=_title(work, pair), version=version) as draft:
        _check_round(draft, round_)
        here, there = draft.seats.get(one), draft.seats.get(other)
        _sit(draft, one, there)
        _sit(draft, other, here)


def _check_round(draft: Draft, round_: int) -> None:
    if round_ > draft.arrangement.rounds:
        raise DomainError(_("このラウンドは、設定の変更でなくなりました。今の班編成を確認してください。"))


def _sit(draft: Draft, chair: Chair, seat: Seat | None) -> None:
    draft.seats.pop(chair, None)
    if seat is not None:
        draft.seats[chair] = Seat(seat.group_id)


def pin(
    work: GroupWork,
    chosen: Collection[int],
    *,
    by: Actor,
    pinned: bool,
    round_: int = 1,
    version: int | None = None,
) -> int:
    """Let the search leave ``chosen`` where they sit, or no longer; returns how many changed."""
    if not chosen:
        raise DomainError(_("人を選んでください。"), "people")
    action = PINNED if pinned else UNPINNED
    with arranging(work, by=by, action=action, title=_title(work, chosen), version=version) as draft:
        _check_round(draft, round_)
        seated = [Chair(round_, one) for one in chosen if Chair(round_, one) in draft.seats]
        if not seated:
            raise DomainError(_("班が決まっている人を選んでください。"), "people")
        changed = [chair for chair in seated if draft.seats[chair].is_pinned is not pinned]
        for chair in changed:
            draft.seats[chair] = draft.seats[chair]._replace(is_pinned=pinned)
        return len(changed)


def _title(work: GroupWork, chosen: Collection[int]) -> str:
    """Return the name of the only one who is meant, else "": who moved is said by the command's rows."""
    if len(chosen) != 1:
        return ""
    (ident,) = chosen
    found = people.name_of(work.forum_id, ident)
    return found[:300]
