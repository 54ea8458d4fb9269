"""What people do who have no account: register, write notes, give feedback."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.journeys import seed
from tests.journeys.visitor import Visitor


@dataclass(frozen=True)
class Person:
    """Somebody invented who takes part."""

    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    organisation: str
    department: str
    track: str
    mode: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.family_name} {self.given_name}"


ON_SITE, WEB = "会場で参加", "Webで参加"
SASEBO = Person(
    "佐世保",
    "花子",
    "させぼ",
    "はなこ",
    "佐世保市",
    "情報政策",
    seed.INFORMATION,
    ON_SITE,
    "hanako@sasebo.example.jp",
)
OMURA = Person(
    "大村", "次郎", "オオムラ", "ジロウ", "大村市", "財政", seed.MONEY, WEB, "jiro@omura.example.jp"
)
GOTO = Person(
    "五島",
    "みどり",
    "ゴトウ",
    "ミドリ",
    "五島市",
    "情報政策",
    seed.INFORMATION,
    ON_SITE,
    "midori@goto.example.jp",
)
IKI = Person(
    "壱岐", "三郎", "イキ", "サブロウ", "壱岐市", "情報政策", seed.INFORMATION, WEB, "saburo@iki.example.jp"
)
HIRADO = Person(
    "平戸",
    "四葉",
    "ヒラド",
    "ヨツバ",
    "平戸市",
    "情報政策",
    seed.INFORMATION,
    WEB,
    "yotsuba@hirado.example.jp",
)


def register(one: Visitor, person: Person, *, clumsily: bool = False) -> str:
    """Register through the public form and its page of checking; returns the address of the personal page.

    Clumsily: first without a name, and with a change after checking.
    """
    one.open(f"{seed.PUBLIC}/")
    one.follow("参加を申し込む")
    one.choose("参加方法", person.mode)
    one.choose("部会", person.track)
    one.fill({"団体名": person.organisation, "メールアドレス": person.email})
    one.select("部門", person.department)
    if clumsily:
        one.press("内容を確認する", expecting=422)
        names, readings = ("姓", "名"), ("姓（フリガナ）", "名（フリガナ）")
        refusals = [f"{name}：入力してください。" for name in names]
        refusals += [f"{reading}：フリガナを入力してください。" for reading in readings]
        assert one.texts(".error-summary li") == refusals
    one.fill({"姓": person.family_name, "名": person.given_name})
    one.fill({"姓（フリガナ）": person.family_kana, "名（フリガナ）": person.given_kana})
    one.press("内容を確認する")
    one.sees_heading(f"{seed.TITLE} 内容の確認")
    if clumsily:
        one.press("内容を変更する")
        one.fill({"配慮が必要なこと": "前の方の席を希望します。"})
        one.press("内容を確認する")
    one.press("この内容で申し込む")
    one.sees_heading("参加登録を受け付けました")
    return one.page.url.split("?")[0]


def cancel(one: Visitor) -> None:
    one.follow("参加をキャンセル")
    one.press("キャンセルする")
    one.sees_notice("参加登録をキャンセルしました。")


def lose_link(one: Visitor, person: Person) -> None:
    one.open(f"{seed.PUBLIC}/registration/lost-link")
    one.fill({"申込みに使ったメールアドレス": person.email})
    one.press("メールを送る")
    one.sees_heading(f"{seed.TITLE} メールをご確認ください")


def write_notes(one: Visitor, link: str) -> None:
    """Write the seed's bullets: three rows are on the page, a fourth comes after saving or, with script, by Enter."""
    one.open(link)
    if one.scripted:
        expect(one.page.locator("#save-bar")).to_have_count(0)  # the lines are drawn, and saved by themselves
    for number, theme in enumerate(seed.THEMES, 1):
        if one.scripted:
            one.page.locator("#theme-tabs a").nth(number - 1).click()
        rows = one.page.get_by_label(f"テーマ{number}の意見", exact=True)
        for place, bullet in enumerate(theme["bullets"]):
            if place == rows.count():
                _make_room(one)
            rows.nth(place).fill(bullet["text"] + bullet.get("remark", ""))
            if one.scripted:
                rows.nth(place).press("Enter")
    _save(one)
    one.open(link)
    if one.scripted:
        expect(one.page.locator("#save-bar")).to_have_count(0)
    told = [bullet["text"] + bullet.get("remark", "") for theme in seed.THEMES for bullet in theme["bullets"]]
    written = one.page.locator("#notes textarea").evaluate_all("all => all.map(one => one.value)")
    assert [text for text in written if text] == told


def _make_room(one: Visitor) -> None:
    assert not one.scripted
    one.press("保存する")
    one.sees_notice("保存しました。")


def _save(one: Visitor) -> None:
    if one.scripted:
        expect(one.page.locator("#save-state")).to_have_text(re.compile(r"保存しました \d+:\d\d"))
    else:
        one.press("保存する")


def give_feedback(one: Visitor, link: str, comment: str, rating: str) -> None:
    one.open(link)
    one.choose("全体の評価", rating)
    one.fill({"感想・ご意見": comment})
    one.tick("この感想を、名前を出さずに公開してもかまいません")
    one.press("送信する")
    one.sees_heading("ご回答ありがとうございました")
