"""Offers that run out, and applications that are not accepted: their places go to the next."""

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock, transaction
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.registration.errors import Ended
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.services import letters
from forumapp.registration.services.changing import leave
from forumapp.registration.services.seating import seats_of


def end_lapsed() -> int:
    """End every offer that was not taken in time and offer the seats to the next; returns how many ended (job)."""
    over = sa.select(Registration.forum_id).where(*_has_lapsed())
    forums = db.session.scalars(sa.select(Forum).where(Forum.id.in_(over)).order_by(Forum.id)).all()
    return sum(map(_end_lapsed_of, forums))


def decline(registration: Registration, *, by: Actor, reason: str = "") -> None:
    """Do not accept an application that waits for approval. Raises Ended."""
    with seats_of(registration.forum) as claims:
        transaction.lock(registration)
        if registration.state is not RegistrationState.PENDING:
            raise Ended(_("この方は、承認待ちではありません。画面を開き直してください。"))
        leave(claims, registration, RegistrationState.CANCELLED)
        letters.about(registration, "declined", reason=reason)
        audit.record(by, "registration.declined", registration)


def _end_lapsed_of(forum: Forum) -> int:
    with seats_of(forum) as claims:
        ended = sa.select(Registration).where(Registration.forum_id == forum.id, *_has_lapsed())
        found = db.session.scalars(ended.order_by(Registration.id)).all()
        for registration in found:
            until = registration.offer_until
            leave(claims, registration, RegistrationState.CANCELLED)
            registration.offer_until = until  # their page says why it ended
            letters.about(registration, "offer_lapsed")
            audit.record(SYSTEM, "registration.offer_lapsed", registration)
        return len(found)


def _has_lapsed() -> tuple[sa.ColumnElement[bool], ...]:
    return Registration.state == RegistrationState.OFFERED, Registration.offer_until <= clock.now()
