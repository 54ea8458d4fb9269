"""Programmes from the shell: ``flask --app wsgi agenda …``."""

import json
import sys
from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from forumapp.agenda import queries
from forumapp.agenda.pasting.document import document, refused
from forumapp.agenda.pasting.errors import Unreadable
from forumapp.agenda.pasting.reader import read
from forumapp.agenda.pasting.source import MOST_BYTES, decode
from forumapp.agenda.pasting.tree import Pasted
from forumapp.agenda.pasting.wording import in_words, refusal
from forumapp.agenda.release_words import sent_words
from forumapp.agenda.services import releases
from forumapp.agenda.services.pasting import write_pasted
from forumapp.agenda.services.telling import EVERYBODY
from forumapp.agenda.services.telling import NOBODY as NOBODY_TOLD
from forumapp.core import clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.text.times import format_time
from forumapp.core.transaction import reading, transaction
from forumapp.forums.models import Forum

SHELL = Actor("system", None, "flask agenda")
NOBODY = "-"
"""Stands for no forum: the text is only read."""

cli = AppGroup("agenda", help="Programmes of forums.")


@cli.command("paste")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what was understood.")
@click.option("--json", "as_json", is_flag=True, help="Print what was understood as JSON.")
@click.option(
    "--replace", is_flag=True, help="Withdraw the present programme first; else the rows are added to it."
)
def paste(slug: str, file: Path, *, dry_run: bool, as_json: bool, replace: bool) -> None:
    """Read the programme in FILE as people write it, and write it into the forum SLUG ("-": read only)."""
    known, opens = None, None
    if slug != NOBODY:
        with reading():
            forum = _forum(slug)
            known, opens = forum.day, queries.opens(forum)
    try:
        pasted = read(decode(_bytes_of(file)), today=clock.today(), known=known, opens=opens)
    except Unreadable as error:
        if as_json:
            click.echo(json.dumps(refused(error), ensure_ascii=False, indent=2))
        click.echo(refusal(error), err=True)
        sys.exit(1)
    if slug != NOBODY and not dry_run:
        _write(slug, pasted, replace)
    if as_json:
        click.echo(json.dumps(document(pasted), ensure_ascii=False, indent=2))
    else:
        _print(pasted)


def _bytes_of(file: Path) -> bytes:
    """Read no more of a file than can be a programme."""
    if str(file) == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _write(slug: str, pasted: Pasted, replace: bool) -> None:
    try:
        with transaction():
            items = write_pasted(_forum(slug), pasted, by=SHELL, replace=replace)
            count = len(items)
    except DomainError as error:
        raise click.ClickException(f"{error.message} 何も変更していません。") from error
    click.echo(f"{count}件の項目を次第に取り込みました。", err=True)


def _print(pasted: Pasted) -> None:
    for day in pasted.days:
        if day.day:
            click.echo(day.day.isoformat())
        for item in day.walk():
            start = format_time(item.begins) if item.begins is not None else "--:--"
            end = format_time(item.ends) if item.ends is not None else ""
            track = f"[{item.track}] " if item.track else ""
            people = "、".join(
                f"{one.family_name} {one.given_name}".strip() + one.honorific for one in item.speakers
            )
            click.echo(f"{start:>5}〜{end:<5} {track}{item.title} {people}".rstrip())
    for doubt in pasted.doubts:
        click.echo(f"{doubt.line}行目 {doubt.code}: {in_words(doubt)}")


def _forum(slug: str) -> Forum:
    forum = db.session.scalar(sa.select(Forum).where(Forum.slug == slug))
    if forum is None:
        raise click.ClickException(f"フォーラム「{slug}」はありません。")
    return forum


@cli.command("release")
@click.argument("slug")
@click.option("--note", default="", help="What visitors read about the change.")
@click.option("--note-en", default="", help="The same in English.")
@click.option(
    "--tell", type=click.Choice(["all", "none"]), default="all", show_default=True, help="Who gets letters."
)
def release(slug: str, *, note: str, note_en: str, tell: str) -> None:
    """Let the public see the draft of the forum SLUG, and tell those whom it concerns."""
    telling = NOBODY_TOLD if tell == "none" else EVERYBODY
    try:
        with transaction():
            forum = _forum(slug)
            before = queries.last_release(forum.id)
            former = before.number if before else 0
            made = releases.release(forum, by=SHELL, note=note, note_en=note_en, telling=telling)
            number, told = made.number, made.told or {}
    except DomainError as error:
        raise click.ClickException(f"{error.message} 何も変更していません。") from error
    if number == former:
        click.echo(f"公開していない変更はありません。第{number}版が公開中です。")
        return
    click.echo(f"第{number}版を公開しました。")
    for kind, count in told.items():
        if count:
            click.echo(f"{sent_words(kind, count)}にメールを送ります。")
