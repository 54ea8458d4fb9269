"""The form of a new forum."""

import wtforms
from flask_babel import lazy_gettext as _l

from forumapp.core.dayfields import DayField
from forumapp.core.forms import CodeField, Form, LineField, required
from forumapp.directory.wording import FREE_KINDS


class NewForumForm(Form):
    """What a forum begins with."""

    title = LineField(_l("フォーラムの名称"), [required()])
    owner = LineField(_l("主管する団体"), [required()])
    owner_kind = wtforms.SelectField(_l("団体の種類"), choices=FREE_KINDS)
    day = DayField(_l("開催日"))
    slug = CodeField(_l("ページのアドレス"), limit=80)
