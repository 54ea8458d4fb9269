"""Who changed what, and when: one row per change, without foreign keys, so that it outlives what it speaks of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core import clock
from forumapp.core.actor import Actor
from forumapp.core.db import Model, db, key, personal


class AuditEntry(Model):
    """One change. ``changes`` maps a field to [before, after]."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = key()
    at: Mapped[datetime] = mapped_column(index=True)
    actor_kind: Mapped[str] = mapped_column(sa.String(10))
    actor_id: Mapped[int | None]
    actor_label: Mapped[str] = personal(sa.String(200), default="")
    forum_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str] = mapped_column(sa.String(60))
    subject_id: Mapped[int | None]
    changes: Mapped[dict[str, Any]] = personal(sa.JSON, default=dict)


def record(
    by: Actor,
    action: str,
    subject: Any,
    *,
    forum_id: int | None = None,
    changes: dict[str, Any] | None = None,
) -> None:
    """Write down that ``by`` did ``action`` (e.g. 'registration.cancelled') to ``subject`` (a model or None)."""
    if forum_id is None:
        forum_id = getattr(subject, "forum_id", None)
    if subject is not None and subject.id is None:
        db.session.flush()
    db.session.add(AuditEntry(**_entry(by, action, subject, forum_id, changes)))


def record_many(by: Actor, action: str, subjects: Sequence[tuple[Any, dict[str, Any]]]) -> None:
    """Write down that ``by`` did ``action`` to each of these (model, changes); the models have their ids."""
    rows = [
        _entry(by, action, subject, getattr(subject, "forum_id", None), changes)
        for subject, changes in subjects
    ]
    if rows:
        db.session.execute(sa.insert(AuditEntry), rows)


def _entry(
    by: Actor, action: str, subject: Any, forum_id: int | None, changes: dict[str, Any] | None
) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "actor_kind": by.kind,
        "actor_id": by.id,
        "actor_label": by.label,
        "forum_id": forum_id,
        "action": action,
        "subject": getattr(subject, "__tablename__", ""),
        "subject_id": getattr(subject, "id", None),
        "changes": changes or {},
    }


def difference(subject: Any, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set ``values`` on ``subject`` and return {field: [before, after]} of what really changed, ready for JSON."""
    changes: dict[str, list[Any]] = {}
    for name, after in values.items():
        before = getattr(subject, name)
        if before != after:
            setattr(subject, name, after)
            changes[name] = [_plain(before), _plain(after)]
    return changes


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def of_forum(forum_id: int, *, limit: int = 100) -> list[AuditEntry]:
    """Return the newest entries of a forum."""
    newest = sa.select(AuditEntry).where(AuditEntry.forum_id == forum_id).order_by(AuditEntry.id.desc())
    return list(db.session.scalars(newest.limit(limit)))
