"""Series and what their pages show, loaded whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forumapp.core.db import db
from forumapp.core.files import StoredFile, is_held
from forumapp.forums.models import Series, SeriesDocument, SeriesSection
from forumapp.publishing.queries.listing import Listing, listing


@dataclass(frozen=True)
class SeriesPage:
    """A series with its forums; ``files`` are the stored documents by digest."""

    series: Series
    forums: Listing
    files: Mapping[str, StoredFile]


def all_series() -> Sequence[Series]:
    """Return the series in their order."""
    return db.session.scalars(sa.select(Series).order_by(Series.position, Series.id)).all()


def series_named(slug: str) -> Series | None:
    """Return a series by its slug."""
    return db.session.scalar(sa.select(Series).where(Series.slug == slug))


def series_page(slug: str) -> SeriesPage | None:
    """Return a series with all that its page shows."""
    whole = (
        joinedload(Series.owner),
        selectinload(Series.sections).joinedload(SeriesSection.documents),
    )
    series = db.session.scalar(sa.select(Series).where(Series.slug == slug).options(*whole))
    if series is None:
        return None
    documents = [document for section in series.sections for document in section.documents]
    digests = [document.file_digest for document in documents if document.file_digest]
    files = db.session.scalars(sa.select(StoredFile).where(StoredFile.digest.in_(digests))) if digests else ()
    return SeriesPage(series, listing(series), {file.digest: file for file in files if not is_held(file)})


def document_of(slug: str, ident: int) -> tuple[SeriesDocument, StoredFile] | None:
    """Return a stored document of a series."""
    found = (
        sa.select(SeriesDocument, StoredFile)
        .join(StoredFile, StoredFile.digest == SeriesDocument.file_digest)
        .join(SeriesSection, SeriesSection.id == SeriesDocument.section_id)
        .join(Series, Series.id == SeriesSection.series_id)
        .where(SeriesDocument.id == ident, Series.slug == slug)
    )
    row = db.session.execute(found).one_or_none()
    return (row[0], row[1]) if row else None
