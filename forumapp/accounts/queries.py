"""Reads of accounts and sign-ins."""

from collections.abc import Sequence
from hashlib import sha256

import sqlalchemy as sa
from flask import session

from forumapp.accounts.models import Account, SignIn
from forumapp.core import clock, links
from forumapp.core.actor import Actor
from forumapp.core.db import db

SECRET = "sign_in"
"""Key of the sign-in's secret in the cookie session."""
LINK = "password"
"""Kind of the personal link that sets a password."""


def hashed(secret: str) -> str:
    """Return what is stored of a sign-in's secret: 64 hexadecimal digits."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def signed_in() -> Account | None:
    """Return the account of this browser, if its sign-in is alive."""
    sign_in = present_sign_in()
    return sign_in.account if sign_in else None


def _alive() -> sa.Select[tuple[SignIn]]:
    return sa.select(SignIn).where(
        SignIn.ended_at.is_(None),
        SignIn.expires_at > clock.now(),
        SignIn.account.has(Account.disabled_at.is_(None)),
    )


def present_sign_in() -> SignIn | None:
    """Return the living sign-in of this browser."""
    secret = session.get(SECRET)
    if not isinstance(secret, str):
        return None
    return db.session.scalar(_alive().where(SignIn.secret_hash == hashed(secret)))


def sign_ins_of(account: Account) -> Sequence[SignIn]:
    """Return the living sign-ins of ``account``, the newest first."""
    mine = _alive().where(SignIn.account_id == account.id)
    return db.session.scalars(mine.order_by(SignIn.started_at.desc(), SignIn.id.desc())).all()


def normalised(email: str) -> str:
    """Return an address as accounts keep it: lower-case, without blanks around."""
    return email.strip().lower()


def by_email(email: str) -> Account | None:
    """Return the account with this address, upper or lower case."""
    return db.session.scalar(sa.select(Account).where(Account.email == normalised(email)))


def account(number: int) -> Account | None:
    """Return the account of this id."""
    return db.session.get(Account, number)


def accounts() -> Sequence[Account]:
    """Return all accounts, those in use first, by name."""
    return db.session.scalars(
        sa.select(Account).order_by(Account.disabled_at.is_not(None), Account.name, Account.id)
    ).all()


def holder_of_link(token: str) -> tuple[Account, Actor] | None:
    """Return whose password the link ``token`` may set; None if it is forged, used, too old or of a disabled account."""
    number = links.read_id(token)
    holder = account(number) if number is not None else None
    if holder is None or not links.is_genuine(token, LINK, holder.id, holder.link_generation):
        return None
    if holder.disabled_at is not None or holder.link_until is None or holder.link_until <= clock.now():
        return None
    return holder, Actor("link", holder.id, holder.label)
