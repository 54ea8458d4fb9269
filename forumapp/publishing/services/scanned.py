"""What a scanner says of photographs and of documents of series: pages show them, or show them no more, at once."""

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.core.files import StoredFile
from forumapp.forums.models import Forum, SeriesDocument
from forumapp.forums.revision import touch, touch_lists
from forumapp.publishing.models import ReportPhotograph


def file_scanned(file: StoredFile) -> None:
    """Let no page be kept that was made before the scanner spoke."""
    either = sa.or_(ReportPhotograph.file_digest == file.digest, ReportPhotograph.small_digest == file.digest)
    pictures = sa.select(ReportPhotograph.forum_id).where(either)
    for forum in db.session.scalars(sa.select(Forum).where(Forum.id.in_(pictures)).order_by(Forum.id)):
        touch(forum)
    documents = sa.select(SeriesDocument.id).where(SeriesDocument.file_digest == file.digest)
    if db.session.scalar(documents.limit(1)) is not None:
        touch_lists()
