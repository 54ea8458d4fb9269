"""The pages of the meeting tools' lists and of the final list, as an organiser walks through them."""

import re
from datetime import timedelta
from io import BytesIO

import pytest

from forumapp.attendance.models import Presence, PresenceLog
from forumapp.attendance.queries import logs
from forumapp.core.db import db
from forumapp.forums.models import Mode, Role
from tests.attendance import lists
from tests.attendance.factories import MORNING, after, arrival, check_in
from tests.attendance.people import megumi, plain, register, take, taro
from tests.forums.factories import make_forum, sign_in_as
from tests.forums.pages import form_in, form_on, text_of

PRESENCE, ATTENDANCE = "/desk/forums/here/presence", "/desk/forums/here/attendance"


@pytest.fixture
def forum(app, client, clock):
    clock.instant = MORNING + timedelta(hours=2)
    forum = make_forum(slug="here")
    sign_in_as(client, forum, Role.EDITOR)
    return forum


def upload(client, content, name="participants.csv", **values):
    """Choose a file and look at what it holds."""
    form = {**form_on(client, PRESENCE, f"{PRESENCE}/preview"), **values}
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(f"{PRESENCE}/preview", data={**form, "file": (BytesIO(data), name)})


def carried(page):
    """Return what the form of the page that was looked at sends."""
    return form_in(page, PRESENCE)


def post(client, path, **values):
    """Send a form with its token."""
    token = form_on(client, PRESENCE, f"{PRESENCE}/preview")["csrf_token"]
    return client.post(path, data={"csrf_token": token, **values})


def test_a_list_is_looked_at_taken_and_its_doubts_decided(client, forum):
    taro(forum)
    second = megumi(forum)
    room = lists.ZOOM_EN.replace("iPad (髙﨑 恵)", "会議室A")

    page = text_of(upload(client, room))
    assert db.session.query(PresenceLog).count() == 0
    assert "参加者が分かった行 1、未決定 3、対象外 0" in page
    answer = client.post(PRESENCE, data=carried(page))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PRESENCE}/doubts")
    assert db.session.query(PresenceLog).one().filename == "participants.csv"

    assert post(client, f"{PRESENCE}/doubts/dismissal").status_code == 303
    (line,) = logs.doubts(forum)
    assert line.first.name == "会議室A"
    found = text_of(client.get(f"{PRESENCE}/lines/{line.first.id}?text=高崎"))
    assert f'value="{second.id}"' in found
    answer = post(client, f"{PRESENCE}/lines/{line.first.id}", people=str(second.id), mark="-")
    assert answer.status_code == 303
    db.session.expire_all()
    assert logs.doubts(forum) == []
    assert "すべての行が決まっています" in text_of(client.get(f"{PRESENCE}/doubts"))
    assert "高崎" in text_of(client.get(f"{PRESENCE}/doubts?shown=decided"))


def test_the_same_file_twice_is_told_and_taken_once(client, forum):
    taro(forum)
    form = carried(text_of(upload(client, lists.ZOOM_EN)))
    client.post(PRESENCE, data=form)

    client.post(PRESENCE, data=form)

    assert db.session.query(PresenceLog).count() == 1
    page = text_of(upload(client, lists.ZOOM_EN))
    assert "同じファイルを" in page
    assert ">読み込む</button>" not in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "このファイルは空です（0バイト）。"),
        (b"PK\x03\x04", "Excelのファイルです"),
        ("団体,人数\n長崎市,3\n".encode(), "見つかった列：団体、人数"),
    ],
)
def test_a_bad_file_is_told_beside_the_field(client, forum, content, said):
    with upload(client, content) as answer:
        assert answer.status_code == 422
        assert said in text_of(answer)


def test_a_file_whose_content_was_tampered_with_is_no_file(client, forum):
    answer = post(client, PRESENCE, content="bm9uc2Vuc2U=", track="", zone="")

    assert answer.status_code == 422
    assert db.session.query(PresenceLog).count() == 0


def test_a_decision_on_what_somebody_else_decided_is_told(client, forum):
    one = register(forum, "会議 一")
    take(forum, plain(("会議室A", "13:20", "14:00")))
    (line,) = logs.doubts(forum)
    post(client, f"{PRESENCE}/lines/{line.first.id}/dismissal", mark="-")

    answer = post(client, f"{PRESENCE}/lines/{line.first.id}", people=str(one.id), mark="-")

    assert answer.status_code == 422
    assert "先に決めました" in text_of(answer)
    db.session.expire_all()
    assert db.session.query(Presence).one().dismissed_at is not None


def test_an_impossible_choice_is_refused(client, forum):
    take(forum, plain(("会議室A", "13:20", "14:00")))
    (line,) = logs.doubts(forum)

    for people in ("9" * 30, "-1", "x", "999999"):
        assert post(client, f"{PRESENCE}/lines/{line.first.id}", people=people, mark="-").status_code == 422


def test_the_final_list_shows_numbers_and_is_handed_out(client, forum):
    taro(forum)
    person = register(forum, "受付 一", mode=Mode.ON_SITE)
    register(forum, "欠席 三", "時津町")
    check_in(forum, arrival(person, at=after(5)))
    take(forum, lists.ZOOM_EN)

    page = text_of(client.get(ATTENDANCE))
    assert "Web 90分" in page
    assert "受付 13:05" in page
    figures = text_of(client.get(f"{ATTENDANCE}/figures"))
    assert "だれも出席していない団体" in figures
    assert "時津町" in figures.split("だれも出席していない団体")[1]
    answer = post(client, f"{ATTENDANCE}/export?shown=came", kind="csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [row.split(",")[5] for row in answer.text.splitlines()[1:]] == ["受付\u3000一", "山田\u3000太郎"]
    assert post(client, f"{ATTENDANCE}/export", kind="cp932").data.decode("cp932").count("\r\n") == 4
    assert post(client, f"{ATTENDANCE}/export", kind="xlsx").data[:2] == b"PK"


def test_a_correction_without_a_reason_keeps_what_was_chosen(client, forum):
    person = taro(forum)

    answer = post(client, f"{ATTENDANCE}/people/{person.id}", came="yes", reason="")
    assert answer.status_code == 422
    assert "訂正の理由を入力してください" in text_of(answer)
    assert re.search(r'value="yes" checked', text_of(answer))
    assert (
        post(client, f"{ATTENDANCE}/people/{person.id}", came="yes", reason="会場で確認").status_code == 303
    )
    assert "訂正：会場で確認" in text_of(client.get(ATTENDANCE))


def test_before_the_day_a_forecast_stands_in_place_of_numbers(client, forum, clock):
    for number in range(10):
        register(forum, f"参加 {number}")
    clock.instant = MORNING - timedelta(days=2)

    page = text_of(client.get(ATTENDANCE))

    assert "出席の見込み：約8名（登録10名）" in page
    assert "約81%" in page
    post(client, f"{ATTENDANCE}/settlement")
    assert "出席は、開催日から確定できます" in text_of(client.get(ATTENDANCE))


def test_a_list_that_was_settled_by_mistake_is_opened_again(client, forum):
    taro(forum)
    post(client, f"{ATTENDANCE}/settlement")
    assert "確定を取り消す" in text_of(client.get(ATTENDANCE))
    post(client, f"{ATTENDANCE}/settlement", do="reopen")
    page = text_of(client.get(ATTENDANCE))
    assert ["まだ確定していません。" in page, "確定を取り消す" in page] == [True, False]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.RECEPTION])
def test_others_see_the_list_and_change_nothing(client, forum, role):
    person = taro(forum)
    sign_in_as(client, forum, role)

    page = text_of(client.get(ATTENDANCE))

    assert "山田\u3000太郎" in page
    assert f"/people/{person.id}" not in page
    assert client.get(f"{ATTENDANCE}/people/{person.id}").status_code == 403
    assert client.get(PRESENCE).status_code == 403


def test_pages_with_names_are_kept_nowhere(client, forum):
    taro(forum)
    take(forum, lists.ZOOM_EN)

    for path in (ATTENDANCE, f"{ATTENDANCE}/figures", PRESENCE, f"{PRESENCE}/doubts"):
        assert client.get(path).headers["Cache-Control"] == "no-store"
