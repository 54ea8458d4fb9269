"""A thousand rows of CP932 with more than thirty different faults: each is listed; corrected and imported once, twice."""

import pytest

from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.registration.models import AudienceKind, Entry, FieldKind, SeatRules
from forumapp.registration.services import changing
from forumapp.registration.services.importing import ListRefused
from tests.accounts.factories import writing
from tests.agenda.factories import add_track
from tests.forums.factories import make_forum
from tests.registration.factories import make_line, make_lists, make_question, make_quota, make_registration
from tests.registration.sheets import lists
from tests.registration.sheets.lists import HEAD, as_csv, person

QUESTIONS = ["到着日", "人数", "昼食"]
SAME = {
    "団体コード": "",
    "団体名": "長崎市",
    "姓": "同名",
    "名": "一",
    "姓（フリガナ）": "ドウメイ",
    "名（フリガナ）": "ハジメ",
}
FAULTS = {
    "name_missing": ("姓", {"姓": "", "名": ""}),
    "name_damaged": ("姓", {"姓": "?橋"}),
    "not_a_name": ("姓", {"姓": "taro@city.example.jp"}),
    "too_long": ("所属", {"所属": "課" * 201}),
    "not_kana": ("姓（フリガナ）", {"姓（フリガナ）": "田中"}),
    "kana_half": ("名（フリガナ）", {"名（フリガナ）": ""}),
    "control": ("役職", {"役職": "主\x01査"}),
    "excel_error": ("所属", {"所属": "#REF!"}),
    "organisation_missing": ("団体名", {"団体コード": "", "団体名": ""}),
    "organisation_unknown": ("団体名", {"団体コード": "", "団体名": "長先市"}),
    "organisation_ambiguous": ("団体名", {"団体コード": "", "団体名": "府中市"}),
    "organisation_differs": ("団体コード", {"団体コード": "422011", "団体名": "佐世保市"}),
    "code": ("団体コード", {"団体コード": "長崎", "団体名": ""}),
    "code_check": ("団体コード", {"団体コード": "422012", "団体名": ""}),
    "code_unknown": ("団体コード", {"団体コード": "429996", "団体名": ""}),
    "code_ambiguous": ("団体コード", {"団体コード": "12203", "団体名": ""}),
    "mode_missing": ("参加方法", {"参加方法": ""}),
    "mode_unknown": ("参加方法", {"参加方法": "両方"}),
    "department_unknown": ("部門", {"部門": "情報"}),
    "rank_unknown": ("職位", {"職位": "課長"}),
    "track_unknown": ("部会", {"部会": "第9部会"}),
    "state_unknown": ("状態", {"状態": "検討中"}),
    "email": ("メールアドレス", {"メールアドレス": "taro＠city"}),
    "email_several": ("メールアドレス", {"メールアドレス": "a@city.example.jp;b@city.example.jp"}),
    "consent": ("名簿への掲載", {"名簿への掲載": "要相談"}),
    "quota_unknown": ("参加枠", {"参加枠": "広報担当部門"}),
    "quota_not_meant": ("参加枠", {"参加枠": "県の枠"}),
    "receipt": ("受付番号", {"受付番号": "0000"}),
    "receipt_unknown": ("受付番号", {"受付番号": "ACDE-3467"}),
    "weekday": ("到着日", {"到着日": "令和6年8月1日(金)"}),
    "answer_date": ("到着日", {"到着日": "令和6年2月30日"}),
    "answer_number": ("人数", {"人数": "三人"}),
    "answer_choice": ("昼食", {"昼食": "うどん"}),
}
"""A fault by its code: the column that is named, and the cells that make it."""


def world():
    """A forum with two quotas, a track, three questions, and people whose rows cannot be meant so."""
    make_lists()
    forum = make_forum(seats_on_site=None, seats_web=None)
    with writing():
        db.session.add(SeatRules(forum_id=forum.id, entry=Entry.BOTH))
        add_track(forum, "第1部会")
    make_quota(make_line(forum), "情報政策担当部門", seats=2)
    county = make_line(forum, label="長崎県", kind=AudienceKind.ORGANISATION, organisation="420000")
    make_quota(county, "県の枠", seats=1)
    make_question(forum, FieldKind.DATE, "到着日")
    make_question(forum, FieldKind.NUMBER, "人数")
    make_question(forum, FieldKind.CHOICE, "昼食", choices="弁当\nなし")
    return forum


def people():
    """A thousand sound rows, the first of each quota's two seats taken by name."""
    return [person(number, 部門="") for number in range(1000)]


def test_each_of_more_than_thirty_faults_is_listed_with_its_row_and_column(app):
    forum = world()
    known = make_registration(forum, family_name="既存", given_name="太郎", email="known@city.example.jp")
    gone = make_registration(forum, family_name="取消", given_name="次郎")
    with writing():
        changing.cancel(gone, by=lists.SYSTEM, by_hand=True)
    rows = people()
    expected = []

    def spoil(number, column, code, **cells):
        rows[number] = {**rows[number], **cells}
        expected.append((number + 2, column, code))

    for place, (code, (column, cells)) in enumerate(FAULTS.items()):
        spoil(10 + place * 20, column, code, **cells)
    spoil(800, "姓", "twice", **rows[799])
    spoil(810, "受付番号", "receipt_other", 受付番号=known.receipt)
    spoil(820, "受付番号", "ended", 受付番号=gone.receipt)
    for number in (830, 831, 832):
        rows[number] |= {"団体コード": "422011", "団体名": "長崎市", "参加枠": "情報政策担当部門"}
    expected.append((834, "参加枠", "no_seat_quota"))
    head = [*HEAD, *QUESTIONS]
    content = as_csv(rows, head=head)
    plan = lists.look(forum, content)
    assert lists.faults(plan) == sorted(expected)
    assert len({code for _row, _column, code in expected}) >= 30
    assert [one for one in plan.notes.faults if not one.message or "%(" in one.message] == []
    with pytest.raises(ListRefused):
        lists.take(forum, content)
    db.session.rollback()
    assert lists.numbers(lists.look(forum, as_csv(people(), head=head))) == (1000, 1000, 0, 0)


def test_the_corrected_list_goes_in_whole_and_a_second_time_changes_nothing(app):
    forum = world()
    content = as_csv(people(), head=[*HEAD, *QUESTIONS])
    assert lists.numbers(lists.take(forum, content)) == (1000, 1000, 0, 0)
    assert lists.numbers(lists.take(forum, content)) == (1000, 0, 0, 1000)
    changed = people()
    changed[7] |= {"役職": "課長", "参加方法": "Web参加", "到着日": "R6.8.1"}
    plan = lists.take(forum, as_csv(changed, head=[*HEAD, *QUESTIONS]))
    assert lists.numbers(plan) == (1000, 0, 1, 999)
    one = plan.changed[0]
    assert (one.wanted.row, one.values, one.mode, list(one.answers.values())) == (
        9, {"title": "課長"}, Mode.WEB, ["2024-08-01"],
    )  # fmt: skip
    again = lists.take(forum, as_csv(changed, encoding="utf-8-sig", head=[*HEAD, *QUESTIONS]))
    assert lists.numbers(again) == (1000, 0, 0, 1000)
