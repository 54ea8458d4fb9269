"""Who stands in a reply now: rows as entered, and registrations of the organisation's seats that have no row yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forumapp.core.db import db
from forumapp.inquiries.entered import COMPARED, Entered
from forumapp.inquiries.models import Inquiry, InquiryRow
from forumapp.registration.attendee import PERSON
from forumapp.registration.models import ALIVE, HOLDING, Answer, FieldKind, Quota, Registration

_registered = (
    selectinload(Registration.answers).joinedload(Answer.question),
    joinedload(Registration.department),
    joinedload(Registration.rank),
)


@dataclass(frozen=True)
class Standing:
    """One attendee. ``row`` is None for somebody registered otherwise; ``replaced`` is whose seat they are to take."""

    entered: Entered
    row: InquiryRow | None = None
    registration: Registration | None = None
    replaced: Registration | None = None

    @property
    def is_draft(self) -> bool:
        """Say whether something was entered that is not submitted yet."""
        return self.row is not None and self.row.submitted_version != self.row.version

    @property
    def is_alive(self) -> bool:
        """Say whether the person may still come: not registered yet, or registered and not ended."""
        return self.registration is None or self.registration.state in ALIVE

    @property
    def holds(self) -> bool:
        """Say whether the person has a seat already."""
        return self.registration is not None and self.registration.state in HOLDING


def standing(inquiry: Inquiry, quotas: Sequence[Quota]) -> list[Standing]:
    """Return the attendees of a reply in the order of entry, also those whose registration has ended meanwhile.

    Whoever was taken out is not among them. The same number of statements for one and for many.
    """
    rows = rows_of(inquiry)
    known = {row.registration_id for row in rows if row.registration_id is not None}
    replaced = _replaced(rows)
    found = [_standing(row, replaced.get(row.replaces_id or 0)) for row in rows if row.removed_at is None]
    return found + [
        Standing(of_registration(one), None, one)
        for one in _strays(inquiry, [quota.id for quota in quotas])
        if one.id not in known
    ]


def registered(inquiry: Inquiry, quotas: Sequence[Quota]) -> list[Standing]:
    """Return who is registered now, whatever was entered since: what a submission begins from."""
    rows = rows_of(inquiry)
    known = {row.registration_id for row in rows if row.registration_id is not None}
    found = [
        Standing(of_registration(row.registration, row.id), row, row.registration)
        for row in rows
        if row.registration is not None and row.registration.state in ALIVE
    ]
    return found + [
        Standing(of_registration(one), None, one)
        for one in _strays(inquiry, [quota.id for quota in quotas])
        if one.id not in known
    ]


def rows_of(inquiry: Inquiry) -> Sequence[InquiryRow]:
    """Return the rows of a reply, also those that were taken out."""
    own = sa.select(InquiryRow).where(InquiryRow.inquiry_id == inquiry.id)
    whole = (joinedload(InquiryRow.registration).options(*_registered), joinedload(InquiryRow.quota))
    ordered = own.options(*whole).order_by(InquiryRow.position, InquiryRow.id)
    return db.session.scalars(ordered.execution_options(populate_existing=True)).all()


def row(inquiry: Inquiry, ident: int) -> InquiryRow | None:
    """Return a living row of this reply."""
    return next((one for one in rows_of(inquiry) if one.id == ident and one.removed_at is None), None)


def entered_of(row: InquiryRow) -> Entered:
    """Return what counts of a row: as entered, or as the registration says where nothing was entered since."""
    if row.registration is not None and row.submitted_version == row.version:
        return of_registration(row.registration, row.id)
    answers = {int(ident): value for ident, value in row.answers.items()}
    values = {name: getattr(row, name) for name in COMPARED}
    drafted = Entered(**values, answers=answers, row_id=row.id)
    return drafted if row.registration is None else _merged(drafted, row.base, row.registration)


def _merged(drafted: Entered, base: Mapping[str, Any], registration: Registration) -> Entered:
    """Keep what changed in the registration since the draft was begun, unless the draft changed the same."""
    now = of_registration(registration)
    untouched = [name for name in COMPARED if name in base and base[name] == getattr(drafted, name)]
    before = base.get("answers", {})
    answers = {
        ident: now.answers.get(ident, "") if before.get(str(ident), "") == value and base else value
        for ident, value in drafted.answers.items()
    }
    kept = {name: getattr(now, name) for name in untouched}
    return replace(drafted, **kept, answers={**now.answers, **answers}, receipt=registration.receipt)


def of_registration(registration: Registration, row_id: int | None = None) -> Entered:
    """Return a registered person as if just entered; files stay theirs, on their own page."""
    said = {name: getattr(registration, name) for name in PERSON}
    answers = {
        answer.question_id: answer.value
        for answer in registration.answers
        if answer.value and answer.question.kind is not FieldKind.FILE
    }
    return Entered(
        quota_id=registration.quota_id,
        mode=registration.mode,
        answers=answers,
        receipt=registration.receipt,
        row_id=row_id,
        **said,
    )


def _standing(row: InquiryRow, replaced: Registration | None) -> Standing:
    entered = entered_of(row)
    if replaced is None or row.registration_id is not None or replaced.state not in HOLDING:
        return Standing(entered, row, row.registration)
    return Standing(replace(entered, replaces=replaced.receipt), row, None, replaced)


def _strays(inquiry: Inquiry, quota_ids: list[int]) -> Sequence[Registration]:
    """Registered on the organisation's seats by the office, in an import, or in place of somebody."""
    if not quota_ids:
        return []
    own = sa.select(Registration).where(
        Registration.forum_id == inquiry.forum_id,
        Registration.organisation_id == inquiry.organisation_id,
        Registration.quota_id.in_(quota_ids),
        Registration.state.in_(ALIVE),
    )
    return db.session.scalars(own.options(*_registered).order_by(Registration.id)).all()


def _replaced(rows: Sequence[InquiryRow]) -> dict[int, Registration]:
    wanted = [row.replaces_id for row in rows if row.replaces_id is not None]
    if not wanted:
        return {}
    found = db.session.scalars(sa.select(Registration).where(Registration.id.in_(wanted)))
    return {one.id: one for one in found}
