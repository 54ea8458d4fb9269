"""The draft of a reply (途中保存): rows written, taken out and put back; nothing of it counts before a submission."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.inquiries import policy
from forumapp.inquiries.entered import Entered, values_of
from forumapp.inquiries.errors import Closed
from forumapp.inquiries.models import Inquiry, InquiryRow
from forumapp.inquiries.queries.inquiries import quotas_of
from forumapp.inquiries.queries.standing import entered_of, of_registration, rows_of, standing
from forumapp.inquiries.services.rows import Difference, Kind
from forumapp.registration.models import ALIVE, HOLDING
from forumapp.registration.queries.ledger import rules_of


def hold(inquiry: Inquiry, *, late: bool = False) -> None:
    """Lock ``inquiry`` for a change of its draft; ``late`` is an organiser, past the deadline too. Raises Closed."""
    transaction.lock(inquiry)
    require_open(inquiry, late=late)


def require_open(inquiry: Inquiry, *, late: bool = False) -> None:
    """Raise Closed unless the reply may be changed now."""
    now = clock.now()
    allowed = (
        policy.may_answer_for(inquiry, now)
        if late
        else policy.may_reply(inquiry, rules_of(inquiry.forum), now)
    )
    if not allowed:
        raise Closed(_("回答の受付は終了しました。変更が必要な場合は、問い合わせ先へご連絡ください。"))


def adopt(inquiry: Inquiry) -> dict[int, InquiryRow]:
    """Give a row to whoever is registered on the organisation's seats without one; returns rows by registration."""
    for one in standing(inquiry, quotas_of(inquiry)):
        if one.row is None and one.registration is not None:
            row = _new(inquiry, of_registration(one.registration), by="")
            row.registration_id, row.submitted_version = one.registration.id, row.version
    db.session.flush()
    return {row.registration_id: row for row in rows_of(inquiry) if row.registration_id is not None}


def take_over(
    inquiry: Inquiry,
    difference: Difference,
    by: Actor,
    *,
    late: bool = False,
    quota_id: int | None = None,
) -> None:
    """Write what was entered into the draft; of another department (``quota_id``) nothing in another quota.

    Raises Closed, and DomainError unless the difference is sound.
    """
    hold(inquiry, late=late)
    if not difference.is_sound or not _is_within(difference, quota_id):
        raise DomainError(_("取り込めない行があります。内容を直して、もう一度お試しください。"))
    registered = adopt(inquiry)
    rows = {row.id: row for row in rows_of(inquiry)}
    for one in difference.rows:
        known = _row_of(one.known, registered, rows)
        if one.kind in {Kind.REMOVED, Kind.SUBSTITUTED} and known is not None:
            _remove(known, by)
        if one.entered is None or one.kind is Kind.UNCHANGED:
            continue
        if one.kind is Kind.CHANGED and known is not None:
            _write(known, one.entered, by)
            continue
        row = _new(inquiry, one.entered, by=by.label)
        if one.kind is Kind.SUBSTITUTED and one.known is not None and one.known.registration is not None:
            row.replaces_id = one.known.registration.id
    if not difference.is_empty:
        _changed(inquiry, by)


def save(inquiry: Inquiry, entered: Entered, *, by: Actor, late: bool = False) -> InquiryRow:
    """Write one attendee: the row ``entered.row_id``, else a new one. Whose seat they take is ``entered.replaces``."""
    hold(inquiry, late=late)
    registered = adopt(inquiry)
    known = next((row for row in rows_of(inquiry) if row.id == entered.row_id), None)
    if known is not None and known.removed_at is None:
        _begin_anew(known)
        _write(known, entered, by)
        row = known
    else:
        row = _new(inquiry, entered, by=by.label)
        replaced = next((one for one in registered.values() if _is_receipt(one, entered.replaces)), None)
        if replaced is not None:
            row.replaces_id, row.quota_id = replaced.registration_id, replaced.quota_id
            _remove(replaced, by)
    _changed(inquiry, by)
    return row


def remove(inquiry: Inquiry, row: InquiryRow, *, by: Actor, late: bool = False) -> None:
    """Take an attendee out of the draft; whoever they were to replace stays."""
    hold(inquiry, late=late)
    adopt(inquiry)
    _remove(row, by)
    if row.replaces_id is not None and row.registration_id is None:
        for one in rows_of(inquiry):
            if one.registration_id == row.replaces_id:
                one.removed_at = None
    _changed(inquiry, by)


def restore(inquiry: Inquiry, row: InquiryRow, *, by: Actor, late: bool = False) -> None:
    """Put an attendee back who was taken out of the draft, a substitute in place of the same person."""
    hold(inquiry, late=late)
    adopt(inquiry)
    _begin_anew(row)
    if row.replaces_id is not None and row.registration_id is None:
        _replace_again(inquiry, row, by)
    row.removed_at = None
    _stamp(row, by)
    _changed(inquiry, by)


def copy_to(
    inquiry: Inquiry, entered: Entered, quota_id: int, *, by: Actor, late: bool = False
) -> InquiryRow:
    """Give somebody a second seat, in another quota: one person, two seats."""
    other = replace(entered, quota_id=quota_id, track_id=None, row_id=None, receipt="", replaces="")
    return save(inquiry, other, by=by, late=late)


def change_contact(inquiry: Inquiry, *, by: Actor, late: bool = False, **values: Any) -> None:
    """Write who answers for the organisation (contact_name, …_unit, …_phone, …_email) and their note.

    That holds at once and needs no submission.
    """
    hold(inquiry, late=late)
    if audit.difference(inquiry, values):
        inquiry.opened_at = inquiry.opened_at or clock.now()
        audit.record(by, "inquiry.drafted", inquiry)


def remove_all(inquiry: Inquiry, by: Actor) -> None:
    """Take everybody out of the draft."""
    for row in rows_of(inquiry):
        if row.removed_at is None:
            _remove(row, by)
    db.session.flush()


def _is_within(difference: Difference, quota_id: int | None) -> bool:
    entered = [one.entered for one in difference.rows if one.entered is not None]
    before = [one.known.entered for one in difference.rows if one.known is not None]
    return quota_id is None or all(one.quota_id == quota_id for one in entered + before)


def _row_of(known: Any, registered: dict[int, InquiryRow], rows: dict[int, InquiryRow]) -> InquiryRow | None:
    if known is None:
        return None
    if known.row is not None:
        return rows.get(known.row.id)
    return registered.get(known.registration.id) if known.registration else None


def _new(inquiry: Inquiry, entered: Entered, *, by: str) -> InquiryRow:
    last = db.session.scalar(
        sa.select(sa.func.max(InquiryRow.position)).where(InquiryRow.inquiry_id == inquiry.id)
    )
    row = InquiryRow(
        forum_id=inquiry.forum_id,
        inquiry_id=inquiry.id,
        position=(last or 0) + 1,
        version=1,
        changed_by=by,
        changed_at=clock.now(),
        **values_of(entered),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _begin_anew(row: InquiryRow) -> None:
    """Whose registration has ended is registered once more by the next submission."""
    if row.registration is not None and row.registration.state not in ALIVE:
        for name, value in values_of(entered_of(row)).items():
            setattr(row, name, value)
        row.registration, row.replaces_id = None, None


def _replace_again(inquiry: Inquiry, row: InquiryRow, by: Actor) -> None:
    """Where the seat is gone, or another is to take it, a substitute needs a seat of their own."""
    rows = rows_of(inquiry)
    living = [one for one in rows if one.removed_at is None]
    replaced = next((one for one in rows if one.registration_id == row.replaces_id), None)
    seat = replaced.registration if replaced is not None else None
    is_taken = any(one.replaces_id == row.replaces_id for one in living)
    if replaced is None or seat is None or seat.state not in HOLDING or is_taken:
        row.replaces_id = None
    else:
        _remove(replaced, by)


def _write(row: InquiryRow, entered: Entered, by: Actor) -> None:
    _begin(row)
    before = dict(row.answers)
    for name, value in values_of(entered).items():
        setattr(row, name, {**before, **value} if name == "answers" else value)
    _stamp(row, by)


def _begin(row: InquiryRow) -> None:
    """Let a draft begin with what the registration says now, and remember that."""
    if row.registration is not None and row.submitted_version == row.version:
        row.base = values_of(of_registration(row.registration))
        for name, value in row.base.items():
            setattr(row, name, value)


def _remove(row: InquiryRow, by: Actor) -> None:
    if row.removed_at is None:
        _begin(row)
        row.removed_at = clock.now()
        _stamp(row, by)


def _stamp(row: InquiryRow, by: Actor) -> None:
    row.version += 1
    row.changed_by, row.changed_at = by.label, clock.now()


def _is_receipt(row: InquiryRow, receipt: str) -> bool:
    return bool(receipt) and row.registration is not None and row.registration.receipt == receipt


def _changed(inquiry: Inquiry, by: Actor) -> None:
    inquiry.version += 1
    inquiry.opened_at = inquiry.opened_at or clock.now()
    inquiry.is_nobody = False
    db.session.flush()
    audit.record(by, "inquiry.drafted", inquiry)
