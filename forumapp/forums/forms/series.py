"""Forms of series, their sections and documents."""

from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from forumapp.core.files import Written
from forumapp.core.forms import (
    BlockField,
    CodeField,
    Form,
    LineField,
    NumberField,
    between,
    optional,
    required,
)
from forumapp.core.merging import MergingForm
from forumapp.forums.documents import harmless_name, receive
from forumapp.forums.models import Series, SeriesSection

SERIES = ("title", "title_en", "breadcrumb", "background", "programme", "summary_en", "position")
"""What the form of a series holds."""


class SeriesForm(MergingForm):
    """The texts of a series."""

    title = LineField(_l("シリーズの名称"), [required()])
    title_en = LineField(_l("英語の名称"))
    breadcrumb = LineField(_l("位置づけ(パンくず)"), limit=500)
    background = BlockField(_l("背景"), limit=20_000)
    programme = BlockField(_l("事業の内容"), limit=20_000)
    summary_en = BlockField(_l("英語の概要"), limit=20_000)
    position = NumberField(_l("表示順"), [optional(), between(0, 9999)], default=0)

    @staticmethod
    def current(series: Series) -> dict[str, Any]:
        """Return the present values."""
        return {name: getattr(series, name) for name in SERIES}


class NewSeriesForm(SeriesForm):
    """A series and its address."""

    slug = CodeField(_l("ページのアドレス"), [required()], limit=80)


class SectionForm(MergingForm):
    """A titled part of the page."""

    title = LineField(_l("見出し"), [required()])
    text = BlockField(_l("本文"), limit=20_000)

    @staticmethod
    def current(section: SeriesSection) -> dict[str, Any]:
        """Return the present values."""
        return {"title": section.title, "text": section.text}


class DocumentForm(Form):
    """A link to elsewhere, or a PDF."""

    title = LineField(_l("資料の名称"), [required()])
    url = CodeField(_l("リンク先のアドレス"), limit=1000)
    file = wtforms.FileField(_l("PDFファイル"))

    def validate_file(self, field: wtforms.FileField) -> None:
        """Refuse what is no file but only its name."""
        if field.data and not isinstance(field.data, FileStorage):
            field.data = None
            raise wtforms.ValidationError(_("ファイルを選んでください。"))

    def written(self) -> Written | None:
        """Store the file that was sent, if any. Raises DomainError for ``file``."""
        sent = self.file.data
        return receive(sent.stream, "file") if sent and sent.filename else None

    def filename(self) -> str:
        """Return a harmless name for the file; empty without one."""
        sent = self.file.data
        return harmless_name(sent.filename) if sent and sent.filename else ""
