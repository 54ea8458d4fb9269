"""Accounts and sign-ins for the tests of every slice."""

import secrets
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from itertools import count

from forumapp.accounts.models import Account, SignIn
from forumapp.accounts.queries import SECRET
from forumapp.core import clock, transaction
from forumapp.core.db import db, mode

PASSWORD = "correct horse battery"
_numbers = count(1)


@contextmanager
def writing():
    """Join the transaction that the test has opened, or open one."""
    if mode.get() == "write":
        yield db.session
        db.session.flush()
    else:
        with transaction.transaction() as session:
            yield session


def make_account(**values):
    """Make somebody who can sign in; without ``password_hash`` only through ``sign_in``."""
    number = next(_numbers)
    given = {
        "email": f"person{number}@city.example.jp",
        "name": f"試験 {number}子",
        "created_at": clock.now(),
        **values,
    }
    with writing() as session:
        account = Account(**given)
        session.add(account)
    return account


def sign_in(client, account):
    """Let ``client`` be a browser in which ``account`` has signed in; returns the row."""
    secret = secrets.token_urlsafe(32)
    with writing() as session:
        row = SignIn(
            secret_hash=sha256(secret.encode()).hexdigest(),
            account_id=account.id,
            browser="Browser of the tests",
            started_at=clock.now(),
            expires_at=clock.now() + timedelta(days=14),
        )
        session.add(row)
    with client.session_transaction() as kept:
        kept[SECRET] = secret
    return row
