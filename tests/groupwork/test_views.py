"""The pages of group work: who sees which, a refusal of each, and that nothing typed is lost."""

import re

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.groupwork import queries
from forumapp.groupwork.models import Group, GroupMember, Note, SummaryBullet, Theme
from forumapp.groupwork.services import setup
from forumapp.mail.models import Letter
from tests.forums.factories import make_forum, make_membership, sign_in_as
from tests.groupwork.factories import add_bullet, add_note, key, link_of, make_person, make_work


@pytest.fixture
def work(app):
    return make_work(themes=2, groups=2)


@pytest.fixture
def editor(client, work):
    sign_in_as(client, work.forum, Role.EDITOR)
    return client


def token_in(client, path):
    """Return the form token of a page."""
    return re.search(r'name="csrf_token"[^>]* value="(\w+)"', client.get(path).text)[1]


def post(client, path, page=None, **fields):
    """Send a form as the browser would: with the token of ``page`` (default: the page of the same address)."""
    return client.post(path, data={"csrf_token": token_in(client, page or path), **fields})


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
    return list(db.session.scalars(found.order_by(Note.position, Note.id)))


def desk(work, rest=""):
    return f"/desk/forums/{work.forum.slug}/{rest}"


# --- the facilitator's page -------------------------------------------------------------------------------


def test_the_link_shows_the_themes_and_saves_the_lines(client, work):
    path = link_of(work.groups[0])
    page = client.get(path).text
    assert re.findall(r"話題その\d", page) == ["話題その1", "話題その2"]
    answer = post(client, path, **lines(work, "一つ目", "", "二つ目"))
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert stored(work.groups[0]) == ["一つ目", "二つ目"]
    assert re.findall(r"<textarea[^>]*>\s*(\S*)</textarea>", client.get(path).text)[:3] == [
        "一つ目",
        "二つ目",
        "",
    ]


def test_the_browser_gets_the_piece_alone_and_the_time(client, work, clock):
    clock.advance(hours=5, minutes=32)
    path = link_of(work.groups[0])
    data = {"csrf_token": token_in(client, path), **lines(work, "一つ目")}
    answer = client.post(path, data=data, headers={"X-Fragment": "sheet"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="sheet"')
    assert re.search(r'data-saved="([^"]+)"', answer.text)[1] == "保存しました 14:32"
    assert stored(work.groups[0]) == ["一つ目"]


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
    token = queries.token_of(work.groups[0])
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


# --- setting up -------------------------------------------------------------------------------------------


def test_an_editor_adds_a_theme_and_a_group_and_seats_people(work, editor):
    item = work.item.id
    path = desk(work, f"groupwork/items/{item}/themes/new")
    assert post(editor, path, number="3", title="三つ目", guide="").status_code == 303
    path = desk(work, f"groupwork/items/{item}/groups/new")
    fields = {"name": "中央", "room_id": "", "facilitator": "", "facilitator_email": "", "account_id": ""}
    assert post(editor, path, number="3", **fields).status_code == 303
    group = db.session.scalars(sa.select(Group).where(Group.name == "中央")).one()
    person = make_person(work.forum)
    path = desk(work, f"groupwork/groups/{group.id}/members")
    assert post(editor, path, members=[str(person.id)]).status_code == 303
    assert db.session.scalars(sa.select(GroupMember.registration_id)).all() == [person.id]
    page = editor.get(desk(work, "groupwork")).text
    assert re.findall(r"三つ目|3班 中央|1人", page)[:3] == ["三つ目", "3班 中央", "1人"]


def test_a_number_in_use_is_refused_beside_its_field(work, editor):
    answer = post(
        editor, desk(work, f"groupwork/themes/{work.themes[1].id}"), number="1", title="話題", guide=""
    )
    assert (answer.status_code, answer.text.count('id="number-error"')) == (422, 1)
    assert db.session.scalars(sa.select(Theme.number).order_by(Theme.id)).all() == [1, 2]


def test_an_address_that_is_none_is_refused(work, editor):
    path = desk(work, f"groupwork/groups/{work.groups[0].id}")
    fields = {"name": "", "room_id": "", "facilitator": "", "account_id": ""}
    assert post(editor, path, number="1", facilitator_email="だれか", **fields).status_code == 422


def test_the_link_is_mailed_and_revoked_by_buttons(work, editor):
    page = desk(work, f"groupwork/groups/{work.groups[0].id}")
    fields = {"name": "", "room_id": "", "facilitator": "", "account_id": ""}
    post(editor, page, number="1", facilitator_email="susumu@city.example.jp", **fields)
    assert post(editor, f"{page}/letter", page).status_code == 303
    assert db.session.scalars(sa.select(Letter.address)).all() == ["susumu@city.example.jp"]
    assert post(editor, f"{page}/link-revocation", page).status_code == 303
    assert db.session.scalars(sa.select(Group.link_generation).order_by(Group.id)).all() == [1, 0]
    assert post(editor, f"{page}/withdrawal", page).status_code == 303
    assert editor.get(page).status_code == 404


def test_a_letter_without_an_address_is_refused(work, editor):
    page = desk(work, f"groupwork/groups/{work.groups[0].id}")
    assert post(editor, f"{page}/letter", page).status_code == 409
    assert db.session.scalars(sa.select(Letter)).all() == []


# --- the summary ------------------------------------------------------------------------------------------


def test_ticked_notes_become_a_bullet_with_its_sources(work, editor):
    one = add_note(work.groups[0], work.themes[0], "人が足りない")
    two = add_note(work.groups[1], work.themes[0], "予算が足りない")
    new = desk(work, f"summary/themes/{work.themes[0].id}/bullets/new")
    page = f"{new}?note={one.id}&note={two.id}"
    assert re.search(r"<textarea[^>]*>\s*(\S+)</textarea>", editor.get(page).text)[1] == "人が足りない"
    fields = {"text": "人と予算が足りない。", "remark": "小規模団体", "notes": [one.id, two.id]}
    assert post(editor, new, page, **fields).status_code == 303
    bullet = db.session.scalars(sa.select(SummaryBullet)).one()
    assert sorted(source.note_id for source in bullet.sources) == [one.id, two.id]
    board = editor.get(desk(work, "summary")).text
    assert board.count("人と予算が足りない。(小規模団体)") == 1


def test_a_bullet_without_ticked_notes_is_refused(work, editor):
    new = desk(work, f"summary/themes/{work.themes[0].id}/bullets/new")
    assert post(editor, new, text="まとめ", remark="").status_code == 422
    assert db.session.scalars(sa.select(SummaryBullet)).all() == []


@pytest.mark.parametrize("note", ["x", "99999999999999999999", "-1", "999999"])
def test_ids_that_are_no_notes_are_left_out(work, editor, note):
    new = desk(work, f"summary/themes/{work.themes[0].id}/bullets/new")
    assert editor.get(f"{new}?note={note}").status_code == 200
    assert post(editor, new, text="まとめ", remark="", notes=note).status_code == 422


def test_a_name_must_be_confirmed_by_a_tick(work, editor):
    note = add_note(work.groups[0], work.themes[0], "佐藤さんの話")
    new = desk(work, f"summary/themes/{work.themes[0].id}/bullets/new")
    refused = post(editor, new, text="佐藤さんの話", remark="", notes=note.id)
    assert (refused.status_code, refused.text.count('name="names_checked"')) == (422, 1)
    fields = {"text": "佐藤さんの話", "remark": "", "notes": note.id, "names_checked": "y"}
    assert post(editor, new, **fields).status_code == 303


def test_two_editors_of_one_bullet_see_both_texts(work, editor):
    note = add_note(work.groups[0], work.themes[0], "意見")
    bullet = add_bullet(work.themes[0], "元のまとめ", note)
    path = desk(work, f"summary/bullets/{bullet.id}")
    assert post(editor, path, text="アンのまとめ", remark="", version="1").status_code == 303
    late = post(editor, path, text="ベンのまとめ", remark="", version="1")
    assert late.status_code == 422
    values = re.search(r'<div class="conflict__values">(.*?)\n</div>\n</div>', late.text, re.DOTALL)[1]
    assert re.findall(r"アンのまとめ|ベンのまとめ", values) == ["アンのまとめ", "ベンのまとめ"]
    assert re.search(r'name="version"[^>]*value="(\d)"', late.text)[1] == "2"
    assert post(editor, path, text="ベンのまとめ", remark="", version="2").status_code == 303
    assert db.session.scalars(sa.select(SummaryBullet.text)).all() == ["ベンのまとめ"]


def test_bullets_are_moved_and_withdrawn_by_buttons(work, editor):
    note = add_note(work.groups[0], work.themes[0], "意見")
    one, two = (add_bullet(work.themes[0], text, note) for text in ("一", "二"))
    board = desk(work, "summary")
    assert post(editor, f"{board}/bullets/{two.id}/position/up", board).status_code == 303
    assert post(editor, f"{board}/bullets/{two.id}/position/sideways", board).status_code == 404
    assert post(editor, f"{board}/bullets/{one.id}/withdrawal", board).status_code == 303
    found = [[line.text for line in theme.bullets] for theme in queries.summary(work.forum.id)]
    assert found == [["二"]]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("path", ["groupwork", "groups/", "summary"])
def test_pages_are_complete_for_a_forum_without_group_work(client, app, path, language):
    forum = make_forum(day=None)
    sign_in_as(client, forum, Role.EDITOR)
    make_membership(forum, role=Role.FACILITATOR)
    assert client.get(f"/desk/forums/{forum.slug}/{path}?lang={language}").status_code == 200
