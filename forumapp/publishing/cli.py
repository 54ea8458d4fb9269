"""Reports from the shell: ``flask --app wsgi report …``."""

from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from forumapp.core.db import db
from forumapp.core.transaction import reading
from forumapp.forums.models import Forum
from forumapp.publishing.report import static_copy
from forumapp.publishing.report.static_copy import Choice

cli = AppGroup("report", help="Reports of forums.")


@cli.command("export")
@click.argument("slug")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--without-slides", is_flag=True, help="Link to slides instead of copying them.")
@click.option("--without-recordings", is_flag=True, help="Link to recordings instead of copying them.")
@click.option("--without-photographs", is_flag=True, help="Leave photographs out.")
def export(
    slug: str, folder: Path, *, without_slides: bool, without_recordings: bool, without_photographs: bool
) -> None:
    """Write the report of the forum SLUG into the empty FOLDER as static HTML that opens from disk."""
    choice = Choice(not without_slides, not without_recordings, not without_photographs)
    with reading():
        forum = db.session.scalar(sa.select(Forum).where(Forum.slug == slug))
        if forum is None:
            raise click.ClickException(f"「{slug}」というフォーラムはありません。")
        try:
            count = static_copy.write(forum, choice, folder)
        except FileExistsError as error:
            raise click.ClickException(f"{folder} は空のフォルダではありません。") from error
    click.echo(f"{folder}: {count}個のファイルを書き出しました。")
