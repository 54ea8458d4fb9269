"""How the seed's report comes about: slides of the speakers, recordings, twelve comments of which five are chosen."""

import re
from pathlib import Path
from zipfile import ZipFile

from tests.journeys import seed
from tests.journeys.attending import ON_SITE, WEB, Person
from tests.journeys.visitor import Visitor

TOWNS = ("長崎市", "佐世保市", "島原市", "諫早市", "大村市", "平戸市")
TOWNS += ("松浦市", "対馬市", "壱岐市", "五島市", "西海市", "雲仙市")
COMMENTS = (
    *seed.IMPRESSIONS,
    *(
        "会場が少し寒かった。",
        "資料をもっと早くいただけると助かります。",
        "当市の出島花子が司会に向いています。",
    ),
    *("詳しくは095-822-1234までお電話ください。", "次回は休憩を長くしてほしい。", "特にありません。"),
    "Webの音声が途切れました。",
)
"""What twelve people write; the first five are those of the seed."""
MAIL = "@town.example.jp"
NUMBERS = (("一", "イチ"), ("二", "ジ"), ("三", "サブ"), ("四", "シ"), ("五", "ゴ"), ("六", "ロク"))
NUMBERS += (("七", "シチ"), ("八", "ハチ"), ("九", "ク"), ("十", "ジュウ"), ("百", "ヒャク"), ("千", "セン"))
PEOPLE = [
    Person(
        *("試験", f"{number}郎", "シケン", f"{reading}ロウ", town, "情報政策", seed.INFORMATION),
        mode=WEB if place < 5 else ON_SITE,
        email=f"p{place:02}{MAIL}",
    )
    for place, (town, (number, reading)) in enumerate(zip(TOWNS, NUMBERS, strict=True))
]
"""Twelve people, one of each town; five of them come by Web."""
SHOWN, HIDDEN = "会場で班に分かれて話し合う参加者", "受付の様子"
"""Two photographs; those on the second did not agree."""


def ask_speakers(one: Visitor, names: list[str]) -> None:
    """Enter an address for each speaker and send them their links."""
    one.open(f"{seed.DESK}/speakers")
    for number, name in enumerate(names):
        one.page.get_by_label(re.compile(f"{re.escape(name)}.*のメールアドレス")).fill(f"s{number}{MAIL}")
    one.press("入力したアドレスを保存する")
    for name in names:
        one.page.get_by_label(re.compile(f"{re.escape(name)}.*を選ぶ")).check()
    one.press("確認を依頼する")
    one.press(f"{len(names)}名に送信する")


def hand_in(one: Visitor, link: str, title: str, file: str) -> None:
    """Hand in slides by a speaker's own link, and allow to publish them."""
    one.open(link)
    one.follow(f"資料を提出する（{title}）")
    one.attach("資料のファイル", seed.FILES / file)
    one.choose("資料の公開", "フォーラムのページで公開してよい")
    one.press("提出する")
    one.sees_notice("資料を受け取りました。事務局だけが見られます。")


def publish_slides(one: Visitor) -> None:
    """Let the public see what the speakers handed in."""
    one.open(f"{seed.DESK}/materials")
    links = one.page.get_by_role("link", name=re.compile("^変更・差し替え"))
    for address in links.evaluate_all("all => all.map(one => one.getAttribute('href'))"):
        one.open(address)
        one.choose("見られる人", "公開（だれでも見られます）")
        one.press("保存する")


def add_photographs(one: Visitor) -> None:
    """Add two photographs; only those on the first agreed to be shown."""
    for alt, caption, talk in ((SHOWN, "グループワークの様子", "opening"), (HIDDEN, "", "prefecture")):
        one.open(f"{seed.DESK}/report/photographs/new")
        one.attach("写真", seed.FILES / f"files/nagasaki-{talk}.png")
        one.fill({"写真の説明": alt, "写真に添える文": caption})
        if alt == SHOWN:
            one.tick("写っている人から、公開の同意を得ています")
        one.press("保存する")
        one.sees_notice("写真を追加しました。")


def prepare(one: Visitor) -> None:
    """Take the outline that is offered, choose figures, and have a second person approve whatever is published."""
    one.open(f"{seed.DESK}/report/preparation")
    one.follow("日時・会場・主催から作った文を入れる")
    one.fill(
        {
            "開催概要の文": one.field("開催概要の文").input_value()
            + "\n\n### ねらい\n\n- 先進団体の情報を**共有**する"
        }
    )
    for name in (
        "参加者数（登録と出席）",
        "参加方法別（会場・Web）",
        "団体の種別ごと（都道府県・市・町など）",
    ):
        one.choose("載せる数字", name)
    one.tick("公開の前に、ほかの担当者が承認します（決裁）")
    one.press("保存する")
    one.sees_notice("報告の準備を保存しました。")


def hand_in_report(one: Visitor, note: str = "") -> None:
    """Ask for the approval of the report as it is now; ``note`` says what a correction mends."""
    one.open(f"{seed.DESK}/report")
    one.follow("訂正版の公開に進む" if note else "公開に進む")
    if note:
        one.fill({"訂正の内容": note})
    one.press("承認を依頼する")


def approve(one: Visitor) -> None:
    """Read what was handed in, and approve it."""
    one.open(f"{seed.DESK}/report/approval")
    one.follow("公開される内容を読む")
    one.open(f"{seed.DESK}/report/approval")
    one.choose("判断", "承認する")
    one.press("決定する")
    one.sees_notice("承認し、公開しました。")


def correct(one: Visitor, before: str, after: str) -> None:
    """Mend an adopted comment that is public already."""
    one.open(f"{seed.DESK}/feedback/impressions")
    row = one.section("採用した感想").get_by_role("listitem").filter(has_text=before)
    row.get_by_role("link", name=re.compile("^編集")).click()
    one.page.wait_for_url("**/impressions/*")
    one.fill({"公開する文": after})
    one.press("保存する")
    one.sees_notice("公開する文を保存しました。")


def export(one: Visitor, folder: Path) -> None:
    """Download the static copy with all its files, and unpack it into a folder."""
    one.open(f"{seed.DESK}/report")
    one.follow("静的なHTMLを書き出す")
    for box in one.page.get_by_role("group", name="一緒に入れるファイル").get_by_role("checkbox").all():
        box.check()
    with one.page.expect_download() as download:
        one.page.get_by_role("button", name="ZIPを書き出す").click()
    with ZipFile(download.value.path()) as archive:
        archive.extractall(folder)
