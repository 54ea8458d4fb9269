"""The tables as they were, and the way back to them."""

import sqlite3
from contextlib import closing

import sqlalchemy as sa

from forumapp.core import fastlane, pagecache, transaction
from forumapp.core.db import Model, db


def rows():
    """Return {table: its rows} as they are now."""
    db.session.rollback()
    return {
        table.name: [dict(row) for row in db.session.execute(sa.select(table)).mappings()]
        for table in Model.metadata.sorted_tables
    }


def digest(kept):
    """Return ``kept`` in a form that does not depend on the order of rows."""
    return {name: sorted(map(repr, found)) for name, found in kept.items()}


class Snapshot:
    """The tables as they were when it was taken. On SQLite the whole file is kept: to bring it back takes little time."""

    def __init__(self, app):
        self.app, self.rows = app, rows()
        self.copy = None
        if db.engine.dialect.name == "sqlite":
            self.copy = sqlite3.connect(":memory:")
            self._copy_to(self.copy, reverse=False)

    def restore(self):
        """Bring every table back; forget the cached pages of the world between."""
        db.session.rollback()
        if self.copy:
            self._copy_to(self.copy, reverse=True)
        else:
            before, now = digest(self.rows), digest(rows())
            self._write_again([name for name in now if now[name] != before[name]])
        fastlane.init(self.app, db.engine)
        pagecache.init(self.app, self.app.extensions[pagecache.EXTENSION].build)

    def close(self):
        if self.copy:
            self.copy.close()

    def _copy_to(self, copy, *, reverse):
        with closing(sqlite3.connect(db.engine.url.database)) as file:
            if reverse:
                copy.backup(file)
            else:
                file.backup(copy)

    def _write_again(self, names):
        with transaction.transaction() as session:
            session.execute(sa.text("SET LOCAL session_replication_role = replica"))  # in any order of tables
            for table in (Model.metadata.tables[name] for name in names):
                session.execute(sa.delete(table))
                if self.rows[table.name]:
                    session.execute(sa.insert(table), self.rows[table.name])
