"""What an organiser does after the forum: files, summary, impressions, report, and leaving."""

import re

from playwright.sync_api import Locator

from tests.journeys import seed
from tests.journeys.visitor import Visitor


def upload(one: Visitor) -> None:
    for material in seed.SEED["materials"]:
        one.open(f"{seed.DESK}/materials/new")
        one.select("次第の項目", seed.TALKS[material["item"]])
        one.attach("ファイル", seed.FILES / material["file"])
        one.press("登録する")
    record(one)


def record(one: Visitor) -> None:
    """Upload the recordings with their captions."""
    for recording in seed.SEED["recordings"]:
        one.open(f"{seed.DESK}/recordings/new")
        one.select("次第の項目", seed.TALKS[recording["item"]])
        one.attach("動画ファイル", seed.FILES / recording["file"])
        one.attach("字幕（WebVTT または SRT）", seed.FILES / recording["captions"])
        one.press("登録する")
        one.sees_notice("録画を登録しました。")


def curate_summary(one: Visitor) -> None:
    """Make each sentence of the note that says it, and approve them theme by theme."""
    for number, theme in enumerate(seed.THEMES, 1):
        one.open(f"{seed.DESK}/summary")
        one.follow(f"テーマ{number} {theme['title']}")
        board, picks = one.page.url, one.page.locator("#picks").get_attribute("action")
        for bullet in theme["bullets"]:
            one.open(board)
            said = re.compile("^" + re.escape(bullet["text"] + bullet.get("remark", "")))
            note = one.page.locator("#picks").get_by_role("checkbox", name=said).get_attribute("value")
            one.open(f"{picks.removesuffix('picks')}bullets/new?note={note}")
            one.fill({"概要の文": bullet["text"], "補足（かっこ書き）": bullet.get("remark", "")})
            one.press("下書きに加える")
            one.sees_notice("下書きに加えました。")
        one.follow(f"{len(theme['bullets'])}件を確認して承認する")
        one.press("承認する")
        one.sees_notice(f"{len(theme['bullets'])}件の文を承認しました。")


def adopt(one: Visitor, comment: str, *, instead: str = "") -> None:
    """Adopt a comment, after editing it if there is a text ``instead``."""
    one.open(f"{seed.DESK}/feedback/impressions")
    row = _undecided(one, comment)
    if instead:
        row.get_by_role("link").click()
        one.page.wait_for_url("**/impressions/*")
        one.fill({"公開する文": instead})
        one.press("保存する")
        one.sees_notice("公開する文を保存しました。")
        row = _undecided(one, instead)
    row.get_by_role("button", name="採用する").click()
    one.section("採用した感想").get_by_text(instead or comment, exact=True).first.wait_for()


def _undecided(one: Visitor, comment: str) -> Locator:
    return one.section("未決定の感想").get_by_role("listitem").filter(has_text=comment)


def publish_report(one: Visitor) -> None:
    one.open(f"{seed.DESK}/report")
    one.follow("公開時の表示を確認する")
    one.open(f"{seed.DESK}/report")
    one.follow("公開に進む")
    one.press("公開する")
    one.sees_notice("開催報告を公開しました。")


def ask_for_feedback(one: Visitor) -> None:
    one.open(f"{seed.DESK}/feedback")
    one.press("感想のお願いを送る")


def close_feedback(one: Visitor) -> None:
    one.open(f"{seed.DESK}/feedback")
    one.follow("受付を締め切る")
    one.press("締め切って集計を確定する")
    one.sees_notice("感想の受付を締め切り、集計を確定しました。")


def add_paper(one: Visitor, comment: str) -> None:
    one.open(f"{seed.DESK}/feedback/impressions")
    one.follow("紙の感想を加える")
    one.fill({"書かれたままの文": comment, "同意の記録": "用紙の「公開してよい」に丸"})
    one.tick("書いた人は公開に同意しています")
    one.press("加える")
    one.sees_notice("感想を加えました。")


def export(one: Visitor) -> dict[str, bytes]:
    """Download the registrations both ways, one straight after the other; returns the files by name."""
    one.open(f"{seed.DESK}/registrations")
    files = {}
    for button in ("Excelで出力", "CSVで出力"):
        with one.page.expect_download() as download:
            one.page.get_by_role("button", name=button).click()
        files[download.value.suggested_filename] = download.value.path().read_bytes()
    return files


def walk_the_desk(one: Visitor) -> None:
    """Open every place of the forum's navigation."""
    one.open(f"{seed.DESK}/")
    places = one.page.get_by_role("navigation", name="このフォーラムの管理").get_by_role("link")
    for address in places.evaluate_all("all => all.map(one => one.getAttribute('href'))"):
        one.open(address)


def copy(one: Visitor, title: str, slug: str) -> None:
    one.open(f"{seed.DESK}/")
    one.follow("複製する")
    one.fill({"フォーラムの名称": title, "ページのアドレス": slug})
    one.press("複製する")
    one.sees_notice("複製しました。公開するまで、担当者以外には見えません。")
    one.sees_heading(title)


def sign_out(one: Visitor) -> None:
    one.press("サインアウト")
    one.sees_notice("サインアウトしました。")
    one.open(f"{seed.DESK}/")
    one.sees_heading("サインイン")
