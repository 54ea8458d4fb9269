"""Fetching mail from a mailbox (RFC 3501), where no server delivers to us by LMTP.

A message is marked \\Seen after it was taken in. What is not ours stays unseen, since people may share the mailbox; a
keyword on it says that it was looked at, so that it is not fetched again every minute.
"""

import imaplib
import logging
import re
import ssl
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from forumapp.core.transaction import is_busy
from forumapp.mail.receiving import inbox
from forumapp.mail.receiving.inbox import NotYet, Outcome
from forumapp.mail.receiving.parts import LIMIT

TIMEOUT = 15.0  # seconds, for the connection and for each answer
MOST = 200
"""Messages that are looked at in one go, the newest first; the rest waits a minute."""
PATIENCE = 20.0
"""Seconds after which the rest waits too: the worker has letters to deliver."""
LOOKED_AT = "forumapp-other"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_FIELDS = "DELIVERED-TO X-ORIGINAL-TO ENVELOPE-TO X-ENVELOPE-TO X-DELIVERED-TO TO CC"
_ADDRESS = re.compile(r"[^\s<>,;:\"()]{1,80}@[^\s<>,;:\"()]{1,250}")
log = logging.getLogger(__name__)


class Unreachable(Exception):
    """The mailbox cannot be read; the message is what went wrong, without the password."""


def fetch_quietly(url: str) -> None:
    """Fetch what is new, as the worker does every minute; a mailbox that is away is said in the log."""
    try:
        counted = fetch(url)
    except Unreachable as error:
        log.warning("the mailbox cannot be read: %s", error)
        return
    if counted:
        log.info("fetched: %s", ", ".join(f"{outcome.value} {number}" for outcome, number in counted.items()))


def fetch(url: str) -> Counter[Outcome]:
    """Take in what is new in the mailbox `imaps://user:password@host/INBOX`; counts by outcome. Raises Unreachable.

    What the database cannot take now stays unseen for the next time.
    """
    counted: Counter[Outcome] = Counter()
    end = time.monotonic() + PATIENCE
    with opened(url) as mailbox:
        for uid in _unseen(mailbox):
            if time.monotonic() > end:
                break
            address = _expected(_part(mailbox, uid, f"BODY.PEEK[HEADER.FIELDS ({_FIELDS})]"))
            try:
                outcome = _taken(mailbox, uid, address) if address else Outcome.REFUSED
            except NotYet:
                continue
            except (OSError, imaplib.IMAP4.error, RuntimeError):  # the server, or a transaction of the caller
                raise
            except Exception as error:  # noqa: BLE001 - whatever it was, the others must be read
                if is_busy(error):
                    return counted
                # One that cannot be read stays unseen, and must not keep back those before it.
                log.error("a message was not taken: %s", type(error).__name__)
                continue
            _mark(mailbox, uid, LOOKED_AT if outcome is Outcome.REFUSED else r"\Seen")
            counted[outcome] += outcome is not Outcome.REFUSED
    return +counted


@contextmanager
def opened(url: str) -> Iterator[imaplib.IMAP4]:
    """Open the mailbox for writing and leave it again; Unreachable for whatever goes wrong in between."""
    parts = urlsplit(url)
    mailbox: imaplib.IMAP4 | None = None
    try:
        mailbox = _connected(parts.scheme, parts.hostname or "", parts.port)
        mailbox.login(unquote(parts.username or ""), unquote(parts.password or ""))
        name = unquote(parts.path.lstrip("/")) or "INBOX"
        status, said = mailbox.select(f'"{name}"')
        if status != "OK":
            raise Unreachable(_readable(said))
        yield mailbox
    except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
        raise Unreachable(str(error) or type(error).__name__) from error
    finally:
        if mailbox is not None:
            _leave(mailbox)


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    """TLS with a checked certificate, from the first byte or by STARTTLS; without only on this machine."""
    trusted = ssl.create_default_context()
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=trusted, timeout=TIMEOUT)
    mailbox = imaplib.IMAP4(host, port or 143, timeout=TIMEOUT)
    if host not in LOOPBACK:
        mailbox.starttls(ssl_context=trusted)
    return mailbox


def _leave(mailbox: imaplib.IMAP4) -> None:
    try:
        mailbox.logout()
    except (OSError, imaplib.IMAP4.error):
        mailbox.shutdown()


def _unseen(mailbox: imaplib.IMAP4) -> list[str]:
    _status, found = mailbox.uid("SEARCH", "UNSEEN", "UNKEYWORD", LOOKED_AT)
    return (found[0] or b"").decode("ascii").split()[: -MOST - 1 : -1]


def _part(mailbox: imaplib.IMAP4, uid: str, what: str) -> bytes:
    """One part of a message; nothing if somebody has deleted it meanwhile."""
    _status, found = mailbox.uid("FETCH", uid, f"({what})")
    return next((bytes(answer[1]) for answer in found if isinstance(answer, tuple)), b"")


def _expected(head: bytes) -> str | None:
    """The first genuine address in the fields that name recipients."""
    named = _ADDRESS.findall(head.decode("ascii", "replace"))
    return next((address for address in named if inbox.is_expected(address)), None)


def _taken(mailbox: imaplib.IMAP4, uid: str, address: str) -> Outcome:
    return inbox.receive(_part(mailbox, uid, f"BODY.PEEK[]<0.{LIMIT}>"), address)


def _mark(mailbox: imaplib.IMAP4, uid: str, flag: str) -> None:
    """Set a flag; a server that takes no keywords shows what is not ours again, which costs but little."""
    permitted = _readable(mailbox.untagged_responses.get("PERMANENTFLAGS", []))
    if flag != LOOKED_AT or r"\*" in permitted:
        mailbox.uid("STORE", uid, "+FLAGS.SILENT", f"({flag})")


def _readable(said: Iterable[object]) -> str:
    return " ".join(line.decode("utf-8", "replace") for line in said if isinstance(line, bytes))
