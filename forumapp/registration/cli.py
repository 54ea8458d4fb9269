"""Lists of participants from the shell: ``flask --app wsgi registration …``."""

import json
import sys
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.transaction import reading, transaction
from forumapp.forums.models import Forum
from forumapp.registration.services import importing
from forumapp.registration.sheets.opening import LIMITS, open_list
from forumapp.registration.sheets.planning import Plan
from forumapp.registration.sheets.wording import document, mended, refused

SHELL = Actor("system", None, "flask registration")

cli = AppGroup("registration", help="Participants of forums.")


@cli.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option(
    "--wait", "waits", is_flag=True, help="Whoever has no seat enters the waiting list, if there is one."
)
@click.option("--no-letters", is_flag=True, help="Do not write to those who are new.")
def take(slug: str, file: Path, *, dry_run: bool, as_json: bool, waits: bool, no_letters: bool) -> None:
    """Import the list of participants in FILE (.xlsx, CSV, TSV) into the forum SLUG: all of it or nothing."""
    content = _bytes_of(file)
    try:
        with reading():
            found = open_list(_forum(slug), content)
            plan = importing.look(_forum(slug), found, waits=waits)
        if not dry_run and not plan.notes.faults:
            with transaction():
                plan = importing.take(_forum(slug), found, by=SHELL, waits=waits, tells=not no_letters)
    except UnreadableSheet as error:
        _end(refused(error), as_json=as_json)
    except importing.ListRefused as error:
        _end(document(error.plan), as_json=as_json)
    except DomainError as error:
        raise click.ClickException(f"{error.message} 何も変更していません。") from error
    else:
        _say(plan, dry_run=dry_run, as_json=as_json)


def _say(plan: Plan, *, dry_run: bool, as_json: bool) -> None:
    said = document(plan)
    if plan.notes.faults:
        _end(said, as_json=as_json)
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for one in plan.notes.repairs:
        click.echo(f"{one.row}行目 {one.column}: {mended(one.code)} {one.before} → {one.after}".rstrip("→ "))
    done = "取り込むと" if dry_run else "取り込みました。"
    click.echo(
        f"{done} 新規{len(plan.new)}名(うちキャンセル待ち{plan.waiting}名)、"
        f"変更{len(plan.changed)}名、変更なし{plan.unchanged}名です。"
    )


def _end(said: dict[str, Any], *, as_json: bool) -> None:
    """Say what is wrong, and end as a failure."""
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for fault in said["faults"]:
            click.echo(f"{fault['row']}行目 {fault['column']} {fault['code']}: {fault['message']}", err=True)
        click.echo("取り込めない行があるため、何も保存していません。", err=True)
    sys.exit(1)


def _bytes_of(file: Path) -> bytes:
    """Read no more of a file than can be a list."""
    if str(file) == "-":
        return sys.stdin.buffer.read(LIMITS.size + 1)
    with file.open("rb") as opened:
        return opened.read(LIMITS.size + 1)


def _forum(slug: str) -> Forum:
    forum = db.session.scalar(sa.select(Forum).where(Forum.slug == slug))
    if forum is None:
        raise click.ClickException(f"フォーラム「{slug}」はありません。")
    return forum
