"""``flask --app wsgi groupwork …``: groups from the shell, without a forum and without a database."""

import json
from typing import TextIO

import click
from flask.cli import AppGroup

from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.problem import InvalidInput
from forumapp.groupwork.assignment.reading import read_text
from forumapp.groupwork.assignment.report import report

cli = AppGroup("groupwork", help="Groups of people, from the shell.")


@cli.command("assign")
@click.option(
    "--input", "source", type=click.File(encoding="utf-8-sig"), required=True, help="JSON; - reads stdin."
)
def assign_(source: TextIO) -> None:
    """Share people out over groups (docs/group-assignment.md) and print the plan as JSON."""
    try:
        result = report(assign(read_text(source.read())))
    except UnicodeDecodeError as error:
        raise click.ClickException("The input is not UTF-8.") from error
    except InvalidInput as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(result, ensure_ascii=False, indent=1))
