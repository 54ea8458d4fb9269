"""Seats that hold in a storm: real server processes, 200 clients, SIGKILL; and the control without locks, which must fail."""

import os
from collections import Counter, defaultdict

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import Model, db
from forumapp.core.settings import read
from forumapp.core.transaction import transaction
from forumapp.factory import create_app
from forumapp.forums.models import Forum, Mode, RegistrationSwitch
from forumapp.registration.models import AudienceKind, Entry, Quota, Registration, RegistrationState
from forumapp.registration.queries import ledger
from forumapp.registration.services import audience, rules
from tests.databases import own_database
from tests.forums.factories import make_forum
from tests.registration.storm import Client, Servers, rage
from tests.registration.test_seats import FAR

ROOM = {Mode.ON_SITE: 60, Mode.WEB: 25}
OPEN = {Mode.ON_SITE: 25, Mode.WEB: 15}
QUOTA = 37
CLIENTS, TIMES, KILLS = 200, 4, 2


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def environment(request, tmp_path):
    """The settings of servers with a database of their own, the forum in it."""
    if request.param == "sqlite":
        yield _prepared(tmp_path, f"sqlite:///{tmp_path / 'storm.sqlite3'}")
        return
    with own_database("seat_storm") as url:
        yield _prepared(tmp_path, url)


def _prepared(folder, database):
    given = {
        "FORUMAPP_SECRET_KEY": "k",
        "FORUMAPP_DATA_DIR": str(folder),
        "FORUMAPP_DATABASE_URL": database,
        "FORUMAPP_BASE_URL": "http://localhost",
    }
    with create_app(settings=read(given)).app_context():
        with transaction() as session:
            Model.metadata.create_all(session.connection())
        with transaction():
            _forum()
        db.engine.dispose()
    return {**given, "PATH": os.environ["PATH"]}


def _forum():
    forum = make_forum(
        slug="storm",
        day=FAR,
        closes=None,
        registration=RegistrationSwitch.OPEN,
        seats_on_site=ROOM[Mode.ON_SITE],
        seats_web=ROOM[Mode.WEB],
    )
    line = audience.add_line(
        forum, by=SYSTEM, kind=AudienceKind.ORGANISATION, label="長崎市", organisation="長崎市"
    )
    audience.add_quota(line, by=SYSTEM, label="情報政策", seats=QUOTA)
    rules.change_rules(
        forum,
        by=SYSTEM,
        entry=Entry.BOTH,
        has_waiting=True,
        open_on_site=OPEN[Mode.ON_SITE],
        open_web=OPEN[Mode.WEB],
    )


def storm(environment, clients=CLIENTS, times=TIMES, kills=KILLS, **more):
    """Let it rage; returns the clients with what they were told."""
    with Servers({**environment, **more}).running() as servers:
        everybody = [Client(servers, seed) for seed in range(clients)]
        rage(servers, everybody, times, kills)
        assert servers.killed == kills
    return everybody


class Found:
    """What the database holds after the storm."""

    def __init__(self, environment):
        self.app = create_app(settings=read(environment))
        with self.app.app_context():
            self.forum = db.session.query(Forum).filter_by(slug="storm").one()
            self.quota = db.session.query(Quota).filter_by(forum_id=self.forum.id).one()
            self.people = {one.id: one for one in db.session.scalars(sa.select(Registration))}
            self.book = ledger.read(self.forum)
            self.left_over = [self.book.lacks(one.seat) for one in self.book.waiting]
            self.entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
            db.session.expunge_all()
            db.session.rollback()
            db.engine.dispose()

    def over(self):
        """Return by how much each limit is passed: room per mode, quota, open seats per mode."""
        held = [one for one in self.people.values() if one.state is RegistrationState.CONFIRMED]
        modes = Counter(one.mode for one in held)
        opened = Counter(one.mode for one in held if one.quota_id is None)
        numbers = {
            **{f"room {mode}": modes[mode] - ROOM[mode] for mode in ROOM},
            **{f"open {mode}": opened[mode] - OPEN[mode] for mode in OPEN},
            "quota": sum(one.quota_id is not None for one in held) - QUOTA,
        }
        return {name: number for name, number in numbers.items() if number > 0}

    def forgotten(self, clients):
        """Return the answers that are not true of the database."""
        return [
            (ident, states, self.people[ident].state if ident in self.people else None)
            for client in clients
            for ident, states in client.known.items()
            if ident not in self.people or self.people[ident].state.value not in states
        ]

    def twice(self):
        """Return the names that hold more than one living registration."""
        alive = Counter(
            one.given_name
            for one in self.people.values()
            if one.state in {RegistrationState.CONFIRMED, RegistrationState.WAITING}
        )
        return [name for name, number in alive.items() if number > 1]

    def overtaken(self):
        """Return who was moved up although somebody waited longer for such a seat (those preferred by hand apart)."""
        queues, wrongs = defaultdict(list), []
        for entry in self.entries:
            ident = entry.subject_id
            mine = next((queue for queue in queues.values() if ident in queue), None)
            if entry.action == "registration.created" and entry.changes["state"][1] == "waiting":
                queues[(entry.changes["mode"][1], self.people[ident].quota_id)].append(ident)
            elif mine is not None and entry.action.startswith("registration."):
                if (
                    entry.action == "registration.moved_up"
                    and entry.actor_kind == "system"
                    and mine[0] != ident
                ):
                    wrongs.append(ident)
                mine.remove(ident)
        return wrongs

    def moved_up(self):
        """Return how many were moved up in turn."""
        return sum(
            one.action == "registration.moved_up" and one.actor_kind == "system" for one in self.entries
        )


def test_a_storm_passes_no_limit_loses_no_answer_and_keeps_the_order(environment):
    clients = storm(environment)
    found = Found(environment)
    assert found.over() == {}
    assert found.forgotten(clients) == []
    assert found.twice() == []
    assert None not in found.left_over
    assert found.overtaken() == []
    assert found.moved_up() > 20
    asked = sum((client.asked for client in clients), Counter())
    assert set(asked) == {"register", "reply", "bring_in", "cancel", "switch", "substitute", "promote"}


def test_without_locks_the_same_storm_passes_a_limit(environment):
    storm(environment, times=1, kills=0, STORM_UNLOCKED="1")  # later cancellations would hide it
    assert Found(environment).over() != {}
