"""From a registration by Web to the calendar of the guest and back (issue: "Must show", journey of answers)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys import answering, attending, organising
from tests.journeys.attending import WEB
from tests.journeys.letters import Received
from tests.journeys.site import Site, free_port
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

DESK = "/desk/forums/aoba"
EDITOR, PASSWORD = "editor@demo.example.jp", "forumapp-demo-2026"
GUEST = "hatsune@city.aoba.example.jp"


def moment() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"


def register(guest: Visitor) -> str:
    guest.open("/forums/aoba/registration")
    guest.choose("参加方法", WEB)
    guest.choose("部会", "情報政策担当部会")
    guest.fill({"団体名": "あおば市", "メールアドレス": GUEST, "姓": "初音", "名": "かなで"})
    guest.select("部門", "情報政策")
    guest.fill({"姓（フリガナ）": "ハツネ", "名（フリガナ）": "カナデ"})
    guest.press("内容を確認する")
    guest.press("この内容で申し込む")
    guest.sees_heading("参加登録を受け付けました")
    return guest.page.url.split("?")[0]


def sign_in(office: Visitor) -> None:
    office.open("/desk/")
    office.fill({"メールアドレス": EDITOR, "パスワード": PASSWORD})
    office.press("サインインする")


def answer_on_desk(office: Visitor) -> list[str]:
    """Return what the list of registrations says of the guest's answer."""
    office.open(f"{DESK}/registrations?text=初音")
    return office.texts("td[data-label=出欠の返事]")


def to_guest(letters: list[Received]) -> Received:
    (letter,) = [letter for letter in letters if letter.to == GUEST]
    assert letter.event is not None
    return letter


def test_an_answer_by_mail_is_shown_and_counts_for_the_time_it_was_given_for(tmp_path, visitors):
    port = free_port()
    site = Site(tmp_path, demo=True, settings={"FORUMAPP_MAIL_INBOX": "forum@mail.example.jp"})
    try:
        site.run("demo", "load")
        site.begin("mail", "receive", "--lmtp", f"127.0.0.1:{port}")
        site.deliver()
        guest, office = (visitors(site, scripted=False, width=width) for width in (375, 1280))
        page = register(guest)
        invited = to_guest(site.deliver())
        assert (invited.event.method, invited.event.sequence) == ("REQUEST", 0)

        answering.hand_in(
            port,
            answering.reply(invited, "ACCEPTED", answered_at=moment()),
            answering.organiser_of(invited),
        )
        sign_in(office)
        assert answer_on_desk(office) == ["出席"]
        guest.open(page)
        assert "今の返事：" in guest.texts("#answer p")[0]

        office.open(f"{DESK}/agenda")
        office.follow("班ごとの発表")
        office.fill({"時間": "30"})
        office.press("保存する")
        organising.keep(office)
        assert site.deliver() == []
        organising.release(office, DESK)
        moved = to_guest(site.deliver())
        assert (moved.event.method, moved.event.uid) == ("REQUEST", invited.event.uid)
        assert moved.event.sequence == 1
        assert moved.event.end == invited.event.end + timedelta(minutes=10)
        assert answer_on_desk(office) == ["前の日時への回答"]

        guest.open(page)
        guest.press("出席する")
        assert answer_on_desk(office) == ["出席"]
        attending.cancel(guest)
        gone = to_guest(site.deliver())
        assert (gone.event.method, gone.event.uid, gone.event.sequence) == ("CANCEL", invited.event.uid, 2)
    finally:
        site.close()
