"""The form with which a workbook comes back: first the file, then its content once more with the answer."""

import base64
import binascii
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from forumapp.agenda.forms import VersionedForm
from forumapp.agenda.sheets.errors import UnreadableSheet
from forumapp.agenda.sheets.opening import LARGEST, open_sheets
from forumapp.agenda.sheets.reading import Sheet, read_sheet
from forumapp.agenda.sheets.wording import refusal


class WorkbookField(wtforms.FileField):
    """A workbook; ``data`` are its bytes. Neither its name nor its declared type is believed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the bytes, of a file too large only so many that it shows."""
        given = valuelist[0] if valuelist else None
        self.data = None
        if isinstance(given, FileStorage) and given.filename:
            with given.stream as content:
                self.data = content.read(LARGEST + 1)


class ContentField(wtforms.HiddenField):
    """The bytes of the workbook that was looked at, as the page carries them (base64)."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the bytes; what is none is no file."""
        try:
            self.data = base64.b64decode(str(valuelist[0]), validate=True) if valuelist else None
        except (binascii.Error, ValueError):
            self.data = None

    def _value(self) -> str:
        return base64.b64encode(self.data).decode() if self.data else ""


class SheetForm(VersionedForm):
    """A workbook of the programme."""

    file = WorkbookField(_l("Excelのファイル(.xlsx)"), render_kw={"accept": ".xlsx"})
    content = ContentField()
    withdraw = wtforms.BooleanField(_l("ファイルに行のない項目を取り下げる(あとで元に戻せます)"))

    def sheet(self) -> Sheet | None:
        """Read the file; without one, or if it cannot be read, the form says why."""
        content = self.file.data or self.content.data
        self.content.data = content
        if not content:
            self.refuse(_("ファイルを選んでください。"), "file")
            return None
        try:
            return read_sheet(open_sheets(content))
        except UnreadableSheet as error:
            self.content.data = None
            self.refuse(refusal(error), "file")
            return None
