"""A small SMTP server on loopback that takes letters, refuses them by rule, or misbehaves (RFC 5321)."""

import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Taken:
    """One accepted letter, as it came over the wire (dots unstuffed)."""

    sender: str
    recipient: str
    content: bytes


@dataclass
class Behaviour:
    """Answers by command: `{"RCPT bad@example.jp": "550 no such user"}`; the key's second word is optional.

    An empty answer hangs up. A rule in `once` answers its first command only. `slow`: seconds before the content of
    a letter is read; `hangs_up`: takes a letter and is gone before it says so, that many times.
    """

    answers: dict[str, str] = field(default_factory=dict)
    once: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    silent: bool = False
    slow: float = 0
    hangs_up: int = 0
    taken: list[Taken] = field(default_factory=list)
    sessions: int = 0
    goodbyes: int = 0
    logins: list[str] = field(default_factory=list)

    def answer(self, command: str, address: str, usual: str) -> str:
        for key in (f"{command} {address}", command):
            if key in self.once:
                return self.once.pop(key)
            if key in self.answers:
                return self.answers[key]
        return usual


class Session(socketserver.StreamRequestHandler):
    """One connection; `self.server.behaviour` decides."""

    def handle(self) -> None:
        self.rules: Behaviour = self.server.behaviour
        self.rules.sessions += 1
        self.sender, self.recipients = "", []
        if self.rules.silent:
            self.rfile.readline()  # until the client gives up
            return
        try:
            if self.say(self.rules.answer("CONNECT", "", "220 sink ESMTP")):
                while line := self.rfile.readline():
                    if not self.command(line.decode("ascii").strip()):
                        return
        except (ConnectionError, ssl.SSLError):
            return

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # after STARTTLS another socket than the server's own

    def say(self, text: str) -> bool:
        self.wfile.write(f"{text}\r\n".encode("ascii") if text else b"")
        return bool(text) and not text.startswith("421")

    def command(self, line: str) -> bool:
        verb = line.split(" ", maxsplit=1)[0].upper()
        address = line.partition("<")[2].partition(">")[0]
        usual = {"EHLO": "250-sink\r\n250-STARTTLS\r\n250 AUTH PLAIN", "QUIT": "221 bye", "DATA": "354 go on",
                 "STARTTLS": "220 go on", "AUTH": "235 welcome"}.get(verb, "250 ok")  # fmt: skip
        if verb == "DATA" and not self.recipients:
            usual = "503 no recipients"
        if verb == "MAIL" and self.sender:
            usual = "503 nested MAIL"
        answer = self.rules.answer(verb, address, usual)
        if not self.say(answer):
            return False
        if answer.startswith(("2", "3")):
            self.accepted(verb, line, address)
        return verb != "QUIT"

    def accepted(self, verb: str, line: str, address: str) -> None:
        if verb in ("EHLO", "RSET"):
            self.sender, self.recipients = "", []
        elif verb == "MAIL":
            self.sender = address
        elif verb == "RCPT":
            self.recipients.append(address)
        elif verb == "DATA":
            self.data()
        elif verb == "AUTH":
            self.rules.logins.append(line)
        elif verb == "QUIT":
            self.rules.goodbyes += 1
        elif verb == "STARTTLS":
            self.connection = self.rules.tls.wrap_socket(self.connection, server_side=True)
            self.setup_files()

    def setup_files(self) -> None:
        self.rfile = self.connection.makefile("rb")
        self.wfile = socketserver._SocketWriter(self.connection)

    def data(self) -> None:
        time.sleep(self.rules.slow)
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        answer = self.rules.answer("END", self.recipients[0], "250 taken")
        if answer.startswith("2"):
            self.rules.taken += [Taken(self.sender, to, b"".join(lines)) for to in self.recipients]
        self.sender, self.recipients = "", []
        if self.rules.hangs_up:
            self.rules.hangs_up -= 1
            raise ConnectionError
        if not self.say(answer):
            raise ConnectionError


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True

    def __init__(self, behaviour: Behaviour, *, wrapped: bool) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.behaviour = behaviour
        self.wrapped = wrapped

    def get_request(self):
        connection, client = super().get_request()
        if self.wrapped:
            connection = self.behaviour.tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, client

    def handle_error(self, request, client_address) -> None:
        """A client that goes away is what some tests are about."""


@contextmanager
def smtp_sink(behaviour: Behaviour, *, wrapped: bool = False) -> Iterator[int]:
    """Serve on a free port of 127.0.0.1, which is yielded; `wrapped`: TLS from the first byte."""
    with Server(behaviour, wrapped=wrapped) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
