"""Sending composed letters through Flask-Mail to a server.

Flask-Mail keeps its `MAIL_*` settings, its signal and `record_messages()`. What it leaves out is added: a timeout,
checked TLS certificates, a goodbye that may fail, and refusals that are reported with the server's code.
"""

import smtplib
import ssl
from types import TracebackType

import flask_mail
from flask import current_app

from forumapp.mail.addresses import check_address
from forumapp.mail.compose import Message, compose

TIMEOUT = 15.0  # seconds, for the connection and for each answer
# Codes that ask for a login (RFC 4954 section 6): the settings are at fault, not the letter.
LOGIN_CODES = frozenset({530, 534, 535, 538})


class DeliveryFailure(Exception):
    """The letter was not accepted. `code` is the server's (0: there was no answer), `text` its words.

    `at_recipient`: it was the answer to RCPT, so it speaks of the address or its domain.
    """

    def __init__(self, code: int, text: str, *, at_recipient: bool = False) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text
        self.at_recipient = at_recipient


class TemporaryFailure(DeliveryFailure):
    """Try again later: 4xx, or the connection was lost."""


class ServerUnavailable(TemporaryFailure):
    """No letter can be sent now: no connection, bad certificate, or the login was refused. Stop the batch."""


class PermanentFailure(DeliveryFailure):
    """5xx: this letter will never be accepted."""


class Letter(flask_mail.Message):
    """A composed letter as Flask-Mail's signal and `record_messages()` know it; sent are the bytes of `raw`."""

    def __init__(self, message: Message, envelope_from: str | None = None) -> None:
        """`envelope_from`: where bounces go, if not to the sender. ValueError as `compose`."""
        # Not Flask-Mail's own beginning: it makes a Message-ID, and asks the name servers for this machine's name.
        self.subject = message.subject
        self.envelope_to = check_address(message.recipient.address)
        self.recipients = [self.envelope_to]
        self.alts, self.charset = {}, None
        self.body, self.html = message.text, message.html
        self.sender = sender = check_address(message.sender.address)
        self.reply_to = message.reply_to.address if message.reply_to else None
        self.date = message.date.timestamp()
        self.extra_headers = dict(message.headers)
        self.cc, self.bcc, self.attachments = [], [], []
        self.mail_options, self.rcpt_options = [], []
        self.msgId = message.message_id
        self.raw = compose(message)
        self.envelope_from = check_address(envelope_from) if envelope_from else sender

    def as_bytes(self) -> bytes:
        return self.raw

    def as_string(self) -> str:
        return self.raw.decode("ascii")


class PatientConnection(flask_mail.Connection):
    """One session with the server; it opens again when the server has hung up."""

    def configure_host(self) -> smtplib.SMTP:
        """A connection that is greeted, encrypted and logged in as the settings say; ServerUnavailable if not."""
        try:
            return self._opened()
        except (
            OSError,
            ValueError,
        ) as error:  # smtplib's exceptions are OSErrors; ValueError: a bad host name
            raise ServerUnavailable(*_code_and_text(error)) from error

    def _opened(self) -> smtplib.SMTP:
        mail = self.mail
        host: smtplib.SMTP
        port = mail.port or 0
        if mail.use_ssl:
            trusted = ssl.create_default_context()
            host = smtplib.SMTP_SSL(mail.server, port, timeout=TIMEOUT, context=trusted)
        else:
            host = smtplib.SMTP(mail.server, port, timeout=TIMEOUT)
        try:
            host.set_debuglevel(int(mail.debug))
            if mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            if mail.username and mail.password:
                host.login(mail.username, mail.password)
            host.ehlo_or_helo_if_needed()
        except BaseException:
            host.close()
            raise
        return host

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        """The letters are accepted by now: a server that fails at QUIT has lost nothing."""
        if self.host is None:
            return
        try:
            if self.host.sock is not None:
                self.host.quit()
        except OSError:
            self.host.close()

    def send(self, message: flask_mail.Message, envelope_from: str | tuple[str, str] | None = None) -> None:
        """Hands one `Letter` over; TemporaryFailure or PermanentFailure if the server did not take it."""
        if not isinstance(message, Letter):
            raise TypeError("only a Letter can be sent: other messages are not composed safely")
        if self.host is not None:
            if self.host.sock is None:
                self.host = self.configure_host()
            if isinstance(envelope_from, tuple):
                envelope_from = envelope_from[1]
            self._hand_over(self.host, message, check_address(envelope_from or message.envelope_from))
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        flask_mail.email_dispatched.send(app, message=message)
        self.num_emails += 1
        if self.num_emails == self.mail.max_emails:
            self.num_emails = 0
            self._leave()

    def _hand_over(self, host: smtplib.SMTP, letter: Letter, envelope_from: str) -> None:
        try:
            host.sendmail(envelope_from, [letter.envelope_to], letter.raw)
        except OSError as error:
            code, text = _code_and_text(error)
            _ready_for_next(host, code)
            if isinstance(error, smtplib.SMTPSenderRefused) and code in LOGIN_CODES:
                raise ServerUnavailable(code, text) from error
            kind = PermanentFailure if 500 <= code < 600 else TemporaryFailure
            at_recipient = isinstance(error, smtplib.SMTPRecipientsRefused)
            raise kind(code, text, at_recipient=at_recipient) from error


class PatientMail(flask_mail.Mail):
    """Flask-Mail with our connection: `with mail.connect() as connection: connection.send(letter)`."""

    def connect(self) -> PatientConnection:
        app = self.app or current_app
        return PatientConnection(app.extensions["mail"])


def _ready_for_next(host: smtplib.SMTP, code: int) -> None:
    """Ends the failed transaction: smtplib forgets it when DATA itself is refused. Silence ends the session."""
    if host.sock is None:
        return
    try:
        if code <= 0:
            host.close()
        else:
            host.rset()
    except OSError:
        host.close()


def _code_and_text(error: Exception) -> tuple[int, str]:
    """What the server said, or 0 and what went wrong on the way to it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return code, _readable(said)
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code, _readable(error.smtp_error)
    return 0, f"{type(error).__name__}: {error}"


def _readable(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return text.replace("\x00", "")  # PostgreSQL keeps none
