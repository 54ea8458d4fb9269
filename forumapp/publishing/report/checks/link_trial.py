"""Trying an address elsewhere: does somebody answer there? Only what is public is asked, never the house's own network."""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote, urljoin, urlsplit

from flask_babel import gettext as _

SECONDS = 10
"""Without a word."""
LONGEST = 30
"""Seconds in all."""
MOST_HOPS = 4
PORTS = {"http": 80, "https": 443}
MOVED = {301, 302, 303, 307, 308}
FINE_ANYWAY = {401, 403, 405, 429, 501}
"""Answers of a server that is there but does not let a program in."""


def wrong_with(address: str) -> str:
    """Say in words what is wrong with an address, "" if somebody answers; follows a few redirections."""
    for _hop in range(MOST_HOPS):
        try:
            status, location = _ask(address)
            following = urljoin(address, location)  # a server may send what is no address
        except ssl.SSLError:
            return _("証明書を確認できません")
        except TimeoutError:
            return _("応答がありません")
        except (OSError, ValueError, http.client.HTTPException):
            return _("接続できません")
        if status in MOVED and location:
            address = following
            continue
        if status < 400 or status in FINE_ANYWAY:
            return ""
        return _("ページがありません（%(status)d）", status=status)
    return _("転送が多すぎます")


def _ask(address: str) -> tuple[int, str]:
    """Ask for the head of a page; OSError, ValueError or HTTPException if that cannot be."""
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise ValueError(address)
    port = parts.port or PORTS[parts.scheme]
    if port not in PORTS.values():
        raise ValueError(address)
    host = parts.hostname.encode("idna").decode("ascii")
    with (
        socket.create_connection((_public_address(host, port), port), timeout=SECONDS) as plain,
        _hanging_up(plain),
        _spoken_to(plain, host, parts.scheme) as stream,
    ):
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (f"?{parts.query}" if parts.query else "")
        path = quote(path, safe="/%:@!$&'()*+,;=~?")
        head = f"HEAD {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: forumapp\r\nConnection: close\r\n\r\n"
        stream.sendall(head.encode("ascii"))
        answer = http.client.HTTPResponse(stream, method="HEAD")
        try:
            answer.begin()
            return answer.status, answer.getheader("Location") or ""
        finally:
            answer.close()


def _spoken_to(plain: socket.socket, host: str, scheme: str) -> socket.socket:
    if scheme == "http":
        return plain
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


@contextmanager
def _hanging_up(stream: socket.socket) -> Iterator[None]:
    """End the connection after LONGEST, TimeoutError: who sends a letter now and then would keep us for days."""
    spare, is_over = stream.dup(), threading.Event()

    def hang_up() -> None:
        is_over.set()
        with suppress(OSError):
            spare.shutdown(socket.SHUT_RDWR)

    end = threading.Timer(LONGEST, hang_up)
    end.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not is_over.is_set():
            raise
    finally:
        end.cancel()
        end.join()
        spare.close()
    if is_over.is_set():  # also where half an answer looks like a whole one
        raise TimeoutError


def _public_address(host: str, port: int) -> str:
    """Return an address of the host; ValueError if any of them is not of the public network."""
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not found or not all(ipaddress.ip_address(one).is_global for one in found):
        raise ValueError(host)
    return min(found)
