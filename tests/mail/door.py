"""A running door for mail in a thread of the test, and letters in the outbox that can come back to it."""

import asyncio
import smtplib
import threading
from contextlib import contextmanager

from forumapp.mail import services, tokens
from forumapp.mail.models import LetterState
from forumapp.mail.receiving import lmtp


@contextmanager
def door(app):
    """Listen on a free port of 127.0.0.1, which is yielded; also given to other threads and servers."""
    loop, ports, ended = asyncio.new_event_loop(), [], asyncio.Event()
    ready = threading.Event()

    async def listen():
        async with lmtp.opened(app, "127.0.0.1", 0) as port:
            ports.append(port)
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(listen(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)
        loop.close()


def bring(port, recipients, raw, sender="<>"):
    """Hand a message over as a mail server does; returns {recipient: (code, words)} of what was refused."""
    with smtplib.LMTP("127.0.0.1", port, timeout=10) as server:
        recipients = [recipients] if isinstance(recipients, str) else recipients
        try:
            return server.sendmail(sender.strip("<>"), recipients, raw)
        except smtplib.SMTPRecipientsRefused as refused:
            return refused.recipients
        except smtplib.SMTPDataError as refused:
            return {recipients[0]: (refused.smtp_code, refused.smtp_error)}


def sent_letter(transaction, number=1, state=LetterState.SENT, address=None):
    """A letter that the postman has sent, and the address that it comes back to."""
    with transaction():
        letter = services.send(
            "registration.link", dedupe=f"sent:{number}", address=address or f"guest{number}@city.example.jp"
        )
        letter.state = state
    return letter, tokens.tagged_address(tokens.BOUNCE, letter.id)
