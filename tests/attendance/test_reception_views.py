"""The reception as plain pages, and what its devices ask and send."""

import json
import re
from io import BytesIO

import pytest
from PIL import Image

from forumapp.attendance import scanning
from forumapp.attendance.queries.presence import attended, first_check_ins
from forumapp.core.db import db
from forumapp.forums.models import Mode, Role
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.attendance.factories import DESK, MORNING, after, arrival, check_in, jpeg, undo
from tests.counting import statements
from tests.forums.factories import make_forum, sign_in_as
from tests.registration.factories import make_registration

STATEMENTS = 12
"""Of one check-in: who it is and whose forum (twice: before the lock and after), the person, what is known, three to write."""


@pytest.fixture
def forum(app):
    return make_forum()


@pytest.fixture
def person(forum):
    return make_registration(
        forum,
        family_name="佐藤",
        given_name="花子",
        family_kana="サトウ",
        given_kana="ハナコ",
        organisation="長崎市",
    )


@pytest.fixture
def day(person, client, clock):
    clock.instant = MORNING
    sign_in_as(client, person.forum, Role.RECEPTION)
    return clock


def desk(forum, rest=""):
    return f"/desk/forums/{forum.slug}/reception{rest}"


def words(answer):
    """Return the text of a page without its script's."""
    html = re.sub(r"(?s)<script.*?</script>|<template.*?</template>", "", answer.text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def token(client, path):
    return re.search(r'name="csrf_token"[^>]* value="(\w+)"', client.get(path).text)[1]


def send(client, forum, path, page="", **fields):
    data = {"csrf_token": token(client, desk(forum, page or path)), **fields}
    return client.post(desk(forum, path), data=data, follow_redirects=True)


def sync(client, forum, *entries, **fields):
    csrf = client.get(desk(forum, "/roster")).json["token"]
    return client.post(
        desk(forum, "/sync"), data={"csrf_token": csrf, "entries": json.dumps(entries), **fields}
    )


def entry(person, ident, at=MORNING, **values):
    return {
        "do": "in",
        "id": ident * 16,
        "person": person.id,
        "at": at.isoformat(),
        "desk": "受付1",
        **values,
    }


@pytest.mark.parametrize("text", ["佐藤", "さとう", "ｻﾄｳ", "花子　佐藤", "長崎", "佐藤花子"])
def test_people_are_found_by_name_reading_and_organisation(client, forum, person, day, text):
    make_registration(forum, family_name="別人", family_kana="ベツジン", organisation="島原市", by_hand=True)
    found = words(client.get(desk(forum), query_string={"q": text}))
    assert "佐藤 花子" in found.replace("\u3000", " ")
    assert "別人" not in found


@pytest.mark.parametrize(
    "change", [str, str.lower, lambda code: f"{code[:4]}-{code[4:]}", lambda code: f" {code} "]
)
def test_a_number_is_found_however_it_is_typed(client, forum, person, day, change):
    wide = "".join(chr(ord(one) + 0xFEE0) for one in person.receipt)
    for text in (change(person.receipt), wide):
        assert "受付する" in words(client.get(desk(forum), query_string={"q": text}))


def test_a_look_alike_is_corrected_only_where_one_number_can_be_meant(client, forum, person, day):
    with writing():
        person.receipt = "7CDEFGHJ"
    assert "佐藤" in words(client.get(desk(forum), query_string={"q": "ZCDEFGHJ"}))
    other = make_registration(forum, family_name="鈴木", by_hand=True)
    with writing():
        person.receipt, other.receipt = "DCDEFGHJ", "QCDEFGHJ"
    found = words(client.get(desk(forum), query_string={"q": "0CDEFGHJ"}))
    assert "佐藤" not in found
    assert "鈴木" not in found


def test_without_a_script_somebody_is_checked_in_and_taken_back(client, forum, person, day):
    page = words(send(client, forum, f"/people/{person.id}", f"?q={person.receipt}", desk="受付1"))
    assert "受付しました 佐藤" in page
    made = first_check_ins(forum)[person.id]
    assert made.desk == "受付1"
    again = words(send(client, forum, f"/people/{person.id}", f"?q={person.receipt}", desk="受付2"))
    assert "すでに受付済み 13:00 受付1" in again
    for one in (made.id, made.id + 1):
        send(client, forum, f"/check-ins/{one}/undo", "?")
    assert attended(forum) == set()


def test_the_same_form_sent_twice_checks_in_once(client, forum, person, day):
    for _time in range(2):
        answer = send(client, forum, f"/people/{person.id}", f"?q={person.receipt}", client_id="a" * 32)
        assert "受付しました" in words(answer)


def test_somebody_who_was_cancelled_gets_a_word_and_a_way(client, forum, person, day, clock):
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


def test_a_walk_in_of_a_full_room_keeps_what_was_typed(client, forum, person, day):
    with writing():
        forum.seats_on_site = 1
    answer = send(client, forum, "/walk-in", family_name="当日", organisation="島原市")
    assert answer.status_code == 422
    assert "会場は満席（定員1名）" in words(answer)
    assert 'value="当日"' in answer.text


def test_a_proxy_needs_a_name_and_is_shown_with_it(client, forum, person, day):
    path = f"/people/{person.id}/proxy"
    assert send(client, forum, path).status_code == 422
    page = words(send(client, forum, path, proxy_name="代理 次郎"))
    assert "代理: 代理 次郎" in page


def test_before_the_day_the_page_says_so_and_checks_nobody_in(client, forum, person, day, clock):
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


def test_a_device_gets_the_list_and_then_only_what_is_new(client, forum, person, day):
    whole = client.get(desk(forum, "/roster"))
    assert whole.headers["Cache-Control"] == "no-store"
    assert whole.json["people"] == [
        [
            person.id,
            person.receipt,
            "佐藤\u3000花子",
            "サトウ\u3000ハナコ",
            "長崎市",
            person.unit,
            "",
            "on_site",
            "confirmed",
        ]
    ]
    assert whole.json["until"] == "2024-08-01T15:00:00Z"
    day.advance(minutes=1)
    check_in(forum, arrival(person, client_id="x" * 8))
    since = {"since": whole.json["now"]}
    news = client.get(desk(forum, "/roster"), query_string=since).json
    assert (news["whole"], news["people"]) == (False, [])
    assert [(one["id"], one["undone"]) for one in news["checkIns"]] == [("x" * 8, False)]
    day.advance(minutes=1)
    since = {"since": after(2).isoformat()}
    assert client.get(desk(forum, "/roster"), query_string=since).json["checkIns"] == []
    undo(forum, "x" * 8)
    assert client.get(desk(forum, "/roster"), query_string=since).json["checkIns"][0]["undone"] is True


def test_a_device_sends_what_it_kept_in_its_order(client, forum, person, day):
    day.instant = after(30)
    answers = sync(
        client,
        forum,
        entry(person, "a", after(5)),
        {"do": "out", "id": "a" * 16},
        entry(person, "b", after(9), proxy="代理 次郎"),
        {**entry(person, "c", after(10)), "person": 2**31 - 1},
    ).json["answers"]
    assert [one.get("verdict", one.get("undone")) for one in answers] == ["done", True, "done", "unknown"]
    made = first_check_ins(forum)[person.id]
    assert (made.at, made.proxy_name) == (after(9), "代理 次郎")


def test_a_clock_that_is_wrong_does_no_harm(client, forum, person, day):
    day.instant = after(30)
    sync(client, forum, entry(person, "a", after(60 * 24 + 5)), sent_at=after(60 * 24 + 30).isoformat())
    assert first_check_ins(forum)[person.id].at == after(5)


@pytest.mark.parametrize(
    "entries",
    [
        "{}",
        "[1]",
        '[{"do": "in"}]',
        '[{"do": "out", "id": 5}]',
        '[{"do": "in", "id": "aaaaaaaaaaaa", "person": true, "at": "x"}]',
        '[{"do": "in", "id": "aaaaaaaaaaaa", "person": 1, "at": "2024-08-01T00:00:00Z", "desk": "\\u0000"}]',
        "[" * 10_000,
        json.dumps([{"do": "out", "id": "a" * 16}] * 201),
    ],
)
def test_what_no_device_of_ours_sends_is_refused_in_words(client, forum, person, day, entries):
    csrf = client.get(desk(forum, "/roster")).json["token"]
    answer = client.post(desk(forum, "/sync"), data={"csrf_token": csrf, "entries": entries})
    assert answer.status_code == 422
    assert "読み取れませんでした" in answer.json["message"]


def test_the_camera_is_allowed_on_this_page_alone(client, forum, person, day):
    page, elsewhere = client.get(desk(forum)), client.get(f"/desk/forums/{forum.slug}/")
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "camera=()" in elsewhere.headers["Permissions-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


def test_the_page_for_work_without_network_names_nobody(client, forum, person, day):
    check_in(forum, arrival(person))
    shell = client.get(desk(forum, "/shell")).text
    assert "佐藤" in client.get(desk(forum)).text
    assert "佐藤" not in shell
    assert "csrf_token" not in shell
    assert "試験" not in shell


def test_the_counts_are_of_people_at_the_venue(client, forum, person, day):
    make_registration(forum, Mode.WEB, organisation="島原市", by_hand=True)
    make_registration(forum, organisation="佐世保市", by_hand=True)
    check_in(forum, arrival(person))
    page = words(client.get(desk(forum)))
    assert "出席 1 予定 2" in page
    assert "まだ来ていない団体: 1団体" in page
    assert "佐世保市 0/1名" in page


def test_the_page_costs_as_many_statements_for_many_people_as_for_one(client, forum, person, day):
    def cost():
        return statements(lambda: client.get(desk(forum), query_string={"q": "市"}))

    check_in(forum, arrival(person))
    few = cost()
    for _number in range(5):
        check_in(forum, arrival(make_registration(forum, by_hand=True)))
    assert cost() == few
    db.session.rollback()


def photographed(client, forum, picture):
    csrf = client.get(desk(forum, "/roster")).json["token"]
    data = {"csrf_token": csrf, "frame": (picture, "frame.jpg")}
    return client.post(desk(forum, "/scan"), data=data, content_type="multipart/form-data")


def test_a_code_before_the_camera_is_read_by_the_server(client, forum, person, day):
    assert photographed(client, forum, jpeg(person.receipt)).json == {"text": person.receipt}


def test_a_picture_without_a_code_says_nothing(client, forum, person, day):
    kept = BytesIO()
    Image.new("L", (640, 480), 200).save(kept, "JPEG")
    kept.seek(0)
    assert photographed(client, forum, kept).json == {"text": ""}


def test_a_server_without_the_reader_says_so(client, forum, person, day, monkeypatch):
    monkeypatch.setattr(scanning, "zxingcpp", None)
    said = photographed(client, forum, jpeg(person.receipt)).json
    assert said == {"message": "このサーバーには、QRコードを読み取る機能が入っていません。"}


def test_the_page_is_light(client, forum, person, day):
    page = client.get(desk(forum), headers={"Accept-Encoding": "gzip"})
    html = client.get(desk(forum)).text
    found = set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', html))
    answers = [client.get(path, headers={"Accept-Encoding": "gzip"}) for path in found]
    answers += [page, client.get(desk(forum, "/roster")), client.get("/sw.js")]
    assert len(answers) <= 9
    assert sum(len(answer.data) for answer in answers) <= 120_000


def test_the_service_worker_is_at_the_root_and_never_an_old_one(client):
    answer = client.get("/sw.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_one_check_in_of_a_device_costs_few_statements(client, forum, person, day):
    csrf = client.get(desk(forum, "/roster")).json["token"]
    sent = {"csrf_token": csrf, "entries": json.dumps([entry(person, "a")])}
    assert statements(lambda: client.post(desk(forum, "/sync"), data=sent)) <= STATEMENTS
