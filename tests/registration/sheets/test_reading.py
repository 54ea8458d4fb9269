"""Lists as offices write them are understood; what was mended is said, and what nobody can know is a fault."""

from datetime import datetime

import pytest

from forumapp.core.db import db
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.forums.models import Mode
from forumapp.registration.models import Entry, FieldKind, SeatRules
from forumapp.registration.models import RegistrationState as State
from forumapp.registration.queries.listing import Filter, everything
from forumapp.registration.queries.registrations import printed_receipt
from forumapp.registration.tables import rows_of, write_csv, write_xlsx
from tests.accounts.factories import writing
from tests.forums.factories import make_forum, make_organisation
from tests.registration.factories import make_line, make_lists, make_question, make_quota, make_registration
from tests.registration.sheets import lists
from tests.registration.sheets.lists import as_book, as_csv, look, numbers, take


@pytest.fixture
def forum(app):
    make_lists()
    return make_forum(seats_on_site=None, seats_web=None)


def read(forum, *rows):
    """The people of a list of few columns: organisation, name, way, and what is mended."""
    plan = look(forum, as_book(rows))
    assert plan.notes.faults == []
    return [(one.owner.text, one.wanted.values, one.mode) for one in plan.new]


def faults_of(forum, *rows):
    return [(one.column, one.code) for one in look(forum, as_book(rows)).notes.faults]


def test_columns_may_be_moved_and_named_otherwise_with_notes_above_and_totals_below(forum):
    rows = [
        ["令和6年度フォーラム 参加者名簿"],
        [],
        ["№", "参加形態", "お名前【必須】", "ふりがな", "市町村名", "所属課", "備考"],
        [1, "オンライン", "髙﨑　翼 様", "たかさき つばさ", "長崎市役所", "ｼｽﾃﾑ課", "窓側"],
        [],
        [2, "来場", "𠮷野 花子", "ﾖｼﾉ ﾊﾅｺ", "〃", "財政課～契約課", ""],
        [3, "", "", "", "", "", ""],
        ["合計", "", "2名", "", "", "", ""],
        ["※欠席の方は別紙のとおり"],
    ]
    plan = look(forum, as_book(rows))
    assert plan.notes.faults == []
    assert [(one.owner.text, one.mode, one.wanted.values) for one in plan.new] == [
        (
            "長崎市",
            Mode.WEB,
            {
                "family_name": "髙﨑",
                "given_name": "翼",
                "family_kana": "タカサキ",
                "given_kana": "ツバサ",
                "unit": "システム課",
            },
        ),
        (
            "長崎市",
            Mode.ON_SITE,
            {
                "family_name": "𠮷野",
                "given_name": "花子",
                "family_kana": "ヨシノ",
                "given_kana": "ハナコ",
                "unit": "財政課〜契約課",
            },
        ),
    ]
    assert lists.repairs(plan) == [
        (4, "お名前【必須】", "honorific", "髙﨑　翼 様", "髙﨑　翼"),
        (4, "ふりがな", "kana", "たかさき つばさ", "タカサキ ツバサ"),
        (4, "所属課", "kana_width", "ｼｽﾃﾑ課", "システム課"),
        (4, "市町村名", "organisation", "長崎市役所", "長崎市"),
        (6, "市町村名", "same_as_above", "〃", "長崎市役所"),
        (6, "ふりがな", "kana", "ﾖｼﾉ ﾊﾅｺ", "ヨシノ ハナコ"),
        (6, "所属課", "wave_dash", "財政課～契約課", "財政課〜契約課"),
        (6, "市町村名", "organisation", "長崎市役所", "長崎市"),
        (8, "", "total", "合計 2名", ""),
        (9, "", "note", "※欠席の方は別紙のとおり", ""),
    ]
    assert plan.unread == ["№", "備考"]


def test_headings_of_two_rows_and_merged_cells_are_read(forum):
    rows = [
        ["団体", "氏名", None, "フリガナ", None, "参加方法"],
        [None, "姓", "名", "姓", "名", None],
        ["諫早市", "山田", "太郎", "ヤマダ", "タロウ", "会場"],
        [None, "鈴木", "花子", "スズキ", "ハナコ", "会場"],
    ]

    def merge(sheet):
        for area in ("A1:A2", "B1:C1", "D1:E1", "F1:F2", "A3:A4"):
            sheet.merge_cells(area)

    plan = look(forum, as_book(rows, merge))
    assert plan.notes.faults == []
    assert [(one.owner.text, one.wanted.name, one.wanted.kana) for one in plan.new] == [
        ("諫早市", "山田太郎", "ヤマダタロウ"),
        ("諫早市", "鈴木花子", "スズキハナコ"),
    ]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_texts_of_every_encoding_and_delimiter_give_the_same_people(forum, encoding, delimiter):
    content = as_csv([lists.person(1, 姓="山﨑"), lists.person(2)], encoding, delimiter=delimiter)
    plan = look(forum, content)
    assert (plan.notes.faults, [one.wanted.name for one in plan.new]) == ([], ["山﨑太郎一", "佐藤太郎二"])


@pytest.mark.parametrize(
    ("code", "name", "meant", "mended"),
    [
        ("042201", "", None, "code_check"),
        ("12025", "", "012025", "code_zero"),
        ("１２０２５", "函館市", "012025", "code_zero"),
        (12025, "", "012025", "code_zero"),
        ("42201", "長崎市", "422011", "code"),
        ("12203", "市川市", "122033", "code"),
        ("12203", "士別市", "012203", "code_zero"),
        ("12203", "", None, "code_ambiguous"),
    ],
)
def test_a_code_that_lost_its_zero_is_proved_by_its_check_digit_or_by_the_name(
    forum, code, name, meant, mended
):
    plan = look(
        forum, as_book([["団体コード", "団体名", "氏名", "参加方法"], [code, name, "山田 太郎", "会場"]])
    )
    if meant is None:
        assert [one.code for one in plan.notes.faults] == [mended]
    else:
        assert [(one.owner.organisation.code) for one in plan.new] == [meant]
        assert (mended, meant) in [(one.code, one.after) for one in plan.notes.repairs]


def test_an_organisation_is_found_by_every_spelling_but_never_guessed(forum):
    make_line(forum, prefecture="34")
    make_organisation(name="地方情報機構")
    head = ["団体名", "氏名", "参加方法"]
    found = {
        name: read(forum, head, [name, "山田 太郎", "会場"])[0][0]
        for name in (
            "長崎県",
            "長与町役場",
            "東京都府中市",
            "府中市",
            "竜ヶ崎市",
            "地方情報機構",
            "株式会社れい",
        )
    }
    assert found == {
        "長崎県": "長崎県", "長与町役場": "長与町", "東京都府中市": "府中市", "府中市": "府中市",
        "竜ヶ崎市": "龍ケ崎市", "地方情報機構": "地方情報機構", "株式会社れい": "株式会社れい",
    }  # fmt: skip
    for name in ("長崎", "ナガサキ市", "池田町", "存在しない市"):
        assert faults_of(forum, head, [name, "山田 太郎", "会場"])[0][1] in {
            "organisation_unknown", "organisation_ambiguous",
        }  # fmt: skip


def test_cells_that_a_spreadsheet_spoiled_are_named(forum):
    head = ["団体名", "氏名", "参加方法", "所属", "役職"]
    assert faults_of(forum, head, ["長崎市", "山田 太郎", "会場", datetime(2024, 4, 1), "#N/A"]) == [
        ("所属", "date_cell"), ("役職", "excel_error"),
    ]  # fmt: skip
    assert faults_of(forum, head, ["長崎市", '=B1&"子"', "会場", "", ""]) == [("氏名", "formula")]


def test_a_row_that_is_wider_than_its_heading_is_no_row(forum):
    content = "団体名,氏名,参加方法\r\n長崎市,山田 太郎,会場\r\n長崎市,総務部,鈴木 花子,会場\r\n".encode(
        "cp932"
    )
    assert lists.faults(look(forum, content)) == [(3, "", "too_wide")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02", "no_xlsx"),
        (b"\x81 \xff\xff,", "encoding"),
        ('団体名,氏名\r\n長崎市,"山田'.encode(), "quotes"),
        ("住所,電話\r\n長崎市,0958221111\r\n".encode(), "no_header"),
        (b"\xd0\xcf\x11\xe0old", "old"),
        (b"%PDF-1.7\n", "no_xlsx"),
        (b"PK\x03\x04broken", "broken"),
        ("氏名,団体名,自治体名\r\n山田,長崎市,長崎市\r\n".encode(), "twice"),
        (b"a,b\r\n" * 300_000, "too_big"),
        ("氏名,団体名\r\n".encode() + b"a,b\r\n" * 20_001, "too_long"),
    ],
)
def test_files_that_are_no_list_are_refused_by_name(forum, content, code):
    with pytest.raises(UnreadableSheet) as refused:
        look(forum, content)
    assert refused.value.code == code


def test_the_export_comes_back_without_a_change_as_workbook_and_as_csv(forum):
    question = make_question(forum, FieldKind.CHOICES, "昼食", choices="弁当\nパン")
    make_registration(
        forum,
        given_name="花子",
        title="=1+1",
        unit="+81 95 822 1111",
        answers={question.id: "弁当\nパン"},
        needs="車椅子\n手話",
    )
    make_registration(
        forum, organisation="株式会社れい", family_name="Smith", given_name="John", family_kana=""
    )
    listed = everything(forum, Filter())
    rows = rows_of(listed, [question], {})
    for content in (write_csv(rows), write_xlsx(rows, forum.title)):
        plan = look(forum, content)
        assert (plan.notes.faults, numbers(plan)) == ([], (2, 0, 0, 2))
    edited = [[cell.replace("=1+1", "主査") for cell in row] for row in rows]
    assert [one.values for one in take(forum, write_csv(edited)).changed] == [{"title": "主査"}]


def test_somebody_is_known_by_receipt_else_by_organisation_and_name(forum):
    first = make_registration(
        forum, family_name="山田", given_name="太郎", family_kana="ヤマダ", given_kana="タロウ"
    )
    head = ["受付番号", "団体名", "姓", "名", "フリガナ", "参加方法", "役職", "メールアドレス"]

    def one(
        receipt,
        organisation="長崎市",
        family="山田",
        given="太郎",
        kana="ヤマダ タロウ",
        title="課長",
        email="",
    ):
        plan = look(
            forum, as_book([head, [receipt, organisation, family, given, kana, "会場", title, email]])
        )
        return ([fault.code for fault in plan.notes.faults] or [numbers(plan)[1:3]])[0]

    assert one(printed_receipt(first).lower()) == (0, 1)
    assert one("") == (0, 1)
    assert one("", family="山田太郎", given="") == (0, 1)
    assert one(first.receipt, family="山本") == (0, 1)
    assert one(first.receipt, family="佐藤", given="花子", kana="サトウ ハナコ") == "receipt_other"
    assert one("", organisation="諫早市") == (1, 0)
    assert one("", kana="ヤマタ タロウ") == "same_name"
    assert one("", kana="ヤマタ タロウ", email=first.email) == (0, 1)
    assert one("", kana="ヤマタ タロウ", email="another@city.example.jp") == (1, 0)


def test_a_person_in_two_quotas_has_two_seats_and_each_is_found_again(forum):
    with writing():
        db.session.add(SeatRules(forum_id=forum.id, entry=Entry.BOTH))
    line = make_line(forum)
    first, second = make_quota(line, "情報政策担当部門", seats=1), make_quota(line, "財政担当部門", seats=1)
    head = ["団体名", "参加枠", "氏名", "参加方法", "役職"]
    rows = [
        ["長与町", first.label, "山田 太郎", "会場", "課長"],
        ["長与町", second.label, "山田 太郎", "Web", "課長"],
    ]
    plan = take(forum, as_book([head, *rows]))
    assert [(one.quota.id, one.mode) for one in plan.new] == [(first.id, Mode.ON_SITE), (second.id, Mode.WEB)]
    assert numbers(take(forum, as_book([head, *rows]))) == (2, 0, 0, 2)
    assert faults_of(forum, [head[0], *head[2:]], ["長与町", "山田 太郎", "", "部長"]) == [
        ("氏名", "several")
    ]
    assert faults_of(forum, head, *rows, rows[0]) == [("氏名", "twice")]


def test_without_a_seat_there_is_a_fault_or_with_a_tick_a_place_on_the_list(forum):
    head = ["団体名", "氏名", "参加方法"]
    rows = [["長崎市", f"山田 {name}", "会場"] for name in ("一", "二", "三")]
    with writing():
        db.session.merge(forum).seats_on_site = 2
    assert faults_of(forum, head, *rows) == [("参加方法", "no_seat_room")]
    assert [one.waits for one in look(forum, as_book([head, *rows]), waits=True).new] == [False] * 3
    with writing():
        db.session.add(SeatRules(forum_id=forum.id, has_waiting=True))
    plan = take(forum, as_book([head, *rows]), waits=True)
    assert (plan.waiting, numbers(plan)) == (1, (3, 3, 0, 0))
    states = [one.state for one in everything(forum, Filter(state=None))]
    assert sorted(states) == [State.CONFIRMED, State.CONFIRMED, State.WAITING]
    assert numbers(take(forum, as_book([head, *rows]), waits=True)) == (3, 0, 0, 3)
