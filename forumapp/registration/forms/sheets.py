"""The form with which a list of participants comes: first the file, then its content once more with the answer."""

import wtforms
from flask_babel import lazy_gettext as _l

from forumapp.core.forms import Form
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.forms import ContentField, WorkbookField, taken
from forumapp.forums.models import Forum
from forumapp.registration.sheets.finding import Found
from forumapp.registration.sheets.opening import LIMITS, open_list
from forumapp.registration.sheets.wording import refusal


class ListForm(Form):
    """A list of participants; ``seen`` is what the page of the preview showed."""

    file = WorkbookField(
        _l("名簿のファイル(.xlsx、.csv)"), largest=LIMITS.size, render_kw={"accept": ".xlsx,.csv,.tsv,.txt"}
    )
    content = ContentField(largest=LIMITS.size)
    seen = wtforms.HiddenField()
    waits = wtforms.BooleanField(_l("席がないときは、キャンセル待ちに入れる"))
    tells = wtforms.BooleanField(_l("新しく登録する方に、受付のメールを送る"), default=True)

    def found(self, forum: Forum) -> Found | None:
        """Find the list in the file; without one, or if it cannot be read, the form says why."""
        content = taken(self)
        if content is None:
            return None
        try:
            return open_list(forum, content)
        except UnreadableSheet as error:
            self.content.data = None
            self.refuse(refusal(error), "file")
            return None
