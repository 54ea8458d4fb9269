"""An arrangement comes in as a file: looked at first, then one command that can be taken back."""

from flask_babel import gettext as _

from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.groupwork.errors import ArrangementChanged
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries.seating import seating
from forumapp.groupwork.services.arranging import Chair, Seat, arranging
from forumapp.groupwork.sheets.planning import Plan, plan
from forumapp.groupwork.sheets.reading import read

IMPORTED = "arrangement.imported"


def look(work: GroupWork, content: bytes) -> Plan:
    """Say what a file would change of the draft. Raises UnreadableSheet."""
    seated = seating(work, published=False)
    return plan(seated, read(seated, content))


def take(work: GroupWork, content: bytes, *, by: Actor, seen: str, clashes: bool = False) -> Plan:
    """Make the moves of a file; returns them.

    ``seen`` is the digest of what was looked at ("": nobody looked), ``clashes``: also where somebody else was faster.
    Raises UnreadableSheet, ArrangementChanged where the file would do something else by now, DomainError for rows that
    cannot be taken.
    """
    lock(work)
    made = look(work, content)
    if made.notes.faults:
        raise DomainError(_("取り込めない行があります。何も保存していません。"))
    if seen and made.digest != seen:
        raise ArrangementChanged(
            _(
                "ほかの人が先に変更したため、取り込む内容が変わりました。まだ保存していません。もう一度確認してください。"
            )
        )
    moves = made.taken(clashes=clashes)
    title = _("%(count)d名", count=len({move.person.id for move in moves}))
    with arranging(work, by=by, action=IMPORTED, title=title) as draft:
        for move in moves:
            chair, (group, pinned) = Chair(move.round, move.person.id), move.after
            draft.seats.pop(chair, None)
            if group is not None:
                draft.seats[chair] = Seat(group.id, pinned)
    return made
