"""Verbs of accounts: make, invite, set passwords, sign in and out, take out of use.

Passwords come as finished hashes (passwords.make): hashing is slow and must not happen under the write lock.
"""

import secrets
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from forumapp.accounts import notices, passwords, queries
from forumapp.accounts.errors import (
    AccountDisabled,
    AddressTaken,
    LinkUsed,
    OwnAccount,
    SignInRefused,
    WrongPassword,
)
from forumapp.accounts.models import Account, SignIn
from forumapp.core import clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.audit import difference, record
from forumapp.core.db import db

SIGN_IN_LASTS = timedelta(days=14)
LOST_LINK_LASTS = timedelta(hours=24)
INVITATION_LASTS = timedelta(days=7)


def create(email: str, name: str, *, by: Actor, **values: Any) -> Account:
    """Make an account; ``values`` are further columns of Account. AddressTaken."""
    address = queries.normalised(email)
    if queries.by_email(address) is not None:
        raise AddressTaken
    account = Account(email=address, name=name, created_at=clock.now(), **values)
    db.session.add(account)
    db.session.flush()
    record(by, "account.created", account)
    return account


def invite(email: str, name: str, *, by: Actor, **values: Any) -> Account:
    """Make an account without password and mail its holder the link that sets one. AddressTaken."""
    account = create(email, name, by=by, **values)
    send_link(account, by=by)
    return account


def find_or_invite(email: str, name: str, *, by: Actor, **values: Any) -> Account:
    """Return the account with this address, unchanged, or invite its holder. AccountDisabled."""
    account = queries.by_email(email)
    if account is None:
        return invite(email, name, by=by, **values)
    if account.disabled_at is not None:
        raise AccountDisabled
    return account


def send_link(account: Account, *, by: Actor) -> None:
    """Mail the holder, on somebody else's wish, the link that sets a password; it works for seven days. AccountDisabled."""
    if account.disabled_at is not None:
        raise AccountDisabled
    prolong_link(account, INVITATION_LASTS)
    notices.send_set_password(account, invited_by=by.label if by.kind == "account" else "")
    record(by, "account.link_sent", account)


def ask_for_link(email: str) -> None:
    """Mail the link to whoever has this address (it works for a day); nothing happens if nobody has."""
    account = queries.by_email(email)
    if account is not None and account.disabled_at is None:
        prolong_link(account, LOST_LINK_LASTS)
        notices.send_set_password(account)


def prolong_link(account: Account, lasts: timedelta) -> None:
    """Let the link work from now on for ``lasts``. Links that were already out of time stay so."""
    now = clock.now()
    if account.link_until is None or account.link_until <= now:
        account.link_generation += 1
        account.link_until = now
    account.link_until = max(account.link_until, now + lasts)


def set_password_by_link(account: Account, password_hash: str, *, by: Actor) -> None:
    """Set the password, use up the link, end every sign-in. LinkUsed."""
    transaction.lock(account)
    if account.link_until is None or account.link_until <= clock.now():
        raise LinkUsed
    was_new = account.password_hash is None
    _set_password(account, password_hash)
    end_sign_ins(account)
    record(by, "account.password_set", account)
    if not was_new:
        notices.send_password_changed(account)


def change_password(
    account: Account, password_hash: str, *, known: str | None, keep: SignIn | None, by: Actor
) -> None:
    """Set a new password in place of the one hashed as ``known``; ends every sign-in but ``keep``. WrongPassword."""
    transaction.lock(account)
    if account.password_hash != known:
        raise WrongPassword
    _set_password(account, password_hash)
    end_sign_ins(account, keep=keep)
    record(by, "account.password_set", account)
    notices.send_password_changed(account)


def _set_password(account: Account, password_hash: str) -> None:
    account.password_hash = password_hash
    account.link_generation += 1
    account.link_until = None
    notices.abort_set_password(account)


def change_profile(account: Account, *, name: str, language: str, by: Actor) -> None:
    """Change how somebody is called and in which language they are written to."""
    changes = difference(account, {"name": name, "language": language})
    if changes:
        record(by, "account.changed", account, changes=changes)


def verified(email: str, password: str) -> tuple[Account, str]:
    """Return whose address and password these are, and the password's hash; takes equally long for unknown ones.

    Looks up and calculates before the write lock is taken, so call it first. SignInRefused.
    """
    with transaction.reading():
        account = queries.by_email(email)
        known = account.password_hash if account is not None and account.disabled_at is None else None
    if not passwords.fits(password, known) or account is None or known is None:
        raise SignInRefused
    return account, known


def open_sign_in(
    account: Account, password_hash: str, *, browser: str, instead_of: SignIn | None = None
) -> str:
    """Sign in whoever knew the password of this hash: returns the secret for the cookie, of which only a hash is kept.

    Ends the browser's former sign-in. SignInRefused if the password was changed or the account disabled meanwhile.
    """
    transaction.lock(account)
    if account.password_hash != password_hash or account.disabled_at is not None:
        raise SignInRefused
    if instead_of is not None:
        instead_of.ended_at = clock.now()
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        SignIn(
            secret_hash=queries.hashed(secret),
            account_id=account.id,
            browser=browser,
            started_at=now,
            expires_at=now + SIGN_IN_LASTS,
        )
    )
    return secret


def end_sign_in(sign_in: SignIn) -> None:
    """Sign one browser out."""
    sign_in.ended_at = clock.now()


def end_sign_ins(account: Account, *, keep: SignIn | None = None) -> None:
    """Sign every browser of ``account`` out but ``keep``."""
    for sign_in in queries.sign_ins_of(account):
        if keep is None or sign_in.id != keep.id:
            sign_in.ended_at = clock.now()


def sign_out_everywhere(account: Account, *, by: Actor) -> None:
    """Sign every browser of ``account`` out."""
    end_sign_ins(account)
    record(by, "account.signed_out_everywhere", account)


def set_rights(account: Account, *, may_create: bool, by: Actor) -> None:
    """Let ``account`` start new forums, or no longer."""
    changes = difference(account, {"may_create": may_create})
    if changes:
        record(by, "account.changed", account, changes=changes)


def disable(account: Account, *, by: Actor) -> None:
    """Take an account out of use: its sign-ins and links end. OwnAccount."""
    if by.kind == "account" and by.id == account.id:
        raise OwnAccount
    if account.disabled_at is None:
        end_sign_ins(account)
        notices.abort_set_password(account)
        account.disabled_at, account.link_until = clock.now(), None
        record(by, "account.disabled", account)


def enable(account: Account, *, by: Actor) -> None:
    """Take an account into use again."""
    if account.disabled_at is not None:
        account.disabled_at = None
        record(by, "account.enabled", account)


def sweep() -> None:
    """Delete the sign-ins that ended or expired more than a day ago."""
    old = clock.now() - timedelta(days=1)
    db.session.execute(sa.delete(SignIn).where(sa.or_(SignIn.ended_at < old, SignIn.expires_at < old)))
