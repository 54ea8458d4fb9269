"""What the quota board costs with all 1,788 local governments, a third of them asked and answered, and 4,000 people."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from benchmarks import letters, people
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.settings import read
from forumapp.core.transaction import transaction
from forumapp.directory import register
from forumapp.directory.queries import departments
from forumapp.factory import create_app
from forumapp.forums.models import Forum
from forumapp.inquiries.models import Inquiry
from forumapp.registration.models import Audience, AudienceKind, Entry, Quota, Registration
from forumapp.registration.services import audience, rules

SLUG = "bench-board"
ROUNDS = 9
SEATS = (("information-policy", 2), ("finance", 1), ("personnel", 1))
PAGES = {
    "as it opens": "",
    "the last page": "?page=99",
    "who has not answered": "?stand=waiting",
    "a prefecture": "?prefecture=42",
}
LINE = "{:<34}{:>14}{:>16}{:>14}"


def _fill(forum: Forum) -> None:
    """Give every prefecture and its municipalities their quotas, in each of which every other seat is taken."""
    if db.session.scalar(sa.select(Quota.id).where(Quota.forum_id == forum.id).limit(1)):
        return
    places = people.municipalities()
    rules.change_rules(forum, by=people.BY, entry=Entry.ORGANISATIONS)
    kinds = {row.slug: row.id for row in departments()}
    for prefecture in register.prefectures():
        line = audience.add_line(
            forum, by=people.BY, kind=AudienceKind.ORGANISATION, label=prefecture.name, organisation=prefecture.code
        )  # fmt: skip
        towns = audience.add_line(
            forum, by=people.BY, kind=AudienceKind.MUNICIPALITIES, label=f"{prefecture.name}内市町村",
            prefecture=prefecture.prefecture_code,
        )  # fmt: skip
        for slug, seats in SEATS:
            for one in (line, towns):
                audience.add_quota(one, by=people.BY, label=slug, seats=seats, department_id=kinds[slug])
    people.register_people(forum, 2 * len(places))
    _seat(forum)
    asked = [place.id for place in places[: len(places) // 3 * 2]]
    now = clock.now()
    db.session.execute(
        sa.insert(Inquiry),
        [
            {
                "forum_id": forum.id,
                "organisation_id": ident,
                "asked_at": now,
                "submitted_at": now if number % 2 else None,
                "submitted_version": 1 if number % 2 else None,
            }
            for number, ident in enumerate(asked)
        ],
    )


def _seat(forum: Forum) -> None:
    """Put people into the quotas of their organisations."""
    rows = db.session.execute(
        sa.select(Registration.id, Registration.organisation_id).where(Registration.forum_id == forum.id)
    ).all()
    quotas = db.session.scalars(sa.select(Quota).join(Audience).where(Quota.forum_id == forum.id)).all()
    of_prefecture = {
        quota.audience.prefecture: quota.id for quota in quotas if quota.audience.prefecture is not None
    }
    of_organisation = {
        quota.audience.organisation_id: quota.id for quota in quotas if quota.audience.organisation_id
    }
    places = {place.id: place.prefecture for place in people.municipalities()}
    values = [
        {"id": ident, "quota_id": of_organisation.get(owner) or of_prefecture[places[owner] or ""]}
        for ident, owner in rows
    ]
    db.session.execute(sa.update(Registration), values)


def _measure(app: Flask, name: str) -> None:
    seen: list[str] = []
    with app.app_context():
        with transaction():
            _fill(people.forum_of(SLUG))
        people.settle(app)
        client = people.browser(app)
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        for what, query in PAGES.items():
            taken = []
            for _round in range(ROUNDS):
                seen.clear()
                begun = time.perf_counter()
                answer = client.get(f"/desk/forums/{SLUG}/board{query}", headers={"Accept-Language": "ja"})
                taken.append(1000 * (time.perf_counter() - begun))
                assert answer.status_code == 200, answer.status_code
            print(
                LINE.format(
                    f"{name}: {what}", f"{min(taken):.0f} ms", f"{statistics.median(taken):.0f} ms", len(seen)
                )
            )


def measure(data: Path) -> None:
    """Print the figures; ``data`` is the folder of a demo installation that no server uses now."""
    print("\nThe quota board of 1,788 local governments, 50 to a page")
    print(LINE.format("page", "best", "median", "statements"))
    settings = {"FORUMAPP_DEMO": "1", "FORUMAPP_DATA_DIR": str(data)}
    _measure(create_app(settings=read(settings)), "SQLite")
    with tempfile.TemporaryDirectory() as folder, letters.postgres(Path(folder)) as url:
        if url is None:
            print("PostgreSQL: no server")
            return
        _measure(create_app(settings=read({**settings, "FORUMAPP_DATABASE_URL": url})), "PostgreSQL")


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
