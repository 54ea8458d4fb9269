"""Passwords, descriptions of browsers, and where a sign-in leads."""

import pytest

from forumapp.accounts import passwords
from forumapp.accounts.browsers import describe
from forumapp.accounts.errors import PasswordIsAddress, PasswordTooShort
from forumapp.accounts.views.own import local_path

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"
)


def test_a_password_fits_its_own_hash_and_no_other(app):
    made = passwords.make("correct horse battery", "a@city.example.jp")
    assert made.startswith("$argon2id$")
    assert passwords.fits("correct horse battery", made)
    assert not passwords.fits("correct horse batterz", made)


def test_full_width_letters_are_the_same_password(app):
    made = passwords.make("ｃｏｒｒｅｃｔ　ｈｏｒｓｅ", "a@city.example.jp")
    assert passwords.fits("correct horse", made)


@pytest.mark.parametrize("kept", [None, "", "no hash at all"])
def test_without_a_hash_nothing_fits(app, kept):
    assert not passwords.fits("nobody's password", kept)


def test_the_thirteenth_character_is_not_needed_but_the_twelfth_is(app):
    assert passwords.make("x" * 12, "a@city.example.jp")
    with pytest.raises(PasswordTooShort) as refusal:
        passwords.make("x" * 11, "a@city.example.jp")
    assert (refusal.value.field, refusal.value.message) == ("password", "12文字以上にしてください。")


def test_the_address_is_no_password(app):
    with pytest.raises(PasswordIsAddress):
        passwords.make("Yamada@City.example.jp", "yamada@city.example.jp")


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [(EDGE, "Edge / Windows"), (PHONE, "Safari / iPhone"), ("curl/8.5 Linux", "Linux"), ("", "")],
)
def test_a_browser_is_described_in_two_words(user_agent, name):
    assert describe(user_agent) == name


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example",
        "evil",
        "javascript:alert(1)",
        "",
        None,
    ],
)
def test_addresses_of_other_sites_are_no_local_paths(text):
    assert local_path(text) is None


@pytest.mark.parametrize("text", ["/", "/desk/forums/a/?tab=1", "/account"])
def test_paths_of_this_site_are(text):
    assert local_path(text) == text
