"""One's own account: profile, password, sign-ins."""

import pytest

from forumapp.accounts import passwords, queries
from tests.accounts.factories import PASSWORD, make_account, sign_in
from tests.accounts.pages import enter, errors_on, fresh, is_in, letters, send, text_of
from tests.accounts.test_services import HASH

NEW = "four quite unrelated words"


@pytest.fixture
def account(app):
    return make_account(email="yamada@city.example.jp", password_hash=HASH, name="山田 太郎")


@pytest.fixture
def inside(client, account):
    sign_in(client, account)
    return client


def change(client, current=PASSWORD, new=NEW, again=None):
    fields = {"current_password": current, "password": new, "password_again": again or new}
    return send(client, "/account/password", **fields)


@pytest.mark.parametrize("path", ["/account", "/account/password"])
def test_strangers_are_asked_to_sign_in(client, path):
    assert client.get(path).location == f"/sign-in?next={path}"


@pytest.mark.parametrize("path", ["/account", "/account/password", "/account/sign-outs"])
def test_strangers_cannot_send_anything(client, path):
    assert client.post(path).status_code == 401


def test_the_page_lists_ones_own_sign_ins_and_marks_this_one(app, inside, account):
    sign_in(app.test_client(), account)
    sign_in(app.test_client(), make_account())
    page = text_of(inside.get("/account"))
    assert page.count("Browser of the tests") == 2
    assert page.count("この端末") == 1
    assert "令和6年7月1日(月) 9:00" in page
    assert "令和6年7月15日(月) 9:00" in page


def test_pages_of_a_signed_in_person_are_not_stored(inside):
    assert inside.get("/account").headers["Cache-Control"] == "no-store"


def test_every_page_offers_to_sign_out(inside):
    assert 'action="/sign-out"' in text_of(inside.get("/account/password"))


def test_name_and_language_are_saved_and_the_page_speaks_it(inside, account):
    answer = send(inside, "/account", name=" 山田　一郎 ", language="en")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert (fresh(account).name, account.language) == ("山田　一郎", "en")
    assert '<html lang="en">' in text_of(inside.get("/account"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "", "language": "ja"}, ["氏名：入力してください。"]),
        ({"name": "山" * 161, "language": "ja"}, ["氏名：160文字以内で入力してください(現在161文字)。"]),
        ({"name": "山田", "language": "xx"}, ["言語：選択肢の中から選んでください。"]),
    ],
)
def test_an_unfit_profile_is_refused_and_changes_nothing(inside, account, fields, said):
    answer = send(inside, "/account", **fields)
    assert (answer.status_code, errors_on(answer)) == (422, said)
    assert (fresh(account).name, account.language) == ("山田 太郎", "ja")


def test_fields_beyond_the_form_change_nothing(inside, account):
    send(inside, "/account", name="山田", language="ja", is_admin="y", may_create="y", email="x@y.example")
    assert (fresh(account).name, account.is_admin, account.may_create, account.email) == (
        "山田",
        False,
        False,
        "yamada@city.example.jp",
    )


def test_changing_the_password_signs_the_other_browsers_out(app, inside, account):
    other = app.test_client()
    sign_in(other, account)
    assert is_in(other)
    answer = change(inside)
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "パスワードを変更しました。" in text_of(inside.get("/account"))
    assert not is_in(other)
    assert passwords.fits(NEW, fresh(account).password_hash)
    assert letters() == [("accounts.password_changed", account.email)]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"current": "wrong password"}, "今のパスワード：今のパスワードが違います。"),
        ({"new": "x" * 11}, "新しいパスワード：12文字以上にしてください。"),
        ({"new": "yamada@city.example.jp"}, "新しいパスワード：メールアドレスと同じパスワードは使えません。"),
        (
            {"again": "another thing"},
            "新しいパスワード(確認のためもう一度)：上のパスワードと一致していません。もう一度入力してください。",
        ),
    ],
)
def test_a_refused_change_leaves_the_password(app, inside, account, fields, said):
    other = app.test_client()
    sign_in(other, account)
    answer = change(inside, **fields)
    assert (answer.status_code, errors_on(answer)) == (422, [said])
    assert fresh(account).password_hash == HASH
    assert is_in(other)
    assert letters() == []


def test_guessing_the_present_password_is_throttled_with_signing_in(app, inside, account):
    for _time in range(10):
        assert change(inside, current="wrong password").status_code == 422
    assert change(inside).status_code == 429
    assert enter(app.test_client(), account.email).status_code == 429
    assert fresh(account).password_hash == HASH


def test_signing_out_everywhere_includes_this_browser(app, inside, account):
    other, colleague = app.test_client(), app.test_client()
    sign_in(other, account)
    sign_in(colleague, make_account())
    answer = send(inside, "/account/sign-outs", page="/account")
    assert (answer.status_code, answer.location) == (303, "/sign-in?after=sign-out")
    assert [is_in(client) for client in (inside, other, colleague)] == [False, False, True]
    assert queries.sign_ins_of(account) == []


def test_a_stale_form_signs_nobody_out(inside):
    assert inside.post("/account/sign-outs", data={"csrf_token": "ab" * 32}).status_code == 400
    assert is_in(inside)


def test_the_list_of_accounts_is_linked_for_administrators_only(app, inside):
    admin = app.test_client()
    sign_in(admin, make_account(is_admin=True))
    shown = ['href="/desk/accounts"' in text_of(client.get("/account")) for client in (inside, admin)]
    assert shown == [False, True]
