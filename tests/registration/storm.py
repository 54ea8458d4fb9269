"""200 clients who register, cancel, switch, substitute, reply, import and promote at random, while servers are killed."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[2]
THREADS = 16
PATIENCE = 60
"""Seconds in which a client gets its answer, however often the server is killed."""


class Lost(Exception):
    """No answer came: what became of it is not known."""


class Servers:
    """gunicorn with three workers, killed as one and started again."""

    def __init__(self, env):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.env, self.process, self.killed = env, None, 0

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "tests.registration.storm_server:app"]
        command += [
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers",
            "3",
            "--threads",
            "4",
            "--log-level",
            "critical",
        ]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server does not start")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.killed += 1

    @contextmanager
    def running(self):
        self.start()
        try:
            yield self
        finally:
            self.kill()

    def ask(self, verb, told, *, hangs_up=False):
        """Ask once; returns the people of the answer, or None for a refusal. Raises Lost."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(
                "POST",
                "/storm",
                json.dumps({"verb": verb, **told}),
                {"Content-Type": "application/json", "Host": "localhost"},
            )
            if hangs_up:
                raise Lost
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException) as error:
            raise Lost from error
        finally:
            connection.close()
        if answer.status == 409:
            return None
        if answer.status == 503:
            raise Lost
        assert answer.status == 200, (verb, answer.status, body[:2000])
        return json.loads(body)["people"]


class Client:
    """Somebody who acts at random and remembers every answer: ``known`` maps an id to the states it may have."""

    numbers = count(1)

    def __init__(self, servers, seed):
        self.servers, self.dice = servers, random.Random(seed)
        self.known = {}
        self.asked = Counter()

    def act(self):
        verb = self.dice.choice(self.verbs())
        self.asked[verb] += 1
        getattr(self, verb)()

    def verbs(self):
        if self.those({"confirmed", "waiting"}):
            return ["cancel", "cancel", "switch", "substitute", "promote"]
        return ["register", "register", "register", "reply", "reply", "bring_in"]

    def those(self, wanted):
        return [ident for ident, states in self.known.items() if states & wanted]

    def name(self):
        return f"客{next(self.numbers)}"

    def mode(self):
        return self.dice.choice(["on_site", "on_site", "web"])

    def mine(self):
        """Choose one of those whom this client brought; mostly somebody with a seat, so that seats become free."""
        seated = [ident for ident in self.those({"confirmed"}) if self.known[ident] == {"confirmed"}]
        return self.dice.choice(seated or self.those({"confirmed", "waiting"}))

    def note(self, people):
        for one in people or ():
            self.known[one["id"]] = {one["state"]}
            if one["state"] == "waiting":
                self.known[one["id"]] |= {"confirmed"}

    def register(self):
        """Register until there is an answer: the same form again is the same registration."""
        told = {"mode": self.mode(), "name": self.name(), "key": f"storm-{next(self.numbers):032d}"}
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                self.note(self.servers.ask("register", told, hangs_up=self.dice.random() < 0.1))
                return
            except Lost:
                time.sleep(0.05)
        raise AssertionError("no answer")

    def once(self, verb, told, idents=(), unknown=frozenset()):
        """Ask once; after a lost answer those it was about may be in one of the ``unknown`` states too."""
        try:
            self.note(self.servers.ask(verb, told, hangs_up=self.dice.random() < 0.05))
        except Lost:
            for ident in idents:
                self.known[ident] |= unknown

    def reply(self):
        names = [self.name() for _ in range(self.dice.randint(1, 3))]
        self.once("reply", {"mode": self.mode(), "names": names, "waits": self.dice.random() < 0.7})

    def bring_in(self):
        self.once("bring_in", {"rows": [(self.name(), self.mode()) for _ in range(4)]})

    def cancel(self):
        ident = self.mine()
        self.once("cancel", {"id": ident}, [ident], {"cancelled"})

    def switch(self):
        ident = self.mine()
        self.once("switch", {"id": ident, "mode": self.mode()}, [ident], {"confirmed"})

    def substitute(self):
        ident = self.mine()
        self.once("substitute", {"id": ident, "name": self.name()}, [ident], {"substituted"})

    def promote(self):
        self.once("promote", {})


def rage(servers, clients, times, kills):
    """Let everybody act at once; the servers are killed ``kills`` times meanwhile."""
    stop = threading.Event()

    def reap():
        for _ in range(kills):
            if stop.wait(2.5):
                return
            servers.kill()
            servers.start()

    reaper = threading.Thread(target=reap)
    reaper.start()
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            for _ in range(
                times
            ):  # everybody once, then everybody again: the list is long when seats become free
                list(pool.map(Client.act, clients))
    finally:
        stop.set()
        reaper.join()
