"""Lists of participants for the tests, as offices write them."""

import csv
from io import BytesIO, StringIO

import openpyxl

from forumapp.core.actor import SYSTEM
from forumapp.directory import register
from forumapp.registration.services import importing
from forumapp.registration.sheets.opening import open_list
from tests.accounts.factories import writing

HEAD = [
    "受付番号", "団体コード", "団体名", "参加枠", "部門", "所属", "役職", "職位", "姓", "名", "姓（フリガナ）", "名（フリガナ）",
    "参加方法", "部会", "状態", "メールアドレス", "配慮が必要なこと", "名簿への掲載",
]  # fmt: skip
FAMILIES = [
    ("田中", "タナカ"),
    ("髙橋", "タカハシ"),
    ("佐藤", "サトウ"),
    ("山﨑", "ヤマサキ"),
    ("中村", "ナカムラ"),
]


def person(number, **values):
    """A sound row by heading: somebody of a municipality of Nagasaki, unlike the others of the list."""
    towns = register.municipalities_of("42")
    town, (family, kana) = towns[number % len(towns)], FAMILIES[number % len(FAMILIES)]
    row = {
        "団体コード": town.code,
        "団体名": town.name,
        "部門": "情報政策",
        "所属": "総務部総務課",
        "役職": "主査",
        "職位": "係員",
        "姓": family,
        "名": f"太郎{_letters(number)}",
        "姓（フリガナ）": kana,
        "名（フリガナ）": "タロウ",
        "参加方法": "会場参加" if number % 3 else "Web参加",
        "メールアドレス": f"taro{number}@city.example.jp",
        "名簿への掲載": "可",
    }
    return {**row, **values}


def _letters(number):
    return "".join("一二三四五六七八九〇"[int(digit) - 1] for digit in str(number))


def as_csv(people, encoding="cp932", head=HEAD, delimiter=","):
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(head)
    for row in people:
        writer.writerow([row.get(name, "") for name in head])
    return text.getvalue().encode(encoding)


def as_book(rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def look(forum, content, **options):
    return importing.look(forum, open_list(forum, content), **options)


def take(forum, content, **options):
    """Import a file; returns the plan that was carried out."""
    with writing():
        return importing.take(forum, open_list(forum, content), by=SYSTEM, **options)


def numbers(plan):
    return plan.rows, len(plan.new), len(plan.changed), plan.unchanged


def faults(plan):
    return [(one.row, one.column, one.code) for one in plan.notes.faults]


def repairs(plan):
    return [(one.row, one.column, one.code, one.before, one.after) for one in plan.notes.repairs]
