"""A small closed-loop HTTP load generator: n connections with keep-alive, each sends when its answer has come.

Loopback only. It shares the machine with the server, as every figure here does; compare rows of one run.
"""

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Result:
    """What a run gave: answers by status, seconds, and the seconds that each answer took."""

    seconds: float
    statuses: dict[int, int] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return answers per second."""
        return sum(self.statuses.values()) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the time (milliseconds) that ``share`` of the answers did not exceed."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class _Connection:
    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.requests, self.port = requests, port
        self.buffer = b""
        self.started = 0.0
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self) -> bool:
        request = next(self.requests, None)
        if request is None:
            return False
        self.started = time.perf_counter()
        self.socket.sendall(request)
        return True

    def receive(self) -> tuple[int, bool] | None:
        """Return (status, whether the server closes) when an answer is complete."""
        chunk = self.socket.recv(262144)
        self.buffer += chunk
        head, end, body = self.buffer.partition(b"\r\n\r\n")
        if not end:
            return None if chunk else (0, True)
        lowered = head.lower()
        place = lowered.find(b"content-length:")
        length = int(lowered[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
        if len(body) < length and chunk:
            return None
        self.buffer = body[length:]
        return int(head.split(b" ", 2)[1]), b"connection: close" in lowered


def run(port: int, sources: list[Callable[[], Iterator[bytes]]], seconds: float) -> Result:
    """Send each source's requests over a connection of its own until they end or ``seconds`` are over."""
    pool = selectors.DefaultSelector()
    result = Result(0.0)
    begun = time.perf_counter()
    for source in sources:
        connection = _Connection(port, source())
        if connection.send():
            pool.register(connection.socket, selectors.EVENT_READ, connection)
    while pool.get_map() and time.perf_counter() - begun < seconds:
        for ready, _ in pool.select(timeout=1):
            _step(pool, ready.data, result)
    result.seconds = time.perf_counter() - begun
    for ready in list(pool.get_map().values()):  # a server must not wait for who went away
        ready.data.socket.close()
    return result


def _step(pool: selectors.BaseSelector, connection: _Connection, result: Result) -> None:
    answer = connection.receive()
    if answer is None:
        return
    status, closes = answer
    result.statuses[status] = result.statuses.get(status, 0) + 1
    result.times.append(time.perf_counter() - connection.started)
    if closes:
        pool.unregister(connection.socket)
        connection.socket.close()
        connection.buffer = b""
        connection.open()
        pool.register(connection.socket, selectors.EVENT_READ, connection)
    if not connection.send():
        pool.unregister(connection.socket)
        connection.socket.close()


def get(path: str, headers: dict[str, str] | None = None) -> Callable[[], Iterator[bytes]]:
    """Return a source that asks for ``path`` for ever."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n{lines}\r\n".encode()

    def source() -> Iterator[bytes]:
        while True:
            yield request

    return source
