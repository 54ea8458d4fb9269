"""Forms of presence on the Web and of the final list."""

from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp.agenda.queries import tracks
from forumapp.attendance.presence_wording import refusal
from forumapp.attendance.services import reading_logs
from forumapp.attendance.services.reading_logs import Look
from forumapp.attendance.tools.decoding import LARGEST
from forumapp.attendance.tools.errors import UnreadableReport
from forumapp.core.forms import ActionForm, Form, LineField, NumberField, between, chosen
from forumapp.core.sheets.forms import ContentField, WorkbookField, taken
from forumapp.core.text.cleaning import clean_line
from forumapp.forums.models import Forum

UTC = "UTC"


def _ident(text: Any) -> int:
    if not str(text).isascii() or not str(text).isdigit() or len(str(text)) > 9:
        raise ValueError(_("選択肢の中から選んでください。"))
    return int(text)


class ListForm(Form):
    """A participants' list: first the file, then its content once more with the answer."""

    file = WorkbookField(
        _l("参加者リストのファイル"), largest=LARGEST, render_kw={"accept": ".csv,.txt,.tsv"}
    )
    track = wtforms.SelectField(_l("どの会議のリストか"))
    zone = wtforms.SelectField(_l("時刻の標準時"))
    content = ContentField(largest=LARGEST)
    filename = wtforms.HiddenField()

    def __init__(self, forum: Forum, **options: Any) -> None:
        super().__init__(**options)
        self.forum = forum
        own = (SelectChoice(str(one.id), one.name) for one in tracks(forum.id))
        self.track.choices = [SelectChoice("", _("全体の会議")), *own]
        own_zone = SelectChoice("", _("フォーラムと同じ（%(zone)s）", zone=forum.zone))
        self.zone.choices = [own_zone, SelectChoice(UTC, _("協定世界時（UTC）"))]

    def look(self) -> Look | None:
        """Look at the file; without one, or if it cannot be read, the form says why."""
        content = taken(self)
        if content is None:
            return None
        try:
            return reading_logs.look_at(self.forum, content, **self.how())
        except UnreadableReport as error:
            self.content.data = None
            self.refuse(refusal(error), "file")
            return None

    def how(self) -> dict[str, Any]:
        """Return the keywords that say how times and meeting are meant."""
        return {"track_id": int(self.track.data) if self.track.data else None, "zone": self.zone.data}

    def name(self, given: str | None) -> str:
        """Return the file's name as it is kept, without folders."""
        name = (given or self.filename.data or "").replace("\\", "/").rsplit("/", 1)[-1]
        self.filename.data = clean_line(name)[:200]
        return str(self.filename.data)


class PeopleForm(Form):
    """Who a line is: one or several of those offered. ``mark`` is what the page showed."""

    people = wtforms.SelectMultipleField(
        _l("この行の参加者"),
        coerce=_ident,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    mark = wtforms.HiddenField()


class MarkForm(ActionForm):
    """A button about a line, with what the page showed of it."""

    mark = wtforms.HiddenField()


class CorrectionForm(Form):
    """Somebody came, or did not, whatever the evidence."""

    came = wtforms.RadioField(
        _l("出席したか"),
        [chosen()],
        choices=[
            SelectChoice("yes", _l("出席した")),
            SelectChoice("no", _l("出席していない")),
            SelectChoice("record", _l("訂正しない（記録のとおり）")),
        ],
    )
    reason = LineField(_l("訂正の理由"), limit=200)

    def answer(self) -> bool | None:
        """Return what was said: came, did not, or nothing against the evidence."""
        return {"yes": True, "no": False}.get(self.came.data)


class RulesForm(Form):
    """What counts as present."""

    least_minutes = NumberField(_l("Webの出席とみなす時間"), [chosen(), between(1, 1440)])
    item_share = NumberField(_l("項目の出席とみなす割合"), [chosen(), between(1, 100)])
