"""Schedules of the conference world from the shell: ``flask --app wsgi forum import-schedule`` and ``export-schedule``."""

import json
import sys
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from forumapp.agenda.cautioning import in_words as caution_in_words
from forumapp.agenda.services import releases
from forumapp.agenda.surroundings import cautions_of
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.text.times import format_time
from forumapp.core.transaction import reading, transaction, writing
from forumapp.exchange import moments
from forumapp.exchange.preview import CLASHES
from forumapp.exchange.schedule.errors import Unreadable
from forumapp.exchange.schedule.model import Doubt, Event, Schedule
from forumapp.exchange.schedule.source import MOST_BYTES, read
from forumapp.exchange.schedule.understanding import understand
from forumapp.exchange.schedule.wording import in_words, refusal
from forumapp.exchange.schedule.writing import as_json, as_xml
from forumapp.exchange.services import conference
from forumapp.exchange.services.published import published
from forumapp.forums.models import Forum

SHELL = Actor("system", None, "flask forum")
NOBODY = "-"
"""Stands for no forum: the file is only read."""
FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.command("import-schedule")
@click.argument("slug")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
@click.option("--json", "as_values", is_flag=True, help="Print what was understood as JSON.")
@click.option("--release", "is_released", is_flag=True, help="Let the public see it at once.")
@with_appcontext
def import_schedule(slug: str, file: Path, *, dry_run: bool, as_values: bool, is_released: bool) -> None:
    """Bring the draft of the forum SLUG to what schedule.json or schedule.xml FILE says ("-": read only)."""
    try:
        if slug == NOBODY:
            found = _read_only(_bytes_of(file))
        else:
            found = _import(slug, _bytes_of(file), dry_run=dry_run, is_released=is_released)
    except Unreadable as error:
        click.echo(f"{file}: {refusal(error)} 何も変更していません。", err=True)
        sys.exit(1)
    except DomainError as error:
        raise click.ClickException(f"{error.message} 何も変更していません。") from error
    if as_values:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for line in (*found["doubts"], *found["clashes"]):
        click.echo(f"要確認: {line['event']}: {line['message']}")
    done = found["outcome"]
    if done is not None:
        words = f"追加{done['new']}件、変更{done['changed']}件、取り下げ{done['withdrawn']}件、変更なし{done['same']}件"
        click.echo(("取り込むと、" if dry_run else "") + words)
        if not dry_run and not is_released:
            click.echo("下書きに取り込みました。公開するまで、公開ページは変わりません。")


@click.command("export-schedule")
@click.argument("slug")
@click.option("--format", "kind", type=click.Choice(["json", "xml"]), default="json")
@with_appcontext
def export_schedule(slug: str, kind: str) -> None:
    """Print the released programme of the forum SLUG as schedule.json or schedule.xml."""
    with reading():
        found = published(_forum(slug))
        if found is None:
            raise click.ClickException("開催日が決まり、次第が公開されているフォーラムだけを書き出せます。")
        click.echo(as_json(*found) if kind == "json" else as_xml(*found), nl=False)


def _bytes_of(file: Path) -> bytes:
    """Read no more of a file than can be a schedule."""
    if str(file) == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _read_only(raw: bytes) -> dict[str, Any]:
    found = read(raw)
    name = found["conference"].get("time_zone_name")
    zone = (moments.zone(name) if isinstance(name, str) else None) or moments.zone("Asia/Tokyo")
    assert zone is not None
    schedule, doubts = understand(found, zone)
    return _values(schedule, doubts, [], None)


def _import(slug: str, raw: bytes, *, dry_run: bool, is_released: bool) -> dict[str, Any]:
    """Import in one transaction; a dry run tries the same and takes it back."""
    with writing() if dry_run else transaction():
        forum = _forum(slug)
        looked = conference.look(forum, raw)
        outcome = conference.import_schedule(forum, looked, by=SHELL)
        if is_released:
            releases.release(forum, by=SHELL)
        clashes = [
            {"event": one.title, "code": one.code, "message": caution_in_words(one)}
            for one in cautions_of(forum)
            if one.code in CLASHES
        ]
        return _values(looked.schedule, looked.doubts, clashes, outcome)


def _values(
    schedule: Schedule, doubts: Any, clashes: list[dict[str, str]], outcome: conference.Outcome | None
) -> dict[str, Any]:
    """Return what was understood, as docs/schedules.md describes it."""
    counts = ("new", "changed", "withdrawn", "same", "rooms", "tracks")
    return {
        "title": schedule.title,
        "zone": schedule.zone,
        "days": [
            {"date": day.isoformat(), "events": [_event(one) for one in schedule.events if one.day == day]}
            for day in schedule.days
        ],
        "rooms": [{"name": room.name, "capacity": room.capacity} for room in schedule.rooms],
        "tracks": list(schedule.tracks),
        "homeless": dict(schedule.homeless),
        "doubts": [_doubt(one) for one in doubts],
        "clashes": clashes,
        "outcome": {name: getattr(outcome, name) for name in counts} if outcome else None,
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "guid": event.guid or None,
        "start": format_time(event.start),
        "minutes": event.minutes,
        "title": event.title,
        "room": event.room,
        "track": event.track or None,
        "kind": event.kind.value,
        "persons": list(event.people),
    }


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {
        "event": doubt.event,
        "code": doubt.code,
        "left_out": doubt.is_left_out,
        "message": in_words(doubt),
    }


def _forum(slug: str) -> Forum:
    forum = db.session.scalar(sa.select(Forum).where(Forum.slug == slug))
    if forum is None:
        raise click.ClickException(f"フォーラム「{slug}」はありません。")
    return forum
