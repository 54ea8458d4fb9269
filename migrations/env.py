"""Alembic's environment: the application's engine and models, in a writing transaction."""

from alembic import context
from flask import current_app

from forumapp.core.db import Model
from forumapp.core.transaction import writing

config = context.config
target_metadata = Model.metadata


def run_offline() -> None:
    """Print the statements."""
    url = current_app.extensions["migrate"].db.engine.url.render_as_string(hide_password=False)
    context.configure(url=url, target_metadata=target_metadata, literal_binds=True, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Run the migrations in one transaction."""
    engine = current_app.extensions["migrate"].db.engine
    with writing(), engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=target_metadata, render_as_batch=True, compare_type=True
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
