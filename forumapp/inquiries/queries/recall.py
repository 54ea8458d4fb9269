"""Last time's people of an organisation: from the newest earlier forum of the series, or of the same owner."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.inquiries.entered import Entered
from forumapp.inquiries.models import Inquiry, InquiryRow
from forumapp.inquiries.queries.frame import Frame
from forumapp.inquiries.queries.standing import of_registration, standing
from forumapp.registration.models import Invitation, Quota, Registration, RegistrationState


@dataclass(frozen=True)
class Recalled:
    """Somebody who took part last time, as they would be entered now; ``is_here``: they are in the reply already."""

    ident: int
    entered: Entered
    is_here: bool


@dataclass(frozen=True)
class LastTime:
    """The earlier forum and the organisation's people there."""

    forum: Forum
    people: Sequence[Recalled]


def earlier(forum: Forum) -> sa.Select[tuple[Forum]]:
    """Return the earlier forums of the series, else of the owner, the newest first."""
    same = (
        Forum.series_id == forum.series_id
        if forum.series_id is not None
        else Forum.owner_id == forum.owner_id
    )
    before = sa.select(Forum).where(same, Forum.id != forum.id, Forum.day.is_not(None))
    if forum.day is not None:
        before = before.where(Forum.day < forum.day)
    return before.where(Forum.cancelled_at.is_(None)).order_by(Forum.day.desc(), Forum.id.desc())


def last_time(frame: Frame) -> LastTime | None:
    """Return whom to offer; None when the organisation took part in none."""
    inquiry = frame.inquiry
    replied = sa.exists().where(InquiryRow.registration_id == Registration.id)
    wanted = (  # whoever registered alone and named the organisation is nothing that its clerk knows
        sa.or_(Registration.quota_id.is_not(None), replied),
        Registration.organisation_id == inquiry.organisation_id,
        Registration.state == RegistrationState.CONFIRMED,
        Registration.family_name != "",
    )
    taking_part = sa.exists().where(Registration.forum_id == Forum.id, *wanted)
    forum = db.session.scalar(earlier(inquiry.forum).where(taking_part).limit(1))
    if forum is None:
        return None
    rows = db.session.scalars(
        sa.select(Registration)
        .where(Registration.forum_id == forum.id, *wanted)
        .options(joinedload(Registration.person), joinedload(Registration.department))
        .order_by(Registration.sort_kana, Registration.id)
    ).all()
    labels = dict(
        db.session.execute(sa.select(Quota.id, Quota.label).where(Quota.forum_id == forum.id)).tuples().all()
    )
    here = _here(inquiry, frame)
    return LastTime(forum, [_recalled(frame, row, labels, here) for row in rows])


def addresses_of_last_time(forum: Forum) -> dict[int, str]:
    """Return where organisations were asked or invited in the newest earlier forum that did, by their id."""
    for model in (Inquiry, Invitation):
        asked = sa.exists().where(model.forum_id == Forum.id, model.address != "")
        last = db.session.scalar(earlier(forum).where(asked).limit(1))
        if last is not None:
            own = sa.select(model.organisation_id, model.address).where(
                model.forum_id == last.id, model.address != "", model.organisation_id.is_not(None)
            )
            rows = db.session.execute(own.order_by(model.id)).tuples()
            return {ident: address for ident, address in rows if ident is not None}
    return {}


def _recalled(frame: Frame, row: Registration, labels: dict[int, str], here: set[object]) -> Recalled:
    quota = _quota_for(frame, row, labels.get(row.quota_id or 0, ""))
    modes = frame.modes(quota)
    entered = replace(
        of_registration(row),
        quota_id=quota.id if quota else None,
        mode=row.mode if row.mode in modes else modes[0],
        track_id=None,
        needs="",
        may_list=False,
        answers={},
        receipt="",
        said=frozenset(),
    )
    is_here = row.person_id in here or entered.key in here
    return Recalled(row.id, entered, is_here)


def _quota_for(frame: Frame, row: Registration, label: str) -> Quota | None:
    """The seat of the same name, else of the same department, else the first."""
    quotas = list(frame.quotas)
    for fits in (
        lambda quota: quota.label == label,
        lambda quota: row.department_id is not None and quota.department_id == row.department_id,
        lambda _quota: True,
    ):
        found = [quota for quota in quotas if fits(quota)]
        if found:
            return found[0]
    return None


def _here(inquiry: Inquiry, frame: Frame) -> set[object]:
    found: set[object] = set()
    for one in standing(inquiry, frame.quotas):
        if one.is_alive:
            found.add(one.entered.key)
            if one.registration is not None and one.registration.person_id is not None:
                found.add(one.registration.person_id)
    return found
