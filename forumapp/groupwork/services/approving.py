"""Approving the summary: only then does the public see a wording, and it goes on seeing it whatever is edited."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.groupwork.errors import EditedMeanwhile
from forumapp.groupwork.models import SummaryBullet, Theme
from forumapp.groupwork.services.summary import check_names


def approve(theme: Theme, versions: Mapping[int, int], *, by: Actor, names_checked: bool = False) -> int:
    """Let the public see bullets of a theme; ``versions`` is {bullet id: version} as looked at. Returns how many are new.

    All or none. Raises EditedMeanwhile, NamesFound, and DomainError for one without a source (V11).
    """
    lock(theme)
    alive = sa.select(SummaryBullet).where(
        SummaryBullet.theme_id == theme.id,
        SummaryBullet.withdrawn_at.is_(None),
        SummaryBullet.id.in_(versions),
    )
    found = db.session.scalars(alive.order_by(SummaryBullet.position, SummaryBullet.id)).all()
    lock(*found)
    if len(found) < len(versions) or any(
        one.version != versions[one.id] or one.withdrawn_at is not None for one in found
    ):
        raise EditedMeanwhile(
            _("確認している間に文が変更されました。今の文を確認して、もう一度承認してください。")
        )
    fresh = [one for one in found if one.approved_version != one.version]
    if any(not one.sources for one in fresh):
        raise DomainError(_("もとになる意見のない文は承認できません。"))
    names = check_names(
        theme.forum_id, [part for one in fresh for part in (one.text, one.remark)], confirmed=names_checked
    )
    for one in fresh:
        before = one.approved_version
        put_approval(one, by=by)
        changes = {"approved_version": [before, one.version], "names_checked": [None, names]}
        audit.record(by, "summary.approved", one, changes=changes)
    return len(fresh)


def put_approval(bullet: SummaryBullet, *, by: Actor) -> None:
    """Approve the present wording, without a question."""
    bullet.approved_version = bullet.version
    bullet.approved_at = clock.now()
    bullet.approved_by = by.label


def withdraw_approval(bullet: SummaryBullet, *, by: Actor) -> None:
    """Take a bullet from the public; it is a draft again, as it stands."""
    lock(bullet)
    if bullet.approved_version is not None:
        changes = {"approved_version": [bullet.approved_version, None]}
        bullet.approved_version = bullet.approved_at = None
        bullet.approved_by = ""
        audit.record(by, "summary.approval_withdrawn", bullet, changes=changes)
