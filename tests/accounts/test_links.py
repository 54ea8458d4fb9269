"""The link that sets a password: forged, used, out of time, and in use."""

import pytest

from forumapp.accounts import services
from forumapp.accounts.notices import link_to_set_password
from forumapp.core.actor import SYSTEM
from forumapp.core.links import make_token
from tests.accounts.factories import PASSWORD, make_account, sign_in
from tests.accounts.pages import enter, errors_on, fresh, is_in, letters, send, text_of


@pytest.fixture
def invited(app, transaction):
    with transaction():
        return services.invite("new@city.example.jp", "新人 一", by=SYSTEM)


def path_of(account):
    return link_to_set_password(account).removeprefix("http://forum.test")


def set_password(client, account, password=PASSWORD, again=None):
    return send(client, path_of(account), password=password, password_again=again or password)


def test_the_link_sets_a_password_and_signs_in(client, invited):
    page = client.get(path_of(invited))
    assert page.status_code == 200
    assert 'value="new@city.example.jp"' in text_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    answer = set_password(client, invited)
    assert (answer.status_code, answer.location) == (303, "/desk/")
    assert is_in(client)


def test_the_password_then_opens_the_door_elsewhere(app, client, invited):
    set_password(client, invited)
    elsewhere = app.test_client()
    assert enter(elsewhere, "new@city.example.jp").status_code == 303
    assert is_in(elsewhere)


def test_a_used_link_is_not_found(client, invited):
    path = path_of(invited)
    set_password(client, invited)
    assert client.get(path).status_code == 404


def test_a_link_out_of_time_is_not_found(client, invited, clock):
    path = path_of(invited)
    clock.advance(days=6, hours=23, minutes=59)
    assert client.get(path).status_code == 200
    clock.advance(minutes=1)
    assert client.get(path).status_code == 404


def test_a_link_of_a_disabled_account_is_not_found(client, invited, transaction):
    path = path_of(invited)
    with transaction():
        services.disable(invited, by=SYSTEM)
    assert client.get(path).status_code == 404


def test_forged_links_are_not_found(client, invited):
    generation = invited.link_generation
    genuine = make_token("password", invited.id, generation)
    other = make_token("password", make_account().id, 0)
    forged = [
        make_token("registration", invited.id, generation),
        make_token("password", invited.id, generation + 1),
        make_token("password", invited.id + 1, generation),
        "_".join([*other.split("_", 2)[:2], genuine.split("_", 2)[2]]),
        genuine[:-1] + ("A" if genuine[-1] != "A" else "B"),
        "fa_zzzzzzz_" + "A" * 22,
    ]
    assert client.get(f"/password/{genuine}/").status_code == 200
    answers = [client.get(f"/password/{token}/") for token in forged]
    assert {answer.status_code for answer in answers} == {404}
    assert (
        len({text_of(answer).replace(token, "") for answer, token in zip(answers, forged, strict=True)}) == 1
    )


def test_a_forged_link_sets_nothing(client, invited):
    token = make_token("password", invited.id, invited.link_generation + 1)
    answer = client.post(f"/password/{token}/", data={"password": PASSWORD, "password_again": PASSWORD})
    assert (answer.status_code, fresh(invited).password_hash) == (404, None)


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("", "", "新しいパスワード：入力してください。"),
        ("x" * 11, "x" * 11, "新しいパスワード：12文字以上にしてください。"),
        ("x" * 201, "x" * 201, "新しいパスワード：200文字以内で入力してください(現在201文字)。"),
        (
            "NEW@city.example.jp",
            "NEW@city.example.jp",
            "新しいパスワード：メールアドレスと同じパスワードは使えません。",
        ),
        (
            "correct horse battery",
            "correct horse buttery",
            "新しいパスワード(確認のためもう一度)：上のパスワードと一致していません。もう一度入力してください。",
        ),
        (
            "x" * 12 + "\x00",
            "x" * 12 + "\x00",
            "新しいパスワード：使用できない文字(制御文字など)が含まれています。",
        ),
    ],
)
def test_unfit_passwords_are_refused_in_words(client, invited, password, again, said):
    answer = set_password(client, invited, password, again)
    assert answer.status_code == 422
    assert said in errors_on(answer)
    assert fresh(invited).password_hash is None
    assert password == "" or password not in text_of(answer)
    assert not is_in(client)


def test_setting_a_password_signs_out_whoever_was_in(app, client, transaction):
    account = make_account(password_hash="a hash")
    thief = app.test_client()
    sign_in(thief, account)
    assert is_in(thief)
    with transaction():
        services.ask_for_link(account.email)
    set_password(client, account)
    assert not is_in(thief)
    assert is_in(client)
    assert letters()[-1] == ("accounts.password_changed", account.email)


def test_the_lost_password_page_answers_known_and_unknown_addresses_alike(app):
    make_account(email="known@city.example.jp")
    answers = []
    for email in ("known@city.example.jp", "unknown@city.example.jp"):
        client = app.test_client()
        answer = send(client, "/password/lost", email=email)
        answers.append((answer.status_code, answer.location, text_of(client.get(answer.location))))
    assert answers[0] == answers[1]
    assert answers[0][:2] == (303, "/password/lost/sent")
    assert letters() == [("accounts.set_password", "known@city.example.jp")]


@pytest.mark.parametrize("email", ["known@city.example.jp", "unknown@city.example.jp"])
def test_the_fourth_letter_within_an_hour_is_refused(client, clock, email):
    make_account(email="known@city.example.jp")
    for _time in range(3):
        assert send(client, "/password/lost", email=email).status_code == 303
        clock.advance(minutes=1)
    answer = send(client, "/password/lost", email=email.upper())
    assert answer.status_code == 429
    assert "60分ほど待ってから" in text_of(answer)
    clock.advance(minutes=60)
    assert send(client, "/password/lost", email=email).status_code == 303


def test_one_place_may_ask_twenty_times_an_hour(client):
    for number in range(20):
        assert send(client, "/password/lost", email=f"p{number}@city.example.jp").status_code == 303
    assert send(client, "/password/lost", email="p20@city.example.jp").status_code == 429


def test_an_address_that_is_none_is_refused(client):
    answer = send(client, "/password/lost", email="not an address")
    assert answer.status_code == 422
    assert len(errors_on(answer)) == 1
