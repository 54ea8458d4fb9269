"""Saved views of the organisers' table: kept under a name for all who work on the forum."""

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum
from forumapp.registration.models import SavedView

MOST = 30


def save(forum: Forum, *, by: Actor, name: str, query: str) -> SavedView:
    """Keep a filter (the query of its address) under a new name. Raises DomainError for ``name``."""
    transaction.lock(forum)
    known = db.session.scalars(sa.select(SavedView.name).where(SavedView.forum_id == forum.id)).all()
    if name in known:
        raise DomainError(_("同じ名前の表示がすでにあります。別の名前を入力してください。"), "name")
    if len(known) >= MOST:
        raise DomainError(
            _("保存できる表示は%(most)d件までです。使わないものを削除してください。", most=MOST), "name"
        )
    made = SavedView(forum_id=forum.id, name=name, query=query, saved_by=by.label, saved_at=clock.now())
    db.session.add(made)
    audit.record(by, "saved_view.added", made, changes={"name": [None, name]})
    return made


def rename(view: SavedView, *, by: Actor, name: str) -> None:
    """Give a view another name. Raises DomainError for ``name``."""
    transaction.lock(db.session.get_one(Forum, view.forum_id))
    same = sa.select(SavedView.id).where(
        SavedView.forum_id == view.forum_id, SavedView.name == name, SavedView.id != view.id
    )
    if db.session.scalar(same) is not None:
        raise DomainError(_("同じ名前の表示がすでにあります。別の名前を入力してください。"), "name")
    changes = audit.difference(view, {"name": name})
    if changes:
        audit.record(by, "saved_view.changed", view, changes=changes)


def delete(view: SavedView, *, by: Actor) -> None:
    """Throw a view away; nothing points to it."""
    audit.record(by, "saved_view.deleted", view, changes={"name": [view.name, None]})
    db.session.delete(view)
