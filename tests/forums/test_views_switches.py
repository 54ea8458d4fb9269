"""The organisers' pages of hosts, registration, publication, cancellation and colleagues."""

from datetime import datetime

import pytest

from forumapp.core.db import db
from forumapp.forums.models import HostRole, Mode, RegistrationSwitch, Role, State
from forumapp.forums.queries import members_of
from forumapp.forums.states import state_of
from tests.accounts.factories import make_account, sign_in
from tests.forums.factories import make_forum, make_membership, sign_in_as
from tests.forums.pages import errors_on, form_on, fresh, send, text_of

DESK = "/desk/forums/nagasaki-2024"


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024")


@pytest.fixture
def owner(forum, client):
    return sign_in_as(client, forum, Role.OWNER)


def hosts_of(forum):
    return [(host.organisation.name, host.role) for host in fresh(forum).hosts]


def test_hosts_are_added_by_name_or_code_and_taken_off(forum, client, owner):
    send(client, f"{DESK}/hosts", organisation="総務省", role="host")
    send(client, f"{DESK}/hosts", organisation="４２００００", role="cohost")
    assert hosts_of(forum) == [("総務省", HostRole.HOST), ("長崎県", HostRole.COHOST)]
    gone = forum.hosts[0].id
    send(client, f"{DESK}/hosts/{gone}/removal", page=f"{DESK}/hosts")
    assert hosts_of(forum) == [("長崎県", HostRole.COHOST)]
    token = form_on(client, f"{DESK}/hosts")["csrf_token"]
    assert client.post(f"{DESK}/hosts/{gone}/removal", data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize("name", ["府中市", "知らない団体", "999999"])
def test_a_host_that_nobody_knows_is_refused_at_its_field(forum, client, owner, name):
    answer = send(client, f"{DESK}/hosts", organisation=name)
    assert answer.status_code == 422
    assert [label for label, _sentence in errors_on(answer)] == ["団体名または団体コード"]
    assert hosts_of(forum) == []


def test_a_new_kind_of_organisation_is_entered_with_its_kind(forum, client, owner):
    send(
        client, f"{DESK}/hosts", organisation="長崎県市町村行政振興協議会", kind="association", role="support"
    )
    assert hosts_of(forum) == [("長崎県市町村行政振興協議会", HostRole.SUPPORT)]


def test_hosts_of_another_forum_cannot_be_taken_off(forum, client, owner, transaction):
    other = make_forum()
    sign_in_as(client, other)
    send(client, f"/desk/forums/{other.slug}/hosts", organisation="長崎県")
    foreign = fresh(other).hosts[0].id
    sign_in(client, owner)
    token = form_on(client, f"{DESK}/hosts")["csrf_token"]
    assert client.post(f"{DESK}/hosts/{foreign}/removal", data={"csrf_token": token}).status_code == 404
    assert hosts_of(other) == [("長崎県", HostRole.HOST)]


def test_the_registration_period_is_saved_with_times_left_out(forum, client, owner):
    answer = send(
        client,
        f"{DESK}/registration-period",
        opens="R6.7.5",
        opens_at="",
        closes="7月20日(土)",
        closes_at="",
        closes_web="2024/7/30",
        closes_web_at="正午",
    )
    assert answer.status_code == 303
    saved = fresh(forum)
    assert (saved.opens, saved.closes, saved.closes_web) == (
        datetime(2024, 7, 5),
        datetime(2024, 7, 20, 23, 59),
        datetime(2024, 7, 30, 12),
    )


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"closes": "2024/8/2"}, ("締切日", "開催日時(8月1日(木) 13:30)より前の日時にしてください。")),
        ({"opens": "2024/7/26"}, ("締切日", "受付開始(7月26日(金) 9:00)より後の日時にしてください。")),
        ({"closes": "", "closes_at": "17:00"}, ("締切日", "時刻を入力するときは、日付も入力してください。")),
        ({"registration": "maybe"}, ("受付の切り替え", "選択肢の中から選んでください。")),
    ],
)
def test_a_registration_period_that_cannot_be_is_refused_at_its_field(forum, client, owner, changed, line):
    answer = send(client, f"{DESK}/registration-period", **changed)
    assert (answer.status_code, errors_on(answer)) == (422, [line])


def test_registration_is_opened_and_closed_by_hand(forum, client, owner):
    states = []
    for switch in ("closed", "open", "dates"):
        send(client, f"{DESK}/registration-period", registration=switch)
        states.append((fresh(forum).registration, state_of(forum)))
    assert states == [
        (RegistrationSwitch.CLOSED, State.CLOSED),
        (RegistrationSwitch.OPEN, State.OPEN),
        (RegistrationSwitch.DATES, State.OPEN),
    ]


def test_a_draft_is_published_and_withdrawn(client):
    forum = make_forum(slug="nagasaki-2024", draft=True)
    sign_in_as(client, forum)
    assert client.get("/forums/nagasaki-2024/").status_code == 404
    assert send(client, f"{DESK}/publication").status_code == 303
    assert client.get("/forums/nagasaki-2024/").status_code == 200
    assert send(client, f"{DESK}/publication/withdrawal", page=f"{DESK}/publication").status_code == 303
    assert client.get("/forums/nagasaki-2024/").status_code == 404


def test_an_owner_cancels_with_a_reason_and_a_tick(forum, client, owner):
    refused = send(client, f"{DESK}/cancellation", reason="")
    assert (refused.status_code, [label for label, _text in errors_on(refused)]) == (
        422,
        ["中止の理由", "取り消せないことを確認しました"],
    )
    assert send(client, f"{DESK}/cancellation", reason="台風のため", understood="y").status_code == 303
    assert state_of(fresh(forum)) is State.CANCELLED
    assert "台風のため" in text_of(client.get(f"{DESK}/cancellation"))
    assert "台風のため" in text_of(client.get("/forums/nagasaki-2024/"))


def test_colleagues_are_invited_changed_and_let_go(forum, client, owner):
    send(client, f"{DESK}/people", name="試験 次郎", email="Two@city.example.jp", role="viewer")
    page = text_of(client.get(f"{DESK}/people"))
    assert "試験 次郎" in page
    assert "パスワード未設定" in page
    member = make_membership(forum, role=Role.VIEWER)
    assert send(client, f"{DESK}/people/{member.id}", role="editor").status_code == 303
    assert fresh(member).role is Role.EDITOR
    path = f"{DESK}/people/{member.id}"
    assert send(client, f"{path}/removal", page=path).status_code == 303
    assert client.get(path).status_code == 404


def test_the_last_owner_stays_and_is_told_why(forum, client, owner):
    ident = next(member.id for member in members(forum))
    answer = send(client, f"{DESK}/people/{ident}", role="viewer")
    assert errors_on(answer) == [
        ("役割", "責任者が1名もいなくなります。先にほかの担当者を責任者にしてください。")
    ]
    assert send(client, f"{DESK}/people/{ident}/removal", page=f"{DESK}/people/{ident}").status_code == 409
    assert [member.role for member in members(forum)] == [Role.OWNER]


def members(forum):
    db.session.expire_all()
    return members_of(forum)


def test_who_gives_up_ownership_is_led_where_they_may_look(forum, client, owner):
    make_membership(forum, role=Role.OWNER)
    mine = next(member.id for member in members(forum) if member.account_id == owner.id)
    assert send(client, f"{DESK}/people/{mine}", role="viewer").location == f"{DESK}/"
    other = make_membership(forum, account := make_account(), Role.OWNER)
    sign_in(client, account)
    path = f"{DESK}/people/{other.id}"
    assert send(client, f"{path}/removal", page=path).location == "/desk/"


def test_members_of_another_forum_are_not_there(forum, client, owner):
    foreign = make_membership(make_forum(), role=Role.VIEWER)
    assert client.get(f"{DESK}/people/{foreign.id}").status_code == 404


def test_a_meeting_is_never_on_the_public_page(client):
    url = "https://meeting.example.jp/secret"
    make_forum(slug="nagasaki-2024", join_url=url, join_note="パスコード1234", mode=Mode.WEB)
    page = text_of(client.get("/forums/nagasaki-2024/"))
    assert [word in page for word in ("13:30", url, "パスコード1234")] == [True, False, False]
