"""One world for the whole folder: what is refused changes nothing, and what is accepted is taken back."""

from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import got_request_exception

from forumapp.core import clock as clocks
from forumapp.core import transaction as transactions
from forumapp.core.db import Model
from forumapp.mail import maildir
from tests.access import world as worlds
from tests.access.doors import paths
from tests.access.forms import WHEN, sound
from tests.access.pages import forms_of, path_of
from tests.access.snapshot import Snapshot
from tests.conftest import PRESENT


def _count_from_one(session):
    """Forms name rows by id, whatever ran before in this process. SQLite counts from 1 in an empty table by itself."""
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in Model.metadata.sorted_tables)
        session.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


@pytest.fixture(scope="package")
def furnished(whole_app):
    with clocks.frozen(PRESENT), whole_app.app_context():
        with transactions.transaction() as session:
            _count_from_one(session)
        with transactions.transaction():
            here, elsewhere, accounts = worlds.build()
        browsers = worlds.browsers(whole_app, accounts)
        snapshot = Snapshot(whole_app)
        yield SimpleNamespace(
            app=whole_app,
            here=here,
            elsewhere=elsewhere,
            accounts=accounts,
            browsers=browsers,
            kept=snapshot.rows,
            restore=snapshot.restore,
        )
        snapshot.close()
        for path in maildir.files():
            path.unlink()
    with whole_app.app_context(), transactions.transaction() as session:
        for table in reversed(Model.metadata.sorted_tables):
            session.execute(sa.delete(table))


@pytest.fixture
def app(furnished, clock):
    """Stand for the suite's ``app``, but keep the tables: the world serves every test of this folder."""
    with furnished.app.app_context():
        yield furnished.app


@pytest.fixture
def world(furnished, app):
    """The furnished world; whatever the test changed is taken back."""
    yield furnished
    furnished.restore()


@pytest.fixture(scope="package")
def catalogue(furnished):
    """{path: the form that is sent there}, gathered from every page that there is, at the time when it is taken."""
    found, signed_in, stranger = (
        {},
        furnished.browsers["admin"].fresh(),
        furnished.browsers["stranger"].fresh(),
    )
    for door, path in paths(furnished):
        if "GET" not in door.methods:
            continue
        client = stranger if door.who == "anybody" else signed_in
        with clocks.frozen(WHEN.get(door.endpoint, PRESENT)), client.get(path) as answer:
            html = answer.text if answer.mimetype == "text/html" else ""
        for form in forms_of(html, path):
            if form.method == "post":
                found.setdefault(path_of(form), form)
    return found


@pytest.fixture
def failures(app, monkeypatch):
    """The exceptions that became error pages 500, as the visitor of a running site would get them."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    found = []

    def note(_sender, exception, **_more):
        found.append(f"{type(exception).__name__}: {exception}"[:200])

    with got_request_exception.connected_to(note, app):
        yield found


@pytest.fixture
def forms(world, catalogue, clock):
    """Every form: (door, path, sound contents, client), at a time when it is taken."""

    def each():
        began = clock.instant
        for door, path in [pair for pair in paths(world) if "POST" in pair[0].methods]:
            clock.instant = WHEN.get(door.endpoint, began)
            browser = world.browsers["stranger" if door.who == "anybody" or door.link else "admin"]
            yield door, path, sound(catalogue, door, path), browser.fresh

    return each
