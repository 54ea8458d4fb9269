"""The seed's inquiry from asking 22 organisations to the final list: web, Excel, nobody, late, substitute, switch, reception."""

import re
from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import openpyxl
import pytest
from playwright.sync_api import expect

from forumapp.attendance.queries.presence import first_check_ins
from forumapp.core import clock as clocks
from forumapp.core.db import db
from forumapp.directory import register
from forumapp.forums.models import Role
from forumapp.inquiries.queries import inquiries as asked
from forumapp.registration.models import AudienceKind
from forumapp.registration.queries.registrations import token_of
from tests.accounts.factories import sign_in
from tests.forums.factories import make_forum, sign_in_as
from tests.journeys.receiving import Desk, receive, registered
from tests.registration.factories import make_line, make_lists, make_quota
from tests.serving import hand_over
from tests.serving import site as site

pytestmark = pytest.mark.browser

JULY = datetime(2024, 7, 1, 1, 0, tzinfo=UTC)
AFTER_THE_DEADLINE = datetime(2024, 7, 20, 1, 0, tzinfo=UTC)
THE_DAY = datetime(2024, 8, 1, 4, 0, tzinfo=UTC)
ADDRESSES = [f"{one.code}\tclerk@{one.code}.example.jp" for one in register.municipalities_of("42")] + [
    "長崎県\tsomu@pref.example.jp"
]
WEB, ON_SITE = "Web参加", "会場参加"


@pytest.fixture
def time_goes_by(monkeypatch):
    """Let the clock run from a moment on; called again it jumps."""

    def begin(moment):
        began = datetime.now(UTC)
        monkeypatch.setattr(clocks, "_source", [lambda: moment + (datetime.now(UTC) - began)])

    begin(JULY)
    return begin


@pytest.fixture
def forum(app, time_goes_by):
    """The forum of the seed, with its quotas: 21 municipalities with 2, 1, 1 seats, the prefecture with 5, 1, 1."""
    make_lists()
    made = make_forum(
        day=date(2024, 8, 1), starts=time(13, 30), ends=time(16, 10), seats_on_site=60, seats_web=100
    )
    municipalities = make_line(made, label="長崎県内市町")
    prefecture = make_line(made, AudienceKind.ORGANISATION, "長崎県", organisation="420000")
    for line, names in (
        (municipalities, ("情報政策担当部門", "財政担当部門", "人事担当部門")),
        (prefecture, ("デジタル戦略課", "財政課", "人事課")),
    ):
        for name, seats in zip(names, (2 if line is municipalities else 5, 1, 1), strict=True):
            make_quota(line, name, seats)
    return made


@pytest.fixture
def enter(forum, client, address):
    """Let somebody's browser be the organiser's, anew after each jump of the clock."""
    account = sign_in_as(client, forum, Role.OWNER)

    def entered(visitor):
        sign_in(client, account)
        hand_over(client, visitor.context, address)
        return visitor

    return entered


@pytest.fixture
def office(visitors, enter, address):
    """The organiser at a wide screen."""
    return enter(visitors(SimpleNamespace(address=address), scripted=True))


def link_to(forum, organisation):
    """Return where the clerk of an organisation answers."""
    db.session.rollback()
    (found,) = [one for one in asked.inquiries_of(forum) if one.organisation.name == organisation]
    return f"/replies/{asked.token_of(found)}/"


def ask(office, forum):
    """Open replies of organisations and ask all 22: two choices, addresses of five."""
    office.open(f"/desk/forums/{forum.slug}/seat-rules")
    office.choose("申込みの方法", "団体の担当者がまとめて回答する")
    office.choose("キャンセル待ち", "受け付ける")
    office.press("保存する")
    office.open(f"/desk/forums/{forum.slug}/inquiries/new")
    office.fill({"宛先": "\n".join(ADDRESSES), "回答期限の日": "令和6年7月19日"})
    office.press("団体と宛先を確認する")
    office.press("22団体に照会を送る")


def say_who(clerk, name, email):
    clerk.follow("担当者（回答する方）")
    clerk.fill({"担当部署": "総務課", "担当者の氏名": name, "メールアドレス": email})
    clerk.press("保存する")


def add(clerk, quota, family_name, mode):
    clerk.follow(f"参加者を追加する （{quota}）")
    clerk.choose("参加方法", mode)
    clerk.fill(
        {
            "姓": family_name,
            "名": "一",
            "姓（フリガナ）": "シケン",
            "名（フリガナ）": "ハジメ",
            "部署名": "総務課",
        }
    )
    clerk.press("途中保存する")


def hand_in(clerk):
    clerk.follow("確認して提出する", clerk.page.locator(".buttons"))
    clerk.press("この内容で提出する")


def submit(clerk):
    hand_in(clerk)
    clerk.sees_heading("回答を受け付けました")


def answer_by_web(clerk, page):
    """Four people: both seats of 情報政策, one of 財政, one of 人事."""
    clerk.open(page)
    say_who(clerk, "長崎 庶務", "clerk@nagasaki.example.jp")
    add(clerk, "情報政策担当部門", "網田", ON_SITE)
    add(clerk, "情報政策担当部門", "伊王", ON_SITE)
    add(clerk, "財政担当部門", "浦上", WEB)
    add(clerk, "人事担当部門", "江平", WEB)
    submit(clerk)


def answer_by_excel(clerk, page, folder):
    """Save the workbook, fill two of its lines, and bring it back."""
    clerk.open(page)
    say_who(clerk, "佐世保 庶務", "clerk@sasebo.example.jp")
    clerk.follow("Excelの回答様式")
    with clerk.page.expect_download() as saved:
        clerk.page.get_by_role("link", name="回答様式を保存する").click()
    path = folder / "reply.xlsx"
    saved.value.save_as(path)
    fill_in(path)
    clerk.attach("回答様式のファイル(.xlsx)", path)
    clerk.press("変わる内容を確認する")
    clerk.press("この内容で途中保存する")
    submit(clerk)


def fill_in(path):
    book = openpyxl.load_workbook(path)
    sheet = book.active
    places = {cell.value: cell.column for cell in sheet[head_of(sheet)]}
    rows = [
        row for row in range(head_of(sheet) + 1, sheet.max_row + 1) if sheet.cell(row, places["参加枠"]).value
    ]
    for row, (name, mode) in zip(rows, (("大野", ON_SITE), ("柿坂", WEB)), strict=False):
        for heading, value in (
            ("姓", name),
            ("名", "一"),
            ("姓（フリガナ）", "シケン"),
            ("名（フリガナ）", "ハジメ"),
            ("参加方法", mode),
        ):
            sheet.cell(row, places[heading]).value = value
    book.save(path)


def head_of(sheet):
    return next(row[0].row for row in sheet.iter_rows() if any(cell.value == "参加枠" for cell in row))


def answer_nobody(clerk, page):
    clerk.open(page)
    clerk.follow("どなたも参加しない")
    clerk.press("参加者なしと回答する")
    clerk.sees_heading("回答を受け付けました")


def answer_late(clerk, office, forum):
    """The clerk comes too late and reads whom to ask; the office answers for them."""
    page = link_to(forum, "諫早市")
    clerk.open(page)
    expect(clerk.page.get_by_text("回答の受付は終了しました。")).to_be_visible()
    assert clerk.page.get_by_role("link", name="参加者を追加する").count() == 0
    office.open(f"/desk/forums/{forum.slug}/board")
    office.press("代理入力（諫早市）")
    office.press("入力を続ける")
    say_who(office, "諫早 庶務", "clerk@isahaya.example.jp")
    add(office, "情報政策担当部門", "喜々津", ON_SITE)
    hand_in(office)
    office.sees_notice("回答を提出しました。担当者のアドレスがあれば、控えをお送りします。")


def send_a_substitute(clerk, page):
    """Both seats of 情報政策 are taken; somebody else takes one of them over."""
    clerk.open(page)
    clerk.follow("別の方と交代 （伊王 一）")
    clerk.fill({"姓": "小浦", "名": "一", "姓（フリガナ）": "シケン", "名（フリガナ）": "ハジメ"})
    clerk.press("途中保存する")
    submit(clerk)


def switch(participant, registration):
    """Come to the venue after all, by one's own link."""
    participant.open(f"/registrations/{token_of(registration)}/mode")
    participant.choose("参加方法", "会場で参加")
    participant.press("変更する")


def seats_in(row):
    """Return the figures of a line of the quota board: seats used of those there are."""
    return re.findall(r"\d+/\d+", row)


def test_the_inquiry_of_the_seed_from_the_first_letter_to_the_final_list(
    forum, office, enter, visitors, address, time_goes_by, tmp_path
):
    site = SimpleNamespace(address=address)
    ask(office, forum)
    nagasaki, sasebo, shimabara, isahaya = (
        visitors(site, scripted=scripted, width=width)
        for scripted, width in ((False, 375), (True, 1280), (True, 375), (False, 1280))
    )
    answer_by_web(nagasaki, link_to(forum, "長崎市"))
    answer_by_excel(sasebo, link_to(forum, "佐世保市"), tmp_path)
    answer_nobody(shimabara, link_to(forum, "島原市"))
    send_a_substitute(nagasaki, link_to(forum, "長崎市"))
    time_goes_by(AFTER_THE_DEADLINE)
    answer_late(isahaya, enter(office), forum)
    switch(shimabara, registered(forum, "浦上"))

    office.open(f"/desk/forums/{forum.slug}/board")
    names = [re.sub(r"\d+", "", name).strip() for name in office.texts("tbody th")]
    rows = dict(zip(names, office.texts("tbody tr"), strict=True))
    assert len(rows) == 22
    assert seats_in(rows["長崎市"]) == ["2/2", "1/1", "1/1", "4/4"]
    assert seats_in(rows["佐世保市"]) == ["2/2", "0/1", "0/1", "2/4"]
    assert "参加者なし" in rows["島原市"]
    assert seats_in(rows["諫早市"]) == ["1/2", "0/1", "0/1", "1/4"]
    assert seats_in(office.texts("tfoot tr")[0])[-1] == "7/91"

    time_goes_by(THE_DAY)
    first = Desk(enter(office), forum, "受付1")
    second = Desk(enter(visitors(site, scripted=True)), forum, "受付2")
    receive(first, second, forum, ("網田", "大野", "小浦"))
    second.connect()
    first.connect()
    receive(first, second, forum, ("喜々津", "網田", "浦上"))
    first.connect()
    second.connect()

    office.open(f"/desk/forums/{forum.slug}/attendance?all=1")
    listed = {row.split()[0]: row for row in office.texts("tbody tr")}
    assert {name: ("出席 受付" in row, "欠席" in row) for name, row in listed.items()} == {
        **dict.fromkeys(("網田", "小浦", "浦上", "大野", "喜々津"), (True, False)),
        **dict.fromkeys(("江平", "柿坂"), (False, True)),
    }
    db.session.rollback()
    desks = {one.registration.family_name: one.desk for one in first_check_ins(forum).values()}
    assert desks == {"網田": "受付1", "小浦": "受付1", "浦上": "受付1", "大野": "受付2", "喜々津": "受付1"}
