"""The organisers' pages of a forum: a happy path, a refusal, a stranger, another forum's editor."""

from datetime import date, time

import pytest

from forumapp.forums.models import Role, Visibility
from tests.forums.factories import make_forum, make_venue, sign_in_as
from tests.forums.pages import errors_on, fresh, send, text_of

DESK = "/desk/forums/nagasaki-2024"
PAGES = (
    "facts",
    "venue",
    "venue/new",
    "hosts",
    "registration-period",
    "publication",
    "cancellation",
    "people",
)
OWNERS_ONLY = {"cancellation", "people"}


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024")


@pytest.fixture
def owner(forum, client):
    return sign_in_as(client, forum, Role.OWNER)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_who_opens_which_page(forum, client, page, role):
    sign_in_as(client, forum, role)
    allowed = {Role.OWNER} if page in OWNERS_ONLY else {Role.OWNER, Role.EDITOR}
    assert client.get(f"{DESK}/{page}").status_code == (200 if role in allowed else 403)


@pytest.mark.parametrize("page", [*PAGES, "", "venue/edit", "people/1"])
def test_for_editors_of_another_forum_the_pages_are_not_there(forum, client, page):
    sign_in_as(client, make_forum(), Role.OWNER)
    assert client.get(f"{DESK}/{page}").status_code == 404


def test_who_has_not_signed_in_is_asked_to(forum, client):
    answer = client.get(f"{DESK}/facts")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/desk/forums/nagasaki-2024/facts")
    assert client.post(f"{DESK}/facts").status_code == 401


def test_facts_are_saved_as_people_write_them(forum, client, owner):
    answer = send(
        client,
        f"{DESK}/facts",
        title="　新しい名称 ",
        day="令和６年９月２日（月）",
        starts="午後1時半",
        ends="１６：１０",
        visibility="link",
        contact_phone="０９５－０００－００００",
        retention_days="９０",
    )
    assert (answer.status_code, answer.location) == (303, f"{DESK}/")
    saved = fresh(forum)
    assert (saved.title, saved.day, saved.starts, saved.ends) == (
        "新しい名称",
        date(2024, 9, 2),
        time(13, 30),
        time(16, 10),
    )
    assert (saved.visibility, saved.contact_phone, saved.retention_days) == (
        Visibility.LINK,
        "095-000-0000",
        90,
    )
    assert "基本情報を保存しました。" in text_of(client.get(f"{DESK}/"))


def test_an_untouched_form_changes_nothing(forum, client, owner):
    before = fresh(forum).revision
    for page in ("facts", "venue", "registration-period"):
        assert send(client, f"{DESK}/{page}").status_code == 303
    assert fresh(forum).revision == before


@pytest.mark.parametrize(
    ("changed", "label", "sentence"),
    [
        ({"title": ""}, "フォーラムの名称", "入力してください。"),
        ({"title": "あ" * 201}, "フォーラムの名称", "200文字以内で入力してください(現在201文字)。"),
        (
            {"day": "2024/8/1(金)"},
            "開催日",
            "令和6年8月1日(木)です。入力された曜日(金)と合いません。日付と曜日を確認してください。",
        ),
        ({"ends": "13:00"}, "終了時刻", "終了は、開始(13:30)より後の時刻にしてください。"),
        (
            {"day": "2024/7/1"},
            "開催日",
            "受付期間の日時(7月25日(木) 17:00)より前の開催になります。先に受付期間を変更してください。",
        ),
        ({"day": ""}, "開催日", "時刻を入力するときは、開催日も入力してください。"),
        (
            {"contact_email": "nobody"},
            "メールアドレス",
            "メールアドレスの形を確認してください(例:yamada@city.example.jp)。",
        ),
        ({"visibility": "everybody"}, "公開範囲", "選択肢の中から選んでください。"),
        ({"series": "999"}, "シリーズ", "選択肢の中から選んでください。"),
        ({"retention_days": "0"}, "個人情報の保存期間", "1から36500までの数字で入力してください。"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_leaves_nothing(
    forum, client, owner, changed, label, sentence
):
    title, revision = fresh(forum).title, forum.revision
    answer = send(client, f"{DESK}/facts", **{"title": "新しい名称", **changed})
    assert (answer.status_code, errors_on(answer)) == (422, [(label, sentence)])
    assert (fresh(forum).title, forum.revision) == (title, revision)


def test_the_venue_page_chooses_room_mode_seats_and_meeting(client, transaction):
    venue = make_venue()
    forum = make_forum(slug="nagasaki-2024", venue=venue)
    sign_in_as(client, forum, Role.EDITOR)
    answer = send(
        client,
        f"{DESK}/venue",
        place=f"{venue.id}-{venue.rooms[1].id}",
        mode="both",
        seats_on_site="４５",
        seats_web="",
        join_url="https://meeting.example.jp/a",
    )
    assert answer.status_code == 303
    saved = fresh(forum)
    assert (saved.room_id, saved.seats_on_site, saved.seats_web) == (venue.rooms[1].id, 45, None)
    assert "会場の定員(45名)が、部屋の収容人数(40名)を超えています。" in text_of(client.get(f"{DESK}/"))


def test_the_venue_page_takes_the_hours_of_the_venue(forum, client, owner):
    answer = send(client, f"{DESK}/venue", mode="both", venue_opens="９：００", venue_closes="午後5時半")
    assert (answer.status_code, fresh(forum).venue_opens, fresh(forum).venue_closes) == (
        303,
        time(9),
        time(17, 30),
    )
    assert 'value="17:30"' in text_of(client.get(f"{DESK}/venue"))
    answer = send(client, f"{DESK}/venue", mode="both", venue_opens="9:00", venue_closes="9:00")
    assert (answer.status_code, errors_on(answer)) == (
        422,
        [("会場の利用終了", "会場の利用終了は、利用開始と違う時刻にしてください。")],
    )
    assert send(client, f"{DESK}/venue", mode="both", venue_opens="", venue_closes="").status_code == 303
    assert (fresh(forum).venue_opens, fresh(forum).venue_closes) == (None, None)


def test_a_venue_that_is_not_offered_cannot_be_chosen(forum, client, owner):
    hidden = make_venue(name="他人の会場")
    make_forum(draft=True, venue=hidden)
    answer = send(client, f"{DESK}/venue", place=str(hidden.id))
    assert errors_on(answer) == [("会場と部屋", "選択肢の中から選んでください。")]
    assert fresh(forum).venue_id is None


def test_a_new_venue_is_entered_with_rooms_and_chosen(forum, client, owner):
    fields = {"rooms-0-name": "大会議室", "rooms-0-capacity": "６０", "rooms-2-name": "控室"}
    answer = send(
        client, f"{DESK}/venue/new", name="市民会館", postal_code="8500058", address="長崎市", **fields
    )
    assert answer.status_code == 303
    venue = fresh(forum).venue
    assert (venue.name, venue.postal_code) == ("市民会館", "850-0058")
    assert [(room.name, room.capacity) for room in venue.rooms] == [("大会議室", 60), ("控室", None)]


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"name": ""}, ("会場名", "入力してください。")),
        ({"postal_code": "85"}, ("郵便番号", "郵便番号は7桁の数字で入力してください(例:850-0058)。")),
        ({"rooms-0-capacity": "60"}, ("", "定員だけの行があります。部屋の名前を入力してください。")),
        ({"rooms-0-name": "A", "rooms-0-capacity": "多い"}, ("定員(名)", "数字で入力してください。")),
    ],
)
def test_a_venue_that_cannot_be_is_refused_on_its_page(forum, client, owner, changed, line):
    answer = send(client, f"{DESK}/venue/new", **{"name": "市民会館", **changed})
    assert (answer.status_code, errors_on(answer)) == (422, [line])
    assert fresh(forum).venue_id is None


def test_the_forums_venue_can_be_edited_and_without_one_there_is_no_page(client):
    forum = make_forum(slug="nagasaki-2024", venue=make_venue())
    sign_in_as(client, forum)
    assert send(client, f"{DESK}/venue/edit", address="長崎市").status_code == 303
    assert fresh(forum.venue).address == "長崎市"
    other = make_forum(slug="other")
    sign_in_as(client, other)
    assert client.get("/desk/forums/other/venue/edit").status_code == 404
