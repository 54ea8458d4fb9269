"""A list of 10,000 participants in CP932: looked at, taken over, and taken over again."""

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import event

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.settings import read
from forumapp.core.transaction import reading, transaction
from forumapp.directory import register
from forumapp.directory.models import OrganisationKind
from forumapp.directory.services import organisation_named
from forumapp.factory import create_app
from forumapp.forums.models import Forum
from forumapp.forums.services.founding import create_forum
from forumapp.registration.services import importing
from forumapp.registration.sheets.opening import open_list
from forumapp.registration.sheets.planning import Plan

BY = Actor("system", None, "bench")
PEOPLE = 10_000
LINE = "{:<34}{:>14}{:>16}{:>14}"
HEAD = (
    "団体コード",
    "団体名",
    "所属",
    "役職",
    "姓",
    "名",
    "姓（フリガナ）",
    "名（フリガナ）",
    "参加方法",
    "メールアドレス",
)
FIGURES = "一二三四五六七八九〇"


def people(number: int = PEOPLE) -> bytes:
    """Return an invented list: people of every municipality, each by another name."""
    text, towns = io.StringIO(newline=""), register.all_municipalities()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for place in range(number):
        town = towns[place % len(towns)]
        given = "".join(FIGURES[int(figure) - 1] for figure in str(place))
        writer.writerow(
            (
                town.code,
                town.name,
                "総務部総務課",
                "主査",
                "一括",
                given,
                "イッカツ",
                "タロウ",
                "会場",
                f"p{place}@city.example.jp",
            )
        )
    return text.getvalue().encode("cp932")


def measure(data: Path) -> None:
    """Print what the import costs in the database of ``data`` (SQLite)."""
    app = create_app(settings=read({"FORUMAPP_DATA_DIR": str(data), "FORUMAPP_SECRET_KEY": "bench"}))
    content = people()
    print(f"\nA list of {PEOPLE:,} participants in CP932 (SQLite)")
    print(LINE.format("step", "seconds", "statements", "new / same"))
    with app.app_context():
        slug = f"list-{uuid4().hex[:8]}"
        with transaction():
            owner = organisation_named("名簿の団体", OrganisationKind.OTHER)
            create_forum(by=BY, title="名簿", slug=slug, owner=owner)
        for name, step in (("look at it", _look), ("take it over", _take), ("the same again", _take)):
            _line(name, step, slug, content)


def _line(name: str, step: Callable[[str, bytes], Plan], slug: str, content: bytes) -> None:
    sent = [0]

    def note(*_arguments: object) -> None:
        sent[0] += 1

    event.listen(db.engine, "before_cursor_execute", note)
    begun = time.perf_counter()
    plan = step(slug, content)
    seconds = time.perf_counter() - begun
    event.remove(db.engine, "before_cursor_execute", note)
    assert not plan.notes.faults, plan.notes.faults[:3]
    print(LINE.format(name, f"{seconds:.1f}", sent[0], f"{len(plan.new):,} / {plan.unchanged:,}"))


def _look(slug: str, content: bytes) -> Plan:
    with reading():
        return importing.look(_forum(slug), open_list(_forum(slug), content))


def _take(slug: str, content: bytes) -> Plan:
    with transaction():
        return importing.take(_forum(slug), open_list(_forum(slug), content), by=BY)


def _forum(slug: str) -> Forum:
    return db.session.scalars(sa.select(Forum).where(Forum.slug == slug)).one()
