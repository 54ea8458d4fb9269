"""Headers and cookies of every kind of answer, hosts, and what the logs hold."""

import logging
from dataclasses import replace

import pytest

from forumapp.core import links
from forumapp.core.headers import ALWAYS
from forumapp.core.logs import Redacting
from tests.accounts.factories import PASSWORD, make_account
from tests.core import trial
from tests.forums.factories import make_forum

HTTPS = "https://forum.example.jp"


@pytest.fixture
def site(settings, app):
    with trial.site(settings) as made:
        yield made.test_client()


@pytest.fixture
def secure_site(settings, app):
    with trial.site(replace(settings, base_url=HTTPS)) as made:
        yield made.test_client()


KINDS = {
    "page": ("GET", "/trial/page", 200),
    "not found": ("GET", "/no-such-page", 404),
    "our mistake": ("GET", "/trial/error", 500),
    "method": ("PUT", "/trial/page", 405),
    "options": ("OPTIONS", "/trial/page", 200),
    "sign-in wanted": ("GET", "/account", 303),
    "slash": ("GET", "/forums/trial", 308),
    "no token": ("POST", "/trial/saved", 400),
    "nul": ("GET", "/trial/page?a=%00", 400),
    "style sheet": ("GET", "/assets/000000000000/css/app.css", 200),
    "icon": ("GET", "/favicon.ico", 200),
    "calendar": ("GET", "/forums/trial/calendar.ics", 200),
    "health": ("GET", "/healthz", 200),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_the_page_policy(site, kind):
    make_forum(slug="trial")
    method, path, status = KINDS[kind]
    for _ in range(2):  # the short way and the long one
        answer = site.open(path, method=method)
        assert answer.status_code in {status, 503 if kind == "health" else status}
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
        assert "Strict-Transport-Security" not in answer.headers


def test_https_is_promised_only_by_a_site_that_has_it(secure_site):
    for path in ("/trial/page", "/trial/page", "/no-such-page", "/trial/error"):
        answer = secure_site.get(path, base_url=HTTPS)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("base", "cookie"), [("http://forum.test", "forumapp="), (HTTPS, "__Host-forumapp=")]
)
def test_cookies_are_closed_to_scripts_other_sites_and_plain_http(settings, app, base, cookie):
    with trial.site(replace(settings, base_url=base)) as made:
        answers = [
            made.test_client().get(path, base_url=base) for path in ("/trial/token", "/trial/page?lang=en")
        ]
    flags = [set(answer.headers["Set-Cookie"].split("; ")[1:]) for answer in answers]
    assert answers[0].headers["Set-Cookie"].startswith(cookie)
    for found in flags:
        assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= found
        assert ("Secure" in found) is (base == HTTPS)


def test_a_refused_request_leaves_the_session_cookie_alone(site):
    account = make_account()
    token = trial.token(site)
    with site.session_transaction() as kept:
        before = dict(kept)
    given = {"csrf_token": token, "email": account.email, "password": PASSWORD + "x"}
    assert site.post("/sign-in", data=given).status_code == 422
    with site.session_transaction() as kept:
        assert dict(kept) == before


# --- hosts and addresses ----------------------------------------------------------------------------------


def test_an_untrusted_host_is_400_with_a_page_also_on_the_short_way(settings, app):
    hosts = ["evil.example", "a" * 300, "forum.test.evil.example", "a b", ""]
    with trial.site(replace(settings, trusted_hosts=("forum.test",))) as made:
        client = made.test_client()
        assert client.get("/trial/page", headers={"Host": "forum.test"}).status_code == 200
        answers = [
            (client.get(path, headers={"Host": host}), host)
            for host in hosts
            for path in ("/trial/page", "/forums/trial", "/sign-in")
        ]
    assert {(answer.status_code, answer.mimetype) for answer, _ in answers} == {(400, "text/html")}
    assert [host for answer, host in answers if host and host in answer.get_data(as_text=True)] == []


@pytest.mark.parametrize("host", ["evil.example", "a" * 300, "[::1", 'evil"x', "localhost:99999"])
def test_no_host_goes_into_a_redirect(site, host):
    make_forum(slug="trial")
    answer = site.get("/forums/trial?lang=en", headers={"Host": host})
    assert (answer.status_code, answer.location) in {(308, "/forums/trial/?lang=en"), (400, None)}


@pytest.mark.parametrize("path", ["/%5Cevil.example/x", "/%09/evil.example", "/%2Fevil.example"])
def test_the_links_of_languages_stay_on_this_site(site, path):
    page = site.get(path, base_url="http://localhost").get_data(as_text=True)
    links_found = [part for part in page.split('"') if "evil" in part]
    assert links_found
    assert [link for link in links_found if link[1:2] in {"/", "\\", "\t"}] == []


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"]
)
def test_signing_in_leads_to_no_other_site(site, target):
    account = make_account(password_hash=trial.PASSWORD_HASH)
    given = {"csrf_token": trial.token(site), "email": account.email, "password": PASSWORD, "next": target}
    assert site.post("/sign-in", data=given).location == "/desk/"


# --- logs -------------------------------------------------------------------------------------------------


def test_a_traceback_holds_no_token_and_no_values_of_statements(site, caplog):
    token = links.make_token("registration", 9, 0)
    caplog.handler.addFilter(Redacting())
    try:
        raise ValueError(f"no page for /registrations/{token}/")
    except ValueError:
        logging.getLogger("trial").exception("failed")
    assert "fa_…" in caplog.text
    assert token not in caplog.text


def test_an_error_of_the_database_does_not_print_what_was_typed(site, caplog):
    site.post("/trial/too-long", data={"csrf_token": trial.token(site)})
    assert "hidden due to hide_parameters" in caplog.text
    assert "taro@city.example.jp" not in caplog.text
