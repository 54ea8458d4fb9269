"""Submitting a reply (提出): the draft becomes registrations, all of them or none, under the lock of the seats."""

from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.inquiries.entered import values_of
from forumapp.inquiries.errors import RowRefused
from forumapp.inquiries.models import Inquiry, InquiryRow, InquirySubmission
from forumapp.inquiries.queries.frame import Frame, frame_of
from forumapp.inquiries.queries.inquiries import quotas_of, submissions_of
from forumapp.inquiries.queries.standing import entered_of, registered, rows_of
from forumapp.inquiries.services import drafting, letters
from forumapp.inquiries.services.drafting import take_over
from forumapp.inquiries.services.faults import Weight
from forumapp.inquiries.services.rows import Difference, Kind, RowDifference, outlook
from forumapp.registration import receipts
from forumapp.registration.attendee import PERSON
from forumapp.registration.models import Registration
from forumapp.registration.services import changing, registering, reseating, substituting
from forumapp.registration.services.claiming import Claims
from forumapp.registration.services.seating import seats_of

__all__ = ["DESK", "WEB", "WORKBOOK", "submit", "take_over"]
WEB, WORKBOOK, DESK = "web", "excel", "desk"
"""How a reply came."""


class Changed(DomainError):
    """The draft is not any more what was looked at."""


def submit(
    inquiry: Inquiry,
    *,
    by: Actor,
    way: str = WEB,
    form_key: str = "",
    seen: str | None = None,
    is_nobody: bool = False,
    late: bool = False,
) -> InquirySubmission:
    """Make registrations of the draft, or of nobody; returns the submission. The same form again gives the same one.

    ``seen`` is what :func:`glance` said when the reply was looked at. Over the seats of a quota one waits, if the forum has a
    waiting list. Raises Closed, Changed, RowRefused for the first attendee that cannot be taken.
    """
    with seats_of(inquiry.forum) as claims:
        transaction.lock(inquiry)
        known = submissions_of(inquiry)
        if form_key and inquiry.form_key == form_key and known:
            return known[0]
        drafting.require_open(inquiry, late=late)
        transaction.lock(*_registrations(inquiry))
        if seen is not None and seen != glance(inquiry):
            raise Changed(
                _("確認している間に、回答が変更されました。最新の内容を確認して、もう一度提出してください。")
            )
        with (
            db.session.begin_nested()
        ):  # whoever is refused leaves nothing behind, also for the page that says so
            made = _submit(claims, inquiry, by, way=way, form_key=form_key, is_nobody=is_nobody)
    return made


def glance(inquiry: Inquiry) -> str:
    """Return what tells this reply from another state of it: its version, and those of who is registered."""
    known = [f"{one.id}.{one.version}" for one in _registrations(inquiry)]
    return f"{inquiry.version}-{blake2b(' '.join(known).encode(), digest_size=12).hexdigest()}"


def _registrations(inquiry: Inquiry) -> list[Registration]:
    found = {one.registration for one in registered(inquiry, quotas_of(inquiry)) if one.registration}
    return sorted(found, key=lambda one: one.id)


def _submit(
    claims: Claims, inquiry: Inquiry, by: Actor, *, way: str, form_key: str, is_nobody: bool
) -> InquirySubmission:
    drafting.adopt(inquiry)
    if is_nobody:
        drafting.remove_all(inquiry, by)
    frame = frame_of(inquiry)
    planned = outlook(inquiry, frame)
    _require(planned, is_nobody=is_nobody)

    _Submission(claims, inquiry, frame, by).apply(planned)

    _close(inquiry, form_key, is_nobody=is_nobody)
    made = InquirySubmission(
        forum_id=inquiry.forum_id,
        inquiry_id=inquiry.id,
        number=len(submissions_of(inquiry)) + 1,
        at=clock.now(),
        by=by.label,
        way=way,
        content=_content(inquiry, planned, is_nobody=is_nobody),
    )
    db.session.add(made)
    db.session.flush()
    letters.submitted(inquiry, made)
    audit.record(by, "inquiry.submitted", inquiry, changes={"count": [None, len(made.content["rows"])]})
    return made


class _Submission:
    """One submission: who is taken out first, then who comes in their place, then the changes, then who is new."""

    def __init__(self, claims: Claims, inquiry: Inquiry, frame: Frame, by: Actor) -> None:
        self.claims, self.frame, self.by = claims, frame, by
        self.organisation = inquiry.organisation.code or inquiry.organisation.name
        self.language = inquiry.language
        self.rows = {row.id: row for row in rows_of(inquiry)}

    def apply(self, planned: Difference) -> None:
        for kind, act in (
            (Kind.REMOVED, self._end),
            (Kind.SUBSTITUTED, self._replace),
            (Kind.CHANGED, self._change),
            (Kind.NEW, self._enter),
        ):
            for one in planned.of(kind):
                try:
                    act(one)
                except DomainError as error:
                    raise RowRefused(error.message, self._row(one).id) from error

    def _row(self, one: RowDifference) -> InquiryRow:
        ident = one.entered.row_id if one.entered is not None else None
        if ident is None and one.known is not None and one.known.row is not None:
            ident = one.known.row.id
        assert ident is not None
        return self.rows[ident]

    def _end(self, one: RowDifference) -> None:
        changing.end(self.claims, _registration(one), by=self.by, by_hand=True)

    def _replace(self, one: RowDifference) -> None:
        assert one.entered is not None
        row, mode = self._row(one), one.entered.mode
        attendee = one.entered.attendee(self.organisation)
        other = substituting.replace(
            self.claims, _registration(one), by=self.by, attendee=attendee, by_hand=True
        )
        row.registration_id = other.id
        if other.mode is not mode:
            changing.move(self.claims, other, by=self.by, mode=mode, by_hand=True)

    def _change(self, one: RowDifference) -> None:
        assert one.entered is not None
        registration, names = _registration(one), {change.name for change in one.changes}
        if "quota_id" in names:
            quota_id, mode = one.entered.quota_id, one.entered.mode
            reseating.reseat(self.claims, registration, by=self.by, quota_id=quota_id, mode=mode)
        elif "mode" in names:
            changing.move(
                self.claims, registration, by=self.by, mode=one.entered.mode, by_hand=True, waits=True
            )
        if names & set(PERSON) or any(name.startswith("answer_") for name in names):
            attendee = one.entered.attendee(self.organisation)
            changing.change_details(
                registration, by=self.by, attendee=attendee, version=registration.version, by_hand=True
            )

    def _enter(self, one: RowDifference) -> None:
        assert one.entered is not None
        registration = registering.enter(
            self.claims,
            by=self.by,
            attendee=one.entered.attendee(self.organisation),
            mode=one.entered.mode,
            quota=self.frame.quota(one.entered.quota_id),
            language=self.language,
            waits=True,
        )
        self._row(one).registration_id = registration.id


def _registration(one: RowDifference) -> Registration:
    assert one.known is not None
    assert one.known.registration is not None
    return one.known.registration


def _require(planned: Difference, *, is_nobody: bool) -> None:
    for one in planned.rows:
        for message in one.messages:
            if message.weight is not Weight.CAUTION and one.entered is not None:
                text = _("%(name)sさん：%(fault)s", name=one.name or _("(氏名なし)"), fault=message.text)
                raise RowRefused(text, one.entered.row_id)
    if not is_nobody and all(one.entered is None for one in planned.rows):
        raise DomainError(
            _("参加者が入力されていません。どなたも参加されない場合は、「参加者なし」で回答してください。")
        )


def _close(inquiry: Inquiry, form_key: str, *, is_nobody: bool) -> None:
    for row in rows_of(inquiry):
        row.submitted_version = row.version
    inquiry.is_nobody = is_nobody
    inquiry.receipt = inquiry.receipt or _receipt()
    inquiry.form_key = form_key or None
    inquiry.submitted_version = inquiry.version
    inquiry.submitted_at = clock.now()
    inquiry.opened_at = inquiry.opened_at or inquiry.submitted_at
    db.session.flush()


def _content(inquiry: Inquiry, planned: Difference, *, is_nobody: bool) -> dict[str, Any]:
    rows = [_kept(row) for row in rows_of(inquiry) if row.removed_at is None and row.registration is not None]
    return {"nobody": is_nobody, "counts": planned.counts, "rows": rows}


def _kept(row: InquiryRow) -> dict[str, Any]:
    """Return an attendee as they were submitted, as JSON; answers have a time of their own and are not kept here."""
    assert row.registration is not None
    entered = entered_of(row)
    said = {name: value for name, value in values_of(entered).items() if name != "answers"}
    return {
        **said,
        "mode": entered.mode.value,
        "row": row.id,
        "quota": row.quota.label if row.quota else "",
        "receipt": row.registration.receipt,
        "state": row.registration.state.value,
    }


def _receipt() -> str:
    while True:
        receipt = receipts.draw()
        if db.session.scalar(sa.select(Inquiry.id).where(Inquiry.receipt == receipt)) is None:
            return receipt
