"""The form with which a workbook comes back: first the file, then its content once more with the answer."""

import wtforms
from flask_babel import lazy_gettext as _l

from forumapp.agenda.forms import VersionedForm
from forumapp.agenda.sheets.reading import Sheet, read_sheet
from forumapp.agenda.sheets.wording import LIMITS, refusal
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.forms import ContentField, WorkbookField, taken
from forumapp.core.sheets.opening import open_sheets


class SheetForm(VersionedForm):
    """A workbook of the programme."""

    file = WorkbookField(_l("Excelのファイル(.xlsx)"), largest=LIMITS.size, render_kw={"accept": ".xlsx"})
    content = ContentField(largest=LIMITS.size)
    withdraw = wtforms.BooleanField(_l("ファイルに行のない項目を取り下げる(あとで元に戻せます)"))

    def sheet(self) -> Sheet | None:
        """Read the file; without one, or if it cannot be read, the form says why."""
        content = taken(self)
        if content is None:
            return None
        try:
            return read_sheet(open_sheets(content, LIMITS))
        except UnreadableSheet as error:
            self.content.data = None
            self.refuse(refusal(error), "file")
            return None
