"""One table of role × action, and who may edit a series."""

import pytest

from forumapp.accounts.models import Account
from forumapp.forums import policy
from forumapp.forums.models import Role, Series

TABLE = {
    Role.OWNER: (True, True),
    Role.EDITOR: (True, False),
    Role.FACILITATOR: (False, False),
    Role.RECEPTION: (False, False),
    Role.VIEWER: (False, False),
}


@pytest.mark.parametrize("role", list(Role))
def test_roles_and_what_they_may(role):
    held = frozenset({role.value})
    assert (policy.may_edit(held), policy.may_own(held)) == TABLE[role]


def test_who_has_no_role_may_nothing():
    assert (policy.may_edit(frozenset()), policy.may_own(frozenset())) == (False, False)


@pytest.mark.parametrize(
    ("account", "owner_id", "may"),
    [
        ({"is_admin": True}, None, True),
        ({"is_admin": True}, 7, True),
        ({"may_create": True, "organisation_id": 7}, 7, True),
        ({"may_create": True, "organisation_id": 8}, 7, False),
        ({"may_create": False, "organisation_id": 7}, 7, False),
        ({"may_create": True, "organisation_id": None}, None, False),
    ],
)
def test_a_series_belongs_to_creators_of_its_organisation(account, owner_id, may):
    holder = Account(**{"is_admin": False, "may_create": False, "organisation_id": None, **account})
    assert policy.may_edit_series(holder, Series(owner_id=owner_id)) is may
