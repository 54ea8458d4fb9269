"""A forum begins: as a draft, with an address, owned by who made it."""

from datetime import date

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.events import ForumCreated
from forumapp.forums.models import Forum, Membership, Role, State
from forumapp.forums.services.founding import create_forum
from forumapp.forums.states import state_of
from tests.accounts.factories import make_account
from tests.forums.factories import make_organisation


def make(by=SYSTEM, **values):
    return create_forum(owner=make_organisation(name="総務省"), by=by, **{"title": "フォーラム", **values})


def test_who_makes_a_forum_owns_it(writing, news):
    account = make_account()
    forum = make(by=account.actor, slug="nagasaki-2024")
    member = db.session.scalar(sa.select(Membership))
    assert (member.account_id, member.role, member.forum_id) == (account.id, Role.OWNER, forum.id)
    assert (state_of(forum), forum.owner.name) == (State.DRAFT, "総務省")
    assert news == [ForumCreated(forum.id, account.actor)]
    entry = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.forum_id == forum.id))
    assert (entry.action, entry.changes) == ("forum.created", {"title": [None, "フォーラム"]})


def test_the_system_owns_nothing(writing):
    make()
    assert db.session.scalars(sa.select(Membership)).all() == []


@pytest.mark.parametrize(
    ("values", "slug"),
    [
        ({"day": date(2024, 8, 1)}, "forum-2024-08-01"),
        ({}, "forum"),
        ({"title": "1人情シス交流イベント"}, "1"),
        ({"title_en": "Nagasaki DX Forum", "day": date(2024, 8, 1)}, "nagasaki-dx-forum-2024-08-01"),
        ({"title": "New"}, "new-2"),
        ({"title": "a" * 200}, "a" * 50),
    ],
)
def test_an_address_is_proposed_from_title_and_day(writing, values, slug):
    assert make(**values).slug == slug


def test_a_proposed_address_is_free(writing):
    assert [make(day=date(2024, 8, 1)).slug for _time in range(3)] == [
        "forum-2024-08-01",
        "forum-2024-08-01-2",
        "forum-2024-08-01-3",
    ]


@pytest.mark.parametrize("slug", ["Nagasaki", "長崎", "a b", "-a", "a-", "a/b", "a" * 81, "new"])
def test_an_address_that_cannot_stand_is_refused(writing, slug):
    with pytest.raises(DomainError) as refused:
        make(slug=slug)
    assert refused.value.field == "slug"
    assert db.session.scalars(sa.select(Forum)).all() == []


def test_an_address_that_is_taken_is_refused_with_a_free_one(writing):
    make(slug="nagasaki-2024")
    with pytest.raises(DomainError) as refused:
        make(slug="nagasaki-2024")
    assert refused.value.field == "slug"
    assert (
        refused.value.message
        == "「nagasaki-2024」はほかのフォーラムで使われています。「nagasaki-2024-2」は使えます。"
    )


def test_a_forum_needs_a_title(writing):
    with pytest.raises(DomainError) as refused:
        make(title="")
    assert refused.value.field == "title"
