"""What was entered beside what stands: who is new, changed, taken out, or comes in place of somebody.

The same for a page, for pasted rows and for a workbook; nothing is written here (see :mod:`.drafting`).
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from forumapp.inquiries.entered import COMPARED, Entered, plain_receipt
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.queries.frame import Frame, frame_of
from forumapp.inquiries.queries.standing import Standing, registered, standing
from forumapp.inquiries.services.faults import Message, Weight, caution_of, faults_of, full_of, twice_of
from forumapp.inquiries.services.keeping import with_unsaid

__all__ = [
    "Difference",
    "Entered",
    "Kind",
    "Message",
    "RowDifference",
    "Weight",
    "compare",
    "difference",
    "outlook",
]


class Kind(StrEnum):
    """What becomes of an attendee."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    SUBSTITUTED = "substituted"


@dataclass(frozen=True)
class Change:
    """A value before and after; ``name`` is a column, or ``answer_7`` for question 7."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RowDifference:
    """One attendee: ``entered`` (None when removed) beside ``known`` (None when new; whose seat it is of a substitute)."""

    kind: Kind
    entered: Entered | None
    known: Standing | None
    changes: tuple[Change, ...] = ()
    messages: tuple[Message, ...] = ()

    def weighs(self, *weights: Weight) -> bool:
        """Say whether something of such a weight is said of this attendee."""
        return any(message.weight in weights for message in self.messages)

    @property
    def name(self) -> str:
        """Return whom it is about."""
        if self.entered is not None:
            return self.entered.name
        return self.known.entered.name if self.known else ""


@dataclass(frozen=True)
class Difference:
    """Every attendee of a reply, in the order of what was entered, then those who are removed."""

    rows: tuple[RowDifference, ...]

    def of(self, kind: Kind) -> tuple[RowDifference, ...]:
        """Return the attendees of one kind."""
        return tuple(row for row in self.rows if row.kind is kind)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind, by its name."""
        return {kind.value: len(self.of(kind)) for kind in Kind}

    @property
    def is_sound(self) -> bool:
        """Say whether it can be taken over as a draft."""
        return not any(row.weighs(Weight.FAULT) for row in self.rows)

    @property
    def is_complete(self) -> bool:
        """Say whether it can be submitted."""
        return not any(row.weighs(Weight.FAULT, Weight.OPEN) for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing changes."""
        return all(row.kind is Kind.UNCHANGED for row in self.rows)


def difference(
    inquiry: Inquiry, entered: Sequence[Entered], *, whole: bool = True, quota_id: int | None = None
) -> Difference:
    """Compare what was entered with the draft of ``inquiry``.

    With ``whole`` it is the whole reply: who is not in it is taken out (a workbook); else it is added (pasted rows).
    With ``quota_id`` nobody of another quota is looked at: what another department enters.
    """
    frame = frame_of(inquiry)
    known = [one for one in standing(inquiry, frame.quotas) if one.is_alive]
    if quota_id is not None:
        frame = replace(frame, quotas=[quota for quota in frame.quotas if quota.id == quota_id])
        known = [one for one in known if one.entered.quota_id == quota_id]
    return compare(frame, known, entered, whole=whole)


def outlook(inquiry: Inquiry, frame: Frame | None = None) -> Difference:
    """Compare the draft of ``inquiry`` with who is registered: what a submission would do."""
    frame = frame or frame_of(inquiry)
    drafted = [one.entered for one in standing(inquiry, frame.quotas) if one.is_alive]
    return compare(frame, registered(inquiry, frame.quotas), drafted)


def compare(
    frame: Frame, known: Sequence[Standing], entered: Sequence[Entered], *, whole: bool = True
) -> Difference:
    """Match by row or receipt, then by name and quota, then by a name that stands once; and say what differs."""
    completed = [_completed(frame, one) for one in entered]
    pairs = _matched(known, completed)
    taken = {id(one) for one in pairs.values()}
    rows = []
    for place, one in enumerate(completed):
        other = pairs.get(place)
        replaced = _replaced(known, taken, one) if other is None else None
        rows.append(_row(frame, one, other, replaced))
        taken |= {id(replaced)}
    if whole:
        rows += [RowDifference(Kind.REMOVED, None, one) for one in known if id(one) not in taken]
    kept = () if whole else [one for one in known if id(one) not in taken]
    return Difference(tuple(_crowded(frame, rows, kept)))


def _completed(frame: Frame, one: Entered) -> Entered:
    """Add what follows from the quota: its track, its department, and its mode where there is only one."""
    quota = frame.quota(one.quota_id)
    modes = frame.modes(quota)
    return replace(
        one,
        receipt=plain_receipt(one.receipt),
        replaces=plain_receipt(one.replaces),
        mode=modes[0] if len(modes) == 1 else one.mode,
        track_id=one.track_id or frame.track_of(quota),
        department_id=one.department_id or (quota.department_id if quota else None),
    )


def _matched(known: Sequence[Standing], entered: Sequence[Entered]) -> dict[int, Standing]:
    pairs: dict[int, Standing] = {}
    paired: set[int] = set()
    for key in (_row_id, _receipt, _name_and_quota, _name):
        free: dict[Hashable, list[Standing]] = {}
        for other in known:
            if id(other) not in paired and key(other.entered) is not None:
                free.setdefault(key(other.entered), []).append(other)
        for place, one in enumerate(entered):
            found = [] if place in pairs else _fitting(one, free.get(key(one), ()), paired)
            if key is _name and (len(found) != 1 or one.replaces):
                continue
            if found:
                pairs[place] = found[0]
                paired.add(id(found[0]))
    return pairs


def _fitting(one: Entered, found: Sequence[Standing], paired: set[int]) -> list[Standing]:
    """Two who both have a receipt are told apart by it, whatever their names."""
    free = [other for other in found if id(other) not in paired]
    return [other for other in free if _is_same_receipt(one, other.entered) or _row_id(one) is not None]


def _is_same_receipt(one: Entered, other: Entered) -> bool:
    return not one.receipt or not other.receipt or one.receipt == other.receipt


def _row_id(one: Entered) -> Hashable:
    return one.row_id


def _receipt(one: Entered) -> Hashable:
    return one.receipt or None


def _name_and_quota(one: Entered) -> Hashable:
    return (one.key, one.quota_id) if one.key else None


def _name(one: Entered) -> Hashable:
    return one.key or None


def _replaced(known: Sequence[Standing], taken: set[int], one: Entered) -> Standing | None:
    if not one.replaces:
        return None
    return next(
        (other for other in known if other.entered.receipt == one.replaces and id(other) not in taken), None
    )


def _row(frame: Frame, one: Entered, other: Standing | None, replaced: Standing | None) -> RowDifference:
    one = with_unsaid(frame, one, other.entered) if other is not None else one
    messages = tuple(faults_of(frame, one, other, replaced)) + tuple(caution_of(one))
    if replaced is not None:
        one = replace(one, quota_id=replaced.entered.quota_id)
        return RowDifference(Kind.SUBSTITUTED, one, replaced, (), messages)
    if other is None:
        return RowDifference(Kind.NEW, one, None, (), messages)
    changes = tuple(_changes(one, other.entered))
    if not changes:  # what stands was taken already, whatever it lacks
        return RowDifference(Kind.UNCHANGED, one, other)
    return RowDifference(Kind.CHANGED, one, other, changes, messages)


def _changes(one: Entered, before: Entered) -> Iterator[Change]:
    for name in COMPARED:
        if getattr(one, name) != getattr(before, name):
            yield Change(name, getattr(before, name), getattr(one, name))
    for ident, value in one.answers.items():
        if value != before.answers.get(ident, ""):
            yield Change(f"answer_{ident}", before.answers.get(ident, ""), value)


def _crowded(
    frame: Frame, rows: Sequence[RowDifference], kept: Sequence[Standing]
) -> Iterator[RowDifference]:
    """Say of those beyond the seats of a quota what becomes of them, and of the second of one person in a quota.

    Who has a seat keeps it, and a substitute needs none.
    """
    left = dict(frame.caps)
    for quota_id in [one.entered.quota_id for one in kept if one.holds or one.registration is None]:
        left[quota_id or 0] = left.get(quota_id or 0, 0) - 1
    for row in rows:
        if row.entered is not None and _has_seat(row):
            left[row.entered.quota_id or 0] = left.get(row.entered.quota_id or 0, 0) - 1
    seen = {(one.entered.key, one.entered.quota_id) for one in kept}
    for row in rows:
        yield replace(row, messages=row.messages + tuple(_said_of(frame, row, left, seen)))


def _said_of(
    frame: Frame, row: RowDifference, left: dict[int, int], seen: set[tuple[str, int | None]]
) -> Iterator[Message]:
    one = row.entered
    if one is None:
        return
    if one.key and (one.key, one.quota_id) in seen:
        yield twice_of(one)
    seen.add((one.key, one.quota_id))
    is_waiting = row.known is not None and row.known.registration is not None and not row.known.holds
    if one.quota_id is None or one.quota_id not in left or _has_seat(row) or is_waiting:
        return
    left[one.quota_id] -= 1
    if left[one.quota_id] < 0:
        is_seated = row.known is not None and row.known.holds
        yield full_of(frame, one.quota_id, waits=not is_seated)


def _has_seat(row: RowDifference) -> bool:
    """Say whether the person has a seat of this quota already, or takes over that of another."""
    if row.entered is None or row.known is None or not row.known.holds:
        return False
    return row.kind is Kind.SUBSTITUTED or row.known.entered.quota_id == row.entered.quota_id
