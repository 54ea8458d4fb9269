"""A mail server on loopback for the postman, and letters to deliver."""

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from forumapp.core import transaction as transactions
from forumapp.core.db import db
from forumapp.mail import letters, services
from forumapp.mail.letters import Content
from forumapp.mail.models import Letter, MailHost
from forumapp.mail.transport import PatientMail
from tests.mail.smtp_sink import Behaviour, smtp_sink


@pytest.fixture
def mail_settings(app, monkeypatch):
    """Change settings of mail for one test."""

    def change(**values):
        for name, value in values.items():
            monkeypatch.setitem(app.config, name, value)
        monkeypatch.setitem(app.extensions, "mail", app.extensions["mail"])
        monkeypatch.setitem(app.extensions, "forumapp.mail", PatientMail(app))

    return change


@pytest.fixture
def mail_server(mail_settings):
    """A server that takes letters, and what it does with them."""
    rules = Behaviour()
    with smtp_sink(rules) as port:
        mail_settings(MAIL_SERVER_SET=True, MAIL_SERVER="127.0.0.1", MAIL_PORT=port, TESTING=False)
        yield rules


@pytest.fixture
def outbox(app, monkeypatch):
    """Put letters to these addresses into the outbox (`put`), and look at what became of them (`rows`)."""
    table = app.extensions[letters.EXTENSION]
    monkeypatch.setitem(table, "trial", letters.Kind(lambda letter: Content("件名", "本文\n")))
    monkeypatch.setitem(
        table, "urgent", letters.Kind(lambda letter: Content("至急", "本文\n"), essential=True)
    )

    def put(*addresses, kind="trial", **options):
        with transactions.transaction():
            return [
                services.send(kind, dedupe=f"{kind}:{address}", address=address, **options)
                for address in addresses
            ]

    def rows():
        db.session.rollback()
        db.session.expire_all()
        found = db.session.scalars(sa.select(Letter).order_by(Letter.id)).all()
        return {letter.address.partition("@")[0]: letter for letter in found}

    def host(name=""):
        db.session.rollback()
        return db.session.scalar(sa.select(MailHost).where(MailHost.name == name))

    return SimpleNamespace(put=put, rows=rows, host=host)
