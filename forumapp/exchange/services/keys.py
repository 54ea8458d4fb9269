"""Which row a document's key means. Rows that no document has named yet answer to 'item-12' (their id)."""

from collections.abc import Iterable

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.exchange.models import DocumentKey


class Keys:
    """The keys of one kind (item, track) in one forum, both ways."""

    def __init__(self, forum_id: int, kind: str) -> None:
        self.forum_id, self.kind = forum_id, kind
        stored = sa.select(DocumentKey).where(DocumentKey.forum_id == forum_id, DocumentKey.kind == kind)
        self.by_name = {row.name: row.target_id for row in db.session.scalars(stored)}
        self.by_id = {ident: name for name, ident in self.by_name.items()}

    def name_of(self, ident: int) -> str:
        """Return the key of a row."""
        return self.by_id.get(ident) or f"{self.kind}-{ident}"

    def remember(self, name: str, ident: int) -> None:
        """Keep a key that a document chose."""
        if self.name_of(ident) != name:
            db.session.add(DocumentKey(forum_id=self.forum_id, kind=self.kind, name=name, target_id=ident))
            self.by_name[name], self.by_id[ident] = ident, name

    def remember_all(self, pairs: Iterable[tuple[str, int]]) -> None:
        """Keep the keys of many new rows with one statement."""
        found = {ident: name for name, ident in pairs}
        values = [
            {"forum_id": self.forum_id, "kind": self.kind, "name": name, "target_id": ident}
            for ident, name in found.items()
        ]
        if values:
            db.session.execute(sa.insert(DocumentKey), values)
        self.by_id |= found
        self.by_name |= {name: ident for ident, name in found.items()}
