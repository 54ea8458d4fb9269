"""Signing in and out through the pages."""

import pytest
import sqlalchemy as sa

from forumapp.accounts import queries
from forumapp.accounts.models import SignIn
from forumapp.core.db import db, mode
from tests.accounts.factories import PASSWORD, make_account, sign_in
from tests.accounts.pages import enter, errors_on, is_in, send, text_of, token_on
from tests.accounts.test_services import HASH

WRONG = ["メールアドレスまたはパスワードが違います。"]


@pytest.fixture
def account(app):
    return make_account(email="yamada@city.example.jp", password_hash=HASH, name="山田 太郎")


def session_of(client):
    with client.session_transaction() as kept:
        return dict(kept)


def test_address_and_password_open_the_door(client, account):
    answer = enter(client, "Yamada@City.example.jp")
    assert (answer.status_code, answer.location) == (303, "/desk/")
    assert is_in(client)
    (row,) = queries.sign_ins_of(account)
    assert row.secret_hash == queries.hashed(session_of(client)["sign_in"])


def test_full_width_letters_in_the_address_are_understood(client, account):
    assert enter(client, "ｙａｍａｄａ＠ｃｉｔｙ．example.jp").status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [("yamada@city.example.jp", "wrong password"), ("nobody@city.example.jp", PASSWORD)],
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, account, email, password):
    answer = enter(client, email, password)
    assert (answer.status_code, errors_on(answer)) == (422, WRONG)
    assert f'value="{email}"' in text_of(answer)
    assert password not in text_of(answer)
    assert not is_in(client)


def test_a_disabled_account_cannot_sign_in(client, clock):
    make_account(email="gone@city.example.jp", password_hash=HASH, disabled_at=clock.instant)
    assert errors_on(enter(client, "gone@city.example.jp")) == WRONG


def test_empty_fields_are_named(client, account):
    assert errors_on(enter(client, "", "")) == [
        "メールアドレス：入力してください。",
        "パスワード：入力してください。",
    ]


def test_a_page_that_needs_an_account_leads_to_the_form_and_back(client, account):
    asked = client.get("/account?lang=ja")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/account?lang%3Dja")
    page = text_of(client.get(asked.location))
    assert 'name="next" type="hidden" value="/account?lang=ja"' in page
    assert enter(client, account.email, next="/account?lang=ja").location == "/account?lang=ja"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil"]
)
def test_the_form_leads_to_no_other_site(client, account, target):
    assert enter(client, account.email, next=target).location == "/desk/"


def test_who_is_signed_in_is_led_on_and_not_astray(client, account):
    sign_in(client, account)
    assert client.get("/sign-in?next=/account").location == "/account"
    assert client.get("/sign-in?next=//evil.example").location == "/desk/"


def test_a_session_planted_before_signing_in_is_worth_nothing_after(app, client, account):
    planted = {"sign_in": "planted secret", "notice": ["success", "planted"], "csrf": "ab" * 16, "x": "y"}
    with client.session_transaction() as kept:
        kept.update(planted)
    enter(client, account.email)
    after = session_of(client)
    assert set(after) == {"sign_in", "_permanent"}
    assert after["sign_in"] != "planted secret"
    thief = app.test_client()
    with thief.session_transaction() as kept:
        kept.update(planted)
    assert not is_in(thief)


def test_signing_in_again_changes_the_secret_and_ends_the_former_sign_in(app, client, account):
    enter(client, account.email)
    former = session_of(client)
    token = token_on(client, "/account")
    fields = {"csrf_token": token, "email": account.email, "password": PASSWORD}
    assert client.post("/sign-in", data=fields).status_code == 303
    assert session_of(client)["sign_in"] != former["sign_in"]
    old = app.test_client()
    with old.session_transaction() as kept:
        kept.update(former)
    assert not is_in(old)
    assert len(queries.sign_ins_of(account)) == 1


def test_a_sign_in_ends_after_fourteen_days(client, account, clock):
    enter(client, account.email)
    clock.advance(days=13, hours=23)
    row = db.session.query(SignIn).one()
    assert queries.sign_ins_of(account) == [row]
    clock.advance(hours=1)
    assert queries.sign_ins_of(account) == []
    assert not is_in(client)


def test_disabling_an_account_shuts_its_open_browsers_out(client, account, transaction, clock):
    sign_in(client, account)
    assert is_in(client)
    with transaction():
        account.disabled_at = clock.instant
    assert not is_in(client)


def test_a_stale_form_signs_nobody_in_and_keeps_the_address(client, account):
    token_on(client, "/sign-in")
    fields = {"csrf_token": "ab" * 32, "email": account.email, "password": PASSWORD}
    answer = client.post("/sign-in", data=fields)
    assert answer.status_code == 422
    assert errors_on(answer) == ["ページの有効期限が切れました。内容を確認して、もう一度送信してください。"]
    assert f'value="{account.email}"' in text_of(answer)
    assert not is_in(client)


def test_the_eleventh_wrong_password_is_not_even_looked_at(client, account, clock):
    for _time in range(10):
        assert enter(client, account.email, "wrong password").status_code == 422
    answer = enter(client, account.email)
    assert answer.status_code == 429
    assert "15分ほど待ってから、もう一度お試しください。" in text_of(answer)
    assert not is_in(client)
    clock.advance(minutes=15)
    assert enter(client, account.email).status_code == 303


def test_an_unknown_address_is_throttled_just_so(client):
    for _time in range(10):
        assert enter(client, "nobody@city.example.jp").status_code == 422
    assert enter(client, "nobody@city.example.jp").status_code == 429


def test_right_passwords_do_not_count(client, account):
    for _time in range(12):
        assert enter(client, account.email).status_code == 303
        send(client, "/sign-out", page="/account")


def test_one_place_may_fail_fifty_times(client, account):
    for number in range(50):
        assert enter(client, f"p{number}@city.example.jp").status_code == 422
    assert enter(client, account.email).status_code == 429
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    token = token_on(client, "/sign-in")
    fields = {"csrf_token": token, "email": account.email, "password": PASSWORD}
    assert client.post("/sign-in", data=fields, environ_base=elsewhere).status_code == 303


@pytest.mark.parametrize("password", [PASSWORD, "wrong password"])
def test_passwords_are_compared_while_nothing_is_locked(client, account, password):
    fields = {"csrf_token": token_on(client, "/sign-in"), "email": account.email, "password": password}
    begun = []

    def note(connection):
        begun.append(mode.get() == "write")

    sa.event.listen(db.engine, "begin", note)
    try:
        client.post("/sign-in", data=fields)
    finally:
        sa.event.remove(db.engine, "begin", note)
    assert begun == [False, False, True]


def test_signing_out_ends_the_sign_in_and_empties_the_session(app, client, account):
    enter(client, account.email)
    before = session_of(client)
    answer = send(client, "/sign-out", page="/account")
    assert (answer.status_code, answer.location) == (303, "/sign-in?after=sign-out")
    assert "サインアウトしました。" in text_of(client.get(answer.location))
    copied = app.test_client()
    with copied.session_transaction() as kept:
        kept.update(before)
    assert not is_in(copied)
    assert "sign_in" not in session_of(client)


def test_signing_out_is_never_a_link_and_needs_a_token(client, account):
    enter(client, account.email)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 400
    assert is_in(client)


def test_signing_out_works_when_the_sign_in_has_already_ended(client, account, clock):
    enter(client, account.email)
    token = token_on(client, "/account")
    clock.advance(days=15)
    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 303


def test_the_pages_exist_in_english_too(client):
    for path in ("/sign-in", "/password/lost", "/password/lost/sent"):
        for code in ("ja", "en"):
            page = client.get(f"{path}?lang={code}")
            assert page.status_code == 200
            assert f'<html lang="{code}">' in text_of(page)


def test_the_language_of_the_account_is_used_unless_the_browser_has_chosen(app, account, transaction):
    with transaction():
        account.language = "en"
    fresh_browser, chosen = app.test_client(), app.test_client()
    chosen.get("/sign-in?lang=ja")
    languages = []
    for client in (fresh_browser, chosen):
        enter(client, account.email)
        languages.append(text_of(client.get("/account")).split('<html lang="')[1][:2])
    assert languages == ["en", "ja"]
