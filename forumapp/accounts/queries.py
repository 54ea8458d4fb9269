"""Reads of accounts and sign-ins."""

from hashlib import sha256

import sqlalchemy as sa
from flask import session

from forumapp.accounts.models import Account, SignIn
from forumapp.core import clock
from forumapp.core.db import db

SECRET = "sign_in"
"""Key of the sign-in's secret in the cookie session."""


def signed_in() -> Account | None:
    """Return the account of this browser, if its sign-in is alive."""
    sign_in = present_sign_in()
    return sign_in.account if sign_in else None


def present_sign_in() -> SignIn | None:
    """Return the living sign-in of this browser."""
    secret = session.get(SECRET)
    if not isinstance(secret, str):
        return None
    alive = sa.select(SignIn).where(
        SignIn.secret_hash == sha256(secret.encode()).hexdigest(),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > clock.now(),
        SignIn.account.has(Account.disabled_at.is_(None)),
    )
    return db.session.scalar(alive)
