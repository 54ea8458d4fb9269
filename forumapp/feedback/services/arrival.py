"""Forgetting in which order answers came.

PostgreSQL keeps the place and the transaction of a row (ctid, xmin): a person's row and the answer would share the number
of their transaction. So rows are deleted and written anew in the order of their keys, each time somebody answers: not all
of them, but those of the last arrivals. Of 2 × BATCH rows BATCH, drawn by lot in each table for itself, are settled: they
stay as they were written together. A row so lies among at least BATCH others of its transaction, and an arrival costs the
same whether ten or ten thousand have answered. SQLite keeps neither number: its tables have no rowid and are read in the
order of their keys.
"""

from collections.abc import Sequence
from secrets import SystemRandom

import sqlalchemy as sa

from forumapp.core.db import Model, db
from forumapp.feedback.models import FeedbackAnswer, FeedbackGiven, Impression

BATCH = 32
ARRIVING: tuple[type[FeedbackGiven] | type[FeedbackAnswer], ...] = (FeedbackGiven, FeedbackAnswer)
_random = SystemRandom()


def forget_arrival(forum_id: int) -> None:
    """Write the rows of the last arrivals anew, and settle some of them when there are many."""
    db.session.flush()
    if db.engine.dialect.name != "postgresql":
        return
    for model in ARRIVING:
        key = next(iter(model.__table__.primary_key))
        mine = (model.__table__.c.forum_id == forum_id, model.__table__.c.is_settled.is_(None))
        arriving = list(db.session.scalars(sa.select(key).where(*mine)))
        if len(arriving) >= 2 * BATCH:
            settled = _random.sample(arriving, BATCH)
            db.session.execute(
                sa.update(model)
                .where(key.in_(settled))
                .values(is_settled=True)
                .execution_options(synchronize_session=False)
            )
        _write_anew(model, [key.in_(arriving)])


def forget_edition(forum_id: int) -> None:
    """Write everything of the forum anew: an edition has changed many rows, and brought comments."""
    db.session.flush()
    if db.engine.dialect.name != "postgresql":
        return
    for model in (*ARRIVING, Impression):
        _write_anew(model, [model.__table__.c.forum_id == forum_id])


def _write_anew(model: type[Model], which: Sequence[sa.ColumnElement[bool]]) -> None:
    table = db.metadata.tables[model.__tablename__]
    gone = sa.delete(table).where(*which).returning(table).cte("gone")
    sorted_ = sa.select(*(gone.c[column.name] for column in table.columns)).order_by(
        *(gone.c[column.name] for column in table.primary_key)
    )
    db.session.execute(sa.insert(table).from_select([column.name for column in table.columns], sorted_))
