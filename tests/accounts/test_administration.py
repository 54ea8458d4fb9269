"""The pages of the site's administrators."""

import pytest
import sqlalchemy as sa

from forumapp.accounts import queries
from forumapp.accounts.models import Account
from forumapp.core.db import db
from tests.accounts.factories import make_account, sign_in
from tests.accounts.pages import errors_on, fresh, is_in, letters, send, text_of
from tests.counting import listening

LIST = "/desk/accounts"


@pytest.fixture
def admin(app):
    return make_account(email="admin@pref.example.jp", name="管理 花", is_admin=True, password_hash="x")


@pytest.fixture
def desk(client, admin):
    sign_in(client, admin)
    return client


@pytest.mark.parametrize("rights", [{}, {"may_create": True}])
def test_others_are_forbidden_everything_here(client, rights):
    account, target = make_account(**rights), make_account()
    sign_in(client, account)
    answers = {path: client.get(path).status_code for path in (LIST, f"{LIST}/new")}
    for path in ("rights", "suspension", "letter"):
        answers[path] = send(client, f"{LIST}/{target.id}/{path}", "/account", disabled="y").status_code
    answers["new"] = send(client, f"{LIST}/new", "/account", email="x@y.example", name="x").status_code
    assert set(answers.values()) == {403}
    assert (fresh(target).disabled_at, letters()) == (None, [])
    assert client.get(f"{LIST}/new").status_code == 403
    assert db.session.scalar(sa.select(sa.func.count(Account.id))) == 2


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(LIST).location == f"/sign-in?next={LIST}"


def test_the_list_shows_everybody_and_their_state(desk, clock):
    make_account(name="作成 者", may_create=True, password_hash="x")
    make_account(name="停止 者", disabled_at=clock.instant)
    make_account(name="新人 一")
    page = text_of(desk.get(LIST))
    for row, states in {
        "管理 花": {"利用中", "サイト管理者"},
        "作成 者": {"利用中", "フォーラム作成可"},
        "停止 者": {"停止中"},
        "新人 一": {"パスワード未設定"},
    }.items():
        cells = page.split(f'<th scope="row">{row}</th>')[1].split("</tr>")[0]
        every = ("利用中", "サイト管理者", "フォーラム作成可", "停止中", "パスワード未設定")
        assert {state for state in every if f">{state}</span>" in cells} == states, row


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_equally_often_for_one_and_three(desk, count):
    for _number in range(count):
        make_account()
    with listening() as seen:
        assert desk.get(LIST).status_code == 200
    assert len(seen) == 2


def test_a_new_account_is_made_and_its_holder_written_to(desk):
    answer = send(desk, f"{LIST}/new", email="New@City.example.jp", name="新人 一", may_create="y")
    assert (answer.status_code, answer.location) == (303, LIST)
    account = queries.by_email("new@city.example.jp")
    assert (account.name, account.may_create, account.is_admin) == ("新人 一", True, False)
    assert letters() == [("accounts.set_password", "new@city.example.jp")]
    assert "new@city.example.jpに案内メールを送りました。" in text_of(desk.get(LIST))


def test_a_taken_address_is_refused_beside_its_field(desk):
    answer = send(desk, f"{LIST}/new", email="ADMIN@pref.example.jp", name="別人")
    assert answer.status_code == 422
    assert errors_on(answer) == ["メールアドレス：このメールアドレスのアカウントはすでにあります。"]
    assert 'value="別人"' in text_of(answer)
    assert letters() == []


@pytest.mark.parametrize("email", ["", "no address", "a@b", "a@b..jp", "山田@city.example.jp"])
def test_an_unfit_address_is_refused(desk, email):
    answer = send(desk, f"{LIST}/new", email=email, name="新人 一")
    assert (answer.status_code, len(errors_on(answer))) == (422, 1)


def test_the_right_to_create_is_given_and_taken(desk):
    account = make_account()
    path = f"{LIST}/{account.id}/rights"
    assert send(desk, path, LIST, may_create="y").location == LIST
    assert fresh(account).may_create is True
    send(desk, path, LIST)
    assert fresh(account).may_create is False


def test_disabling_shuts_out_and_enabling_lets_in_again(app, desk):
    account = make_account(name="山田 太郎")
    browser = app.test_client()
    sign_in(browser, account)
    path = f"{LIST}/{account.id}/suspension"
    assert send(desk, path, LIST, disabled="y").location == LIST
    assert (fresh(account).disabled_at is not None, is_in(browser)) == (True, False)
    assert "山田 太郎さんのアカウントを停止しました。" in text_of(desk.get(LIST))
    send(desk, path, LIST)
    assert fresh(account).disabled_at is None


def test_administrators_do_not_disable_themselves(desk, admin):
    assert f"/desk/accounts/{admin.id}/suspension" not in text_of(desk.get(LIST))
    answer = send(desk, f"{LIST}/{admin.id}/suspension", LIST, disabled="y")
    assert answer.status_code == 409
    assert "自分のアカウントは停止できません。" in text_of(answer)
    assert fresh(admin).disabled_at is None


def test_the_invitation_is_sent_once_more(desk, clock):
    account = make_account(email="new@city.example.jp")
    for _time in range(2):
        assert send(desk, f"{LIST}/{account.id}/letter", LIST).status_code == 303
        clock.advance(minutes=1)
    assert letters() == [("accounts.set_password", "new@city.example.jp")] * 2


def test_a_disabled_account_is_not_written_to(desk, clock):
    account = make_account(disabled_at=clock.instant)
    assert send(desk, f"{LIST}/{account.id}/letter", LIST).status_code == 409
    assert letters() == []


@pytest.mark.parametrize("what", ["rights", "suspension", "letter"])
def test_accounts_that_do_not_exist_are_not_found(desk, what):
    assert send(desk, f"{LIST}/2147483647/{what}", LIST).status_code == 404


@pytest.mark.parametrize("what", ["rights", "suspension", "letter"])
def test_stale_forms_change_nothing(desk, what):
    account = make_account()
    answer = desk.post(
        f"{LIST}/{account.id}/{what}", data={"csrf_token": "ab" * 32, "may_create": "y", "disabled": "y"}
    )
    assert answer.status_code == 400
    assert (fresh(account).may_create, account.disabled_at, letters()) == (False, None, [])
