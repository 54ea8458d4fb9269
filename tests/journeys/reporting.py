"""How the seed's report comes about: slides of the speakers, recordings, twelve comments of which five are chosen."""

import copy
import re
from datetime import date
from typing import Any

import yaml

from tests.journeys import seed
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


def programme(day: date) -> str:
    """Return the seed's forum as a document before anything of its report was made: no file, summary or comment."""
    made: dict[str, Any] = {"format": seed.SEED["format"]}
    forum = copy.deepcopy(seed.FORUM)
    for name in ("reported", "retention_days"):
        forum.pop(name)
    starts = seed.wall(forum["starts"])
    forum |= {"slug": seed.SLUG, "date": day.isoformat(), "starts": starts}
    forum |= {"registration": {"switch": "open"}, "seats": {"on_site": 60, "web": 100}}
    made |= {"forum": forum, "audience": seed.SEED["audience"], "tracks": seed.SEED["tracks"]}
    agenda = copy.deepcopy(seed.SEED["agenda"])
    for item in [*agenda, *(child for one in agenda for child in one.get("children", []))]:
        item |= {name: seed.wall(item[name]) for name in ("start", "end") if name in item}
    said = [(place, one) for place, theme in enumerate(seed.THEMES, 1) for one in theme["bullets"]]
    notes = [
        {"key": f"n{number}", "theme": place, "text": one["text"] + one.get("remark", "")}
        for number, (place, one) in enumerate(said)
    ]
    work = {
        "item": "group-work",
        "themes": [{"title": theme["title"]} for theme in seed.THEMES],
        "groups": [{"name": "1班", "notes": notes}],
    }
    made |= {"agenda": agenda, "group_work": [work]}
    return yaml.safe_dump(made, allow_unicode=True, sort_keys=False)


def participants() -> str:
    """Return a list of twelve people, one of each town, as CSV."""
    lines = [
        f"{town},試験 {'一二三四五六七八九十百千'[number]}郎,会場,{seed.INFORMATION},p{number:02}{MAIL}"
        for number, town in enumerate(TOWNS)
    ]
    return "\n".join(["団体名,氏名,参加方法,部会,メールアドレス", *lines]) + "\n"


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


def needs_approval(one: Visitor) -> None:
    """Have a second person approve whatever is published of the report."""
    one.open(f"{seed.DESK}/report/preparation")
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
