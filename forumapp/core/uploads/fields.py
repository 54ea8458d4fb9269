"""Uploading: a file is examined and stored while the form is read, before the lock."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

import wtforms
from flask import current_app
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from forumapp.core import files
from forumapp.core.uploads import contents
from forumapp.core.uploads.filenames import safe_filename
from forumapp.core.uploads.received import Received

MEGABYTE = 1024 * 1024
LARGEST_DOCUMENT = 100 * MEGABYTE
LARGEST_ATTACHMENT = 10 * MEGABYTE


@dataclass(frozen=True)
class Place:
    """What may be sent to a place: how it is told, its limit in bytes, the endings that the browser offers."""

    examine: Callable[[IO[bytes], str], tuple[str, str, int | None]]
    largest: int
    offered: str


def _no_such_document() -> str:
    return _(
        "PDF、PowerPoint、Word、Excel、PNG、JPEG のファイルを選んでください。名前ではなく中身で確認しています。"
    )


def _examine_document(stream: IO[bytes], name: str) -> tuple[str, str, int | None]:
    try:
        kind = contents.kind_of(stream)
    except contents.HasMacros as error:
        raise ValueError(
            _("マクロを含むファイルは登録できません。マクロを除いて保存し直してください。")
        ) from error
    if kind is None or kind.family != "document":
        raise ValueError(_no_such_document())
    return kind.content_type, safe_filename(name, kind.suffixes), None


DOCUMENTS = Place(_examine_document, LARGEST_DOCUMENT, ".pdf,.pptx,.docx,.xlsx,.png,.jpg,.jpeg")
ATTACHMENTS = Place(_examine_document, LARGEST_ATTACHMENT, DOCUMENTS.offered)


class UploadField(wtforms.FileField):  # type: ignore[misc] # WTForms has no types
    """A file; its data is a :class:`Received`, already in the store (an orphan until a service keeps it)."""

    def __init__(self, label: Any, validators: Any = (), place: Place = DOCUMENTS, **options: Any) -> None:
        super().__init__(label, validators, render_kw={"accept": place.offered}, **options)
        self.place = place

    data: Received | None

    def process_data(self, value: object) -> None:
        """Begin empty: what is stored already is no file of this form."""
        self.data = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Examine the file and put it into the store; errors are told in words."""
        self.data = None
        given = valuelist[0] if valuelist else None
        if isinstance(given, FileStorage) and given.filename:
            self.data = self._received(given.stream, given.filename)
        elif given and not isinstance(given, FileStorage):
            raise ValueError(_("ファイルを選んでください。"))

    def _received(self, stream: IO[bytes], name: str) -> Received:
        size = stream.seek(0, 2)
        stream.seek(0)
        if size == 0:
            raise ValueError(_("このファイルは空です（0バイト）。中身のあるファイルを選んでください。"))
        limit = min(self.place.largest, current_app.config["MAX_UPLOAD"])
        if size > limit:
            megabytes = limit // MEGABYTE
            raise ValueError(_("ファイルが大きすぎます。%(limit)dMB以内にしてください。", limit=megabytes))
        content_type, filename, seconds = self.place.examine(stream, name)
        stream.seek(0)
        return Received(files.write(stream, limit=limit), content_type, filename, seconds)
