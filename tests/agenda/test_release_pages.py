"""The page of a release: what differs, who must be told, the check; and what was looked at is what is released."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.models import Release
from forumapp.agenda.services import items
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Mode, Role
from forumapp.mail.models import Letter, LetterState
from tests.accounts.factories import writing
from tests.accounts.pages import errors_on
from tests.agenda.factories import seed_programme
from tests.counting import statements
from tests.forums.factories import make_forum, make_venue, sign_in_as
from tests.registration.factories import make_registration

DESK = "/desk/forums/nagasaki-2024/agenda"


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", venue=make_venue(), ends=None)


@pytest.fixture
def seed(forum):
    """The seed's programme, released, with a participant in each track."""
    made = seed_programme(forum)
    make_registration(forum, family_name="情報", given_name="一", track_id=made.first.id)
    make_registration(forum, Mode.WEB, family_name="財政", given_name="二", track_id=made.second.id)
    return made


@pytest.fixture
def editor(forum, client):
    sign_in_as(client, forum, Role.EDITOR)
    return client


def lengthen(seed, minutes=75):
    with writing():
        items.change_item(seed.group_work, by=SYSTEM, minutes=minutes)


def fields_of(page):
    """Return what a browser would send of the page's form, without its buttons."""
    form = re.search(
        r"<form (?:class=\"gap-above\" )?action=\"[^\"]*/agenda/release.*?</form>", page, re.DOTALL
    )[0]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        given = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if given.get("type") != "checkbox" or "checked" in tag:
            found[given["name"]] = unescape(given.get("value", ""))
    for name, text in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(text).lstrip("\r\n")
    return found


def words(page):
    """Return what a reader sees of a page, without its tags and line breaks."""
    body = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def html(response):
    return response.get_data(as_text=True)


def queued():
    found = sa.select(Letter).where(Letter.kind == "registration.moved", Letter.state == LetterState.QUEUED)
    return db.session.scalars(found).all()


def test_the_page_says_what_differs_and_who_must_be_told(seed, editor):
    lengthen(seed)
    page = html(editor.get(f"{DESK}/release"))
    text = words(page)
    assert "公開していない変更 1件" in text
    assert "グループワーク・グループ発表 時間の変更 15:05〜16:10 15:05〜16:20" in text
    assert "ご自身の日時・場所が変わる参加者（1件）" in text
    assert "情報 一 （長崎市）" in text
    assert "変更前：令和6年8月1日(木) 13:30〜16:10" in text
    assert "変更後：令和6年8月1日(木) 13:30〜16:20" in text
    assert "財政 二" not in text
    assert fields_of(page)["note"] == (
        "「グループワーク・グループ発表」の時間を15:05〜16:10から15:05〜16:20に変更しました。\n"
        "終了時刻を16:10から16:20に変更しました。"
    )
    assert fields_of(page)["note_en"].startswith("Changed the time of")
    assert queued() == []


def test_release_by_the_pages_alone(seed, editor, forum):
    lengthen(seed)
    page = html(editor.get(f"{DESK}/release"))
    given = {**fields_of(page), "message_participants": "お手数をおかけします。"}
    check = html(editor.post(f"{DESK}/release/preview", data={**given, "next": "check"}))
    assert "参加者1名に送る" in words(check)
    assert "お手数をおかけします。" in words(check)
    assert queries.releases(forum.id)[0].number == 1
    done = editor.post(f"{DESK}/release", data=fields_of(check), follow_redirects=True)
    assert "次第を公開しました 公開した版 第2版 送ったメール 参加者1名" in words(html(done))
    released = queries.release(forum.id, 2)
    assert released.note.endswith("終了時刻を16:10から16:20に変更しました。")
    assert released.told == {"participants": 1}
    assert [one.recipe["message"] for one in queued()] == ["お手数をおかけします。"]


def test_an_unticked_kind_gets_no_letter(seed, editor, forum):
    lengthen(seed)
    given = fields_of(html(editor.get(f"{DESK}/release")))
    del given["tell_participants"]
    check = html(editor.post(f"{DESK}/release/preview", data={**given, "next": "check"}))
    assert "参加者1名には送らない" in words(check)
    editor.post(f"{DESK}/release", data=fields_of(check))
    assert queries.release(forum.id, 2).told == {}
    assert queued() == []


def test_a_draft_that_changed_meanwhile_is_not_released(seed, editor, forum):
    lengthen(seed)
    given = {**fields_of(html(editor.get(f"{DESK}/release"))), "note": "書きかけ"}
    lengthen(seed, 85)
    again = editor.post(f"{DESK}/release", data=given)
    assert again.status_code == 422
    assert "まだ公開していません" in words(html(again))
    assert "15:05〜16:30" in words(html(again))
    assert fields_of(html(again))["note"] == "書きかけ"
    assert queries.releases(forum.id)[0].number == 1
    check = editor.post(f"{DESK}/release/preview", data={**given, "next": "check"})
    assert check.status_code == 422


def test_somebody_who_registered_meanwhile_is_looked_at_first(seed, editor, forum):
    lengthen(seed)
    given = fields_of(html(editor.get(f"{DESK}/release")))
    assert given["seen"] == fields_of(html(editor.get(f"{DESK}/release")))["seen"]
    late = make_registration(forum, family_name="追加", given_name="三", track_id=seed.first.id)
    with writing():
        items.change_item(seed.group_work, by=SYSTEM, minutes=75)
    assert late.id
    again = editor.post(f"{DESK}/release", data=given)
    assert again.status_code == 422
    assert "追加 三" in words(html(again))
    assert queued() == []


def test_the_second_of_two_who_release_is_told(seed, editor, forum):
    lengthen(seed)
    given = fields_of(html(editor.get(f"{DESK}/release")))
    assert editor.post(f"{DESK}/release", data=given).status_code == 303
    again = editor.post(f"{DESK}/release", data=given)
    assert again.status_code == 422
    assert "第2版が公開中です" in words(html(again))
    assert len(queued()) == 1


def test_the_letters_can_be_looked_through(seed, editor, forum):
    make_registration(forum, family_name="二人", given_name="目", track_id=seed.first.id, language="en")
    lengthen(seed)
    page = html(editor.get(f"{DESK}/release"))
    assert "送るメール（2通のうち1通目）" in words(page)
    given = fields_of(page)
    other = html(editor.post(f"{DESK}/release/preview", data={**given, "look_at": "participants-2"}))
    assert "送るメール（2通のうち2通目）" in words(other)
    assert "Before: Thursday, 1 August 2024 13:30〜16:10" in words(other)
    assert fields_of(other)["at_participants"] == "2"
    odd = html(editor.post(f"{DESK}/release/preview", data={**given, "look_at": "participants-99999999999"}))
    assert "送るメール（2通のうち1通目）" in words(odd)


def test_a_preview_writes_nothing(seed, editor, forum):
    lengthen(seed)
    given = fields_of(html(editor.get(f"{DESK}/release")))
    editor.post(f"{DESK}/release/preview", data={**given, "next": "check"})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Release)) == 1
    assert queued() == []


def test_a_note_that_is_too_long_is_refused_at_its_field(seed, editor):
    lengthen(seed)
    given = {**fields_of(html(editor.get(f"{DESK}/release"))), "note": "長" * 2001}
    for path, more in (("release", {}), ("release/preview", {"next": "check"})):
        refused = editor.post(f"{DESK}/{path}", data={**given, **more})
        assert refused.status_code == 422
        assert errors_on(refused) == ["更新のお知らせ：2000文字以内で入力してください(現在2001文字)。"]


def test_without_a_change_there_is_nothing_to_release(seed, editor):
    text = words(html(editor.get(f"{DESK}/release")))
    assert "公開していない変更はありません。" in text
    assert "公開前の確認へ進む" not in text


def test_a_viewer_reads_releases_and_sees_no_recipients(seed, forum, client):
    lengthen(seed)
    sign_in_as(client, forum, Role.VIEWER)
    assert client.get(f"{DESK}/release").status_code == 403
    text = words(html(client.get(f"{DESK}/releases/1")))
    assert "15:05〜16:10" in text
    assert "この版に戻す" not in text


@pytest.mark.parametrize(
    "path", ["release", "releases", "releases/1", "releases/1/outcome", "releases/1/restoration"]
)
def test_the_pages_read_in_english_too(seed, editor, path):
    lengthen(seed)
    response = editor.get(f"{DESK}/{path}?lang=en", follow_redirects=True)
    assert response.status_code == 200
    assert '<html lang="en"' in html(response)


def test_an_earlier_release_is_brought_back_into_the_draft_and_then_released(seed, editor, forum):
    lengthen(seed)
    editor.post(f"{DESK}/release", data=fields_of(html(editor.get(f"{DESK}/release"))))
    back = html(editor.get(f"{DESK}/releases/1/restoration"))
    assert "15:05〜16:20 15:05〜16:10" in words(back)
    given = dict(re.findall(r'name="(csrf_token|version)"[^>]*value="([^"]*)"', back))
    given |= {
        name: value for value, name in re.findall(r'value="([^"]*)"[^>]*name="(csrf_token|version)"', back)
    }
    assert editor.post(f"{DESK}/releases/1/restoration", data=given).status_code == 303
    assert queries.released_programme(forum.id).end == (0, 16 * 60 + 20)
    page = html(editor.get(f"{DESK}/release"))
    editor.post(f"{DESK}/release", data=fields_of(page))
    assert queries.released_programme(forum.id).end == (0, 16 * 60 + 10)
    assert queries.last_release(forum.id).number == 3
    stale = editor.post(f"{DESK}/releases/1/restoration", data=given)
    assert stale.status_code == 422


def test_a_release_shows_what_it_changed(seed, editor, forum):
    lengthen(seed)
    editor.post(f"{DESK}/release", data=fields_of(html(editor.get(f"{DESK}/release"))))
    text = words(html(editor.get(f"{DESK}/releases/2")))
    assert "前の版から変わったところ" in text
    assert "15:05〜16:10 15:05〜16:20" in text
    assert "編集中の次第は、この版と同じです。" in text


def test_the_page_costs_the_same_for_few_people_and_for_many(seed, editor, forum):
    lengthen(seed)
    editor.get(f"{DESK}/release")
    few = statements(lambda: editor.get(f"{DESK}/release"))
    for _person in range(12):
        make_registration(forum, track_id=seed.first.id)
    with writing():
        items.change_item(seed.case, by=SYSTEM, minutes=31)
    assert statements(lambda: editor.get(f"{DESK}/release")) == few
