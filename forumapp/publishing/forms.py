"""Publishing a report."""

import wtforms
from flask_babel import lazy_gettext as _l

from forumapp.core.forms import Form


class PublishForm(Form):
    """The last question before a report goes out."""

    without_names = wtforms.BooleanField(_l("文字が失われた氏名を空欄にしたまま公開します"))
