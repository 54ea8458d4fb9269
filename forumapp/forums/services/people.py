"""Colleagues and their roles in a forum. One owner remains always."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.accounts import services as accounts
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.forums.models import Forum, Membership, Role


class AlreadyMember(DomainError):
    """Whoever has this address works on the forum already."""


class LastOwner(DomainError):
    """Nobody would be left who may change everything."""


def invite(forum: Forum, *, by: Actor, email: str, name: str, role: Role, **account: Any) -> Membership:
    """Give whoever has ``email`` a role; who has no account gets one, with a letter that sets the password.

    ``account`` are further columns of a new account. Raises AlreadyMember or AccountDisabled for ``email``.
    """
    lock(forum)
    holder = accounts.find_or_invite(email, name, by=by, **account)
    mine = sa.select(Membership).where(Membership.forum_id == forum.id, Membership.account_id == holder.id)
    if db.session.scalar(mine) is not None:
        raise AlreadyMember(
            _("%(name)sさんはすでに担当者です。役割は一覧で変更できます。", name=holder.label), "email"
        )

    membership = Membership(
        forum_id=forum.id, account=holder, role=role, since=clock.now(), invited_by=by.label
    )
    db.session.add(membership)
    db.session.flush()

    changes = {"account": [None, holder.label], "role": [None, role.value]}
    audit.record(by, "membership.created", membership, changes=changes)
    return membership


def change_role(forum: Forum, membership: Membership, *, by: Actor, role: Role) -> bool:
    """Give a member another role. Raises LastOwner."""
    lock(forum)
    if membership.role is Role.OWNER and role is not Role.OWNER:
        _check_other_owner(membership)
    changes = audit.difference(membership, {"role": role})
    if changes:
        changes["account"] = [membership.account.label, membership.account.label]
        audit.record(by, "membership.changed", membership, changes=changes)
    return bool(changes)


def remove(forum: Forum, membership: Membership, *, by: Actor) -> None:
    """Let a member go; the account stays. Raises LastOwner."""
    lock(forum)
    if membership.role is Role.OWNER:
        _check_other_owner(membership)
    changes = {"account": [membership.account.label, None], "role": [membership.role.value, None]}
    audit.record(by, "membership.removed", membership, changes=changes)
    db.session.delete(membership)


def _check_other_owner(membership: Membership) -> None:
    others = sa.select(Membership.id).where(
        Membership.forum_id == membership.forum_id,
        Membership.role == Role.OWNER,
        Membership.id != membership.id,
    )
    if db.session.scalar(others.limit(1)) is None:
        raise LastOwner(
            _("責任者が1名もいなくなります。先にほかの担当者を責任者にしてください。"),
            "role",
        )
