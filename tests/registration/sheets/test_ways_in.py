"""The pages of the import and the shell's command: look first, then everything or nothing."""

import json
import re
from io import BytesIO

import pytest
import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.mail.models import Letter
from forumapp.registration.cli import cli
from forumapp.registration.models import Registration
from tests.accounts.pages import text_of, token_on
from tests.forums.factories import make_forum, sign_in_as
from tests.registration.factories import make_lists, make_registration
from tests.registration.sheets.lists import as_book, as_csv, person

PAGE = "/desk/forums/one/registrations/import"


@pytest.fixture
def forum(app):
    make_lists()
    return make_forum(slug="one", seats_on_site=None, seats_web=None)


@pytest.fixture
def editor(forum, client):
    sign_in_as(client, forum)
    return client


def look(client, content, name="名簿.csv", **ticks):
    sent = {"csrf_token": token_on(client, PAGE), "file": (BytesIO(content), name), "tells": "y", **ticks}
    return client.post(f"{PAGE}/preview", data=sent, content_type="multipart/form-data")


def carried(answer):
    """The hidden fields of the page of the preview."""
    html = text_of(answer)
    return {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)[1]
        for name in ("csrf_token", "content", "seen")
    }


def names():
    return db.session.scalars(sa.select(Registration.family_name).order_by(Registration.id)).all()


def test_the_list_is_looked_at_then_taken_with_letters(editor):
    answer = look(editor, as_csv([person(1, 団体コード="42202"), person(2)]))
    page = text_of(answer)
    assert (answer.status_code, answer.headers["Cache-Control"], names()) == (200, "no-store", [])
    assert "団体コードを6桁にしました" in page
    assert ["新しく登録する方：2名" in page, page.count("行目")] == [True, 3]
    done = editor.post(PAGE, data={**carried(answer), "tells": "y"})
    assert (done.status_code, len(names())) == (303, 2)
    assert (
        db.session.scalar(sa.select(sa.func.count(Letter.id)).where(Letter.kind == "registration.received"))
        == 2
    )
    assert "変わるところはありません" in text_of(look(editor, as_csv([person(1), person(2)])))


def test_without_the_tick_nobody_gets_a_letter(editor):
    answer = look(
        editor,
        as_book(
            [
                ["団体名", "氏名", "参加方法", "メールアドレス"],
                ["長崎市", "山田 太郎", "会場", "a@city.example.jp"],
            ]
        ),
    )
    fields = carried(answer)
    editor.post(PAGE, data=fields)
    assert (names(), db.session.scalar(sa.select(sa.func.count(Letter.id)))) == (["山田"], 0)


def test_rows_that_cannot_be_taken_are_shown_and_nothing_is_kept(editor):
    rows = [person(1), person(2, 職位="課長", メールアドレス="x"), person(3, 姓="", 名="")]
    answer = look(editor, as_csv(rows))
    page = text_of(answer)
    assert answer.status_code == 422
    assert [
        part in page for part in ("3行目", "4行目", "直すところ：3件", "課長級", "氏名を入力してください。")
    ] == [True] * 5
    sent = editor.post(PAGE, data={"csrf_token": token_on(editor, PAGE), "content": "bm9uc2Vuc2U="})
    assert (sent.status_code, names()) == (422, [])


def test_what_was_looked_at_is_what_is_taken_or_nothing_is(forum, editor):
    answer = look(editor, as_csv([person(1), person(2)]))
    fields = carried(answer)
    make_registration(
        forum, family_name="髙橋", given_name="太郎一", organisation="佐世保市", family_kana="", given_kana=""
    )
    shown = editor.post(PAGE, data=fields)
    row = person(1)
    assert (row["姓"], row["団体名"]) == ("髙橋", "佐世保市")
    assert (shown.status_code, "もう一度確認してください" in text_of(shown), names()) == (422, True, ["髙橋"])
    assert editor.post(PAGE, data=carried(shown)).status_code == 303
    assert names() == ["髙橋", "佐藤"]


def test_reception_and_viewers_import_nothing(app, forum):
    for given in (Role.RECEPTION, Role.VIEWER, Role.FACILITATOR):
        client = app.test_client()
        sign_in_as(client, forum, given)
        assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "ファイルを選んでください"), (b"%PDF-1", "ではありません"), (b"\xd0\xcf\x11\xe0", ".xls")],
)
def test_a_file_that_is_no_list_is_refused_at_its_field(editor, content, said):
    answer = look(editor, content)
    assert (answer.status_code, said in text_of(answer)) == (422, True)


@pytest.fixture
def shell(app, forum, tmp_path):
    def run(content, *options):
        file = tmp_path / "list.csv"
        file.write_bytes(content)
        result = app.test_cli_runner().invoke(cli, ["import", "one", str(file), *options])
        return result.exit_code, result.output

    return run


def test_the_shell_says_the_same_as_json(shell):
    good, bad = as_csv([person(1, 所属="ｼｽﾃﾑ課"), person(2)]), as_csv([person(1), person(2, 部門="情報")])
    code, said = shell(bad, "--json")
    assert (code, names()) == (1, [])
    found = json.loads(said)
    assert list(found) == ["rows", "new", "changed", "unchanged", "faults", "repairs"]
    assert [list(one) for one in found["faults"]] == [["row", "column", "code", "message"]]
    assert found["faults"][0]["row"] == 3
    code, said = shell(good, "--dry-run", "--json")
    assert (code, json.loads(said)["new"], names()) == (0, 2, [])
    code, said = shell(good, "--json")
    assert (code, json.loads(said)["new"], len(names())) == (0, 2, 2)
    repair = json.loads(said)["repairs"][0]
    assert (repair["row"], repair["code"], repair["before"], repair["after"]) == (
        2,
        "kana_width",
        "ｼｽﾃﾑ課",
        "システム課",
    )
    code, said = shell(good, "--json")
    assert (code, json.loads(said)["unchanged"], len(names())) == (0, 2, 2)


def test_the_shell_ends_badly_for_a_file_that_is_no_list(shell):
    code, said = shell(b"%PDF-1.7", "--json")
    assert (code, json.loads(said)["faults"][0]["code"]) == (1, "no_xlsx")
    assert shell(b"")[0] == 1
