"""What the devices of the reception ask and send."""

import json
from io import BytesIO

import pytest
from PIL import Image

from forumapp.attendance import scanning
from forumapp.attendance.queries.presence import first_check_ins
from tests.attendance.factories import after, arrival, check_in, jpeg, undo
from tests.attendance.pages import desk, entry, sync
from tests.counting import statements

STATEMENTS = 12
"""Of one check-in: who it is and whose forum (twice: before the lock and after), the person, what is known, three to write."""


def test_a_device_gets_the_list_and_then_only_what_is_new(client, forum, person, at_desk):
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
    at_desk.advance(minutes=1)
    check_in(forum, arrival(person, client_id="x" * 8))
    since = {"since": whole.json["now"]}
    news = client.get(desk(forum, "/roster"), query_string=since).json
    assert (news["whole"], news["people"]) == (False, [])
    assert [(one["id"], one["undone"]) for one in news["checkIns"]] == [("x" * 8, False)]
    at_desk.advance(minutes=1)
    since = {"since": after(2).isoformat()}
    assert client.get(desk(forum, "/roster"), query_string=since).json["checkIns"] == []
    undo(forum, "x" * 8)
    assert client.get(desk(forum, "/roster"), query_string=since).json["checkIns"][0]["undone"] is True


def test_a_device_sends_what_it_kept_in_its_order(client, forum, person, at_desk):
    at_desk.instant = after(30)
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


def test_a_strange_character_holds_nothing_up(client, forum, person, at_desk):
    answers = sync(client, forum, entry(person, "a", proxy="代理\0 次\ud800郎", desk="受\x1b付")).json[
        "answers"
    ]
    assert [one["verdict"] for one in answers] == ["done"]
    made = first_check_ins(forum)[person.id]
    assert (made.proxy_name, made.desk) == ("代理 次郎", "受付")


def test_a_clock_that_is_wrong_does_no_harm(client, forum, person, at_desk):
    at_desk.instant = after(30)
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
        '[{"do": "in", "id": "aaaaaaaaaaaa", "person": 1, "at": "2024-08-01T00:00:00Z", "desk": 5}]',
        "[" * 10_000,
        json.dumps([{"do": "out", "id": "a" * 16}] * 201),
    ],
)
def test_what_no_device_of_ours_sends_is_refused_in_words(client, forum, person, at_desk, entries):
    csrf = client.get(desk(forum, "/roster")).json["token"]
    answer = client.post(desk(forum, "/sync"), data={"csrf_token": csrf, "entries": entries})
    assert answer.status_code == 422
    assert "読み取れませんでした" in answer.json["message"]


def test_the_page_for_work_without_network_names_nobody(client, forum, person, at_desk):
    check_in(forum, arrival(person))
    shell = client.get(desk(forum, "/shell")).text
    assert "佐藤" in client.get(desk(forum)).text
    assert "佐藤" not in shell
    assert "csrf_token" not in shell
    assert "試験" not in shell


def photographed(client, forum, picture):
    csrf = client.get(desk(forum, "/roster")).json["token"]
    data = {"csrf_token": csrf, "frame": (picture, "frame.jpg")}
    return client.post(desk(forum, "/scan"), data=data, content_type="multipart/form-data")


def test_a_code_before_the_camera_is_read_by_the_server(client, forum, person, at_desk):
    assert photographed(client, forum, jpeg(person.receipt)).json == {"text": person.receipt}


def test_a_picture_without_a_code_says_nothing(client, forum, person, at_desk):
    kept = BytesIO()
    Image.new("L", (640, 480), 200).save(kept, "JPEG")
    kept.seek(0)
    assert photographed(client, forum, kept).json == {"text": ""}


def test_a_server_without_the_reader_says_so(client, forum, person, at_desk, monkeypatch):
    monkeypatch.setattr(scanning, "zxingcpp", None)
    said = photographed(client, forum, jpeg(person.receipt)).json
    assert said == {"message": "このサーバーには、QRコードを読み取る機能が入っていません。"}


def test_the_service_worker_is_at_the_root_and_never_an_old_one(client):
    answer = client.get("/sw.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_one_check_in_of_a_device_costs_few_statements(client, forum, person, at_desk):
    csrf = client.get(desk(forum, "/roster")).json["token"]
    sent = {"csrf_token": csrf, "entries": json.dumps([entry(person, "a")])}
    assert statements(lambda: client.post(desk(forum, "/sync"), data=sent)) <= STATEMENTS
