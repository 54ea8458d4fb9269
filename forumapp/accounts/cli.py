"""Accounts from the shell: the first administrator, and help when somebody is locked out."""

import sys
from typing import Any

import click
from flask.cli import AppGroup

from forumapp.accounts import notices, passwords, queries, services
from forumapp.accounts.models import Account
from forumapp.core.actor import SYSTEM
from forumapp.core.errors import DomainError
from forumapp.core.transaction import reading, transaction
from forumapp.mail.addresses import BadAddress, check_address

cli = AppGroup("account", help="People who sign in.")


def _found(email: str) -> Account:
    account = queries.by_email(email)
    if account is None:
        raise click.ClickException(f"There is no account {email}.")
    return account


@cli.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The name to print.")
@click.option("--admin", is_flag=True, help="May see and change everything on this site.")
@click.option("--may-create", is_flag=True, help="May start new forums.")
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)
def create(
    email: str, name: str, *, admin: bool, may_create: bool, language: str, password_stdin: bool
) -> None:
    """Make an account. Without a password its holder gets a link by mail, which is printed as well."""
    values: dict[str, Any] = {"is_admin": admin, "may_create": may_create, "language": language}
    try:
        email = check_address(queries.normalised(email))
        if password_stdin:
            values["password_hash"] = passwords.make(sys.stdin.readline().rstrip("\r\n"), email)
        with transaction():
            make = services.create if password_stdin else services.invite
            account = make(email, name, by=SYSTEM, **values)
            click.echo(f"{account.email} can sign in." if password_stdin else _instructions(account))
    except (DomainError, BadAddress) as error:
        raise click.ClickException(str(error)) from error


def _instructions(account: Account) -> str:
    link = notices.link_to_set_password(account)
    return f"{account.email} sets a password within seven days here (also mailed):\n{link}"


@cli.command("list")
def list_accounts() -> None:
    """List all accounts: address, name, what they may do."""
    with reading():
        for account in queries.accounts():
            marks = {
                "admin": account.is_admin,
                "may-create": account.may_create,
                "no-password": account.password_hash is None,
                "disabled": account.disabled_at is not None,
            }
            said = " ".join(mark for mark, is_so in marks.items() if is_so)
            click.echo(f"{account.email}\t{account.name}\t{said}".rstrip())


@cli.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print (and mail) a new link that sets a password."""
    try:
        with transaction():
            account = _found(email)
            services.send_link(account, by=SYSTEM)
            click.echo(_instructions(account))
    except DomainError as error:
        raise click.ClickException(error.message) from error


@cli.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Take an account out of use; its sign-ins end at once."""
    with transaction():
        services.disable(_found(email), by=SYSTEM)
    click.echo(f"{queries.normalised(email)} can no longer sign in.")


@cli.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Take an account into use again."""
    with transaction():
        services.enable(_found(email), by=SYSTEM)
    click.echo(f"{queries.normalised(email)} can sign in again.")
