"""Built-in templates: forum documents from which a new forum takes programme, quotas, themes and mode; nobody is in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any

from forumapp.core import audit
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.resources import PACKAGE
from forumapp.core.text.times import format_time, parse_time
from forumapp.directory.models import Organisation, OrganisationKind
from forumapp.exchange.services import audience, groupwork
from forumapp.exchange.services.importing import check
from forumapp.exchange.services.ledger import Ledger
from forumapp.exchange.services.programme import ProgrammeWriter
from forumapp.forums.models import Forum, Mode
from forumapp.forums.services.founding import create_forum

FOLDER = PACKAGE / "exchange" / "templates"
NAMES = ("by-department", "half-day-lecture", "online-exchange")
"""In the order in which they are offered."""


@dataclass(frozen=True)
class Template:
    """One of the documents; ``data`` are its checked values."""

    name: str
    data: Mapping[str, Any]

    def told(self, what: str, language: str) -> str:
        """Return title or summary in a language."""
        forum = self.data["forum"]
        text: str = forum[f"{what}_en"] if language == "en" else forum[what]
        return text

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Return the items for a first look: (start, title, English title); what stands within another follows it."""
        found: list[tuple[str, str, str]] = []
        _walk(self.data["agenda"], parse_time(self.data["forum"]["starts"]), found)
        return found


def _walk(items: list[dict[str, Any]], cursor: int, found: list[tuple[str, str, str]]) -> None:
    for item in items:
        found.append((format_time(cursor), item["title"], item["title_en"]))
        _walk(item.get("children", []), cursor, found)
        if "track" not in item:
            cursor += item.get("minutes", 0)


@cache
def templates() -> dict[str, Template]:
    """Return the templates by name."""
    return {
        name: Template(name, check((FOLDER / f"{name}.yaml").read_bytes(), FOLDER)[0].data) for name in NAMES
    }


def start_from(
    template: Template, *, by: Actor, owner: Organisation, title: str, slug: str = "", day: date | None = None
) -> Forum:
    """Make a draft like ``template``; the quotas are those of the owner's prefecture, if it has one.

    Raises DomainError for ``slug`` and ``title``.
    """
    made = create_forum(owner=owner, title=title, slug=slug, by=by, day=day)
    given = template.data
    made.mode = Mode(given["forum"]["mode"])
    if day is not None:
        made.starts = time(*divmod(parse_time(given["forum"]["starts"]), 60))
    db.session.flush()
    ledger = Ledger(made.id)
    writer = ProgrammeWriter(made, by=by)
    writer.write(given.get("tracks", []), given["agenda"])
    audience.write_audience(made, _audience(given.get("audience", []), owner), writer.tracks, ledger)
    groupwork.write_group_work(made, given.get("group_work", []), writer.items, ledger)
    audit.record(by, "forum.started", made, changes={"template": [None, template.name]})
    db.session.flush()
    return made


def _audience(lines: list[dict[str, Any]], owner: Organisation) -> list[dict[str, Any]]:
    """Return the lines for the owner's prefecture; without one, who is invited is decided later."""
    found = []
    for line in lines:
        if "municipalities_of" in line and owner.prefecture:
            found.append({**line, "municipalities_of": owner.prefecture})
        elif "organisation" in line and owner.kind is OrganisationKind.PREFECTURE and owner.code:
            found.append({**line, "label": owner.name, "organisation": owner.code})
    return found
