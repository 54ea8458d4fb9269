"""The door for the mail server in front: LMTP (RFC 2033), for genuine addresses only.

A message is taken before it is acknowledged; while the database is busy the server is asked to come again.
"""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from flask import Flask

from forumapp.core.transaction import is_busy
from forumapp.mail.receiving import inbox
from forumapp.mail.receiving.inbox import NotYet, Outcome

LARGEST = 5 * 1024 * 1024
SILENCE = 60
"""Seconds after which a silent connection is closed."""
EXPECTED, TAKEN = "250 2.1.5 ok", "250 2.0.0 taken"
LATER = "451 4.3.0 not now, please try again"
ONE = "452 4.5.3 one recipient a message, please"
UNKNOWN = "550 5.1.1 no such address here"
log = logging.getLogger(__name__)


class Door(LMTP):
    """One connection. Lines may be as long as the message: what they hold is for the reader to judge."""

    line_length_limit = LARGEST


class Porter:
    """Answers the connections; one thread works for all, one message after the other."""

    def __init__(self, app: Flask, thread: ThreadPoolExecutor) -> None:
        self.app, self.thread = app, thread

    async def handle_RCPT(  # noqa: N802 - the library's names
        self, _door: LMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Let in what is genuine; one address a message, so that each message has one answer."""
        if envelope.rcpt_tos:
            return ONE
        answer = await self._do(lambda: EXPECTED if inbox.is_expected(address) else UNKNOWN)
        if answer == EXPECTED:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _door: LMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the message in: the answer says that it is kept, or that it must come again."""
        raw, address = envelope.original_content or b"", envelope.rcpt_tos[0]
        return await self._do(lambda: _taken(inbox.receive(raw, address)))

    async def handle_exception(self, error: Exception) -> str:
        """Say nothing of what was in it."""
        log.error("a connection failed: %s", type(error).__name__)
        return LATER

    async def _do(self, question: Callable[[], str]) -> str:
        return await asyncio.get_running_loop().run_in_executor(self.thread, self._answer, question)

    def _answer(self, question: Callable[[], str]) -> str:
        with self.app.app_context():
            try:
                return question()
            except NotYet:
                log.info("a message came too early")
            except Exception as error:  # noqa: BLE001 - whatever it was, the message must not be lost
                what = "the database is busy" if is_busy(error) else type(error).__name__
                log.error("a message was not taken: %s", what)
            return LATER


def _taken(outcome: Outcome) -> str:
    log.info("a message came in: %s", outcome.value)
    return UNKNOWN if outcome is Outcome.REFUSED else TAKEN


def listen(app: Flask, host: str, port: int) -> None:
    """Listen until SIGTERM or SIGINT; the message at hand is finished. OSError if the address cannot be had."""
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the library's: it would write addresses
    asyncio.run(_until_a_signal(app, host, port))


async def _until_a_signal(app: Flask, host: str, port: int) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with opened(app, host, port):
        await ended.wait()


@asynccontextmanager
async def opened(app: Flask, host: str, port: int) -> AsyncIterator[int]:
    """Listen within the block; gives the port (a free one for 0)."""
    with ThreadPoolExecutor(1) as thread:
        porter = Porter(app, thread)
        server = await asyncio.get_running_loop().create_server(lambda: door(porter), host, port)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()


def door(porter: Porter) -> Door:
    """Make what speaks with one connection."""
    return Door(
        porter,
        data_size_limit=LARGEST,
        enable_SMTPUTF8=True,
        hostname=porter.app.config["HOST"],
        ident="forumapp",
        timeout=SILENCE,
        loop=asyncio.get_running_loop(),
    )
