"""People who sign in, and where they are signed in."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.actor import Actor
from forumapp.core.db import Model, key, personal


class Account(Model):
    """Somebody who can sign in. An administrator sees every forum; a creator may start new ones.

    ``link_until`` is when the mailed link that sets a password ceases to work; None: no link is out.
    """

    __tablename__ = "account"
    id: Mapped[int] = key()
    email: Mapped[str] = personal(sa.String(254), unique=True)
    name: Mapped[str] = personal(sa.String(160))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)
    may_create: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(sa.String(5), default="ja")
    link_generation: Mapped[int] = mapped_column(default=0)
    link_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    @property
    def label(self) -> str:
        """Return the name to print."""
        return self.name or self.email

    @property
    def actor(self) -> Actor:
        """Return who this is in the audit log."""
        return Actor("account", self.id, self.label)


class SignIn(Model):
    """One signed-in browser. The cookie holds a secret, the row its SHA-256."""

    __tablename__ = "sign_in"
    id: Mapped[int] = key()
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    browser: Mapped[str] = personal(sa.String(200), default="")
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
