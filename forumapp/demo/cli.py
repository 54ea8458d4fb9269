"""``flask --app wsgi demo load``: the demo worlds and who signs in to them."""

import click
from flask import current_app
from flask.cli import AppGroup

from forumapp.agenda.profiles import link_of
from forumapp.core.transaction import reading
from forumapp.core.urls import absolute_url
from forumapp.demo import inquiries, worlds
from forumapp.demo.people import ACCOUNTS, PASSWORD
from forumapp.exchange.errors import BadDocument
from forumapp.groupwork.queries.works import token_of as token_of_group
from forumapp.inquiries.queries.inquiries import link_of as reply_link_of
from forumapp.registration.queries.registrations import token_of

cli = AppGroup("demo", help="Worlds to try the application with.")


@cli.command("load")
def load() -> None:
    """Load the demo worlds that are missing; what is there stays. Needs FORUMAPP_DEMO=1."""
    if not current_app.config["DEMO"]:
        raise click.ClickException(
            "FORUMAPP_DEMO is not set: the demo brings sign-ins with a published password. "
            "Set FORUMAPP_DEMO=1 on a machine of your own to load it."
        )
    try:
        made = worlds.load()
    except BadDocument as error:
        lines = (f"{one.line}: {one.place} {one.message}" for one in error.problems)
        raise click.ClickException("\n".join(lines)) from error
    for slug in made.forums:
        click.echo(f"+ {slug}")
    _print_addresses()


def _print_addresses() -> None:
    with reading():
        registration, group = worlds.example_registration(), worlds.example_group()
        speaker, reply = worlds.example_speaker(), inquiries.example()
        places = [
            ("サイト / site", absolute_url("publishing.home")),
            *(
                ("フォーラム / forum", absolute_url("publishing.forum", forum=slug))
                for slug in worlds.slugs()
            ),
            ("ログイン / sign in", absolute_url("accounts.sign_in")),
        ]
        if registration is not None:
            address = absolute_url("registration.show", token=token_of(registration))
            places.append(("参加者 / participant", address))
        if group is not None:
            address = absolute_url("groupwork.notes", token=token_of_group(group))
            places.append(("進行役 / facilitator", address))
        if reply is not None:
            places.append(("団体の回答 / reply", reply_link_of(reply)))
        if speaker is not None:
            places.append(("登壇者 / speaker", link_of(speaker)))
    click.echo("")
    for label, address in places:
        click.echo(f"  {label:<24}{address}")
    click.echo(f"\n  パスワード / password     {PASSWORD}")
    for email, name, role in ACCOUNTS:
        click.echo(f"    {role.value if role else 'admin':<12} {email:<30} {name}")
