"""Fields of forms that take a file of rows: first the file, then its content once more with the answer."""

import base64
import binascii
import zlib
from typing import Any

import wtforms
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from forumapp.core.forms import Form


class WorkbookField(wtforms.FileField):
    """A file of rows; ``data`` are its bytes. Neither its name nor its declared type is believed."""

    def __init__(self, label: Any, *, largest: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.largest = largest

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the bytes, of a file too large only so many that it shows."""
        given = valuelist[0] if valuelist else None
        self.data = None
        if isinstance(given, FileStorage) and given.filename:
            with given.stream as content:
                self.data = content.read(self.largest + 1)


class ContentField(wtforms.HiddenField):
    """The bytes of the file that was looked at, as the page carries them (packed, in letters of an address)."""

    def __init__(self, *, largest: int, **options: Any) -> None:
        super().__init__(**options)
        self.largest = largest

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the bytes; what is none is no file, and what unpacks to more than a file may have neither."""
        self.data = self._unpacked(str(valuelist[0])) if valuelist else None

    def _unpacked(self, text: str) -> bytes | None:
        engine = zlib.decompressobj()
        try:
            content = engine.decompress(
                base64.b64decode(text.encode(), altchars=b"-_", validate=True), self.largest + 1
            )
        except (binascii.Error, ValueError, zlib.error):
            return None
        return content if engine.eof and len(content) <= self.largest else None

    def _value(self) -> str:
        return base64.urlsafe_b64encode(zlib.compress(self.data)).decode() if self.data else ""


def taken(form: Form) -> bytes | None:
    """Return the bytes of the ``file`` that was chosen now, else of the one that the page carries as ``content``.

    Without any, and for an empty file, the form says so and None is returned; nothing is carried on then.
    """
    file: WorkbookField = form["file"]
    content: ContentField = form["content"]
    if file.data is not None:
        content.data = file.data or None
    if content.data:
        return bytes(content.data)
    if file.data is None:
        form.refuse(_("ファイルを選んでください。"), "file")
    else:
        form.refuse(_("このファイルは空です（0バイト）。中身のあるファイルを選んでください。"), "file")
    return None
