"""Publishing an arrangement: only whose group changed hears of it, and from what they were told last."""

import re

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.groupwork.arrangement import PublishedPlacement
from forumapp.groupwork.models import Group
from forumapp.groupwork.panels import own_group
from forumapp.groupwork.telling import KIND
from forumapp.mail import letters
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.queries.registrations import token_of
from tests.groupwork.pages import board, on_board, token_in


def publish(client, work, **fields):
    page = board(work, "/publication")
    shown = re.search(r'name="version"[^>]* value="(\d+)"', client.get(page).text)[1]
    data = {"csrf_token": token_in(client, page), "version": shown, **fields}
    return client.post(page, data=data)


def told():
    db.session.expire_all()
    found = sa.select(Letter).where(Letter.kind == KIND).order_by(Letter.id)
    return [letter for letter in db.session.scalars(found) if letter.state is LetterState.QUEUED]


def test_only_those_whose_group_changed_hear_of_it(seating_work, people, arranger, transaction):
    ids = [one.id for one in people]
    on_board(arranger, seating_work, "/moves", people=ids[:3], group=seating_work.groups[0].id)
    assert publish(arranger, seating_work, tells="y").status_code == 303
    first = told()
    assert [one.recipe["registration_id"] for one in first] == ids[:3]
    with transaction():
        for letter in told():
            letter.state = LetterState.SENT
    on_board(arranger, seating_work, "/moves", people=ids[:1], group=seating_work.groups[1].id)
    assert "公開したあとの変更が1人分あります。" in arranger.get(board(seating_work)).text
    assert publish(arranger, seating_work, tells="y").status_code == 303
    (letter,) = told()
    text = letters.build(letter).text
    assert letter.recipe["registration_id"] == ids[0]
    assert "あなたの班が変わりました。" in text
    assert "2班" in text
    assert "これまでは1班でした。" in text
    assert "知らせる人はいません" in arranger.get(board(seating_work, "/publication")).text


def test_without_the_tick_nobody_is_written_to(seating_work, people, arranger):
    on_board(arranger, seating_work, "/moves", people=[people[0].id], group=seating_work.groups[0].id)
    assert publish(arranger, seating_work).status_code == 303
    assert told() == []
    assert len(db.session.scalars(sa.select(PublishedPlacement)).all()) == 1


def test_a_change_before_the_letter_went_out_is_one_letter_and_back_again_none(
    seating_work, people, arranger
):
    one = people[0].id
    on_board(arranger, seating_work, "/moves", people=[one], group=seating_work.groups[0].id)
    publish(arranger, seating_work, tells="y")
    on_board(arranger, seating_work, "/moves", people=[one], group=seating_work.groups[1].id)
    publish(arranger, seating_work, tells="y")
    (letter,) = told()
    assert "あなたの班が決まりました。" in letters.build(letter).text
    on_board(arranger, seating_work, "/moves", people=[one], group="0")
    publish(arranger, seating_work, tells="y")
    (letter,) = told()
    assert letters.build(letter) is None


def test_an_old_page_publishes_nothing_and_is_told_who_was_first(seating_work, people, arranger):
    on_board(arranger, seating_work, "/moves", people=[people[0].id], group=seating_work.groups[0].id)
    refused = publish(arranger, seating_work, version="0")
    assert refused.status_code == 409
    name = f"{people[0].family_name} {people[0].given_name}"
    assert re.search(f"先に行われた変更：.+さんの「{name}さんの移動」", refused.text)
    assert db.session.scalars(sa.select(PublishedPlacement)).all() == []


def test_a_personal_page_names_group_themes_and_only_those_who_agreed(
    seating_work, people, arranger, transaction
):
    with transaction():
        db.session.get(type(people[1]), people[1].id).may_list = True
    assert own_group(people[0]) is None
    on_board(
        arranger,
        seating_work,
        "/moves",
        people=[one.id for one in people[:3]],
        group=seating_work.groups[0].id,
    )
    assert own_group(db.session.get(type(people[0]), people[0].id)) is None
    publish(arranger, seating_work)
    db.session.rollback()
    panel = own_group(db.session.get(type(people[0]), people[0].id))
    assert [(row.name, row.text) for row in panel.rows] == [
        ("グループワーク・グループ発表", "1班"),
        ("同じ班の人", f"市1 人1　{people[1].given_name}、市2の方1名"),
        ("テーマ1", "話題その1"),
    ]


def test_in_english_the_group_stands_beside_the_english_name_of_its_item(
    seating_work, people, arranger, transaction, client
):
    group, ids = seating_work.groups[0], [one.id for one in people[:2]]
    on_board(arranger, seating_work, "/moves", people=ids, group=group.id)
    publish(arranger, seating_work)
    with transaction():
        db.session.get(Group, group.id).work.item.title_en = "Group talks"
    page = client.get(f"/registrations/{token_of(people[0])}/?lang=en").text
    assert re.findall(r"<dt>(Group talks|グループワーク・グループ発表)", page) == ["Group talks"]


def test_of_several_rounds_each_is_called_by_its_number(seating_work, people, arranger, transaction):
    one, two = seating_work.groups[:2]
    on_board(arranger, seating_work, "/moves", people=[people[0].id], group=one.id)
    publish(arranger, seating_work)
    with transaction() as session:
        session.add(
            PublishedPlacement(work_id=one.work_id, round=2, registration_id=people[0].id, group_id=two.id)
        )
    panel = own_group(db.session.get(type(people[0]), people[0].id))
    assert [(row.name, row.text) for row in panel.rows if row.text.endswith("班")] == [
        ("グループワーク・グループ発表 第1ラウンド", "1班"),
        ("グループワーク・グループ発表 第2ラウンド", "2班"),
    ]


def test_by_web_letter_and_page_say_the_link_of_the_room_and_the_name_to_show_there(
    seating_work, people, arranger, transaction
):
    with transaction():
        group = db.session.get(type(seating_work.groups[0]), seating_work.groups[0].id)
        group.join_url = "https://meeting.example.jp/room-1"
        for one in people[:2]:
            db.session.get(type(one), one.id).mode = Mode.WEB
    ids = [one.id for one in people[:3]]
    on_board(arranger, seating_work, "/moves", people=ids[::2], group=seating_work.groups[0].id)
    on_board(arranger, seating_work, "/moves", people=ids[1:2], group=seating_work.groups[1].id)
    publish(arranger, seating_work, tells="y")
    db.session.rollback()
    rows = [own_group(db.session.get(type(people[0]), ident)).rows for ident in ids]
    named = [[row.text for row in panel if row.name == "Web会議での表示名"] for panel in rows]
    assert named == [["01_市0_人0"], ["02_市1_人1"], []]
    texts = {one.recipe["registration_id"]: letters.build(one).text for one in told()}
    held = [("room-1" in texts[ident], re.findall(r"\d\d_市\d_人\d", texts[ident])) for ident in ids]
    assert held == [(True, ["01_市0_人0"]), (False, ["02_市1_人1"]), (False, [])]
