"""Whatever a client sends to whatever address: an answer below 500."""

import gc
from urllib.parse import urlencode

import pytest
import wtforms

from forumapp.core import links
from tests.accounts.factories import make_account, sign_in
from tests.forums.factories import make_forum, make_membership

GARBAGE = ("９" * 40, "-1", "9" * 30, "%s%n", "../../etc/passwd", "<b>", "٣", "")
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
PATHS = {"forum": "trial", "series": "trial", "digest": "0" * 12, "filename": "a.pdf", "step": "up"}


def form(pairs):
    return {"data": urlencode(pairs), "content_type": FORM}


def parts(names):
    """Return a body in which each of ``names`` is a small file (RFC 7578)."""
    part = '--x\r\nContent-Disposition: form-data; name="{}"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n'
    return {"data": "".join(map(part.format, names)) + "--x--\r\n", "content_type": PARTS}


SENT = {
    "garbage": lambda names: form([(name, text) for name in names for text in GARBAGE]),
    "a NUL": lambda names: form(dict.fromkeys(names, "a\x00b")),
    "huge numbers": lambda names: form(dict.fromkeys(names, "9" * 30)),
    "long texts": lambda names: form(dict.fromkeys(names, "a" * 6000)),
    "files": parts,
}
UNREADABLE = {
    "JSON": {"json": {"email": 1}},
    "plain text": {"data": "email=b", "content_type": "text/plain"},
    "broken parts": {"data": b"--x\r\nbroken", "content_type": PARTS},
    "parts without boundary": {"data": b"--x", "content_type": "multipart/form-data"},
    "no UTF-8": {"data": b"email=%ED%A0%80&%C0%AF=\xed\xa0\x80&=&&\xff", "content_type": FORM},
}


def every_form(kind=wtforms.Form):
    for form in kind.__subclasses__():
        yield form
        yield from every_form(form)


def field_names():
    """Return the name of every field that some form has, and of buttons and queries."""
    unbound = wtforms.fields.core.UnboundField
    names = {name for form in every_form() for name in dir(form) if isinstance(getattr(form, name), unbound)}
    assert {"email", "title"} <= names
    return sorted(
        names | {"direction", "what", "kind", "change", "page", "next", "item", "parent", "state", "note"}
    )


@pytest.fixture
def site(app, client, monkeypatch):
    """The browser of somebody who may everything; a mistake of ours is a 500, as in the field."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    account = make_account(is_admin=True)
    make_membership(make_forum(slug="trial"), account, "owner")
    sign_in(client, account)
    return client


def addresses(app, method):
    """Return an address of every rule that knows ``method``; most things in it exist nowhere."""
    found = []
    for rule in app.url_map.iter_rules():
        if method in rule.methods:
            kind = app.view_functions[rule.endpoint].access_tag.link or "group"
            values = {**PATHS, "token": links.make_token(kind, 1, 0)}
            with app.test_request_context():
                found.append(app.url_for(rule.endpoint, **{n: values.get(n, "1") for n in rule.arguments}))
    assert len(found) > 50
    return found


def token_of(client):
    page = client.get("/account").get_data(as_text=True)
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def failures(app, method, call):
    statuses = {address: call(address).status_code for address in addresses(app, method)}
    assert max(statuses.values()) >= 400
    return {address: status for address, status in statuses.items() if status >= 500}


@pytest.mark.parametrize("what", SENT)
def test_no_address_breaks_on_the_form_that_is_sent(site, what):
    sent = SENT[what](field_names())
    if sent["content_type"] == FORM:
        sent["data"] += f"&csrf_token={token_of(site)}"
    assert failures(site.application, "POST", lambda address: site.post(address, **sent)) == {}


@pytest.mark.parametrize("garbage", ["9" * 30, "%ED%B2%80", "-1"])
def test_no_page_breaks_on_its_query(site, garbage):
    query = urlencode(dict.fromkeys(field_names(), garbage))
    assert failures(site.application, "GET", lambda address: site.get(f"{address}?{query}")) == {}


@pytest.mark.parametrize("method", ["PUT", "FOO"])
def test_no_address_breaks_on_a_method(site, method):
    assert failures(site.application, "GET", lambda address: site.open(address, method=method)) == {}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_form_that_cannot_be_read_is_a_form_without_values(site, what):
    assert site.post("/sign-in", **UNREADABLE[what]).status_code == 422


@pytest.mark.parametrize("path", ["/sign-in", "/account", "/forums/trial/registration"])
def test_a_form_beyond_the_limit_is_413_in_the_users_words(site, path):
    answer = site.post(path, data={"name": "長" * 1_000_000})
    assert answer.status_code == 413
    assert "送信できる大きさを超えています" in answer.get_data(as_text=True)


@pytest.mark.filterwarnings("ignore:Exception ignored:pytest.PytestUnraisableExceptionWarning")
def test_more_than_a_thousand_files_are_413(site):
    assert site.post("/account", **parts(map(str, range(1001)))).status_code == 413
    gc.collect()  # closes what the unfinished reading left open, while this test allows it


@pytest.mark.parametrize(
    "path", ["/sign-in?q=%00", "/forums/trial/registration?%00=1", "/assets/000000000000/%00"]
)
def test_a_nul_in_the_address_is_400_with_a_page(site, path):
    answer = site.get(path)
    assert (answer.status_code, answer.mimetype) == (400, "text/html")


@pytest.mark.parametrize(
    "cookie", ["\xff\xfe", "lang=\xff", "forumapp=garbage", "=;;;==", 'lang="en', "lang=%00"]
)
def test_garbage_in_cookies_is_ignored(site, cookie):
    stranger = site.application.test_client(use_cookies=False)
    assert stranger.get("/sign-in", headers={"Cookie": cookie}).status_code == 200


@pytest.mark.parametrize("wish", ["xx", "*", "en;q=abc", "ja;q=0", ",,;;=", "en-" + "a" * 3000, "ja;q=1e400"])
def test_any_wish_for_a_language_gets_a_page(site, wish):
    assert site.get("/", headers={"Accept-Language": wish}).status_code == 200
