"""The workbook behind the clerk's link and at the desk: looked at, taken over, refused in words; all of them in one ZIP."""

import io
import re
import zipfile

import openpyxl
import pytest

from forumapp.forums.models import Role
from forumapp.inquiries.queries.inquiries import token_of
from forumapp.inquiries.queries.standing import rows_of
from forumapp.inquiries.sheets.writing import HEAD
from tests.accounts.pages import text_of, token_on
from tests.agenda.sheets.books import made
from tests.forums.factories import sign_in_as
from tests.inquiries.factories import enter as enter_people
from tests.inquiries.factories import make_asked_forum, make_inquiry, someone

FILLED = made(
    [["参加枠", "氏名", "フリガナ", "参加方法"], ["財政担当部門", "新人 次郎", "シンジン ジロウ", "Web"]]
)


@pytest.fixture
def inquiry(app):
    forum, _quotas = make_asked_forum(slug="one")
    return make_inquiry(forum)


def look(client, page, content):
    sent = {"csrf_token": token_on(client, page), "file": (io.BytesIO(content), "回答.xlsx")}
    return client.post(f"{page}/preview", data=sent, content_type="multipart/form-data")


def carried(answer):
    html = text_of(answer)
    return {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)[1]
        for name in ("csrf_token", "content", "seen")
    }


def names(inquiry):
    return [one.family_name for one in rows_of(inquiry) if one.removed_at is None]


@pytest.mark.parametrize("door", ["link", "desk"])
def test_a_workbook_is_looked_at_and_then_taken_into_the_draft(client, inquiry, door):
    page = f"/replies/{token_of(inquiry)}/workbook"
    if door == "desk":
        sign_in_as(client, inquiry.forum, Role.EDITOR)
        page = f"/desk/forums/one/inquiries/{inquiry.id}/reply/workbook"
    saved = client.get(f"{page}.xlsx")
    assert (saved.status_code, saved.headers["Cache-Control"]) == (200, "no-store")
    assert openpyxl.load_workbook(io.BytesIO(saved.data)).worksheets[0].cell(HEAD + 2, 2).value == "長崎市"
    answer = look(client, page, FILLED)
    assert (answer.status_code, "新人" in text_of(answer), names(inquiry)) == (200, True, [])
    assert client.post(page, data=carried(answer)).status_code == 303
    assert names(inquiry) == ["新人"]
    assert "変わるところはありません" in text_of(look(client, page, FILLED))


def test_what_changed_since_it_was_looked_at_is_looked_at_again(client, inquiry):
    page = f"/replies/{token_of(inquiry)}/workbook"
    fields = carried(look(client, page, FILLED))
    enter_people(inquiry, someone("同僚"))
    answer = client.post(page, data=fields)
    assert (answer.status_code, names(inquiry)) == (422, ["同僚"])
    assert "もう一度確認してください" in text_of(answer)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (made([["氏名", "参加方法"], ["新人 次郎", "両方"]]), "「両方」はありません"),
        (b"not a workbook", "ではありません"),
        (b"", "ファイルを選んでください"),
        (b"\xd0\xcf\x11\xe0", ".xls"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(client, inquiry, content, said):
    answer = look(client, f"/replies/{token_of(inquiry)}/workbook", content)
    assert (answer.status_code, said in text_of(answer), names(inquiry)) == (422, True, [])


def test_all_workbooks_come_in_one_zip_with_names_that_people_read(client, inquiry):
    make_inquiry(inquiry.forum, "422029")
    sign_in_as(client, inquiry.forum, Role.EDITOR)
    answer = client.get("/desk/forums/one/inquiries/workbooks.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        assert parts.namelist() == ["422011_長崎市_回答様式.xlsx", "422029_佐世保市_回答様式.xlsx"]
        assert all(info.flag_bits & 0x800 for info in parts.infolist())
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_strangers_link_opens_no_workbook(client, inquiry):
    for path in ("workbook", "workbook.xlsx", "workbook/preview"):
        assert client.get(f"/replies/{token_of(inquiry)[:-2]}xx/{path}").status_code == 404
