"""The pages of the workbook: save, look, import; who may, and what is said when it goes wrong."""

import re
from io import BytesIO

import openpyxl
import pytest

from forumapp.agenda import queries
from forumapp.agenda.models import Command, Release
from forumapp.agenda.services import items
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from tests.accounts.factories import writing
from tests.accounts.pages import text_of, token_on
from tests.agenda.factories import seed_programme
from tests.agenda.sheets.books import SHEET, changed, made, times
from tests.forums.factories import make_forum, sign_in_as

PAGE = "/desk/forums/one/agenda/sheet"


@pytest.fixture
def forum(app):
    forum = make_forum(slug="one")
    seed_programme(forum)
    return forum


@pytest.fixture
def editor(forum, client):
    sign_in_as(client, forum)
    return client


def look(client, data, name="次第.xlsx"):
    sent = {"csrf_token": token_on(client, PAGE), "version": version(client), "file": (BytesIO(data), name)}
    answer = client.post(f"{PAGE}/preview", data=sent, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # the client's own copy of a large body
    return answer


def version(client):
    return re.search(r'name="version"[^>]*value="(\d+)"', text_of(client.get(PAGE)))[1]


def carried(answer):
    """What the preview carries to the next step."""
    return dict(
        re.findall(r'<input[^>]*name="(csrf_token|version|content)"[^>]*value="([^"]*)"', text_of(answer))
    )


def longer(sheet):
    sheet["C3"] = 25


def test_the_workbook_is_saved_with_linked_times_a_frozen_head_and_lists(forum, editor):
    answer = editor.get("/desk/forums/one/agenda.xlsx")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''one-agenda.xlsx"
    sheet = openpyxl.load_workbook(BytesIO(answer.data))[SHEET]
    assert [cell.value for cell in sheet[1]][:12] == [
        "開始", "終了", "分", "種類", "内容", "登壇者", "部屋", "部会", "開催方法", "固定", "備考", "まとまり",
    ]  # fmt: skip
    assert [sheet[f"A{row}"].value for row in (3, 8, 9, 10)] == ["=B2", "=B7", "=A8", "=A8"]
    assert sheet["B8"].value == "=MAX(B9,B10)"
    assert (sheet["A2"].number_format, sheet.freeze_panes, sheet.column_dimensions["M"].hidden) == (
        "[h]:mm",
        "A2",
        True,
    )
    assert {str(rule.sqref)[0] for rule in sheet.data_validations.dataValidation} == set("DHIJL")


def test_nothing_changes_before_the_second_step_and_then_the_draft_alone(forum, editor):
    before, releases = times(forum), db.session.query(Release).count()
    preview = look(editor, changed(forum, longer))
    text = text_of(preview)
    assert preview.status_code == 200
    assert "6件が10分繰り下がり、終了は16:10から16:20になります。" in text
    assert "15分から25分" in text
    assert times(forum) == before
    done = editor.post(PAGE, data=carried(preview))
    assert done.status_code == 303
    db.session.expire_all()
    assert times(forum)[-1] == ("登壇発表者との質疑応答", 915, 930)
    assert db.session.query(Release).count() == releases


def test_the_same_file_once_more_says_that_nothing_changes(forum, editor):
    data = changed(forum, longer)
    editor.post(PAGE, data=carried(look(editor, data)))
    count = db.session.query(Command).count()
    again = look(editor, data)
    assert "変わるところはありません。" in text_of(again)
    editor.post(PAGE, data=carried(again))
    assert db.session.query(Command).count() == count


def test_removed_rows_are_named_and_need_a_tick(forum, editor):
    preview = look(editor, changed(forum, lambda sheet: sheet.delete_rows(7)))
    assert "ファイルに行のない項目：1件" in text_of(preview)
    refused = editor.post(PAGE, data=carried(preview))
    assert refused.status_code == 422
    assert "取り下げてよいか、確認してください。" in text_of(refused)
    assert editor.post(PAGE, data={**carried(refused), "withdraw": "y"}).status_code == 303
    assert [item.title for item in queries.items(forum.id, withdrawn=True)] == ["休憩"]


def test_every_bad_row_is_listed_and_nothing_can_be_written(forum, editor):
    def spoil(sheet):
        sheet["C3"], sheet["A4"], sheet["G5"] = -5, "昼すぎ", "ない部屋"

    before = times(forum)
    preview = look(editor, changed(forum, spoil))
    assert preview.status_code == 422
    rows = re.findall(r'<th role="rowheader" scope="row">(\d+)行目</th>.*?>([^<]*)</td>', text_of(preview))
    assert rows == [("3", "分"), ("4", "開始"), ("5", "部屋")]
    assert "次第の下書きに取り込む" not in text_of(preview)
    assert times(forum) == before


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "このファイルは空です（0バイト）。"),
        ("開始,分,内容\n".encode(), "CSVなどの文章のファイルです。"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 50, "古い形式(.xls)か"),
        (b"PK" + b"\0" * 2_000_000, "ファイルが大きすぎます。"),
        (b"%PDF-1.4", "Excelのファイル(.xlsx)ではありません。"),
        (made([["あ", "い"]]), "見出しの行が見つかりません。"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_gets_a_clear_sentence(forum, editor, data, words):
    answer = look(editor, data)
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_an_empty_file_is_not_taken_for_the_one_that_was_looked_at_before(forum, editor):
    preview = look(editor, changed(forum, longer))
    again = {**carried(preview), "file": (BytesIO(b""), "空.xlsx")}
    answer = editor.post(f"{PAGE}/preview", data=again, content_type="multipart/form-data")
    words = ("このファイルは空です（0バイト）。" in text_of(answer), carried(answer).get("content", ""))
    assert (answer.status_code, words) == (422, (True, ""))
    without = editor.post(f"{PAGE}/preview", data={**carried(preview)}, content_type="multipart/form-data")
    assert (preview.status_code, without.status_code, "空です" in text_of(without)) == (200, 200, False)


def test_a_file_older_than_the_draft_says_so(forum, editor):
    data = changed(forum, longer)
    with writing():
        items.change_item(queries.items(forum.id)[0], by=SYSTEM, note="別の人の補足")
    assert "このファイルを保存した後に、次第が変更されています。" in text_of(look(editor, data))


def test_two_at_once_the_second_is_told_who_came_first(forum, editor):
    preview = look(editor, changed(forum, longer))
    with writing():
        items.change_item(queries.items(forum.id)[0], by=SYSTEM, note="別の人の補足")
    refused = editor.post(PAGE, data=carried(preview))
    assert refused.status_code == 422
    assert "次第を変更したため、保存していません。" in text_of(refused)


def test_a_viewer_may_save_it_but_not_import(forum, client):
    sign_in_as(client, forum, Role.VIEWER)
    assert client.get("/desk/forums/one/agenda.xlsx").status_code == 200
    assert client.get(PAGE).status_code == 403
