"""The application with doors for the storm of test_seat_storm: each does through a service what people do, in one request.

    gunicorn tests.registration.storm_server:app      (the settings come from the environment)

The requests pass the real boundary and so its transaction. STORM_UNLOCKED=1 is the control: no row is locked, and on
SQLite every statement commits by itself.
"""

import os
import time

from flask import g, jsonify, request

from forumapp.core import db as database
from forumapp.core import transaction
from forumapp.core.access import public
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.factory import create_app
from forumapp.forums.models import Forum, Mode
from forumapp.registration.attendee import Attendee
from forumapp.registration.models import Quota, Registration
from forumapp.registration.queries import ledger
from forumapp.registration.services import changing, registering, substituting, waiting
from forumapp.registration.services.seating import seats_of

CITY = "長崎市"
ORGANISER = Actor("account", 1, "事務局")


def unlock():
    """Take the locks away, and give others time between counting and writing."""
    transaction.lock = lambda *rows: [db.session.refresh(row) for row in rows]
    database._begin_sqlite = lambda connection: connection.connection.dbapi_connection.execute(
        "PRAGMA query_only=OFF"
    )
    count = ledger.read

    def read(forum):
        counted = count(forum)
        time.sleep(0.03)
        return counted

    ledger.read = read


def attendee(name, **values):
    return Attendee("試験", name, email=f"{name}@city.example.jp", **values)


def person(ident):
    return db.session.get_one(Registration, ident)


def register(forum, told):
    made, _own = registering.register(
        forum,
        by=SYSTEM,
        mode=Mode(told["mode"]),
        attendee=attendee(told["name"]),
        form_key=told["key"],
        waits=True,
    )
    return [made]


def reply(forum, told):
    """Several people on the seats of one organisation: all of them, or none."""
    quota = db.session.query(Quota).filter_by(forum_id=forum.id).one()
    with seats_of(forum) as claims:
        return [
            registering.enter(
                claims,
                by=SYSTEM,
                attendee=attendee(name, organisation=CITY),
                mode=Mode(told["mode"]),
                quota=quota,
                waits=told["waits"],
            )
            for name in told["names"]
        ]


def bring_in(forum, told):
    """Read a file of people: in one transaction."""
    with seats_of(forum) as claims:
        return [
            registering.enter(claims, by=SYSTEM, attendee=attendee(name), mode=Mode(mode), waits=True)
            for name, mode in told["rows"]
        ]


def cancel(forum, told):
    changing.cancel(person(told["id"]), by=SYSTEM)
    return [person(told["id"])]


def switch(forum, told):
    changing.change_mode(person(told["id"]), by=SYSTEM, mode=Mode(told["mode"]), by_hand=True)
    return [person(told["id"])]


def substitute(forum, told):
    former = person(told["id"])
    other = attendee(told["name"], organisation=former.organisation_name)
    return [former, substituting.substitute(former, by=SYSTEM, attendee=other)]


def promote(forum, told):
    with seats_of(forum) as claims:
        if claims.ledger.waiting:
            last = claims.ledger.waiting[-1]
            waiting.promote(claims, person(last.registration_id), by=ORGANISER)
    return []


VERBS = {one.__name__: one for one in (register, reply, bring_in, cancel, switch, substitute, promote)}


@public()
def do():
    """Do what is asked; a refusal is 409 and changes nothing."""
    g.csrf_valid = True
    told = request.get_json()
    forum = db.session.query(Forum).filter_by(slug="storm").one()
    try:
        found = VERBS[told["verb"]](forum, told)
    except DomainError as error:
        return jsonify({"refused": type(error).__name__}), 409
    return jsonify(
        {"people": [{"id": one.id, "state": one.state.value, "receipt": one.receipt} for one in found]}
    )


def make():
    """Build the application with its extra door."""
    if os.environ.get("STORM_UNLOCKED"):
        unlock()
    app = create_app()
    app.add_url_rule("/storm", "storm.do", do, methods=["POST"])
    return app


app = make()
