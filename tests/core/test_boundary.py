"""The request boundary: what is committed, what is not, and what the browser is told."""

import pytest
import sqlalchemy as sa
from flask import Blueprint, abort, redirect, session
from wtforms import validators

from forumapp.core import clock, throttle
from forumapp.core.access import public, rehearsal
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.forms import ActionForm, Form, LineField
from forumapp.core.throttle import Attempt
from forumapp.factory import create_app

bp = Blueprint("trial", __name__, url_prefix="/trial")


class NameForm(Form):
    name = LineField("名前", [validators.DataRequired()])


def write(name):
    db.session.add(Attempt(scope=name, key_hash="x", at=clock.now()))
    db.session.flush()


@bp.get("/writes")
@public()
def writes_in_a_get():
    write("get")
    return "written"


@bp.route("/name", methods=["GET", "POST"])
@public()
def name():
    form = NameForm()
    session["seen"] = "in the view"
    if form.accepted():
        with form.refusals():
            write(form.name.data)
            if form.name.data == "refused":
                raise DomainError("だめです", "name")
            return redirect("/trial/name")
    return f"{form.csrf_token()}|{form.name.errors}|{form.name.data}", form.status


@bp.post("/rehearsal")
@public()
@rehearsal
def rehearse():
    ActionForm().accepted()
    write("rehearsal")
    return "shown"


@bp.post("/forgets-the-token")
@public()
def forgets():
    write("no token")
    return "done"


@bp.post("/breaks")
@public()
def breaks():
    ActionForm().accepted()
    write("broken")
    raise ZeroDivisionError


@bp.post("/redirects-after-an-error")
@public()
def aborts():
    ActionForm().accepted()
    write("aborted")
    abort(409)


@bp.post("/guesses")
@public()
def guesses():
    throttle.count("guess", "somebody")
    abort(403)


@bp.post("/fails-at-commit")
@public()
def fails_at_commit():
    ActionForm().accepted()
    session["signed_in"] = "yes"
    db.session.add(Attempt(scope="twice", key_hash="x", at=clock.now(), id=1))
    db.session.flush()

    @sa.event.listens_for(db.session(), "before_commit", once=True)
    def fail(_session):
        raise sa.exc.IntegrityError("commit", {}, Exception("constraint"))

    return "success"


@pytest.fixture
def trial(settings, app):
    made = create_app({"TESTING": True, "PROPAGATE_EXCEPTIONS": False}, settings)
    made.register_blueprint(bp)
    with made.app_context():
        yield made.test_client()
        db.engine.dispose()


def scopes(app):
    with app.app_context():
        return sorted(db.session.scalars(sa.select(Attempt.scope)))


def token(client):
    text = client.get("/trial/name").get_data(as_text=True)
    return text.split('value="')[1].split('"')[0]


def test_a_get_cannot_write(trial, app):
    assert trial.get("/trial/writes").status_code == 500
    assert scopes(app) == []


def test_an_accepted_form_is_committed(trial, app):
    answer = trial.post("/trial/name", data={"csrf_token": token(trial), "name": "山田"})
    assert answer.status_code == 302
    assert scopes(app) == ["山田"]


def test_a_refused_form_leaves_nothing_and_keeps_what_was_typed(trial, app):
    answer = trial.post("/trial/name", data={"csrf_token": token(trial), "name": "refused"})
    assert answer.status_code == 422
    assert "だめです" in answer.get_data(as_text=True)
    assert answer.get_data(as_text=True).endswith("|refused")
    assert scopes(app) == []


def test_a_wrong_token_shows_the_form_again_filled(trial, app):
    token(trial)
    answer = trial.post("/trial/name", data={"csrf_token": "ab" * 32, "name": "山田"})
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).endswith("|山田")
    assert scopes(app) == []


def test_a_view_that_forgets_the_token_cannot_commit(trial, app):
    answer = trial.post("/trial/forgets-the-token", data={"typed": "kept"})
    assert answer.status_code == 400
    assert 'value="kept"' in answer.get_data(as_text=True)
    assert scopes(app) == []


def test_a_rehearsal_writes_nothing(trial, app):
    assert trial.post("/trial/rehearsal", data={"csrf_token": token(trial)}).status_code == 200
    assert scopes(app) == []


@pytest.mark.parametrize(
    ("path", "status"), [("/trial/breaks", 500), ("/trial/redirects-after-an-error", 409)]
)
def test_an_exception_leaves_nothing(trial, app, path, status):
    assert trial.post(path, data={"csrf_token": token(trial)}).status_code == status
    assert scopes(app) == []


def test_an_attempt_is_counted_although_the_request_was_refused(trial, app):
    assert trial.post("/trial/guesses").status_code == 403
    assert scopes(app) == ["guess"]


def test_a_failed_commit_is_an_error_page_and_the_session_is_as_it_was(trial, app):
    answer = trial.post("/trial/fails-at-commit", data={"csrf_token": token(trial)})
    assert answer.status_code == 409
    assert "success" not in answer.get_data(as_text=True)
    with trial.session_transaction() as kept:
        assert "signed_in" not in kept
    assert scopes(app) == []


def test_control_characters_in_the_address_are_refused(trial):
    assert trial.get("/trial/name?q=%00").status_code == 400
