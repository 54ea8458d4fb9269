"""One application per run on the chosen database, real commits, empty tables after each test, a frozen clock, no network."""

import re
import socket
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from forumapp.agenda import remembering
from forumapp.calendar import ics
from forumapp.core import clock as clocks
from forumapp.core import fastlane, pagecache
from forumapp.core import transaction as transactions
from forumapp.core.db import Model, db
from forumapp.core.settings import read
from forumapp.factory import create_app
from tests.calendar.ics_lint import findings
from tests.chromium import browser as browser
from tests.databases import own_database
from tests.serving import address as address
from tests.serving import site as site

# Before any test imports them: other browser tests use the journeys' hands and eyes too.
pytest.register_assert_rewrite(
    *(
        f"tests.journeys.{name}"
        for name in (
            "attending",
            "building",
            "keyboard",
            "letters",
            "receiving",
            "site",
            "visitor",
            "watching",
        )
    )
)

PRESENT = datetime(2024, 7, 1, 0, 0, tzinfo=UTC)
"""Monday, 1 July 2024, 9:00 in Tokyo: a month before the seed's forum."""


def pytest_addoption(parser):
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite")


def pytest_collection_modifyitems(config, items):
    """The run on PostgreSQL repeats only what touches the database and no browser; a server's tests wait for it."""
    on_postgres = config.getoption("--database") == "postgres"
    left_out = [item for item in items if not (_repeats(item) if on_postgres else _begins(item))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _repeats(item):
    return "app" in item.fixturenames and not item.get_closest_marker("browser")


def _begins(item):
    return not item.get_closest_marker("only_on_postgres")


@pytest.fixture(scope="session")
def database_url(request, tmp_path_factory):
    if request.config.getoption("--database") == "postgres":
        with own_database("suite") as url:
            yield url
        return
    yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite3'}"


@pytest.fixture(scope="session")
def settings(database_url, tmp_path_factory):
    return read(
        {
            "FORUMAPP_SECRET_KEY": "a key of the tests",
            "FORUMAPP_DATABASE_URL": database_url,
            "FORUMAPP_DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "FORUMAPP_BASE_URL": "http://forum.test",
        }
    )


@pytest.fixture(scope="session")
def whole_app(settings):
    app = create_app({"TESTING": True}, settings)
    app.test_client_class = CheckingClient
    with app.app_context(), transactions.writing():
        Model.metadata.drop_all(db.engine)
        Model.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(whole_app, clock):
    with whole_app.app_context():
        forget_pages(whole_app)
        yield whole_app
        db.session.rollback()
    with whole_app.app_context(), transactions.transaction() as session:
        for table in reversed(Model.metadata.sorted_tables):
            session.execute(sa.delete(table))


def forget_pages(app):
    """Ids begin anew with each test: a page kept from another test would answer under the same ETag."""
    pagecache.init(app, app.extensions[pagecache.EXTENSION].build)
    remembering.init(app)
    fastlane.init(app, db.engine)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def transaction(app):
    """The block that writes in a test's preparation: ``with transaction(): …``."""
    return transactions.transaction


@pytest.fixture(autouse=True)
def clock():
    with clocks.frozen(PRESENT) as frozen:
        yield frozen


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    connect = socket.socket.connect

    def only_here(self, address):
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test reaches out to {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture(autouse=True)
def linted_calendars(monkeypatch):
    """Every calendar that a test has printed goes through our lint, wherever it ends."""
    printed = ics._calendar

    def looked_at(*arguments):
        data = printed(*arguments)
        assert findings(data) == []
        return data

    monkeypatch.setattr(ics, "_calendar", looked_at)


class CheckingClient(FlaskClient):
    """Looks at every page that a test gets: title, unique ids, labelled fields, a token in each form that writes."""

    def open(self, *arguments, **options):
        if self.preserve_context:
            response = super().open(*arguments, **options)
        else:
            with self.application.app_context():  # or the request would share ``g`` with the test
                response = super().open(*arguments, **options)
            db.session.rollback()
        if response.mimetype == "text/html" and not response.is_streamed and response.data.startswith(b"<!"):
            check_page(response.get_data(as_text=True), response.request.path)
        return response


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.labelled, self.fields, self.forms = [], set(), [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if given.get("id"):
            self.ids.append(given["id"])
        if tag == "label" and given.get("for"):
            self.labelled.add(given["for"])
        if tag == "form":
            self.forms.append([given.get("method", "get").lower(), False])
        if tag in {"input", "select", "textarea"} and given.get("type") not in {"hidden", "submit", "button"}:
            self.fields.append(given)
        if tag == "input" and given.get("name", "").endswith("csrf_token") and self.forms:
            self.forms[-1][1] = True


def check_page(html, path):
    page = _Page()
    page.feed(html)
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert title, f"{path}: no title"
    assert title[1].strip(), f"{path}: empty title"
    twice = [ident for ident, count in Counter(page.ids).items() if count > 1]
    assert twice == [], f"{path}: ids twice"
    nameless = [
        field
        for field in page.fields
        if field.get("id") not in page.labelled
        and not field.get("aria-label")
        and not field.get("aria-labelledby")
    ]
    assert nameless == [], f"{path}: fields without a label"
    assert [form for form in page.forms if form[0] == "post" and not form[1]] == [], (
        f"{path}: a form without a token"
    )
