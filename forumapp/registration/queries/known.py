"""Who is registered already: asked before anybody is written down anew."""

from dataclasses import dataclass

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.registration.models import ALIVE, Registration


@dataclass(frozen=True, slots=True)
class Known:
    """Who is registered already: by this very form, or by another one with the same name and address."""

    by_form: int | None
    as_person: int | None
    receipt_is_taken: bool


_known = (
    sa.select(
        Registration.id,
        Registration.form_key,
        Registration.receipt,
        sa.and_(
            Registration.forum_id == sa.bindparam("forum"),
            Registration.family_name == sa.bindparam("family_name"),
            Registration.given_name == sa.bindparam("given_name"),
            Registration.state.in_(ALIVE),
            sa.func.lower(Registration.email) == sa.bindparam("email"),
        ),
    )
    .where(
        sa.or_(
            Registration.form_key == sa.bindparam("key"),
            Registration.receipt == sa.bindparam("receipt"),
            sa.and_(
                Registration.forum_id == sa.bindparam("forum"),
                Registration.family_name == sa.bindparam("family_name"),
                Registration.given_name == sa.bindparam("given_name"),
            ),
        )
    )
    .order_by(Registration.id)
)


def known(
    forum: Forum, key: str | None, receipt: str, email: str, family_name: str, given_name: str
) -> Known:
    """Return who is known of what somebody sends, and whether ``receipt`` is somebody's; one statement."""
    given = {"forum": forum.id, "family_name": family_name, "given_name": given_name, "email": email.lower()}
    rows = db.session.execute(_known, {**given, "key": key or "", "receipt": receipt}).all()
    return Known(
        by_form=next((row[0] for row in rows if key and row[1] == key), None),
        as_person=next((row[0] for row in rows if email and row[3]), None),
        receipt_is_taken=any(row[2] == receipt for row in rows),
    )
