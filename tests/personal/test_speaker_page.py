"""The speaker's page as its holder, other speakers and strangers meet it."""

import pytest
import sqlalchemy as sa

from forumapp.agenda import profiles, queries
from forumapp.agenda.services import appearances, items, releases, speakers
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.exchange.services import purging
from forumapp.forums.models import Forum, Role
from forumapp.forums.services import publication
from forumapp.materials.models import Material
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, add_speaker
from tests.forums.factories import make_membership
from tests.forums.pages import errors_on, form_on, send, text_of
from tests.personal.factories import LINE
from tests.personal.pages import hand_in, texts


@pytest.fixture
def other(stage):
    """Another speaker of the same forum: their appearance and page."""
    item = add_item(stage.forum, "別の講演", minutes=10)
    appearance = add_speaker(item, "別人", "花子")
    with writing():
        profile = speakers.know(db.session.get_one(Forum, stage.forum.id), appearance.person_id)
        return appearance, item, f"/speakers/{profiles.token_of(profile)}/"


def test_the_page_shows_the_line_item_time_and_place(stage, client):
    page = texts(client, stage.own)
    for told in (LINE, "取組の紹介", "令和6年8月1日(木) 13:30〜14:00", "出島メッセ長崎", "未確認"):
        assert told in page
    assert "no-store" in client.get(stage.own).headers["Cache-Control"]


def test_one_tap_approves(stage, client):
    path = f"{stage.own}appearances/{stage.appearance.id}/approval"
    answer = client.post(path, data=form_on(client, stage.own, path))
    assert (answer.status_code, answer.location) == (303, stage.own)
    assert stage.fresh.approved_line == LINE
    page = texts(client, stage.own)
    assert "確認済み" in page
    assert "このとおりでよい" not in page


def test_a_line_that_changed_since_is_shown_anew_and_not_approved(stage, client, transaction):
    path = f"{stage.own}appearances/{stage.appearance.id}/approval"
    seen = form_on(client, stage.own, path)
    with transaction():
        appearances.change_appearance(stage.fresh, by=SYSTEM, title="部長")
    answer = client.post(path, data=seen)
    assert (answer.status_code, errors_on(answer)) == (
        422,
        [("", "掲載する内容が、このページを開いたあとに変わりました。新しい内容を確認してください。")],
    )
    assert "広島県総務局 部長 山田　正彦氏" in text_of(answer)
    assert stage.fresh.approved_line is None


def test_a_correction_is_saved_shown_and_told(stage, client):
    make_membership(stage.forum, role=Role.EDITOR)
    path = f"{stage.own}appearances/{stage.appearance.id}"
    answer = client.post(path, data={**form_on(client, path, path), "title": "部長", "family_kana": "やまだ"})
    assert (answer.status_code, answer.location) == (303, stage.own)
    assert (stage.fresh.title, stage.fresh.family_kana, stage.fresh.honorific) == ("部長", "ヤマダ", "氏")
    assert "広島県総務局 部長 山田　正彦氏" in texts(client, stage.own)


def test_what_was_typed_is_kept_on_an_error(stage, client):
    path = f"{stage.own}appearances/{stage.appearance.id}"
    typed = {"title": "部長", "family_name": "", "given_kana": "漢字"}
    answer = client.post(path, data={**form_on(client, path, path), **typed})
    assert answer.status_code == 422
    assert errors_on(answer) == [
        ("姓", "姓を入力してください。"),
        ("名のフリガナ", "フリガナはカタカナかひらがなで入力してください。"),
    ]
    assert 'value="部長"' in text_of(answer)
    assert 'value="漢字"' in text_of(answer)
    assert stage.fresh.title == "課長"


def test_two_tabs_lose_nothing(stage, client):
    path = f"{stage.own}appearances/{stage.appearance.id}"
    first, second, third = (form_on(client, path, path) for _tab in range(3))
    assert client.post(path, data={**first, "title": "部長"}).status_code == 303
    assert client.post(path, data={**second, "unit": "企画部"}).status_code == 303
    assert (stage.fresh.title, stage.fresh.unit) == ("部長", "企画部")
    answer = client.post(path, data={**third, "title": "次長"})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "先に保存された内容と重なりました" in page
    assert page.count("部長") >= 1
    assert 'value="次長"' in page
    assert stage.fresh.title == "部長"


@pytest.mark.parametrize(
    ("name", "first", "second"), [("phone", "090-0000-1111", "03-0000-2222"), ("note", "一", "二")]
)
def test_what_is_told_for_the_day_is_not_overwritten_by_another_tab(stage, client, name, first, second):
    path = f"{stage.own}{name}"
    one, two = form_on(client, path, path), form_on(client, path, path)
    assert client.post(path, data={**one, name: first}).status_code == 303
    answer = client.post(path, data={**two, name: second})
    assert answer.status_code == 422
    assert first in text_of(answer)
    assert second in text_of(answer)
    assert getattr(stage.known, name) == first
    assert client.post(path, data={**form_on(client, path, path), name: ""}).status_code == 303
    assert getattr(stage.known, name) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("０９０−１２３４−５６７８", "090-1234-5678"),
        ("090-1234-5678", "090-1234-5678"),
        ("+81 90 1234 5678", "+81 90 1234 5678"),
        ("電話なし", ""),
        ("1" * 40, ""),
        ("12", ""),
    ],
)
def test_telephone_numbers_are_checked_for_shape(stage, client, typed, kept):
    answer = send(client, f"{stage.own}phone", page=f"{stage.own}phone", phone=typed)
    assert (answer.status_code, stage.known.phone) == (303 if kept else 422, kept)


def test_times_are_several_rows_and_bad_ones_are_told(stage, client):
    path = f"{stage.own}unavailability"
    rows = {"spans-0-day": "0", "spans-0-start": "午後1時", "spans-0-end": "15:00", "spans-1-day": "0"}
    answer = client.post(path, data={**form_on(client, path, path), **rows})
    assert answer.status_code == 303
    assert stage.known.unavailable == [
        {"day": 0, "start": 0, "end": 1440},
        {"day": 0, "start": 780, "end": 900},
    ]
    assert "令和6年8月1日(木) 終日、令和6年8月1日(木) 13:00〜15:00" in texts(client, stage.own)
    for bad, told in (
        (
            {"spans-2-day": "0", "spans-2-start": "15:00", "spans-2-end": "14:00"},
            "終了は、開始より後の時刻にしてください。",
        ),
        (
            {"spans-2-day": "0", "spans-2-start": "15:00"},
            "開始と終了の両方を入力してください。終日のときは両方を空けてください。",
        ),
        ({"spans-2-start": "15:00", "spans-2-end": "16:00"}, "日を選んでください。"),
        (
            {"spans-2-day": "0", "spans-2-start": "ひる", "spans-2-end": "16:00"},
            "時刻を確認してください(例：13:30、午後1時半)。",
        ),
    ):
        answer = client.post(path, data={**form_on(client, path, path), **bad})
        assert answer.status_code == 422
        assert told in [text for _label, text in errors_on(answer)]
    assert len(stage.known.unavailable) == 2


def test_times_saved_in_another_tab_are_not_overwritten(stage, client):
    path = f"{stage.own}unavailability"
    one, two = form_on(client, path, path), form_on(client, path, path)
    assert client.post(path, data={**one, "spans-0-day": "0"}).status_code == 303
    answer = client.post(
        path, data={**two, "spans-0-day": "0", "spans-0-start": "9:00", "spans-0-end": "10:00"}
    )
    assert answer.status_code == 422
    assert "令和6年8月1日(木) 終日" in text_of(answer)
    assert 'value="9:00"' in text_of(answer)
    assert stage.known.unavailable == [{"day": 0, "start": 0, "end": 1440}]


def test_a_moved_item_says_what_the_public_programme_says(stage, client, transaction):
    assert "公開中の次第では" not in texts(client, stage.own)
    with transaction():
        item = queries.item(stage.forum.id, stage.item.id)
        items.change_item(item, by=SYSTEM, start=14 * 60)
    page = texts(client, stage.own)
    assert "令和6年8月1日(木) 14:00〜14:30" in page
    assert "公開中の次第では「令和6年8月1日(木) 13:30〜14:00」です。" in page
    with transaction():
        releases.release(db.session.get_one(Forum, stage.forum.id), by=SYSTEM)
    assert "公開中の次第では" not in texts(client, stage.own)


def test_what_is_another_speakers_is_not_found(stage, other, client):
    appearance, item, page = other
    mine = form_on(client, stage.own, f"{stage.own}appearances/{stage.appearance.id}/approval")
    hand_in(client, stage)
    made = db.session.scalars(sa.select(Material)).one()
    for path in (
        f"{stage.own}appearances/{appearance.id}",
        f"{stage.own}items/{item.id}/slides",
        f"{page}materials/{made.id}/資料.pdf",
    ):
        assert client.get(path).status_code == 404
    for path in (
        f"{stage.own}appearances/{appearance.id}/approval",
        f"{stage.own}items/{item.id}/no-slides",
        f"{page}materials/{made.id}/withdrawal",
    ):
        assert client.post(path, data=mine).status_code == 404
    assert "別人" not in texts(client, stage.own)


def test_a_speaker_taken_off_the_programme_sees_that(stage, client, transaction):
    with transaction():
        appearances.withdraw_appearance(stage.fresh, by=SYSTEM)
    assert "いま、次第にお名前がありません。" in texts(client, stage.own)
    assert client.get(f"{stage.own}appearances/{stage.appearance.id}").status_code == 404


@pytest.mark.parametrize("end", ["over", "cancelled", "purged"])
def test_the_page_says_what_is_still_possible(stage, client, transaction, clock, end):
    own = stage.own
    with transaction():
        speakers.set_phone(stage.known, by=stage.actor, phone="090-0000-1111")
    with transaction():
        forum = db.session.get_one(Forum, stage.forum.id)
        if end == "cancelled":
            publication.cancel(forum, by=SYSTEM, reason="台風のため")
        if end == "purged":
            purging.purge(forum, by=SYSTEM)
    clock.advance(days=40 if end == "over" else 0)
    if end == "purged":
        assert client.get(own).status_code == 404
        return
    page, phone = texts(client, own), texts(client, f"{own}phone")
    assert "090-0000-1111" in page
    assert ("訂正する" in page, "資料を提出する" in page) == (
        (True, True) if end == "over" else (False, False)
    )
    assert ("終了しました" if end == "over" else "中止になりました") in page
    assert "保存する" not in phone
    assert ("フォーラムが終了したため、変更できません。" in phone) == (end == "over")


def test_the_page_reads_in_english_too(stage, client):
    page = texts(client, f"{stage.own}?lang=en")
    for told in (
        "Speaker page of 山田　正彦",
        "This is right",
        "Thursday, 1 August 2024 13:30〜14:00",
        "Send slides",
    ):
        assert told in page


def test_the_phone_is_on_no_public_page(stage, client, transaction):
    with transaction():
        speakers.set_phone(stage.known, by=stage.actor, phone="090-0000-1111")
    assert "090-0000-1111" in texts(client, stage.own)
    for path in (
        "/forums/nagasaki-2024/",
        "/forums/nagasaki-2024/agenda",
        "/forums/nagasaki-2024/calendar.ics",
    ):
        page = text_of(client.get(path))
        assert "取組の紹介" in page or path.endswith("ics")
        assert "090-0000-1111" not in page
        assert "yamada@pref.example.jp" not in page


def test_a_lost_link_gets_the_same_answer_for_every_address(stage, client):
    path = "/forums/nagasaki-2024/speakers/lost-link"
    answers = [
        send(client, path, page=path, email=email)
        for email in ("yamada@pref.example.jp", "who@pref.example.jp")
    ]
    assert [(one.status_code, one.location) for one in answers] == [(303, f"{path}/sent")] * 2
    assert client.get(f"{path}/sent").status_code == 200
