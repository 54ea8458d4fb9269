"""Views of the tests of the boundary and the caches; ``site()`` makes an application that has them."""

from contextlib import contextmanager
from itertools import count

import sqlalchemy as sa
from flask import Blueprint, redirect, request, session
from jinja2 import ChoiceLoader, DictLoader

from forumapp.accounts import passwords
from forumapp.core import access, clock, pages, throttle, transaction
from forumapp.core.access import Stamp, public, upload
from forumapp.core.db import db
from forumapp.core.forms import ActionForm
from forumapp.core.throttle import Attempt
from forumapp.factory import create_app
from tests.accounts.factories import PASSWORD
from tests.conftest import CheckingClient

bp = Blueprint("trial_of_core", __name__, url_prefix="/trial")
calls = count(1)
PASSWORD_HASH = passwords.make(PASSWORD, "")
TEMPLATES = {"whole.html": "<!doctype html><title>t</title>whole {{ lang }}", "piece.html": "<p>piece</p>"}


def write(scope):
    db.session.add(Attempt(scope=scope, key_hash="x", at=clock.now()))
    db.session.flush()


def scopes():
    return sorted(db.session.scalars(sa.select(Attempt.scope)))


def stamp(connection, **_arguments):
    connection.exec_driver_sql("SELECT 1")
    return Stamp("1")


class Deadlock(Exception):
    sqlstate = "40P01"


@bp.post("/once-deadlocked")
@public()
@upload
def once_deadlocked():
    """Fail the first time as PostgreSQL does after a deadlock."""
    ActionForm().accepted()
    said = session.get("said", "")
    session["said"] = said + "once "
    throttle.count("counted", "x")
    body = request.files["file"].read().decode()
    write(body or "nothing left")
    if said == "" and next(calls) % 2:
        raise sa.exc.OperationalError("UPDATE", {}, Deadlock())
    return session["said"]


@bp.post("/twice")
@public()
def twice():
    ActionForm().accepted()
    with transaction.transaction():
        write("inner")
    return "done"


@bp.get("/get-with-transaction")
@public()
def get_with_transaction():
    with transaction.reading(), transaction.transaction():
        write("get")
    return "done"


@bp.post("/change-then-read")
@public()
def change_then_read():
    ActionForm().accepted()
    write("lost")
    with transaction.reading():
        pass
    return "success"


@bp.post("/counted")
@public()
def counted():
    throttle.count("counted", "x")
    ActionForm().accepted()
    return redirect("/trial/page")


@bp.post("/saved")
@public()
def saved():
    ActionForm().accepted()
    write("saved")
    return redirect("/trial/page")


@bp.get("/token")
@public()
def token_page():
    return ActionForm().csrf_token()


@bp.get("/page")
@public(stamp=stamp)
def page():
    return pages.show("whole.html", piece="piece.html")


@bp.get("/missing")
@public(stamp=stamp)
def missing():
    return access.abort(404)


@bp.get("/form")
@public(stamp=stamp)
def form_on_a_public_page():
    return ActionForm().csrf_token()


@bp.post("/too-long")
@public()
def too_long():
    """Fail in a statement that carries something personal."""
    db.session.execute(
        sa.text("SELECT * FROM nowhere WHERE email = :email"), {"email": "taro@city.example.jp"}
    )
    return "found"


@bp.get("/error")
@public()
def error():
    raise ZeroDivisionError


@contextmanager
def site(settings, **overrides):
    """Make an application with these views; a mistake in it is a 500, as in the field."""
    app = create_app({"TESTING": True, "PROPAGATE_EXCEPTIONS": False, **overrides}, settings)
    app.test_client_class = CheckingClient
    app.register_blueprint(bp)
    app.jinja_env.loader = ChoiceLoader([DictLoader(TEMPLATES), app.jinja_env.loader])
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def token(client):
    return client.get("/trial/token").get_data(as_text=True).split('value="')[1].split('"')[0]
