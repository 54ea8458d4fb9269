"""The steps of handing one letter over, each tried by itself; a Fault says what is wrong and what to do."""

import smtplib
import socket
import ssl
from uuid import uuid4

from flask import current_app
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.mail import building, signing, tokens
from forumapp.mail.addresses import Mailbox
from forumapp.mail.checking.words import certificate_fault, recipient_fault, said_by
from forumapp.mail.compose import Message
from forumapp.mail.transport import LOGIN_CODES, TIMEOUT
from forumapp.mail.transport import Letter as Envelope


class Fault(Exception):
    """What is wrong and what to do, in the present language."""


def find(name: str, port: int) -> None:
    """Look the server's name up."""
    try:
        socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Fault(
            _(
                "サーバーの名前 %(name)s が見つかりません。MAIL_SERVER のつづりと、この機械のDNSの設定を確認してください。",
                name=name,
            )
        ) from error


def greeted(name: str, port: int, *, by_tls: bool) -> smtplib.SMTP:
    """Connect; the server has said that it is ready."""
    try:
        if by_tls:
            trusted = ssl.create_default_context()
            return smtplib.SMTP_SSL(name, port, timeout=TIMEOUT, context=trusted)
        return smtplib.SMTP(name, port, timeout=TIMEOUT)
    except ssl.SSLCertVerificationError as error:
        raise Fault(certificate_fault(error, name)) from error
    except ssl.SSLError as error:
        raise Fault(
            _(
                "TLSで話しかけましたが、サーバーはTLSで応答しません。MAIL_PORT と暗号化の設定の組み合わせを確認してください"
                "（465 は MAIL_USE_SSL、587 は MAIL_USE_TLS）。"
            )
        ) from error
    except ConnectionRefusedError as error:
        raise Fault(
            _(
                "%(name)s のポート %(port)d では、何も待ち受けていません。MAIL_PORT と、サーバーが動いているかを確認してください。",
                name=name,
                port=port,
            )
        ) from error
    except smtplib.SMTPConnectError as error:
        raise Fault(
            _(
                "サーバーが接続を断りました（%(said)s）。このサイトからの接続を許可するように、サーバーの管理者に依頼してください。",
                said=said_by(error),
            )
        ) from error
    except (TimeoutError, smtplib.SMTPServerDisconnected) as error:
        raise Fault(
            _(
                "%(name)s のポート %(port)d から応答がありません。ファイアウォールの設定を確認してください。"
                "ポートが 465 のときは、MAIL_USE_SSL=1 が必要です。",
                name=name,
                port=port,
            )
        ) from error
    except OSError as error:
        raise Fault(
            _(
                "%(name)s につながりません（%(said)s）。ネットワークの設定を確認してください。",
                name=name,
                said=error.strerror or type(error).__name__,
            )
        ) from error


def encrypt(server: smtplib.SMTP, name: str) -> None:
    """Go on in TLS, with a checked certificate."""
    try:
        server.starttls(context=ssl.create_default_context())
    except ssl.SSLCertVerificationError as error:
        raise Fault(certificate_fault(error, name)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Fault(
            _(
                "サーバーは STARTTLS による暗号化に対応していません。対応しているポート（587 など）を MAIL_PORT に設定するか、"
                "サーバーが同じ機械にある場合は MAIL_USE_TLS を外してください。"
            )
        ) from error


def log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """Log in as the settings say."""
    try:
        server.login(user, password)
    except smtplib.SMTPNotSupportedError as error:
        raise Fault(
            _(
                "サーバーはこの接続でのログインを受け付けません。MAIL_USE_TLS=1 を設定するか、ログインの設定を外してください。"
            )
        ) from error
    except (OSError, UnicodeError) as error:
        raise Fault(
            _(
                "ログインが断られました（%(said)s）。MAIL_USERNAME と MAIL_PASSWORD を確認してください。",
                said=said_by(error),
            )
        ) from error


def hand_over(server: smtplib.SMTP, address: str) -> None:
    """Send a test letter, composed and signed as all others are."""
    envelope = Envelope(_letter(address), tokens.tagged_address(tokens.BOUNCE, 0))
    try:
        server.sendmail(
            envelope.envelope_from, [address], signing.sign(envelope.raw, building.sender().address)
        )
    except smtplib.SMTPRecipientsRefused as error:
        raise Fault(recipient_fault(address, error)) from error
    except smtplib.SMTPSenderRefused as error:
        if error.smtp_code in LOGIN_CODES:
            text = _("サーバーがログインを求めています。MAIL_USERNAME と MAIL_PASSWORD を設定してください。")
        else:
            text = _(
                "サーバーが送信者 %(sender)s を断りました（%(said)s）。"
                "MAIL_DEFAULT_SENDER と FORUMAPP_MAIL_INBOX を確認してください。",
                sender=envelope.envelope_from,
                said=said_by(error),
            )
        raise Fault(text) from error
    except OSError as error:
        raise Fault(
            _(
                "サーバーがメールの本文を断りました（%(said)s）。この応答をサーバーの管理者に伝えてください。",
                said=said_by(error),
            )
        ) from error


def _letter(address: str) -> Message:
    site = current_app.config["SITE_NAME"]
    return Message(
        sender=building.sender(),
        recipient=Mailbox(address),
        subject=_("%(site)s からの送信テスト", site=site),
        text=_(
            "このメールが届いていれば、%(site)s のメールの設定は正しくできています。\n返信は不要です。",
            site=site,
        ),
        message_id=f"<{uuid4()}@{current_app.config['HOST']}>",
        date=clock.now(),
    )
