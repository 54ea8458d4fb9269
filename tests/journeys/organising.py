"""What an organiser does, step by step, in the order of a real forum. Each step leaves the browser on a checked page."""

from datetime import date
from typing import Any

from playwright.sync_api import expect

from tests.journeys import seed
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

PASSWORD = "a long phrase of the journey"
ADDRESS = "organiser@soumu.example.jp"


def give_account(site: Site, address: str, name: str, *flags: str) -> None:
    """Make an account in the shell, as whoever sets up a server does."""
    command = ("account", "create", address, "--name", name, *flags, "--password-stdin")
    site.run(*command, typed=PASSWORD + "\n")


def sign_in(one: Visitor, address: str = ADDRESS) -> None:
    one.open("/desk/")
    one.fill({"メールアドレス": address, "パスワード": PASSWORD})
    one.press("サインインする")
    one.sees_heading("担当するフォーラム")


def create(one: Visitor, day: date) -> None:
    one.follow("フォーラムを作成する")
    one.press("作成する", expecting=422)
    one.fill({"フォーラムの名称": seed.TITLE, "主管する団体": "総務省", "ページのアドレス": seed.SLUG})
    one.fill({"開催日": f"{day.year}年{day.month}月{day.day}日"})
    one.select("団体の種類", "国の機関")
    one.press("作成する")
    one.sees_heading(seed.TITLE)


def found(one: Visitor, day: date) -> None:
    """Create the forum, with all that is known before there is a programme."""
    sign_in(one)
    create(one, day)
    set_facts(one)
    set_venue(one)
    set_hosts(one)


def add_colleague(one: Visitor, address: str, name: str) -> None:
    """Let somebody else edit the forum, too."""
    one.open(f"{seed.DESK}/people")
    one.fill({"氏名": name, "メールアドレス": address})
    one.press("追加する")
    assert address in " ".join(one.texts("section[aria-labelledby=members] td"))


def set_facts(one: Visitor) -> None:
    one.open(f"{seed.DESK}/facts")
    one.fill({"概要": seed.FORUM["summary"], "開始時刻": "午後1時半", "英語の名称": seed.FORUM["title_en"]})
    one.fill({"担当部署・担当者": "地域情報化企画室", "電話番号": "０３-0000-0000"})
    one.fill({"メールアドレス": "office@soumu.example.jp"})
    one.press("保存する")
    one.sees_notice("基本情報を保存しました。")


def move_to(one: Visitor, day: date) -> None:
    one.open(f"{seed.DESK}/facts")
    one.fill({"開催日": f"{day.year}/{day.month}/{day.day}"})
    one.press("保存する")
    one.sees_notice("基本情報を保存しました。")


def set_venue(one: Visitor) -> None:
    venue = seed.FORUM["venue"]
    one.open(f"{seed.DESK}/venue")
    one.follow("新しい会場を登録する")
    one.fill({"会場名": venue["name"], "郵便番号": venue["postal_code"], "住所": venue["address"]})
    one.fill(
        {"部屋1の名前": "101会議室", "部屋1の定員": "60", "部屋2の名前": "102会議室", "部屋2の定員": "40"}
    )
    one.press("保存する")
    one.sees_notice("会場を登録しました。部屋と定員を確認してください。")
    one.choose("開催方法", "会場とWebの併用")
    one.select("会場と部屋", f"{venue['name']} 101会議室")
    one.fill({"会場の定員": "60", "Webの定員": "100"})
    one.fill({"Web会議のアドレス": "https://meeting.example.jp/secret-room"})
    one.press("保存する")
    one.sees_notice("会場と開催方法を保存しました。")


def set_hosts(one: Visitor) -> None:
    one.open(f"{seed.DESK}/hosts")
    one.fill({"団体名または団体コード": "総務省"})
    one.press("追加する")
    one.sees_notice("「総務省」を追加しました。")


def add_tracks(one: Visitor) -> None:
    for track in seed.SEED["tracks"]:
        one.open(f"{seed.DESK}/agenda/tracks/new")
        one.fill({"名称": track["name"], "名称(英語)": track["name_en"]})
        for department in track["departments"]:
            one.choose("対象部門", seed.DEPARTMENTS[department])
        one.choose("開催方法", "Webのみ" if track.get("mode") == "web" else "会場・Web")
        one.press("追加する")
        one.sees_notice(f"部会「{track['name']}」を追加しました。")


def set_audience(one: Visitor) -> None:
    tracks = {track["key"]: track["name"] for track in seed.SEED["tracks"]}
    for line in seed.SEED["audience"]:
        one.open(f"{seed.DESK}/audience/lines/new")
        one.fill({"表示名": line["label"]})
        if "municipalities_of" in line:
            one.choose("対象", "都道府県内のすべての市区町村")
            one.select("都道府県", "長崎県")
        else:
            one.choose("対象", "1つの団体")
            one.fill({"団体名またはコード": "長崎県"})
        one.press("保存する")
        one.sees_notice("参加対象を追加しました。")
        for quota in line["quotas"]:
            one.follow(f"参加枠を追加（{line['label']}）")
            one.fill({"参加枠の名称": quota["label"], "1団体あたりの人数": str(quota["seats"])})
            one.fill({"希望する職位": quota.get("ranks", "")})
            one.select("部門", seed.DEPARTMENTS[quota["department"]])
            one.select("部会", tracks[quota["track"]])
            one.press("保存する")
            one.sees_notice("参加枠を追加しました。")


def add_agenda(one: Visitor) -> None:
    one.open(f"{seed.DESK}/agenda")
    for number, item in enumerate(seed.PLENARY):
        add_item(one, item, {"開始時刻": seed.wall(item["start"]) if number == 0 else ""})
    add_item(one, seed.PARALLEL, {"時間": ""})
    tracks = {track["key"]: track["name"] for track in seed.SEED["tracks"]}
    for item in seed.PARALLEL["children"]:
        add_item(
            one,
            item,
            {"終了の表記": item["end_text"]},
            {"部会": tracks[item["track"]], "まとまり": seed.PARALLEL["title"]},
        )


def add_item(
    one: Visitor, item: dict[str, Any], typed: dict[str, str], chosen: dict[str, str] | None = None
) -> None:
    one.open(f"{seed.DESK}/agenda/items/new")
    minutes = str(item.get("minutes", ""))
    one.fill({"件名": item["title"], "件名(英語)": item["title_en"], "時間": minutes, **typed})
    one.select("種類", seed.KINDS[item.get("kind", "talk")])
    for label, option in (chosen or {}).items():
        one.select(label, option)
    one.press("追加する")
    keep(one)
    one.sees_notice(f"「{item['title']}」を次第に追加しました。")
    for speaker in item.get("speakers", []):
        add_speaker(one, item["title"], speaker)


def add_speaker(one: Visitor, item: str, speaker: dict[str, Any]) -> None:
    one.follow(f"登壇者を追加（{item}）")
    one.page.get_by_role("link", name="登壇者を追加", exact=True).first.wait_for()
    one.open(f"{one.page.url}/new")
    one.fill({"姓": speaker["family_name"], "名": speaker["given_name"]})
    one.fill({"敬称": speaker.get("honorific", ""), "団体": speaker.get("organisation", "")})
    one.fill({"部署": speaker.get("unit", ""), "役職": speaker.get("title", "")})
    one.press("追加する")
    one.sees_notice("登壇者を追加しました。")
    if "?" in speaker["family_name"]:
        confirm_name(one, speaker)
    one.follow("次第に戻る")


def confirm_name(one: Visitor, speaker: dict[str, Any]) -> None:
    """Say, on the page of an item's speakers, that a damaged name is to be published as it is."""
    name = f"{speaker['family_name']} {speaker['given_name']}"
    one.press(f"この表記のまま公開することを確認した（{name}）")
    one.sees_notice("氏名を確認済みにしました。公開ページに氏名が載ります。")


def publish(one: Visitor) -> None:
    one.open(f"{seed.DESK}/publication")
    one.press("公開する")
    one.sees_notice("フォーラムのページを公開しました。")


def open_registration(one: Visitor) -> None:
    one.open(f"{seed.DESK}/registration-period")
    one.choose("受付の切り替え", "いますぐ受付を開始する(日時に関係なく受付中)")
    one.press("保存する")
    one.sees_notice("受付期間を保存しました。")


def release(one: Visitor, desk: str = seed.DESK) -> None:
    """Let the public see the draft, and let everybody be told whom it concerns."""
    one.open(f"{desk}/agenda")
    one.follow("確認して公開する")
    one.press("公開前の確認へ進む")
    one.press("公開する")
    one.sees_heading("次第を公開しました")


def change_minutes(one: Visitor, item: str, minutes: int) -> None:
    """Change the length on the item's own page; what it would do is looked at first where it moves others."""
    one.open(f"{seed.DESK}/agenda")
    one.follow(item)
    one.fill({"時間": str(minutes), "終了の表記": ""})
    one.press("保存する")
    keep(one)
    one.sees_notice(f"「{item}」を保存しました。")


def move_item(one: Visitor, item: str, direction: str) -> None:
    one.open(f"{seed.DESK}/agenda")
    said = f"「{item}」を動かしました。"
    one.page.locator("#agenda-table summary").filter(has_text=f"（{item}）").click()
    if not one.scripted:
        one.press(f"{direction}（{item}）")
        keep(one)
        one.sees_notice(said)
        return
    one.page.get_by_role("button", name=f"{direction} （{item}）").click()
    one.page.get_by_role("button", name="この内容で保存する").click()
    expect(one.page.locator("#live")).to_have_text(said)


def keep(one: Visitor) -> None:
    """Go on from the page that says what a change would do, if it came."""
    if one.page.get_by_role("heading", level=1, name="変更の確認").is_visible():
        one.press("この内容で保存する")


def set_up_groupwork(one: Visitor, facilitator: str) -> None:
    one.open(f"{seed.DESK}/groupwork")
    for theme in seed.THEMES:
        one.follow("テーマを追加")
        one.fill({"テーマ": theme["title"]})
        one.press("保存する")
        one.sees_notice("テーマを追加しました。")
    one.follow("班を追加")
    one.select("部屋", "102会議室")
    one.fill({"進行役の氏名": "進行 太郎", "進行役のメールアドレス": facilitator})
    one.press("保存する")
    one.sees_notice("班を追加しました。")
    one.follow("1班")
    one.press("リンクをメールで送る")
    one.sees_notice(f"{facilitator}にリンクを送ります。")


def seat(one: Visitor, person: str) -> None:
    one.open(f"{seed.DESK}/groupwork")
    one.page.get_by_role("link", name="0人").click()
    one.page.wait_for_url("**/members")
    one.choose("班の人", person)
    one.press("保存する")
    one.sees_notice("班の人を保存しました。")
