"""Form of a candidate day."""

from flask_babel import lazy_gettext as _l

from forumapp.core.dayfields import ClockField, DayField
from forumapp.core.forms import Form, required


class CandidateForm(Form):
    """A day on which the forum may be held, with its times as far as they are known."""

    day = DayField(_l("候補日"), [required()])
    starts = ClockField(_l("開始時刻"))
    ends = ClockField(_l("終了時刻"))
