"""Databases of PostgreSQL for one test or one run, gone afterwards. The name carries the process, so that runs keep apart."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


@contextmanager
def own_database(label: str) -> Iterator[str]:
    """Yield the URL of an empty database on the server that FORUMAPP_TEST_POSTGRES names."""
    server = sa.create_engine(os.environ["FORUMAPP_TEST_POSTGRES"], isolation_level="AUTOCOMMIT")
    name = f"{label}_{os.getpid()}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield server.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        server.dispose()
