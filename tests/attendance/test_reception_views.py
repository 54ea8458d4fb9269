"""The reception as plain pages."""

import re

import pytest

from forumapp.attendance.queries.presence import attended, first_check_ins
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.attendance.factories import DESK, MORNING, after, arrival, check_in
from tests.attendance.pages import desk, send, token, words
from tests.counting import statements
from tests.registration.factories import make_registration


@pytest.mark.parametrize("text", ["佐藤", "さとう", "ｻﾄｳ", "花子　佐藤", "長崎", "佐藤花子"])
def test_people_are_found_by_name_reading_and_organisation(client, forum, person, at_desk, text):
    make_registration(forum, family_name="別人", family_kana="ベツジン", organisation="島原市", by_hand=True)
    found = words(client.get(desk(forum), query_string={"q": text}))
    assert "佐藤 花子" in found.replace("\u3000", " ")
    assert "別人" not in found


@pytest.mark.parametrize(
    "change", [str, str.lower, lambda code: f"{code[:4]}-{code[4:]}", lambda code: f" {code} "]
)
def test_a_number_is_found_however_it_is_typed(client, forum, person, at_desk, change):
    wide = "".join(chr(ord(one) + 0xFEE0) for one in person.receipt)
    for text in (change(person.receipt), wide):
        assert "受付する" in words(client.get(desk(forum), query_string={"q": text}))


def test_a_look_alike_is_corrected_only_where_one_number_can_be_meant(client, forum, person, at_desk):
    with writing():
        person.receipt = "7CDEFGHJ"
    assert "佐藤" in words(client.get(desk(forum), query_string={"q": "ZCDEFGHJ"}))
    other = make_registration(forum, family_name="鈴木", by_hand=True)
    with writing():
        person.receipt, other.receipt = "DCDEFGHJ", "QCDEFGHJ"
    found = words(client.get(desk(forum), query_string={"q": "0CDEFGHJ"}))
    assert "佐藤" not in found
    assert "鈴木" not in found


def test_without_a_script_somebody_is_checked_in_and_taken_back(client, forum, person, at_desk):
    page = words(send(client, forum, f"/people/{person.id}", f"?q={person.receipt}", desk="受付1"))
    assert "受付しました 佐藤" in page
    made = first_check_ins(forum)[person.id]
    assert made.desk == "受付1"
    again = words(send(client, forum, f"/people/{person.id}", f"?q={person.receipt}", desk="受付2"))
    assert "すでに受付済み 13:00 受付1" in again
    for one in (made.id, made.id + 1):
        send(client, forum, f"/check-ins/{one}/undo", "?")
    assert attended(forum) == set()


def test_the_same_form_sent_twice_checks_in_once(client, forum, person, at_desk):
    for _time in range(2):
        answer = send(client, forum, f"/people/{person.id}", f"?q={person.receipt}", client_id="a" * 32)
        assert "受付しました" in words(answer)


def test_somebody_who_was_cancelled_gets_a_word_and_a_way(client, forum, person, at_desk, clock):
    clock.instant = after(-600)
    with writing():
        changing.cancel(person, by=DESK, by_hand=True)
    clock.instant = MORNING
    path = f"/people/{person.id}"
    answer = client.post(desk(forum, path), data={"csrf_token": token(client, desk(forum, "/walk-in"))})
    assert answer.status_code == 409
    assert "キャンセル済みの登録です" in words(answer)
    way = re.search(r'href="([^"]*walk-in\?from=[^"]*)"', answer.text)[1]
    form = client.get(way.replace("&amp;", "&")).text
    assert 'value="佐藤"' in form
    fields = {"family_name": "佐藤", "given_name": "花子", "organisation": "長崎市", "client_id": "b" * 32}
    page = words(send(client, forum, f"/walk-in?from={person.id}", **fields))
    assert "受付しました 佐藤" in page
    assert len(attended(forum) - {person.id}) == 1


def test_a_walk_in_of_a_full_room_keeps_what_was_typed(client, forum, person, at_desk):
    with writing():
        forum.seats_on_site = 1
    answer = send(client, forum, "/walk-in", family_name="当日", organisation="島原市")
    assert answer.status_code == 422
    assert "会場は満席（定員1名）" in words(answer)
    assert 'value="当日"' in answer.text


def test_a_proxy_needs_a_name_and_is_shown_with_it(client, forum, person, at_desk):
    path = f"/people/{person.id}/proxy"
    assert send(client, forum, path).status_code == 422
    page = words(send(client, forum, path, proxy_name="代理 次郎"))
    assert "代理: 代理 次郎" in page


def test_before_the_day_the_page_says_so_and_checks_nobody_in(client, forum, person, at_desk, clock):
    clock.instant = after(-60 * 30)
    page = client.get(desk(forum))
    assert "受付は、開催日になるとできます。" in words(page)
    answer = send(client, forum, f"/people/{person.id}", f"?q={person.receipt}")
    assert "受付は、開催日（8月1日）からできます。" in words(answer)
    assert client.get(desk(forum, "/roster")).json["open"] is False
    clock.instant = after(-60 * 50)
    assert client.get(desk(forum, "/roster")).json == {"keeps": False}
    clock.instant = after(60 * 12)
    assert client.get(desk(forum, "/roster")).json == {"keeps": False}


def test_the_camera_is_allowed_on_this_page_alone(client, forum, person, at_desk):
    page, elsewhere = client.get(desk(forum)), client.get(f"/desk/forums/{forum.slug}/")
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "camera=()" in elsewhere.headers["Permissions-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


def test_the_counts_are_of_people_at_the_venue(client, forum, person, at_desk):
    make_registration(forum, Mode.WEB, organisation="島原市", by_hand=True)
    make_registration(forum, organisation="佐世保市", by_hand=True)
    check_in(forum, arrival(person))
    page = words(client.get(desk(forum)))
    assert "出席 1 予定 2" in page
    assert "まだ来ていない団体: 1団体" in page
    assert "佐世保市 0/1名" in page


def test_the_page_costs_as_many_statements_for_many_people_as_for_one(client, forum, person, at_desk):
    def cost():
        return statements(lambda: client.get(desk(forum), query_string={"q": "市"}))

    check_in(forum, arrival(person))
    few = cost()
    for _number in range(5):
        check_in(forum, arrival(make_registration(forum, by_hand=True)))
    assert cost() == few
    db.session.rollback()


def test_the_page_is_light(client, forum, person, at_desk):
    page = client.get(desk(forum), headers={"Accept-Encoding": "gzip"})
    html = client.get(desk(forum)).text
    found = set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', html))
    answers = [client.get(path, headers={"Accept-Encoding": "gzip"}) for path in found]
    answers += [page, client.get(desk(forum, "/roster")), client.get("/sw.js")]
    assert len(answers) <= 9
    assert sum(len(answer.data) for answer in answers) <= 120_000
