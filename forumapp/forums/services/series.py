"""Series of forums: background, programme, policy references and documents."""

from typing import Any, TypedDict, Unpack

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.files import StoredFile
from forumapp.directory.models import Organisation
from forumapp.forums.models import Series, SeriesDocument, SeriesSection
from forumapp.forums.services.facts import check_https
from forumapp.forums.services.founding import check_slug


class Texts(TypedDict, total=False):
    """Columns that ``edit_series`` takes; those left out stay as they are. Background and programme are Markdown."""

    title: str
    title_en: str
    background: str
    programme: str
    summary_en: str
    breadcrumb: str
    position: int


def create_series(*, owner: Organisation | None, slug: str, by: Actor, **texts: Unpack[Texts]) -> Series:
    """Make a series. Raises DomainError for ``title`` or ``slug`` (shape, taken)."""
    check_slug(slug)
    if db.session.scalar(sa.select(Series.id).where(Series.slug == slug)) is not None:
        raise DomainError(_("「%(slug)s」はほかのシリーズで使われています。", slug=slug), "slug")
    _check_title(texts.get("title", ""))
    series = Series(owner=owner, slug=slug, **texts)
    db.session.add(series)
    audit.record(by, "series.created", series, changes={"title": [None, series.title]})
    return series


def edit_series(series: Series, *, by: Actor, **texts: Unpack[Texts]) -> bool:
    """Change the texts of a series. Raises DomainError for ``title``."""
    _check_title(texts.get("title", series.title))
    return _changed(series, "series.changed", by, dict(texts))


def add_section(series: Series, *, by: Actor, title: str, text: str = "") -> SeriesSection:
    """Add a part (policy reference) to the end of the page. Raises DomainError for ``title``."""
    _check_title(title)
    last = max((section.position for section in series.sections), default=-1)
    section = SeriesSection(series=series, title=title, text=text, position=last + 1)
    db.session.add(section)
    audit.record(by, "series_section.created", section, changes={"title": [None, title]})
    return section


def edit_section(section: SeriesSection, *, by: Actor, title: str, text: str) -> bool:
    """Change a part. Raises DomainError for ``title``."""
    _check_title(title)
    return _changed(section, "series_section.changed", by, {"title": title, "text": text})


def remove_section(section: SeriesSection, *, by: Actor) -> None:
    """Delete a part that holds no documents any more. Raises DomainError."""
    if section.documents:
        raise DomainError(_("資料が残っている項目は削除できません。先に資料を削除してください。"))
    audit.record(by, "series_section.removed", section, changes={"title": [section.title, None]})
    section.series.sections.remove(section)
    db.session.delete(section)


def add_document(
    section: SeriesSection,
    *,
    by: Actor,
    title: str,
    url: str | None = None,
    file: StoredFile | None = None,
    filename: str = "",
) -> SeriesDocument:
    """Add a document: the address of a page elsewhere, or a stored PDF. Raises DomainError for ``title``, ``url``, ``file``."""
    _check_title(title)
    if bool(url) == (file is not None):
        raise DomainError(_("リンク先のアドレスか、ファイルのどちらか一方を指定してください。"), "url")
    if url:
        check_https(url, "url")
    last = max((document.position for document in section.documents), default=-1)
    document = SeriesDocument(
        title=title,
        url=url or None,
        file_digest=file.digest if file else None,
        filename=filename,
        position=last + 1,
    )
    section.documents.append(document)
    db.session.flush()
    audit.record(by, "series_document.created", document, changes={"title": [None, title]})
    return document


def remove_document(section: SeriesSection, document: SeriesDocument, *, by: Actor) -> None:
    """Delete a document; its stored content is swept later if nobody else has it."""
    audit.record(by, "series_document.removed", document, changes={"title": [document.title, None]})
    section.documents.remove(document)
    db.session.delete(document)


def _check_title(title: str) -> None:
    if not title:
        raise DomainError(_("名称を入力してください。"), "title")


def _changed(subject: Any, action: str, by: Actor, values: dict[str, Any]) -> bool:
    changes = audit.difference(subject, values)
    if changes:
        audit.record(by, action, subject, changes=changes)
    return bool(changes)
