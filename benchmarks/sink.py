"""An SMTP server that takes letters as fast as it can and remembers whose they were (RFC 5321, no extensions)."""

import asyncio
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)\r$", re.MULTILINE | re.IGNORECASE)
Verdict = Callable[[str], str]
"""Gives the answer at the end of a letter to this recipient."""


def taken(_recipient: str) -> str:
    """Take every letter."""
    return "250 2.0.0 taken"


@dataclass
class Ledger:
    """What was accepted: (recipient, Message-ID) of each letter, in order."""

    verdict: Verdict = taken
    accepted: list[tuple[str, str]] = field(default_factory=list)


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.buffer = bytearray()
        self.recipient = ""
        self.reads_letter = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport
        self._say("220 sink ESMTP")

    def data_received(self, data: bytes) -> None:
        """Read commands and letters, also several at once."""
        self.buffer += data
        while True:
            mark = b"\r\n.\r\n" if self.reads_letter else b"\r\n"
            end = self.buffer.find(mark)
            if end < 0:
                return
            piece = bytes(self.buffer[:end])
            del self.buffer[: end + len(mark)]
            if self.reads_letter:
                self._letter(piece)
            else:
                self._command(piece.decode("ascii"))

    def _letter(self, content: bytes) -> None:
        self.reads_letter = False
        answer = self.ledger.verdict(self.recipient)
        found = _MESSAGE_ID.search(content)
        if answer.startswith("2"):
            self.ledger.accepted.append((self.recipient, found[1].decode() if found else ""))
        self._say(answer)

    def _command(self, line: str) -> None:
        verb = line[:4].upper()
        if verb == "RCPT":
            self.recipient = line.partition("<")[2].partition(">")[0]
        self.reads_letter = verb == "DATA"
        self._say({"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok"))
        if verb == "QUIT":
            self.transport.close()

    def _say(self, text: str) -> None:
        self.transport.write(f"{text}\r\n".encode("ascii"))


@contextmanager
def serve(ledger: Ledger) -> Iterator[int]:
    """Serve in a thread on a free port of 127.0.0.1, which is given."""
    loop, ports = asyncio.new_event_loop(), []
    ready, ended = threading.Event(), asyncio.Event()

    async def work() -> None:
        server = await loop.create_server(lambda: Session(ledger), "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await ended.wait()
        server.close()
        await asyncio.sleep(0)

    thread = threading.Thread(target=loop.run_until_complete, args=(work(),))
    thread.start()
    try:
        ready.wait()
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


def main() -> None:
    """Serve until standard input ends: tells the port first and at the end how many letters were taken."""
    ledger = Ledger()
    with serve(ledger) as port:
        print(port, flush=True)
        sys.stdin.read()
    print(len(ledger.accepted), flush=True)


if __name__ == "__main__":
    main()
