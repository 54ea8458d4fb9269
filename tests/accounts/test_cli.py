"""Accounts from the shell."""

import pytest

from forumapp.accounts import queries
from tests.accounts.factories import PASSWORD, make_account, sign_in
from tests.accounts.pages import enter, fresh, is_in, letters


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()

    def call(*arguments, typed=None):
        done = runner.invoke(args=["account", *arguments], input=typed)
        return done.exit_code, done.output

    return call


def test_the_first_administrator_can_sign_in(run, client):
    made = run(
        "create",
        "Hana@pref.example.jp",
        "--name",
        "管理 花",
        "--admin",
        "--password-stdin",
        typed=f"{PASSWORD}\n",
    )
    assert made == (0, "hana@pref.example.jp can sign in.\n")
    account = queries.by_email("hana@pref.example.jp")
    assert (account.name, account.is_admin, account.may_create) == ("管理 花", True, False)
    assert enter(client, "hana@pref.example.jp").status_code == 303
    assert letters() == []


def test_without_a_password_a_link_is_printed_and_mailed(run, client):
    code, said = run(
        "create", "hana@pref.example.jp", "--name", "管理 花", "--may-create", "--language", "en"
    )
    account = queries.by_email("hana@pref.example.jp")
    assert (code, account.may_create, account.is_admin, account.language) == (0, True, False, "en")
    link = said.splitlines()[-1]
    assert client.get(link.removeprefix("http://forum.test")).status_code == 200
    assert letters() == [("accounts.set_password", "hana@pref.example.jp")]


@pytest.mark.parametrize(
    ("email", "typed", "said"),
    [
        ("new@city.example.jp", "short\n", "Error: 12文字以上にしてください。\n"),
        ("new@city.example.jp", "", "Error: 12文字以上にしてください。\n"),
        ("no address", "x" * 12, "Error: address without @: 'no address'\n"),
        ("There@city.example.jp", "x" * 12, "Error: このメールアドレスのアカウントはすでにあります。\n"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(run, email, typed, said):
    make_account(email="there@city.example.jp")
    assert run("create", email, "--name", "名", "--password-stdin", typed=typed) == (1, said)
    assert queries.by_email("new@city.example.jp") is None


def test_the_list_says_who_may_what(run, clock):
    make_account(email="a@city.example.jp", name="あ", is_admin=True, password_hash="x")
    make_account(email="b@city.example.jp", name="い", may_create=True)
    make_account(email="c@city.example.jp", name="う", password_hash="x")
    make_account(email="d@city.example.jp", name="あ", password_hash="x", disabled_at=clock.instant)
    assert run("list")[1].splitlines() == [
        "a@city.example.jp\tあ\tadmin",
        "b@city.example.jp\tい\tmay-create no-password",
        "c@city.example.jp\tう",
        "d@city.example.jp\tあ\tdisabled",
    ]


def test_disabling_shuts_out_at_once_and_enabling_lets_in(run, client):
    account = make_account(email="a@city.example.jp")
    sign_in(client, account)
    assert run("disable", "A@city.example.jp") == (0, "a@city.example.jp can no longer sign in.\n")
    assert (fresh(account).disabled_at is not None, is_in(client)) == (True, False)
    assert run("link", "a@city.example.jp")[0] == 1
    assert run("enable", "a@city.example.jp") == (0, "a@city.example.jp can sign in again.\n")
    assert fresh(account).disabled_at is None


def test_a_new_link_is_printed(run, client):
    make_account(email="a@city.example.jp")
    code, said = run("link", "a@city.example.jp")
    assert code == 0
    assert client.get(said.splitlines()[-1].removeprefix("http://forum.test")).status_code == 200


@pytest.mark.parametrize("command", ["disable", "enable", "link"])
def test_unknown_addresses_are_named(run, command):
    assert run(command, "x@city.example.jp") == (1, "Error: There is no account x@city.example.jp.\n")
