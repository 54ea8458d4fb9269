"""Saying what a report shows beside what comes from the other pages: outline, figures, and whether a second person decides."""

from collections.abc import Collection

from flask_babel import gettext as _

from forumapp.core import audit
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.forums.models import Forum
from forumapp.publishing.models import ReportPreparation
from forumapp.publishing.queries.preparation import preparation_of
from forumapp.publishing.report.figures import NAMES


def hold(forum: Forum) -> ReportPreparation:
    """Return what was said about the report, freshly read and held against others until the transaction ends."""
    lock(forum)
    prepared = preparation_of(forum.id)
    if prepared in db.session:
        lock(prepared)
    return prepared


def prepare(
    forum: Forum,
    *,
    by: Actor,
    version: int,
    outline: str,
    outline_en: str,
    figures: Collection[str],
    fewest: int,
    needs_approval: bool,
    may_waive: bool = True,
) -> ReportPreparation:
    """Keep what was entered; DomainError if somebody else changed it since ``version``.

    ``may_waive``: ``by`` may do without a second person again. Whoever only publishes must not open that way alone.
    """
    prepared = hold(forum)
    if prepared.version != version:
        raise DomainError(_("ほかの人が先に変更しました。いまの内容を確かめて、もう一度操作してください。"))
    if prepared.needs_approval and not needs_approval and not may_waive:
        raise DomainError(_("決裁を外せるのは、責任者だけです。"), "needs_approval")
    db.session.add(prepared)
    values = {
        "outline": outline,
        "outline_en": outline_en,
        "figures": [name for name in NAMES if name in figures],
        "fewest": fewest,
        "needs_approval": needs_approval,
    }
    changes = audit.difference(prepared, values)
    prepared.version += 1
    if changes:
        audit.record(by, "report.prepared", None, forum_id=forum.id, changes=changes)
    return prepared
