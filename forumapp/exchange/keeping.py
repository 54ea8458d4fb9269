"""``flask --app wsgi backup`` and ``restore``."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from forumapp.exchange import archive


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_appcontext
def backup(target: Path) -> None:
    """Write database and files to TARGET: a new folder, or a file ending in .tar.gz."""
    try:
        count = archive.backup(target)
    except archive.ArchiveError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{target}: database and {count} files")


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a database that is not empty.")
@with_appcontext
def restore(source: Path, force: bool) -> None:
    """Bring database and files back from SOURCE. Stop the site first."""
    try:
        count = archive.restore(source, force=force)
    except archive.ArchiveError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{source}: restored the database and {count} files")
