"""Forgetting in which order answers came."""

import sqlalchemy as sa

from forumapp.core.db import Model, db
from forumapp.feedback.models import FeedbackAnswer, FeedbackGiven, Impression

ANONYMOUS: tuple[type[Model], ...] = (FeedbackGiven, FeedbackAnswer, Impression)


def forget_arrival(forum_id: int) -> None:
    """Write the rows anew in the order of their keys, so that neither place nor transaction ties one to another.

    PostgreSQL keeps both (ctid, xmin): the person's row and the answer would share the number of their transaction.
    SQLite keeps neither: its tables have no rowid and lie in the order of their keys.
    """
    db.session.flush()
    if db.engine.dialect.name != "postgresql":
        return
    for model in ANONYMOUS:
        table = db.metadata.tables[model.__tablename__]
        gone = sa.delete(table).where(table.c.forum_id == forum_id).returning(table).cte("gone")
        sorted_ = sa.select(*(gone.c[column.name] for column in table.columns)).order_by(
            *(gone.c[column.name] for column in table.primary_key)
        )
        db.session.execute(sa.insert(table).from_select([column.name for column in table.columns], sorted_))
