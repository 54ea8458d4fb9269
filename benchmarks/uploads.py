"""A film of two gigabytes sent by an organiser: in pieces, broken off half way and gone on with, and in one form.

The bytes are made while they are sent. What the processes' memory grew by must stay below LIMIT: it is checked, not only printed.
"""

import json
import re
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import memory, servers

SIZE, PIECE, CHUNK = 2 << 30, 8 << 20, 1 << 18
LIMIT = 64
"""MB."""
HEAD = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"
FORUM = "/desk/forums/nagasaki-2024"
EDGE = "edge-of-the-parts"
Fields = dict[str, str]


def measure(data: Path) -> None:
    """Print the speed, and what the processes' memory grew by meanwhile."""
    memory.heading(f"A film of {SIZE >> 30} GiB sent by an organiser", "way", "MB/s", "broken off at")
    for name, send, broken in (("in pieces", _in_pieces, "50%"), ("in one form", _in_a_form, "")):
        with servers.again(data, FORUMAPP_MAX_UPLOAD_MB="4096") as (port, pid):
            visitor = Organiser(port)
            begun = time.monotonic()
            with memory.row(name, pid, most=LIMIT) as cells:
                send(visitor)
                cells += [f"{SIZE / 1e6 / (time.monotonic() - begun):,.0f}", broken]


def _in_pieces(visitor: "Organiser") -> None:
    begin = {"place": "videos", "name": "large.mp4", "size": str(SIZE), "mark": "1"}
    begun = visitor.ask(f"{FORUM}/uploads", begin)
    address, offset = f"{FORUM}/uploads/{begun['id']}", 0
    while offset < SIZE:
        if offset == SIZE // 2:
            visitor.break_off(address, offset)
            told = visitor.ask(f"{FORUM}/uploads", begin)
            assert (told["id"], told["received"]) == (begun["id"], offset), told
        offset = int(visitor.piece(address, offset)["received"])
    assert visitor.ask(address, {"step": "finish"})["ticket"], "the file was not taken"


def _in_a_form(visitor: "Organiser") -> None:
    status, text = visitor.send(f"{FORUM}/recordings/new", {"audience": "public"}, "file", 0, SIZE)
    assert (status, "受け取ったファイル：large.mp4" in text) == (422, True), status  # no item was chosen


class Organiser:
    """A signed-in browser, as far as sending files goes."""

    def __init__(self, port: int) -> None:
        self._port, self._cookies = port, {"lang": "ja"}
        secret = self._secret("/sign-in")
        form = {"email": "owner@demo.example.jp", "password": "forumapp-demo-2026", "csrf_token": secret}
        self._asked("POST", "/sign-in", urlencode(form).encode(), "application/x-www-form-urlencoded")
        self._token = self._secret(f"{FORUM}/recordings/new")

    def ask(self, path: str, fields: Fields) -> dict[str, Any]:
        """Send a step without a file; returns the answer."""
        body = urlencode({"csrf_token": self._token, **fields}).encode()
        status, text = self._asked("POST", path, body, "application/x-www-form-urlencoded")
        assert status == 200, (status, text[:200])
        answer: dict[str, Any] = json.loads(text)
        return answer

    def piece(self, path: str, offset: int) -> dict[str, Any]:
        """Send a piece; returns the answer."""
        status, text = self.send(path, _piece(offset), "piece", offset, min(PIECE, SIZE - offset))
        assert status == 200, (status, text[:200])
        answer: dict[str, Any] = json.loads(text)
        return answer

    def send(self, path: str, fields: Fields, name: str, offset: int, size: int) -> tuple[int, str]:
        """Send fields and a part of the film, made on the way."""
        head, tail = _frame({"csrf_token": self._token, **fields}, name)
        length = len(head) + size + len(tail)
        return self._asked(
            "POST", path, _body(head, offset, size, tail), f"multipart/form-data; boundary={EDGE}", length
        )

    def break_off(self, path: str, offset: int) -> None:
        """Begin a piece and lose the connection in the middle of it."""
        head, tail = _frame({"csrf_token": self._token, **_piece(offset)}, "piece")
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.putrequest("POST", path)
        for key, value in self._headers(f"multipart/form-data; boundary={EDGE}").items():
            connection.putheader(key, value)
        connection.putheader("Content-Length", str(len(head) + PIECE + len(tail)))
        connection.endheaders()
        connection.send(head + bytes(PIECE // 2))
        connection.close()

    def _secret(self, path: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self._asked("GET", path)[1])
        assert found, path
        return found.group(1)

    def _headers(self, content_type: str) -> dict[str, Any]:
        cookies = "; ".join(f"{key}={value}" for key, value in self._cookies.items())
        return {"Cookie": cookies, "Content-Type": content_type, "Accept-Language": "ja"}

    def _asked(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] = b"",
        content_type: str = "",
        length: int = 0,
    ) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=600)
        headers = self._headers(content_type) | ({"Content-Length": str(length)} if length else {})
        connection.request(method, path, body, headers)
        answer: HTTPResponse = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            key, _equals, value = line.partition(";")[0].partition("=")
            self._cookies[key] = value
        text = answer.read().decode()
        connection.close()
        return answer.status, text


def _piece(offset: int) -> Fields:
    return {"step": "piece", "offset": str(offset)}


def _frame(fields: Fields, name: str) -> tuple[bytes, bytes]:
    """Return what stands before and behind the file in a body of several parts (RFC 7578)."""
    parts = "".join(
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    )
    head = f'{parts}--{EDGE}\r\nContent-Disposition: form-data; name="{name}"; filename="large.mp4"\r\n\r\n'
    return head.encode(), f"\r\n--{EDGE}--\r\n".encode()


def _body(head: bytes, offset: int, size: int, tail: bytes) -> Iterator[bytes]:
    yield head
    nothing = bytes(CHUNK)
    sent = 0
    if offset == 0:
        yield HEAD
        sent = len(HEAD)
    while sent < size:
        yield nothing[: size - sent]
        sent += min(CHUNK, size - sent)
    yield tail


def main() -> None:
    """Measure in a demo installation of its own."""
    with tempfile.TemporaryDirectory() as folder:
        with servers.demo(Path(folder)):
            pass
        measure(Path(folder))


if __name__ == "__main__":
    main()
