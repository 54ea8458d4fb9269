"""The pages of group work: who sees which, a refusal of each, and that nothing typed is lost."""

import re

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.groupwork.models import Group, Note
from forumapp.groupwork.queries import works
from forumapp.groupwork.services import setup
from tests.forums.factories import make_forum, sign_in_as
from tests.groupwork.factories import add_bullet, add_note, key, link_of, make_work
from tests.groupwork.pages import desk, post, token_in


@pytest.fixture
def work(app):
    return make_work(themes=2, groups=2)


@pytest.fixture
def editor(client, work):
    sign_in_as(client, work.forum, Role.EDITOR)
    return client


def lines(work, *texts, theme=0, version=0, keys=None):
    """Return the fields of a page with ``texts``."""
    return {
        "theme": [work.themes[theme].id] * len(texts),
        "key": keys or [key() for _text in texts],
        "version": [version] * len(texts),
        "text": list(texts),
        "editor": key(),
    }


def stored(group):
    found = sa.select(Note.text).where(Note.group_id == group.id, Note.withdrawn_at.is_(None))
    return list(db.session.scalars(found.order_by(Note.place, Note.id)))


# --- the facilitator's page -------------------------------------------------------------------------------


def test_the_link_shows_the_themes_and_saves_the_lines(client, work):
    path = link_of(work.groups[0])
    page = client.get(path).text
    assert re.findall(r"話題その\d", page.partition('id="paper"')[0]) == ["話題その1", "話題その2"]
    answer = post(client, path, **lines(work, "一つ目", "", "二つ目"))
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert stored(work.groups[0]) == ["一つ目", "二つ目"]
    assert re.findall(r"<textarea[^>]*>\s*(\S*)</textarea>", client.get(path).text)[:3] == [
        "一つ目",
        "二つ目",
        "",
    ]


def test_kind_indentation_and_mark_are_chosen_without_script_too(client, work):
    path, one, two = link_of(work.groups[0]), key(), key()
    choices = {f"{one}-depth": "1", f"{one}-tag": "problem", f"{one}-mark": "y", f"{two}-tag": "nonsense"}
    post(client, path, **lines(work, "一つ目", "二つ目", keys=[one, two]), **choices)
    found = sa.select(Note.depth, Note.tag, Note.is_marked).order_by(Note.place)
    assert [tuple(row) for row in db.session.execute(found)] == [(1, "problem", True), (0, None, False)]
    page = client.get(path).text
    assert re.findall(r'<option value="problem" selected>|value="y" checked>', page) == [
        '<option value="problem" selected>', 'value="y" checked>',
    ]  # fmt: skip
    shown = {f"was-{one}-depth": "1", f"was-{one}-tag": "problem", f"was-{one}-mark": "y"}
    kept = lines(work, "一つ目", keys=[one], version=1)
    post(client, path, **kept, **shown, **{f"{one}-depth": "0", f"{one}-tag": ""})
    db.session.rollback()
    assert [tuple(row) for row in db.session.execute(found)] == [(0, None, False), (0, None, False)]


def test_two_edits_at_once_are_shown_side_by_side_with_a_mark(client, work):
    path, shared = link_of(work.groups[0]), key()
    post(client, path, **lines(work, "元の文", keys=[shared]))
    post(client, path, **lines(work, "アンの文", keys=[shared], version=1))
    post(client, path, **lines(work, "ベンの文", keys=[shared], version=1))
    page = client.get(path).text
    assert stored(work.groups[0]) == ["アンの文", "ベンの文"]
    assert page.count("同時に編集されました") == 1


def test_a_line_that_is_too_long_is_refused_and_everything_typed_stays(client, work):
    path = link_of(work.groups[0])
    answer = post(client, path, **lines(work, "短い文", "長" * 2001))
    assert answer.status_code == 422
    assert stored(work.groups[0]) == []
    assert [len(text) for text in re.findall(r"<textarea[^>]*>\s*(\S+)</textarea>", answer.text)] == [3, 2001]


@pytest.mark.parametrize(
    "fields",
    [
        {"theme": ["1"], "key": [], "version": ["0"], "text": ["文"]},
        {"theme": ["x"], "key": ["a" * 32], "version": ["0"], "text": ["文"]},
        {"theme": ["1"], "key": ["' OR 1"], "version": ["0"], "text": ["文"]},
        {"theme": ["1"], "key": ["a" * 32], "version": ["9" * 40], "text": ["文"]},
        {"theme": ["1"], "key": ["a" * 32], "version": ["0"], "text": ["\x00"]},
        {"theme": ["999999999"], "key": ["a" * 32], "version": ["0"], "text": ["文"]},
    ],
)
def test_malformed_lines_are_refused(client, work, fields):
    answer = post(client, link_of(work.groups[0]), editor=key(), **fields)
    assert answer.status_code == 422
    assert stored(work.groups[0]) == []


def test_without_a_token_nothing_is_saved(client, work):
    path = link_of(work.groups[0])
    answer = client.post(path, data=lines(work, "文"))
    assert (answer.status_code, stored(work.groups[0])) == (422, [])


def test_a_revoked_link_is_404_for_reading_and_saving(client, work, transaction):
    path = link_of(work.groups[0])
    token = token_in(client, path)
    with transaction():
        setup.revoke_link(db.session.get(Group, work.groups[0].id), by=SYSTEM)
    answer = client.post(path, data={"csrf_token": token, **lines(work, "文")})
    assert (client.get(path).status_code, answer.status_code) == (404, 404)
    assert stored(work.groups[0]) == []
    assert client.get(link_of(db.session.get(Group, work.groups[0].id))).status_code == 200


def test_a_link_of_another_kind_opens_nothing(client, work):
    token = works.token_of(work.groups[0])
    assert client.get(f"/groups/{token}/").status_code == 200
    assert client.get(f"/feedback/{token}/").status_code == 404
    assert client.get(f"/groups/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}/").status_code == 404


# --- by role ----------------------------------------------------------------------------------------------


def test_a_facilitator_opens_only_the_own_group(client, work, transaction):
    account = sign_in_as(client, work.forum, Role.FACILITATOR)
    with transaction():
        setup.change_group(work.groups[0], by=SYSTEM, account_id=account.id)
    own, other = (desk(work, f"groups/{group.id}/") for group in work.groups)
    assert (client.get(own).status_code, client.get(other).status_code) == (200, 404)
    assert post(client, own, **lines(work, "文")).status_code == 303
    assert post(client, other, page=own, **lines(work, "よその文")).status_code == 404
    assert [stored(group) for group in work.groups] == [["文"], []]
    page = client.get(desk(work, "groups/")).text
    assert re.findall(r'id="group-(\d+)"', page) == [str(work.groups[0].id)]


def test_an_editor_opens_every_group_of_this_forum_and_none_of_another(client, work, editor):
    other = make_work(groups=1)
    codes = [client.get(desk(work, f"groups/{group.id}/")).status_code for group in work.groups]
    assert [*codes, client.get(desk(work, f"groups/{other.groups[0].id}/")).status_code] == [200, 200, 404]


def test_a_viewer_reads_all_groups_and_writes_none(client, work):
    sign_in_as(client, work.forum, Role.VIEWER)
    add_note(work.groups[1], work.themes[0], "二班の意見")
    page = client.get(desk(work, "groups/")).text
    assert re.findall(r"二班の意見|書き込む", page) == ["二班の意見"]
    assert client.get(desk(work, f"groups/{work.groups[0].id}/")).status_code == 403


def test_the_live_view_answers_304_until_something_is_written(client, work, editor):
    path = desk(work, "groups/")
    first = client.get(path, headers={"X-Fragment": "groups"})
    known = {"X-Fragment": "groups", "If-None-Match": first.headers["ETag"]}
    assert client.get(path, headers=known).status_code == 304
    add_note(work.groups[0], work.themes[0], "新しい意見")
    again = client.get(path, headers=known)
    assert (again.status_code, again.text.count("新しい意見")) == (200, 1)


PAGES = [
    "groupwork",
    "groupwork/items/{item}/themes/new",
    "groupwork/themes/{theme}",
    "groupwork/items/{item}/groups/new",
    "groupwork/groups/{group}",
    "groupwork/groups/{group}/members",
    "summary",
    "summary/themes/{theme}/bullets/new",
    "summary/bullets/{bullet}",
]


def filled(path, work):
    bullet = add_bullet(work.themes[0], "まとめ", add_note(work.groups[0], work.themes[0], "意見"))
    return path.format(item=work.item.id, theme=work.themes[0].id, group=work.groups[0].id, bullet=bullet.id)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("role", "status"), [(Role.OWNER, 200), (Role.EDITOR, 200), (Role.VIEWER, 403), (Role.FACILITATOR, 403)]
)
def test_the_desk_is_for_owners_and_editors(client, work, path, role, status):
    sign_in_as(client, work.forum, role)
    assert client.get(desk(work, filled(path, work))).status_code == status


@pytest.mark.parametrize("path", PAGES)
def test_strangers_and_editors_of_another_forum_see_nothing(client, work, path):
    address = desk(work, filled(path, work))
    assert client.get(address).status_code == 303
    sign_in_as(client, make_forum(), Role.OWNER)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("path", [one for one in PAGES if "{" in one])
def test_things_of_another_forum_are_404(client, work, editor, path):
    other = make_work()
    assert client.get(desk(work, filled(path, other))).status_code == 404
