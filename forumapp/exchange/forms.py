"""The form of a copy."""

from flask_babel import lazy_gettext as _l

from forumapp.core.dayfields import DayField
from forumapp.core.forms import CodeField, Form, LineField, required


class CopyForm(Form):
    """What is new about the copy."""

    title = LineField(_l("フォーラムの名称"), [required()])
    day = DayField(_l("開催日"))
    slug = CodeField(_l("ページのアドレス"), limit=80)
