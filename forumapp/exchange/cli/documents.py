"""Forum documents, copies and purges from the shell: ``flask --app wsgi forum …``."""

import sys
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from forumapp.agenda.models import Appearance
from forumapp.agenda.timetable import has_lost_characters
from forumapp.core import clock, files
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import reading, transaction
from forumapp.core.urls import absolute_url
from forumapp.exchange import attachments
from forumapp.exchange.cli import schedules
from forumapp.exchange.errors import BadDocument
from forumapp.exchange.services import copying, purging
from forumapp.exchange.services.importing import Imported, check, import_document
from forumapp.exchange.writing.document import write_document
from forumapp.forums.models import Forum

SHELL = Actor("system", None, "flask forum")
cli = AppGroup("forum", help="Forum documents, schedules, copies and purges.")
cli.add_command(schedules.import_schedule)
cli.add_command(schedules.export_schedule)
DAY = click.DateTime(["%Y-%m-%d"])


def load(path: Path, *, by: Actor = SHELL) -> Imported:
    """Import one document in one transaction. Raises BadDocument or DomainError; then nothing is changed."""
    raw = path.read_bytes()
    with reading():
        source, found = check(raw, path.parent)
    stored = attachments.store(found)
    with transaction():
        return import_document(source, stored, by=by)


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Load the forum document FILE: a new forum, or the present one brought to what FILE says."""
    try:
        imported = load(file)
    except BadDocument as error:
        for problem in error.problems:
            place = f"{problem.place}: " if problem.place else ""
            click.echo(f"{file}:{problem.line}: {place}{problem.message}", err=True)
        click.echo(f"{len(error.problems)}件の問題があります。何も変更していません。", err=True)
        sys.exit(1)
    except DomainError as error:
        raise click.ClickException(f"{error.message} 何も変更していません。") from error
    with reading():
        forum = db.session.get_one(Forum, imported.forum.id)
        damaged = [_line(one) for one in _damaged(forum)]
        address = absolute_url("publishing.forum", forum=forum.slug)
    word = (
        "登録しました。"
        if imported.is_new
        else "更新しました。"
        if imported.is_changed
        else "変更はありません。"
    )
    click.echo(f"{word} {address}")
    for line in damaged:
        click.echo(f"要確認: {line}")


def _damaged(forum: Forum) -> list[Appearance]:
    mine = sa.select(Appearance).where(Appearance.forum_id == forum.id, Appearance.withdrawn_at.is_(None))
    return [
        one
        for one in db.session.scalars(mine.order_by(Appearance.id))
        if has_lost_characters(one.family_name, one.given_name)
    ]


def _line(one: Appearance) -> str:
    name = f"{one.family_name} {one.given_name}".strip()
    sure = f"(確認済み:{one.confirmed_by})" if one.confirmed_at else "(未確認のため公開されません)"
    return f"「{name}」は文字が失われている可能性があります{sure}"


@cli.command("export")
@click.argument("slug")
@click.option("--output", type=click.Path(path_type=Path), help="A file, or a folder (then with the files).")
def export(slug: str, output: Path | None) -> None:
    """Write the forum SLUG as a document."""
    with reading():
        document = write_document(_forum(slug))
    if output is None:
        click.echo(document.text, nl=False)
    elif output.suffix in {".yaml", ".yml"} and not output.is_dir():
        output.write_text(document.text, encoding="utf-8")
        click.echo(str(output))
    else:
        (output / "files").mkdir(parents=True, exist_ok=True)
        for name, digest in document.files.items():
            files.copy(digest, output / name)
        path = output / f"{slug}.yaml"
        path.write_text(document.text, encoding="utf-8")
        click.echo(str(path))


@cli.command("copy")
@click.argument("slug")
@click.argument("new_slug")
@click.option("--title", help="The new title; that of the forum if left out.")
@click.option("--day", type=DAY, help="The new day, 2026-08-01; none (調整中) if left out.")
def copy(slug: str, new_slug: str, title: str | None, day: datetime | None) -> None:
    """Copy the forum SLUG as NEW_SLUG: programme, quotas, themes and venue; never people."""
    with transaction():
        forum = _forum(slug)
        try:
            made = copying.copy_forum(
                forum, by=SHELL, slug=new_slug, title=title or forum.title, day=day.date() if day else None
            )
        except DomainError as error:
            raise click.ClickException(error.message) from error
        address = absolute_url("publishing.forum", forum=made.slug)
    click.echo(f"下書きとして複製しました。 {address}")


@cli.command("purge")
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Do not ask.")
def purge(slug: str, yes: bool) -> None:
    """Empty every personal column of the forum SLUG: names go, counts stay."""
    with reading():
        forum = _forum(slug)
        over = purging.is_due(forum, clock.now())
    if not yes:
        if not over:
            click.echo("保存期間はまだ終わっていません。")
        typed = click.prompt("個人情報を消去します。元に戻せません。確認のためスラッグを入力してください")
        if typed != slug:
            raise click.ClickException("スラッグが一致しません。何も変更していません。")
    with transaction():
        emptied = purging.purge(_forum(slug), by=SHELL)
    click.echo(f"{slug}: {emptied}行の個人情報を消去しました。")


def _forum(slug: str) -> Forum:
    forum = db.session.scalar(sa.select(Forum).where(Forum.slug == slug))
    if forum is None:
        raise click.ClickException(f"フォーラム「{slug}」はありません。")
    return forum
