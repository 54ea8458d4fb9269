"""The first and the last paragraph of every change of a programme."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda import queries
from forumapp.agenda.errors import AgendaChanged
from forumapp.agenda.models import Agenda
from forumapp.agenda.services.releases import release_at_once
from forumapp.core import audit, transaction
from forumapp.core.actor import Actor
from forumapp.core.audit import AuditEntry
from forumapp.core.clock import to_wall
from forumapp.core.db import db
from forumapp.core.text.times import format_time
from forumapp.forums.models import Forum

OWN_TABLES = ("item", "track", "appearance")


def check_version(forum: Forum, version: int | None) -> None:
    """Hold the programme against other writers and refuse what was typed against an older ``version``.

    None means that nobody looked at a page (import, shell). Raises AgendaChanged with the other editor's name.
    """
    transaction.lock(forum)
    if version is None or version == queries.version(forum.id):
        return
    changed = sa.select(AuditEntry).where(AuditEntry.forum_id == forum.id, AuditEntry.subject.in_(OWN_TABLES))
    entry = db.session.scalar(changed.order_by(AuditEntry.id.desc()).limit(1))
    if entry is None:
        raise AgendaChanged(_("次第が変更されたため、保存していません。今の内容を確認してください。"))
    wall = to_wall(entry.at, forum.zone)
    raise AgendaChanged(
        _(
            "%(who)sさんが%(time)sに次第を変更したため、保存していません。"
            "今の内容を確認してから、もう一度保存してください。",
            who=entry.actor_label,
            time=format_time(wall.hour * 60 + wall.minute),
        )
    )


def tell(forum: Forum, by: Actor, action: str, subject: Any, changes: dict[str, Any] | None = None) -> None:
    """Raise the version, write the change down and let the public see it."""
    agenda = db.session.scalar(sa.select(Agenda).where(Agenda.forum_id == forum.id))
    if agenda is None:
        db.session.add(Agenda(forum_id=forum.id, version=1))
    else:
        agenda.version += 1
    audit.record(by, action, subject, forum_id=forum.id, changes=changes)
    release_at_once(forum, by)
