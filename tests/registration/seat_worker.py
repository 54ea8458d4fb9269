"""A process of its own that claims seats: told by lines on its standard input, answers with JSON.

    python -m tests.registration.seat_worker THREADS [unlocked]      (the settings come from the environment)

Each line names a forum; then THREADS people register for it at once, each in a transaction of their own. ``unlocked``
is the control: no row is locked, and on SQLite every statement commits by itself, as many frameworks do by default.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy.exc import DBAPIError

from forumapp.core import db as database
from forumapp.core import transaction
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.factory import create_app
from forumapp.forums.models import Forum, Mode
from forumapp.registration.attendee import Attendee
from forumapp.registration.errors import SeatsFull
from forumapp.registration.services.registering import register


def unlock():
    """Take the locks away."""
    transaction.lock = lambda *rows: [db.session.refresh(row) for row in rows]
    database._begin_sqlite = each_statement_for_itself


def each_statement_for_itself(connection):
    """Begin nothing: SQLite then commits every statement."""
    connection.connection.dbapi_connection.execute("PRAGMA query_only=OFF")


def claim(app, start, slug, name):
    """Register one person; returns what became of it."""
    with app.app_context():
        start.wait()
        for _attempt in range(20):
            try:
                with transaction.transaction() as session:
                    forum = session.query(Forum).filter_by(slug=slug).one()
                    attendee = Attendee("試験", name, email=f"{name}@city.example.jp")
                    register(forum, by=SYSTEM, mode=Mode.ON_SITE, attendee=attendee)
                return "seat"
            except SeatsFull:
                return "full"
            except (database.DatabaseBusy, DBAPIError) as error:
                if not transaction.is_busy(error):
                    return f"{type(error).__name__}: {error}"
        return "busy"


def say(text):
    """Write a line to whoever started this process."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main():
    """Serve rounds until the input ends."""
    threads, *rest = sys.argv[1:]
    if rest == ["unlocked"]:
        unlock()
    app, people = create_app(), int(threads)
    say("ready")
    with ThreadPoolExecutor(people) as pool:
        for line in sys.stdin:
            slug, worker = line.split()
            start = Barrier(people)
            claims = [pool.submit(claim, app, start, slug, f"{worker}-{one}") for one in range(people)]
            say(json.dumps([one.result() for one in claims]))


if __name__ == "__main__":
    main()
