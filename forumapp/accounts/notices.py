"""Letters about an account: the link that sets a password, and that the password was changed."""

from datetime import datetime, timedelta
from typing import Any

from forumapp.accounts import queries
from forumapp.accounts.models import Account
from forumapp.core import clock, links
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import format_time
from forumapp.core.urls import absolute_url
from forumapp.mail import letters, services
from forumapp.mail.models import Letter

ZONE = "Asia/Tokyo"


def link_to_set_password(account: Account) -> str:
    """Return the address of the page that sets the password of ``account``."""
    token = links.make_token(queries.LINK, account.id, account.link_generation)
    return absolute_url("accounts.set_password", token=token)


def wording(instant: datetime, language: str) -> str:
    """Return date and time in Japan: '令和6年7月1日(月) 9:00' in Japanese."""
    wall = clock.to_wall(instant, ZONE)
    return f"{format_date(wall.date(), language)} {format_time(wall.hour * 60 + wall.minute)}"


def send_set_password(account: Account, *, invited_by: str = "") -> None:
    """Mail the link; ``invited_by`` names who made the account, otherwise its holder asked for it."""
    _send(account, "set_password", invited_by=invited_by, generation=account.link_generation)


def send_password_changed(account: Account) -> None:
    """Mail that the password was changed, in case somebody else did it."""
    _send(account, "password_changed", at=clock.now().isoformat())


def abort_set_password(account: Account) -> None:
    """Take back the letters whose link no longer works."""
    services.abort(f"accounts.set_password:{account.id}:")


def _send(account: Account, kind: str, **recipe: Any) -> None:
    services.send(
        f"accounts.{kind}",
        dedupe=f"accounts.{kind}:{account.id}:{clock.now().isoformat()}",
        address=account.email,
        name=account.name,
        language=account.language,
        priority=services.SOON,
        account_id=account.id,
        **recipe,
    )


def sample(_forum_id: int) -> Letter:
    """Make a letter to look at: to somebody invented, whose link opens nothing."""
    return letters.sample_letter(None, invited_by="", generation=0, at=clock.now().isoformat())


def _account(letter: Letter) -> Account | None:
    if not letters.is_sample(letter):
        return queries.account(letter.recipe["account_id"])
    until = clock.now() + timedelta(days=7)
    return Account(id=0, email=letter.address, name=letter.name, link_generation=0, link_until=until)


def set_password(letter: Letter) -> letters.Content | None:
    """Build the letter with the link, unless the link no longer works."""
    account = _account(letter)
    if account is None or account.disabled_at is not None or account.link_until is None:
        return None
    if letter.recipe["generation"] != account.link_generation or account.link_until <= clock.now():
        return None
    return letters.render(
        "accounts/mail/set_password",
        account=account,
        invited_by=letter.recipe["invited_by"],
        link=link_to_set_password(account),
        until=wording(account.link_until, letter.language),
    )


def password_changed(letter: Letter) -> letters.Content | None:
    """Build the letter that tells of a new password."""
    account = _account(letter)
    if account is None:
        return None
    return letters.render(
        "accounts/mail/password_changed",
        account=account,
        at=wording(datetime.fromisoformat(letter.recipe["at"]), letter.language),
        link=absolute_url("accounts.lost_password"),
    )
