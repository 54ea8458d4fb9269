"""Everybody registered at a forum as the matcher and the final list know them: columns, no rows of the ORM."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forumapp.attendance.matching import Known, Roster
from forumapp.core.db import db
from forumapp.core.text.names import full_name, to_katakana
from forumapp.forums.models import Forum
from forumapp.registration.models import Registration, RegistrationState

FOUND = 20
"""People that a search for one line offers."""


def roster(forum: Forum) -> Roster:
    """Return everybody, also those who have cancelled: they are shown for a decision."""
    columns = sa.select(
        Registration.id,
        Registration.family_name,
        Registration.given_name,
        Registration.family_kana,
        Registration.given_kana,
        Registration.organisation_name,
        Registration.unit,
        Registration.title,
        Registration.email,
        (Registration.state == RegistrationState.CONFIRMED).label("is_coming"),
        Registration.join_taken_at,
    ).where(Registration.forum_id == forum.id)
    rows = db.session.execute(columns.order_by(Registration.id))
    return Roster(Known(*row) for row in rows)


def people(forum: Forum, idents: Sequence[int]) -> dict[int, Registration]:
    """Return these registrations of the forum by id."""
    mine = sa.select(Registration).where(Registration.forum_id == forum.id, Registration.id.in_(idents))
    return {one.id: one for one in db.session.scalars(mine)}


def search(forum: Forum, text: str) -> Sequence[Registration]:
    """Return people by name, reading, organisation or address; the confirmed first."""
    rows = sa.select(Registration).where(Registration.forum_id == forum.id)
    for word in text.split()[:5]:
        rows = rows.where(
            sa.or_(
                _holds(Registration.family_name + Registration.given_name, word),
                _holds(Registration.family_kana + Registration.given_kana, to_katakana(word)),
                _holds(Registration.organisation_name, word),
                _holds(Registration.email, word),
            )
        )
    coming = sa.case((Registration.state == RegistrationState.CONFIRMED, 0), else_=1)
    ordered = rows.order_by(coming, Registration.sort_code, Registration.sort_kana, Registration.id)
    return db.session.scalars(ordered.limit(FOUND)).all()


def name_of(registration: Registration) -> str:
    """Return the whole name, family first."""
    return full_name(registration.family_name, registration.given_name)


def _holds(column: Any, text: str) -> sa.ColumnElement[bool]:
    held: sa.ColumnElement[bool] = column.icontains(text, autoescape=True)
    return held
