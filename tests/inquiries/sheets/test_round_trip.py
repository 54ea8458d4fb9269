"""A workbook of a reply says what typing says: unchanged it changes nothing, edited it gives the difference of the page."""

import random
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.directory import queries as directory
from forumapp.forums.models import Mode
from forumapp.inquiries.queries.frame import frame_of
from forumapp.inquiries.queries.standing import standing
from forumapp.inquiries.services import drafting, submitting
from forumapp.inquiries.services.rows import difference
from forumapp.inquiries.sheets.columns import columns_of
from forumapp.inquiries.sheets.reading import read
from forumapp.inquiries.sheets.writing import HEAD, workbook
from forumapp.registration.models import FieldKind
from forumapp.registration.wording import mode_name
from tests.accounts.factories import writing
from tests.inquiries.factories import make_asked_forum, make_inquiry, registered, someone
from tests.registration.factories import make_lists, make_question

FAMILIES = ("髙橋", "山﨑", "𠮷野", "葛\U000e0100城", "長曽我部", "Smith")
TEXTS = ("総務部〜財政課", "=1+1", "'引用", "主査", "", "+81 95 822 1111", "0012", "課\U0001f600")


def written(inquiry):
    frame = frame_of(inquiry)
    return frame, standing(inquiry, frame.quotas), workbook(frame, standing(inquiry, frame.quotas))


def taken(inquiry, content):
    """What the workbook says beside what stands; nothing may be wrong with it."""
    frame = frame_of(inquiry)
    reading = read(frame, standing(inquiry, frame.quotas), content)
    assert reading.notes.faults == []
    return difference(inquiry, reading.entered)


def edited(content, frame, change):
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    places = {column: place + 1 for place, column in enumerate(columns_of(frame))}

    def put(row, column, text):
        sheet.cell(row + HEAD + 2, places[column]).value = text

    change(sheet, put)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def said(made):
    """A difference without the lines of its source."""
    return [
        (
            row.kind,
            replace(row.entered, line=0) if row.entered else None,
            row.changes,
            [one.code for one in row.messages],
        )
        for row in made.rows
    ]


def someone_by(chance, quotas, ranks, questions):
    family = chance.choice(FAMILIES)
    return someone(
        family,
        chance.choice(quotas),
        chance.choice([Mode.ON_SITE, Mode.WEB]),
        given_name=chance.choice(["花子", "圭", "太郎"]) + chance.choice("一二三四五六七八九"),
        family_kana=chance.choice(["タカハシ", ""]),
        given_kana=chance.choice(["ハナコ", ""]),
        unit=chance.choice(TEXTS),
        title=chance.choice(TEXTS),
        rank_id=chance.choice([None, *[rank.id for rank in ranks]]),
        email=chance.choice(["", "a.b@city.example.jp"]),
        needs=chance.choice(["", "車椅子で参加します\n手話通訳"]),
        may_list=chance.random() < 0.5,
        answers={
            questions[0].id: chance.choice(["", "弁当\nパン"]),
            questions[1].id: chance.choice(["", "yes", "no"]),
        },
    )


@pytest.mark.parametrize("seed", range(6))
def test_web_and_workbook_give_the_same_difference(app, seed):
    chance = random.Random(seed)
    make_lists()
    forum, quotas = make_asked_forum(seats=(4, 4, 4))
    questions = [
        make_question(forum, FieldKind.CHOICES, "昼食", choices="弁当\nパン"),
        make_question(forum, FieldKind.YES_NO, "懇親会"),
    ]
    inquiry, ranks = make_inquiry(forum), directory.ranks()
    people = {}
    while len(people) < 4:
        one = someone_by(chance, quotas, ranks, questions)
        people.setdefault(one.key, one)
    with writing():
        for one in people.values():
            drafting.save(inquiry, one, by=SYSTEM)
        if seed % 2:
            submitting.submit(inquiry, by=SYSTEM)
    frame, stands, content = written(inquiry)
    assert taken(inquiry, content).is_empty

    living = [one.entered for one in stands if one.is_alive]
    others = [replace(living[0], title="部長", unit="", rank_id=ranks[0].id), *living[2:]]
    others.append(
        someone("新任", quotas[1], Mode.WEB, given_name="次郎", family_kana="シンニン", given_kana="ジロウ")
    )
    by_web = difference(inquiry, others)

    def change(sheet, put):
        put(0, "title", "部長")
        put(0, "unit", None)
        put(0, "rank", ranks[0].name)
        row = len(living) + 20
        for column, text in (
            ("quota", quotas[1].label), ("family_name", "新任"), ("given_name", "次郎"), ("family_kana", "ｼﾝﾆﾝ"),
            ("given_kana", "じろう"), ("mode", "オンライン"),
        ):  # fmt: skip
            put(row, column, text)
        sheet.delete_rows(1 + HEAD + 2)

    made = taken(inquiry, edited(content, frame, change))
    answered = [
        replace(
            row, entered=replace(row.entered, answers={k: v for k, v in row.entered.answers.items() if v})
        )
        if row.entered
        else row
        for row in made.rows
    ]
    plain = [
        replace(
            row, entered=replace(row.entered, answers={k: v for k, v in row.entered.answers.items() if v})
        )
        if row.entered
        else row
        for row in by_web.rows
    ]
    assert said(replace(made, rows=tuple(answered))) == said(replace(by_web, rows=tuple(plain)))


@pytest.fixture
def asked(app):
    make_lists()
    forum, quotas = make_asked_forum()
    return make_inquiry(forum), quotas


def test_an_empty_workbook_has_a_row_for_each_seat_and_is_no_macro(asked):
    inquiry, quotas = asked
    frame, _stands, content = written(inquiry)
    book = openpyxl.load_workbook(BytesIO(content))
    sheet, places = book.worksheets[0], columns_of(frame)
    labels = [sheet.cell(HEAD + 2 + row, places.index("quota") + 1).value for row in range(5)]
    assert labels == [quotas[0].label, quotas[0].label, quotas[1].label, quotas[2].label, None]
    assert sheet.cell(HEAD + 2, places.index("code") + 1).value == "422011"
    assert (sheet.freeze_panes, b"vbaProject" in content) == (f"A{HEAD + 2}", False)
    kinds = [rule.type for rule in sheet.data_validations.dataValidation]
    assert set(kinds) == {"list"}
    assert len(kinds) == 4
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(len(places))].hidden
    assert taken(inquiry, content).is_empty


def test_a_substitute_a_second_seat_and_a_missing_column_are_understood(asked):
    inquiry, quotas = asked
    with writing():
        drafting.save(inquiry, someone("山田", quotas[0], unit="総務課"), by=SYSTEM)
        drafting.save(inquiry, someone("鈴木", quotas[1]), by=SYSTEM)
        submitting.submit(inquiry, by=SYSTEM)
    frame, stands, content = written(inquiry)
    receipt = stands[0].registration.receipt

    def change(sheet, put):
        unit = columns_of(frame).index("unit") + 1
        put(0, "family_name", "代理")
        put(0, "receipt", None)
        put(0, "key", None)
        put(0, "replaces", f"{receipt[:4]}-{receipt[4:].lower()}")
        put(8, "quota", quotas[2].label)
        for column, text in (("family_name", "鈴木"), ("given_name", "花子"), ("mode", mode_name(Mode.WEB))):
            put(8, column, text)
        sheet.delete_cols(unit)

    made = taken(inquiry, edited(content, frame, change))
    assert [(row.kind.value, row.entered.name if row.entered else row.name) for row in made.rows] == [
        ("substituted", "代理　花子"), ("unchanged", "鈴木　花子"), ("new", "鈴木　花子"),
    ]  # fmt: skip
    with writing():
        drafting.take_over(inquiry, made, SYSTEM)
        submitting.submit(inquiry, by=SYSTEM)
    assert [name for name, _quota, state in registered() if state == "confirmed"] == ["鈴木", "代理", "鈴木"]


def test_rows_that_nobody_can_take_are_listed_and_another_organisations_file_is_refused(asked):
    inquiry, _quotas = asked
    frame, stands, content = written(inquiry)

    def change(_sheet, put):
        put(0, "family_name", "山田")
        put(0, "rank", "課長")
        put(1, "family_name", "鈴木")
        put(1, "mode", "両方")
        put(2, "family_name", "佐藤")
        put(2, "code", "422029")

    reading = read(frame, stands, edited(content, frame, change))
    assert [(one.row, one.code) for one in reading.notes.faults] == [
        (5, "rank_unknown"), (5, "mode_missing"), (6, "mode_unknown"), (6, "mode_missing"), (7, "organisation_differs"),
        (7, "mode_missing"),
    ]  # fmt: skip
    other = make_inquiry(inquiry.forum, "422029")
    with pytest.raises(UnreadableSheet) as refused:
        read(frame_of(other), [], content)
    assert refused.value.code == "foreign"
    db.session.rollback()
