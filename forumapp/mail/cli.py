"""``flask --app wsgi mail …``: the outbox from the shell."""

import signal
import threading

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from forumapp.core.db import db
from forumapp.core.i18n import LANGUAGES
from forumapp.core.settings import Settings, SettingsError, read_address
from forumapp.mail import maildir, pace, postman, worker
from forumapp.mail.checking import findings
from forumapp.mail.checking.findings import Level
from forumapp.mail.models import Letter
from forumapp.mail.receiving import imap, lmtp

EVERY = 60.0
"""Seconds between two looks into the mailbox."""
SIGNS = {Level.FINE: "○", Level.NOTE: "・", Level.WRONG: "×"}
cli = AppGroup("mail", help="Deliver letters and look at the outbox.")


@cli.command()
@click.option("--forever", is_flag=True, help="Go on until a signal; also does due jobs.")
def deliver(*, forever: bool) -> None:
    """Deliver the letters that are due."""
    if forever:
        worker.work_forever()
        return
    handled = postman.deliver_due()
    click.echo(f"{handled} letters handled.")
    if not postman.has_server():
        click.echo(f"No MAIL_SERVER is set: letters lie in the Maildir {maildir.folder()}")
    elif slowed := pace.waits():
        click.echo(
            f"The mail server is left alone until {slowed.slow_until:%H:%M:%S} UTC. It said: {slowed.said}"
        )


@cli.command("states")
def states() -> None:
    """Count the letters by state."""
    counted = sa.select(Letter.state, sa.func.count()).group_by(Letter.state).order_by(Letter.state)
    for state, number in db.session.execute(counted):
        click.echo(f"{state.value}\t{number}")


@cli.command()
@click.option("--lmtp", "address", metavar="HOST:PORT", help="Listen there; default: FORUMAPP_MAIL_LMTP.")
@click.option("--imap", "by_imap", is_flag=True, help="Fetch from FORUMAPP_MAIL_IMAP every minute instead.")
@click.option("--once", is_flag=True, help="Fetch once and end.")
def receive(*, address: str | None, by_imap: bool, once: bool) -> None:
    """Take in answers and bounces, until a signal."""
    settings: Settings = current_app.config["SERVER"]
    if by_imap:
        if not settings.mail_imap:
            raise click.ClickException("FORUMAPP_MAIL_IMAP is not set.")
        _fetch(settings.mail_imap, once=once)
        return
    try:
        host, port = read_address("--lmtp", address) if address else settings.lmtp_address
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Listening on {host}:{port} (LMTP).")
    try:
        lmtp.listen(current_app._get_current_object(), host, port)  # type: ignore[attr-defined]
    except OSError as error:
        raise click.ClickException(f"Nothing can listen on {host}:{port}: {error.strerror}.") from error


def _fetch(url: str, *, once: bool) -> None:
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: ended.set())
    while not ended.is_set():
        try:
            counted = imap.fetch(url)
        except imap.Unreachable as error:
            if once:
                raise click.ClickException(f"The mailbox cannot be read: {error}") from error
            click.echo(f"The mailbox cannot be read: {error}", err=True)
        else:
            for outcome, count in counted.items():
                click.echo(f"{outcome.value}\t{count}")
        if once:
            return
        ended.wait(EVERY)


@cli.command("check")
@click.argument("address")
@click.option(
    "--lang", envvar="LANG", default=LANGUAGES[0], help="ja or en; default: the environment's LANG."
)
def check(*, address: str, lang: str) -> None:
    """Look at the settings, send a test letter to ADDRESS and say what is wrong; exit code 1 if anything is."""
    is_wrong = False
    with force_locale("en" if lang.lower().startswith("en") else LANGUAGES[0]):
        for finding in findings.check(address):
            click.echo(f"{SIGNS[finding.level]} {finding.text}")
            is_wrong = is_wrong or finding.level is Level.WRONG
    if is_wrong:
        raise SystemExit(1)
