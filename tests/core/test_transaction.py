"""What may write, when, and what a failure leaves behind; beside test_boundary.py."""

import re
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa

from forumapp.core import transaction as transactions
from forumapp.core.db import db, mode
from forumapp.core.throttle import Attempt
from tests.core import trial
from tests.forums.factories import make_forum


@pytest.fixture
def site(settings, app):
    with trial.site(settings) as made:
        yield made.test_client()


def scopes(app):
    with app.app_context():
        return trial.scopes()


def test_a_get_cannot_open_a_transaction_of_its_own(site, app):
    assert site.get("/trial/get-with-transaction").status_code == 500
    assert scopes(app) == []


def test_a_view_cannot_commit_twice(site, app):
    assert site.post("/trial/twice", data={"csrf_token": trial.token(site)}).status_code == 500
    assert scopes(app) == []


def test_reading_cannot_silently_undo_what_was_changed(site, app):
    answer = site.post("/trial/change-then-read", data={"csrf_token": trial.token(site)})
    assert (answer.status_code, scopes(app)) == (500, [])


def test_reading_first_and_writing_then_is_fine(app):
    with transactions.transaction():
        with transactions.reading():
            assert trial.scopes() == []
        trial.write("kept")
    assert trial.scopes() == ["kept"]


def test_a_statement_without_objects_counts_as_a_change(app):
    with transactions.writing():
        db.session.execute(sa.delete(Attempt))
        with pytest.raises(RuntimeError, match="would undo"), transactions.reading():
            pass


def test_a_dead_connection_does_not_leave_the_thread_in_writing_mode(app):
    def fail(_connection):
        raise sa.exc.OperationalError("ROLLBACK", {}, Exception("gone"))

    def connection_dies_while_writing():
        with transactions.writing():
            trial.write("x")
            sa.event.listen(db.engine, "rollback", fail)

    with pytest.raises(sa.exc.OperationalError):
        connection_dies_while_writing()
    sa.event.remove(db.engine, "rollback", fail)
    assert mode.get() == "read"


def test_a_deadlock_is_tried_once_more_with_the_request_as_it_came(site, app):
    data = {"csrf_token": trial.token(site), "file": (BytesIO(b"content"), "a.txt")}
    answer = site.post("/trial/once-deadlocked", data=data)
    assert (answer.status_code, answer.get_data(as_text=True)) == (200, "once ")
    assert scopes(app) == ["content", "counted"]


def test_only_the_shell_the_worker_and_the_counter_of_attempts_open_transactions():
    package = Path(transactions.__file__).parents[1]
    users = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"with [^#\n]*\b(transaction|writing)\(\)", path.read_text("utf-8"))
    }
    own = {"core/boundary.py", "core/transaction.py", "core/jobs.py", "core/throttle.py"}
    own |= {"mail/claims.py", "mail/pace.py", "mail/receiving/inbox.py"}  # the worker, and the door for mail
    own |= {
        "core/uploads/pieces.py",
        "core/uploads/scanning.py",
        "groupwork/services/running.py",
        "publishing/services/links.py",
        "materials/cleaning.py",
        "materials/inspections.py",
    }  # jobs that wait
    shell = {path for path in users if re.search(r"/cli(/\w+)?\.py$", path)}
    assert users - shell - own == {"demo/worlds.py", "exchange/archive.py"}  # both serve the shell alone


def test_what_a_transaction_has_changed_of_a_row_is_kept_when_the_row_is_locked_again(app):
    forum = make_forum(title="前の題名")
    with transactions.transaction():
        forum.title = "後の題名"
        transactions.lock(forum)
        assert forum.title == "後の題名"
    db.session.expire_all()
    assert forum.title == "後の題名"
