"""Colleagues and their roles: invited, changed, let go; one owner remains."""

import pytest
import sqlalchemy as sa

from forumapp.accounts.errors import AccountDisabled
from forumapp.accounts.models import Account
from forumapp.core import clock
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.forums import queries
from forumapp.forums.models import Role
from forumapp.forums.services import people
from forumapp.mail.models import Letter
from tests.accounts.factories import make_account
from tests.forums.factories import make_forum, make_membership


def roles(forum):
    return [(member.account.label, member.role) for member in queries.members_of(forum)]


def newest():
    return db.session.scalar(
        sa.select(AuditEntry).where(AuditEntry.subject == "membership").order_by(AuditEntry.id.desc())
    )


def test_somebody_without_an_account_gets_one_and_a_letter(writing, by):
    forum = make_forum()
    people.invite(forum, by=by, email="New@city.example.jp", name="試験 次郎", role=Role.EDITOR)
    assert roles(forum) == [("試験 次郎", Role.EDITOR)]
    assert [(letter.kind, letter.address) for letter in db.session.scalars(sa.select(Letter))] == [
        ("accounts.set_password", "new@city.example.jp")
    ]
    assert (newest().action, newest().forum_id, newest().changes) == (
        "membership.created",
        forum.id,
        {"account": [None, "試験 次郎"], "role": [None, "editor"]},
    )


def test_somebody_with_an_account_keeps_it_and_gets_no_letter(writing, by):
    forum = make_forum()
    account = make_account(name="試験 三郎", email="three@city.example.jp")
    member = people.invite(forum, by=by, email="three@city.example.jp", name="別の名", role=Role.VIEWER)
    assert (member.account_id, account.name) == (account.id, "試験 三郎")
    assert db.session.scalars(sa.select(Letter)).all() == []


def test_a_member_is_not_invited_twice(writing, by):
    forum = make_forum()
    account = make_account()
    make_membership(forum, account, Role.VIEWER)
    with pytest.raises(people.AlreadyMember) as refused:
        people.invite(forum, by=by, email=account.email, name="", role=Role.OWNER)
    assert (refused.value.field, roles(forum)) == ("email", [(account.label, Role.VIEWER)])


def test_a_disabled_account_is_not_invited(writing, by):
    forum = make_forum()
    account = make_account(disabled_at=clock.now())
    with pytest.raises(AccountDisabled) as refused:
        people.invite(forum, by=by, email=account.email, name="", role=Role.VIEWER)
    assert (refused.value.field, roles(forum)) == ("email", [])


def test_a_role_changes_and_is_recorded(writing, by):
    forum = make_forum()
    member = make_membership(forum, make_account(name="試験 四郎"), Role.VIEWER)
    assert people.change_role(forum, member, by=by, role=Role.OWNER) is True
    assert newest().changes == {"role": ["viewer", "owner"], "account": ["試験 四郎", "試験 四郎"]}
    assert people.change_role(forum, member, by=by, role=Role.OWNER) is False


def test_the_last_owner_can_neither_step_down_nor_leave(writing, by):
    forum = make_forum()
    owner = make_membership(forum, role=Role.OWNER)
    make_membership(forum, role=Role.EDITOR)
    make_membership(make_forum(), role=Role.OWNER)
    with pytest.raises(people.LastOwner):
        people.change_role(forum, owner, by=by, role=Role.EDITOR)
    with pytest.raises(people.LastOwner):
        people.remove(forum, owner, by=by)
    assert owner.role is Role.OWNER


def test_one_of_two_owners_can_leave_and_keeps_the_account(writing, by):
    forum = make_forum()
    first = make_membership(forum, role=Role.OWNER)
    make_membership(forum, role=Role.OWNER)
    people.remove(forum, first, by=by)
    db.session.flush()
    assert len(roles(forum)) == 1
    assert db.session.get(Account, first.account_id) is not None
    assert (newest().action, newest().changes["role"]) == ("membership.removed", ["owner", None])
