"""Workbooks for the tests: the draft's own, changed cell by cell, or made from nothing."""

from base64 import urlsafe_b64encode
from io import BytesIO
from zlib import compress

import openpyxl

from forumapp.agenda import queries
from forumapp.agenda.services.sheets import write_sheet
from forumapp.agenda.sheets.reading import read_sheet
from forumapp.agenda.sheets.wording import LIMITS
from forumapp.agenda.sheets.writing import workbook
from forumapp.core.actor import SYSTEM
from forumapp.core.sheets.opening import open_sheets
from tests.accounts.factories import writing

SHEET = "次第"


def changed(forum, change):
    """The draft's workbook after ``change`` (a function of the sheet), saved without computing anything."""
    book = openpyxl.load_workbook(BytesIO(workbook(forum)))
    change(book[SHEET])
    return saved(book)


def made(rows):
    """A workbook of plain rows, as somebody types it from nothing."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def programme_book(*rows):
    """A workbook of titles and minutes."""
    return made([["内容", "分"], *rows])


def saved(book):
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def carried(data):
    """A file as the page of a preview carries it."""
    return urlsafe_b64encode(compress(data)).decode()


def read(data):
    return read_sheet(open_sheets(data, LIMITS))


def write(forum, data, *, withdraw=False):
    """Import a workbook; says whether anything changed."""
    with writing():
        return write_sheet(forum, read(data), by=SYSTEM, withdraw=withdraw)


def times(forum):
    """The draft in print: (title, start, end) of each row."""
    rows = queries.draft_programme(forum).walk()
    return [(row.title, row.start, row.end) for row in rows if row.id is not None]
