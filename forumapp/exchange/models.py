"""The keys by which a forum document names items and tracks, so that a changed document finds them again."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Model, key


class DocumentKey(Model):
    """``name`` stands for the row ``target_id`` of ``kind`` (item, track) in the documents of one forum."""

    __tablename__ = "document_key"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"))
    kind: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str] = mapped_column(sa.String(60))
    target_id: Mapped[int]
    __table_args__ = (
        sa.UniqueConstraint("forum_id", "kind", "name"),
        sa.UniqueConstraint("forum_id", "kind", "target_id"),
    )
