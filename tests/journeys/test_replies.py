"""From the mailed inquiry to the receipt: one clerk answers for four people, another says that nobody comes."""

import re
from collections.abc import Iterator

import pytest

from tests.journeys.letters import Received
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

OWNER, PASSWORD = "owner@demo.example.jp", "forumapp-demo-2026"
AOBA, KAWASE = "soumu@city.aoba.example.jp", "kikaku@city.kawase.example.jp"
ROWS = (
    "氏名\tフリガナ\t部署名\t役職\t参加方法\n"
    "青山 空\tアオヤマ ソラ\t総務部情報政策課\t課長\t会場\n"
    "若林 岬\tワカバヤシ ミサキ\t総務部情報政策課\t主査\tWeb\n"
    "白川 望\tシラカワ ノゾミ\t総務部情報政策課\t主任\t会場"
)


@pytest.fixture
def world(tmp_path) -> Iterator[Site]:
    made = Site(tmp_path, demo=True)
    made.run("demo", "load")
    yield made
    made.close()


def link_in(letters: list[Received], address: str, subject: str) -> str:
    (letter,) = [one for one in letters if one.to == address and one.subject.startswith(subject)]
    return letter.link("/replies/")


def answer_for_four(clerk: Visitor, page: str) -> None:
    """Say who answers, paste three rows, add a fourth person by hand, check and submit."""
    clerk.open(page)
    clerk.follow("担当者（回答する方）")
    clerk.fill({"担当部署": "総務部総務課", "担当者の氏名": "青葉 庶務", "メールアドレス": AOBA})
    clerk.press("保存する")
    clerk.sees_notice("担当者を保存しました。")
    clerk.follow("Excelから貼り付ける")
    clerk.select("参加枠", "情報政策担当部門")
    clerk.fill({"貼り付ける行": ROWS})
    clerk.press("読み取った内容を確認する")
    assert clerk.page.title().startswith("貼り付けた内容の確認")
    clerk.press("この内容で途中保存する")
    clerk.sees_notice("3名を途中保存しました。まだ提出していません。")
    clerk.follow("参加者を追加する （財政部門）")
    clerk.choose("参加方法", "Web参加")
    clerk.fill({"姓": "財津", "名": "薫", "部署名": "総務部財政課"})
    clerk.press("途中保存する")
    assert clerk.texts("#people h3") == ["情報政策担当部門 3/3", "財政部門 1/1", "人事部門 0/1"]
    clerk.follow("確認して提出する", clerk.page.locator(".buttons"))
    assert len(clerk.texts(".summary-card h2")) == 4
    clerk.press("この内容で提出する")
    clerk.sees_heading("回答を受け付けました")


def answer_nobody(clerk: Visitor, page: str) -> None:
    clerk.open(page)
    clerk.follow("どなたも参加しない")
    clerk.press("参加者なしと回答する")
    clerk.sees_heading("回答を受け付けました")


def test_a_clerk_answers_for_four_and_another_says_that_nobody_comes(world, visitors):
    letters = world.deliver()
    first, second, office = (
        visitors(world, scripted=scripted, width=width)
        for scripted, width in ((False, 375), (True, 1280), (True, 1280))
    )
    answer_for_four(first, link_in(letters, AOBA, "【照会】"))
    receipt = first.texts(".confirmation__number")[0]
    answer_nobody(second, link_in(letters, KAWASE, "【照会】"))

    (copy,) = [one for one in world.deliver() if one.to == AOBA]
    assert copy.subject.startswith("【回答の控え】")
    assert receipt in copy.text
    for name in (
        "青山　空（アオヤマ ソラ） 会場参加",
        "若林　岬（ワカバヤシ ミサキ） Web参加",
        "財津　薫 Web参加",
    ):
        assert name in copy.text

    office.open("/desk/forums/aoba/inquiries")
    office.fill({"メールアドレス": OWNER, "パスワード": PASSWORD})
    office.press("サインインする")
    states = dict(zip(office.texts("tbody th"), office.texts("tbody td[data-label=状態]"), strict=True))
    assert {re.split(r"\s", name)[0]: state for name, state in states.items()} == {
        "あおば市": "回答済",
        "あおば県": "回答済",
        "かわせ市": "参加者なし",
        "みさき町": "参加者なし",
        "やまおく村": "未送付",
    }
