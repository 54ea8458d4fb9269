"""Two who bring the same people at the same moment: the second reads what the first wrote."""

import io

import pytest

from forumapp.core.db import db
from forumapp.inquiries.queries.inquiries import token_of
from forumapp.inquiries.queries.standing import rows_of
from tests.agenda.sheets.books import made
from tests.at_once import at_once
from tests.forums.pages import form_in, form_on, text_of
from tests.inquiries.factories import asked as asked

SHEET = made([["参加枠", "氏名", "参加方法"], ["財政担当部門", "新人 次郎", "Web"]])


def pasted(client, page):
    """Return what somebody sends who looked at pasted rows."""
    return {**form_on(client, f"{page}pasting", f"{page}pasting/preview"), "rows": "新人 次郎"}


def uploaded(client, page):
    """Return what somebody sends who looked at a workbook."""
    form = form_on(client, f"{page}workbook", f"{page}workbook/preview")
    sent = {"csrf_token": form["csrf_token"], "file": (io.BytesIO(SHEET), "回答.xlsx")}
    looked = client.post(f"{page}workbook/preview", data=sent, content_type="multipart/form-data")
    return form_in(text_of(looked), f"{page}workbook")


@pytest.mark.only_on_postgres
@pytest.mark.parametrize(
    ("filled", "path", "answers"), [(pasted, "pasting", [303, 303]), (uploaded, "workbook", [303, 422])]
)
def test_the_same_people_brought_twice_at_once_stand_in_the_reply_once(app, asked, filled, path, answers):
    inquiry, _quotas = asked
    page = f"/replies/{token_of(inquiry)}/"
    clients = [app.test_client(), app.test_client()]
    forms = [(client, filled(client, page)) for client in clients]

    def post(client, form):
        with app.app_context():
            return client.post(f"{page}{path}", data=form).status_code

    assert at_once(inquiry, post, forms) == answers
    db.session.rollback()
    assert [row.family_name for row in rows_of(inquiry)] == ["新人"]
