"""The form with which the workbook of a reply comes back: first the file, then its content once more with the answer."""

import wtforms
from flask_babel import lazy_gettext as _l

from forumapp.core.forms import Form
from forumapp.core.sheets.forms import ContentField, WorkbookField
from forumapp.inquiries.sheets.reading import LIMITS


class WorkbookForm(Form):
    """The workbook of a reply; ``seen`` is the version of the reply that the preview compared it with."""

    file = WorkbookField(_l("回答様式のファイル(.xlsx)"), largest=LIMITS.size, render_kw={"accept": ".xlsx"})
    content = ContentField(largest=LIMITS.size)
    seen = wtforms.HiddenField()
