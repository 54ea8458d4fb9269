"""Who may open which page: roles, own forum, own link; and what the public never sees."""

import pytest

from forumapp.core.links import make_token
from forumapp.registration.queries.registrations import token_of
from tests.forums.factories import make_forum, sign_in_as
from tests.registration.factories import (
    make_invitation,
    make_line,
    make_question,
    make_quota,
    make_registration,
)


def desk(forum, path):
    return f"/desk/forums/{forum.slug}/{path}"


READ, WRITE, SET_UP = (
    {"owner", "editor", "reception", "viewer"},
    {"owner", "editor", "reception"},
    {"owner", "editor"},
)
PAGES = [
    ("registrations", READ),
    ("registrations/{registration}", READ),
    ("registrations/new", WRITE),
    ("registrations/{registration}/details", WRITE),
    ("registrations/{registration}/mode", WRITE),
    ("registrations/{registration}/cancellation", WRITE),
    ("audience", READ),
    ("audience/lines/new", SET_UP),
    ("audience/lines/{line}", SET_UP),
    ("audience/lines/{line}/quotas/new", SET_UP),
    ("audience/quotas/{quota}", SET_UP),
    ("audience/questions/new", SET_UP),
    ("audience/questions/{question}", SET_UP),
    ("invitations", SET_UP),
]


@pytest.mark.parametrize("role", ["owner", "editor", "reception", "viewer", "facilitator"])
def test_every_page_of_the_desk_opens_to_its_roles_and_to_no_other(client, app, role):
    forum = make_forum()
    line = make_line(forum)
    rows = {
        "registration": make_registration(forum).id,
        "line": line.id,
        "quota": make_quota(line).id,
        "question": make_question(forum).id,
    }
    sign_in_as(client, forum, role)
    answers = {path: client.get(desk(forum, path.format(**rows))).status_code for path, _ in PAGES}
    assert answers == {path: 200 if role in roles else 403 for path, roles in PAGES}


def test_nothing_of_another_forum_is_reached_through_ones_own(client, app):
    mine, foreign = make_forum(), make_forum()
    line = make_line(foreign)
    rows = {
        "registration": make_registration(foreign).id,
        "line": line.id,
        "quota": make_quota(line).id,
        "question": make_question(foreign).id,
    }
    sign_in_as(client, mine, "owner")
    paths = [path for path, _ in PAGES if "{" in path]
    answers = {path: client.get(desk(mine, path.format(**rows))).status_code for path in paths}
    assert answers == dict.fromkeys(paths, 404)
    assert client.get(desk(foreign, "registrations")).status_code == 404


PERSONAL = ["", "details", "mode", "cancellation", "join", "calendar.ics"]


@pytest.mark.parametrize("path", PERSONAL)
def test_a_personal_page_opens_to_its_own_link_only(client, app, path):
    forum = make_forum()
    one, other = make_registration(forum), make_registration(forum)
    invitation = make_invitation(forum)
    genuine = token_of(one)
    mixed = genuine[: genuine.rindex("_", 0, 8)] + token_of(other)[token_of(other).rindex("_", 0, 8) :]
    tokens = [
        genuine,
        mixed,
        make_token("invitation", one.id, 0),
        make_token("registration", one.id, 1),
        make_token("invitation", invitation.id, invitation.link_generation)[:-1] + "A",
        make_token("registration", 999_999, 0),
    ]
    assert [client.get(f"/registrations/{token}/{path}").status_code for token in tokens] == [200, *[404] * 5]


def test_public_pages_hold_nobody_who_registered(client, app):
    forum = make_forum(join_url="https://meet.example.jp/secret")
    one = make_registration(
        forum, family_name="秘田", email="hida@city.example.jp", needs="酸素ボンベ", unit="秘密課"
    )
    secrets = ("秘田", "hida@", "酸素ボンベ", "秘密課", one.receipt, "meet.example.jp", "fa_")
    paths = ["", "agenda", "calendar.ics", "registration", "registration/known", "registration/lost-link"]
    pages = [client.get(f"/forums/{forum.slug}/{path}") for path in paths]
    assert [page.status_code for page in pages] == [200] * 6
    assert [secret for page in pages for secret in secrets if secret in page.get_data(as_text=True)] == []
