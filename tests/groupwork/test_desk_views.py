"""The organisers' pages of group work: setting up, and curating the summary."""

import re

import pytest
import sqlalchemy as sa

from forumapp.agenda.queries import released_programme
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.groupwork.arrangement import Placement
from forumapp.groupwork.models import Group, SummaryBullet, Theme
from forumapp.groupwork.queries import bullets
from forumapp.mail.models import Letter
from tests.forums.factories import make_forum, make_membership, sign_in_as
from tests.groupwork.factories import add_bullet, add_note, make_person, make_work
from tests.groupwork.pages import desk, post


@pytest.fixture
def work(app):
    return make_work(themes=2, groups=2)


@pytest.fixture
def editor(client, work):
    sign_in_as(client, work.forum, Role.EDITOR)
    return client


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
    assert db.session.scalars(sa.select(Placement.registration_id)).all() == [person.id]
    page = editor.get(desk(work, "groupwork")).text
    assert re.findall(r"三つ目|3班 中央|1人", page)[:3] == ["三つ目", "3班 中央", "1人"]


def test_a_group_and_a_theme_that_were_withdrawn_by_mistake_come_back(work, editor):
    setup, theme, group = desk(work, "groupwork"), work.themes[1], work.groups[1]
    assert "元に戻す" not in editor.get(setup).text
    for kind, one in (("themes", theme), ("groups", group)):
        page = desk(work, f"groupwork/{kind}/{one.id}")
        assert post(editor, f"{page}/withdrawal", page).status_code == 303
        assert f"{page}/restoration" in editor.get(setup).text
        assert post(editor, f"{page}/restoration", setup).status_code == 303
        assert editor.get(page).status_code == 200


def test_a_page_of_members_that_was_opened_before_leaves_others_alone(work, editor):
    group, (one, two) = work.groups[0], (make_person(work.forum), make_person(work.forum))
    path = desk(work, f"groupwork/groups/{group.id}/members")
    assert post(editor, path, members=[str(one.id)]).status_code == 303
    assert f'name="seen" value="{one.id}"' in editor.get(path).text
    assert post(editor, path, members=[str(two.id)]).status_code == 303  # from a page where nobody was ticked
    assert set(db.session.scalars(sa.select(Placement.registration_id))) == {one.id, two.id}


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
    assert re.search(r"人と予算が足りない。<span[^>]*>\(小規模団体\)", board) is not None


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
    found = [
        [line.text for line in theme.bullets]
        for theme in bullets.summary(work.forum.id, released_programme(work.forum.id))
    ]
    assert found == [["二"]]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("path", ["groupwork", "groups/", "summary"])
def test_pages_are_complete_for_a_forum_without_group_work(client, app, path, language):
    forum = make_forum(day=None)
    sign_in_as(client, forum, Role.EDITOR)
    make_membership(forum, role=Role.FACILITATOR)
    assert client.get(f"/desk/forums/{forum.slug}/{path}?lang={language}").status_code == 200
