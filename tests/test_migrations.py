"""Migrations on both databases: up, down, up, and then exactly the schema that the models give, CHECKs included."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from forumapp.core import clock
from forumapp.core.db import Model, db
from forumapp.core.settings import read
from forumapp.core.transaction import writing
from forumapp.factory import create_app
from forumapp.mail.models import Bounce, Hardness, Letter, LetterState
from tests.databases import own_database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_app(request, tmp_path):
    """An application on a database of its own without a table."""
    if request.param == "sqlite":
        yield _app(tmp_path, f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        return
    with own_database("migrations") as url:
        yield _app(tmp_path, url)


def _app(folder, url):
    settings = read(
        {"FORUMAPP_SECRET_KEY": "k", "FORUMAPP_DATA_DIR": str(folder), "FORUMAPP_DATABASE_URL": url}
    )
    return create_app({"TESTING": True}, settings)


def test_up_down_up_gives_the_schema_of_the_models(empty_app):
    with empty_app.app_context():
        upgrade()
        downgrade(revision="base")
        assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        assert _differences() == []
        migrated = _dump()
        with writing(), db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE alembic_version")
            Model.metadata.drop_all(connection)
            Model.metadata.create_all(connection)
        assert migrated == _dump()
        db.engine.dispose()


def test_letters_that_came_back_do_not_keep_from_going_down(empty_app):
    with empty_app.app_context():
        upgrade()
        now = clock.now()
        with writing(), db.engine.begin() as connection:
            values = {
                "kind": "trial",
                "dedupe_key": "trial:1",
                "address": "a@example.jp",
                "message_id": "<1@example.jp>",
            }
            values |= {"state": LetterState.BOUNCED, "next_at": now, "created_at": now}
            connection.execute(sa.insert(Letter), values)
            connection.execute(
                sa.insert(Bounce),
                {"letter_id": 1, "address": "a@example.jp", "hardness": Hardness.HARD, "at": now},
            )
        downgrade(revision="0001")
        with db.engine.connect() as connection:
            assert connection.scalars(sa.text("SELECT state FROM letter")).all() == ["aborted"]
        upgrade()
        with db.engine.connect() as connection:
            assert connection.scalars(sa.text("SELECT domain FROM letter")).all() == ["example.jp"]
        db.engine.dispose()


def _differences():
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return compare_metadata(context, Model.metadata)


def _dump():
    """Return every table with columns, keys, checks and indexes as the database itself tells them."""
    if db.engine.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
        with db.engine.connect() as connection:
            return {name: sorted(_parts(sql)) for name, sql in connection.exec_driver_sql(query)}
    inspector = sa.inspect(db.engine)
    return {
        table: [
            sorted(
                (column["name"], str(column["type"]), column["nullable"])
                for column in inspector.get_columns(table)
            ),
            sorted((check["name"], check["sqltext"]) for check in inspector.get_check_constraints(table)),
            sorted(
                (unique["name"], *unique["column_names"])
                for unique in inspector.get_unique_constraints(table)
            ),
            sorted(
                (index["name"], *index["column_names"], index["unique"])
                for index in inspector.get_indexes(table)
            ),
            sorted((key["name"], key["referred_table"]) for key in inspector.get_foreign_keys(table)),
        ]
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def _parts(sql):
    """Split a CREATE statement into what stands between its commas: ALTER TABLE adds a column without a new line."""
    depth, parts = 0, [""]
    for sign in sql:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if (sign == "," and depth == 1) or (sign == "(" and depth == 1) or (sign == ")" and depth == 0):
            parts.append("")
        else:
            parts[-1] += sign
    return [" ".join(part.replace('"', "").split()) for part in parts]
