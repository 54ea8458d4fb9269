"""Looking at the settings of mail, and trying them step by step: what is wrong and what to do, a sentence each."""

import smtplib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum

from flask import current_app
from flask_babel import gettext as _

from forumapp.core.settings import Settings
from forumapp.mail import building, maildir, postman
from forumapp.mail.addresses import BadAddress, check_address
from forumapp.mail.checking import sending
from forumapp.mail.receiving import imap
from forumapp.mail.transport import TIMEOUT


class Level(StrEnum):
    """How a finding is meant."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence or two, in the present language."""

    level: Level
    text: str


def check(address: str) -> Iterator[Finding]:
    """Look at the settings, send a test letter to ``address``, and look at the way back; findings as they are made."""
    yield from _settings()
    try:
        yield from _try(check_address(address))
    except BadAddress:
        yield Finding(Level.WRONG, _("%(address)s はメールアドレスではありません。", address=address))
    except sending.Fault as fault:
        yield Finding(Level.WRONG, str(fault))
    yield from _way_back()


def _settings() -> Iterator[Finding]:
    """What is set, and what is odd about it without asking anybody."""
    config, sender = current_app.config, building.sender()
    yield _note(_("送信者：%(sender)s", sender=sender.address))
    domain, host = sender.address.rpartition("@")[2].lower(), str(config["HOST"]).lower()
    if not (f".{host}".endswith(f".{domain}") or domain.endswith(f".{host}")):
        yield _note(
            _(
                "送信者のドメイン（%(domain)s）が、サイトのアドレス（%(host)s）と違います。"
                "迷惑メールと判定されないように、%(domain)s のSPFレコードにこのメールサーバーがあるか確認してください。",
                domain=domain,
                host=host,
            )
        )
    if config["DKIM_SELECTOR"]:
        name = f"{config['DKIM_SELECTOR']}._domainkey.{domain}"
        yield _note(
            _("DKIMの署名を付けます。DNSに %(name)s のTXTレコードがあるか確認してください。", name=name)
        )
    else:
        yield _note(_("DKIMの署名は付けません。"))


def _try(address: str) -> Iterator[Finding]:
    """The way of one letter, from the server's name to its last answer."""
    if not postman.has_server():
        raise sending.Fault(
            _(
                "MAIL_SERVER が設定されていません。メールは送信されず、%(folder)s に保存されます。"
                "送信するには、メールサーバーの名前を MAIL_SERVER に設定してください。",
                folder=maildir.folder(),
            )
        )
    mail = current_app.extensions["mail"]
    name, port = str(mail.server), int(mail.port or 25)
    sending.find(name, port)
    yield _fine(_("サーバー %(name)s が見つかりました。", name=name))
    server = sending.greeted(name, port, by_tls=mail.use_ssl)
    with closing(server):
        yield _fine(_("ポート %(port)d でつながり、サーバーが応答しました。", port=port))
        if mail.use_tls:
            sending.encrypt(server, name)
        if mail.use_tls or mail.use_ssl:
            yield _fine(_("通信は暗号化され、証明書も正しいものです。"))
        else:
            yield _note(
                _(
                    "通信は暗号化されません。サーバーが同じ機械にない場合は、MAIL_USE_TLS=1 を設定してください。"
                )
            )
        if mail.username and mail.password:
            sending.log_in(server, mail.username, mail.password)
            yield _fine(_("%(user)s でログインできました。", user=mail.username))
        sending.hand_over(server, address)
        with suppress(OSError):  # the letter is accepted: a server that fails at QUIT has lost nothing
            server.quit()
    yield _fine(
        _(
            "テストのメールを %(address)s あてにサーバーへ渡しました。届いたかどうか、迷惑メールの欄も確認してください。",
            address=address,
        )
    )


def _way_back() -> Iterator[Finding]:
    """Where calendar answers and bounces come back to, and whether somebody listens there."""
    settings: Settings = current_app.config["SERVER"]
    if not current_app.config["MAIL_INBOX"]:
        yield _note(
            _(
                "FORUMAPP_MAIL_INBOX が設定されていません。カレンダーからの返事と不達の通知は、このサイトに届きません。"
            )
        )
        return
    if settings.mail_lmtp:
        yield _listening(*settings.lmtp_address)
    if settings.mail_imap:
        yield _readable(settings.mail_imap)
    if not settings.mail_lmtp and not settings.mail_imap:
        yield _note(
            _(
                "FORUMAPP_MAIL_INBOX はありますが、受け取る方法が設定されていません。"
                "FORUMAPP_MAIL_LMTP か FORUMAPP_MAIL_IMAP を設定するか、"
                "mail receive を別に動かしているか確認してください。"
            )
        )


def _listening(host: str, port: int) -> Finding:
    try:
        with smtplib.LMTP(host, port, timeout=TIMEOUT) as door:
            door.ehlo_or_helo_if_needed()
    except OSError:
        text = _(
            "%(host)s:%(port)d でメールを受け取れません。serve が動いているか確認してください。",
            host=host,
            port=port,
        )
        return Finding(Level.WRONG, text)
    return _fine(_("%(host)s:%(port)d でメールを受け取っています。", host=host, port=port))


def _readable(url: str) -> Finding:
    try:
        with imap.opened(url):
            return _fine(_("FORUMAPP_MAIL_IMAP の受信箱を読めました。"))
    except imap.Unreachable as error:
        text = _(
            "FORUMAPP_MAIL_IMAP の受信箱を読めません（%(said)s）。名前、パスワード、証明書を確認してください。",
            said=str(error),
        )
        return Finding(Level.WRONG, text)


def _fine(text: str) -> Finding:
    return Finding(Level.FINE, text)


def _note(text: str) -> Finding:
    return Finding(Level.NOTE, text)
