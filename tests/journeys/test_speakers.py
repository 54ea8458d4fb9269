"""From the organiser's entering an address to the approved line and the slides seen at the desk (issue: Speakers)."""

import pytest

from tests.journeys.seed import FILES
from tests.journeys.site import Site
from tests.journeys.test_answers import DESK, sign_in
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

NAME, ITEM = "若草　誠", "デジタル人材の採用と財源"
ADDRESS = "wakakusa@pref.aoba.example.jp"
CORRECTED = "あおば県総務部人事課 課長 若草　誠"


def ask(office: Visitor) -> None:
    """Enter the address, choose the speaker, look at the number, send."""
    office.open(f"{DESK}/speakers")
    office.fill({f"{NAME}さんのメールアドレス": ADDRESS})
    office.press("入力したアドレスを保存する")
    office.sees_notice("アドレスを保存しました。")
    office.tick(f"{NAME}さんを選ぶ")
    office.press("確認を依頼する")
    office.press("1名に送信する")
    office.sees_notice("1名に送信します。")


def answer(guest: Visitor, link: str) -> None:
    """Correct the line, approve it, send slides, leave a number and a time."""
    guest.open(link)
    guest.press(f"このとおりでよい（{ITEM}）")
    guest.follow(f"訂正する（{ITEM}）")
    guest.fill({"役職": "課長"})
    guest.press("このように訂正する")
    guest.sees_notice("訂正しました。事務局にも伝わります。")
    guest.follow(f"資料を提出する（{ITEM}）")
    guest.press("提出する", expecting=422)
    guest.attach("資料のファイル", FILES / "files" / "aoba-guide.pdf")
    guest.choose("資料の公開", "フォーラムのページで公開してよい")
    guest.press("提出する")
    guest.sees_notice("資料を受け取りました。事務局だけが見られます。")
    guest.follow("変更（当日の電話番号）")
    guest.fill({"当日の電話番号": "０９０−００００−１１１１"})
    guest.press("保存する")
    guest.follow("変更（都合の悪い時間）")
    guest.field("日にち").first.select_option(index=1)
    guest.press("保存する")
    guest.sees_notice("都合の悪い時間を保存しました。")


def test_a_speaker_is_asked_corrects_the_line_and_sends_slides(tmp_path, visitors):
    site = Site(tmp_path, demo=True)
    try:
        site.run("demo", "load")
        site.deliver()
        office = visitors(site, scripted=True)
        sign_in(office)
        ask(office)
        (letter,) = [one for one in site.deliver() if one.to == ADDRESS]
        link = letter.link("/speakers/")
        answer(visitors(site, scripted=False, width=375), link)

        office.open(f"{DESK}/speakers")
        (row,) = [
            text
            for text in office.texts("tbody tr")
            if text.startswith(f"{NAME.replace(chr(0x3000), ' ')}さん")
        ]
        for told in (
            "登壇者が訂正",
            CORRECTED.replace("\u3000", " "),
            "提出済み",
            "aoba-guide.pdf",
            "090-0000-1111",
        ):
            assert told in row
        office.follow(NAME.replace("\u3000", " "))
        office.open(f"{DESK}/speakers/pasting")
        office.examine(f"{DESK}/speakers")

        again = visitors(site, scripted=True)
        for page in ("", "phone", "unavailability", "note"):
            again.open(link + page)
        again.open(link)
        again.follow(f"訂正する（{ITEM}）")
        again.open(link)
        again.follow(f"資料を差し替える（{ITEM}）")
        again.examine("/speakers/")
        site.let_pass()
        news = [one for one in site.deliver() if "登壇者からの連絡" in one.subject]
        assert {one.to for one in news} == {"owner@demo.example.jp", "editor@demo.example.jp"}
    finally:
        site.close()
