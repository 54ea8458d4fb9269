"""Forms of papers and files: the file of an arrangement, and the rule of names in the meeting tool."""

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from forumapp.core.forms import Form, LineField, required
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.forms import ContentField, WorkbookField, taken
from forumapp.groupwork import display_names
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.services import importing
from forumapp.groupwork.sheets.planning import Plan
from forumapp.registration.sheets import wording
from forumapp.registration.sheets.opening import LIMITS


class ArrangementFileForm(Form):
    """An arrangement that comes in; ``seen`` is what the page of the preview showed."""

    file = WorkbookField(
        _l("班編成のファイル（.xlsx、.csv）"),
        largest=LIMITS.size,
        render_kw={"accept": ".xlsx,.csv,.tsv,.txt"},
    )
    content = ContentField(largest=LIMITS.size)
    seen = wtforms.HiddenField()
    clashes = wtforms.RadioField(
        _l("ほかの人が先に変えた方"),
        choices=[
            SelectChoice("keep", _l("今の班編成のままにする")),
            SelectChoice("file", _l("ファイルの班にする")),
        ],
        default="keep",
        validators=[wtforms.validators.Optional()],
    )

    def plan(self, work: GroupWork) -> Plan | None:
        """Say what the file would do; without one, or if it cannot be read, the form says why."""
        content = taken(self)
        if content is None:
            return None
        try:
            return importing.look(work, content)
        except UnreadableSheet as error:
            self.content.data = None
            self.refuse(refusal(error), "file")
            return None


def refusal(error: UnreadableSheet) -> str:
    """Return the sentence for a file that is no arrangement."""
    if error.code == "no_group":
        return _("「班」の列が見つかりません。見出しの行に「班」を入れてください。")
    if error.code == "no_header":
        return _("見出しの行が見つかりません。「受付番号」か「氏名」と、「班」の列が必要です。")
    return wording.refusal(error)


class DisplayNameForm(Form):
    """The rule of names in the meeting tool."""

    display_name = LineField(_l("表示名のきまり"), [required()], limit=200)

    def validate_display_name(self, field: wtforms.Field) -> None:
        """Refuse a rule that cannot be used, in its own words."""
        try:
            display_names.parse(field.data or "")
        except display_names.BadRule as error:
            raise wtforms.ValidationError(str(error)) from error
