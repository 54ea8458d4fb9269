"""Forms of a copy and of a forum from a template."""

import wtforms
from flask_babel import lazy_gettext as _l

from forumapp.core.dayfields import DayField
from forumapp.core.forms import CodeField, Form, LineField, required
from forumapp.directory.wording import FREE_KINDS


class CopyForm(Form):
    """What is new about the copy."""

    title = LineField(_l("フォーラムの名称"), [required()])
    day = DayField(_l("開催日"))
    slug = CodeField(_l("ページのアドレス"), limit=80)


class StartForm(CopyForm):
    """What a forum from a template begins with."""

    owner = LineField(_l("主管する団体"), [required()])
    owner_kind = wtforms.SelectField(_l("団体の種類"), choices=FREE_KINDS)
