"""Who speaks in the events of a schedule. A file gives one name for each; what the organisers know beyond it stays."""

import re
from collections.abc import Sequence

import sqlalchemy as sa

from forumapp.agenda.models import Appearance, Item
from forumapp.agenda.timetable import has_lost_characters, is_name_damaged
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.text.names import full_name, split_name
from forumapp.directory.models import Person
from forumapp.exchange.schedule.model import Event
from forumapp.forums.models import Forum

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
Names = tuple[str, str]


class People:
    """The appearances of one forum, read once."""

    def __init__(self, forum: Forum) -> None:
        self.forum, self.now = forum, clock.now()
        mine = sa.select(Appearance).where(Appearance.forum_id == forum.id)
        self.of_item: dict[int, list[Appearance]] = {}
        self.known: dict[Names, int] = {}
        for row in db.session.scalars(mine.order_by(Appearance.position, Appearance.id)):
            self.of_item.setdefault(row.item_id, []).append(row)
            if not row.organisation and row.person_id is not None:
                self.known.setdefault((row.family_name, row.given_name), row.person_id)

    def write(self, rows: Sequence[tuple[Item, Event, Event | None]]) -> set[int]:
        """Let the people of each event appear in its item, and nobody else; returns the items that changed.

        ``rows``: item, event, and how the item stands now (None: it is new or withdrawn).
        """
        changed: set[int] = set()
        added: list[tuple[Item, int, Names]] = []
        for item, event, present in rows:
            names = [_spaced(name) for name in event.people]
            if present is not None and names == [_spaced(name) for name in present.people]:
                continue
            if self._bring(item, names, added):
                changed.add(item.id)
                db.session.expire(item, ["appearances"])
        self._add(added)
        return changed

    def _bring(self, item: Item, names: Sequence[str], added: list[tuple[Item, int, Names]]) -> bool:
        before = len(added)
        free = {_spaced(_name(row)): row for row in reversed(self.of_item.get(item.id, []))}
        is_changed = False
        for position, name in enumerate(names):
            row = free.pop(name, None)
            if row is None:
                added.append((item, position, split(name)))
            elif row.withdrawn_at is not None or row.position != position:
                row.withdrawn_at, row.position = None, position
                is_changed = True
        for row in free.values():
            if row.withdrawn_at is None and not is_name_damaged(row):
                row.withdrawn_at = self.now
                is_changed = True
        return is_changed or len(added) > before

    def _add(self, added: Sequence[tuple[Item, int, Names]]) -> None:
        if not added:
            return
        wanted = {names for _item, _position, names in added}
        self._make({names for names in wanted - self.known.keys() if not has_lost_characters(*names)})
        values = [
            {
                "forum_id": self.forum.id,
                "item_id": item.id,
                "person_id": self.known.get(names) or _somebody(names),
                "position": position,
                "family_name": names[0],
                "given_name": names[1],
            }
            for item, position, names in added
        ]
        db.session.execute(sa.insert(Appearance), values)

    def _make(self, names: set[Names]) -> None:
        """Make persons with one statement, and find them again by their names."""
        if not names:
            return
        last = db.session.scalar(sa.select(sa.func.max(Person.id))) or 0
        values = [{"family_name": family, "given_name": given} for family, given in sorted(names)]
        db.session.execute(sa.insert(Person), values)
        columns = sa.select(Person.id, Person.family_name, Person.given_name)
        bare = (Person.id > last, Person.email == "", Person.organisation_id.is_(None))
        for ident, family, given in db.session.execute(columns.where(*bare).order_by(Person.id)):
            if (family, given) in names:
                self.known.setdefault((family, given), ident)


def _somebody(names: Names) -> int:
    """Make a person of a name that lost characters: it could be anybody's."""
    person = Person(family_name=names[0], given_name=names[1])
    db.session.add(person)
    db.session.flush()
    return person.id


def split(name: str) -> Names:
    """Return (family, given): a Japanese name at its blank; any other is kept whole, whatever its order."""
    parts = name.split()
    return split_name(name) if len(parts) == 2 and not _LATIN.search(name) else (name, "")


def _name(row: Appearance) -> str:
    return full_name(row.family_name, row.given_name, " ")


def _spaced(name: str) -> str:
    return " ".join(name.split())
