"""Publishing a report."""

import wtforms
from flask_babel import lazy_gettext as _l

from forumapp.core.forms import BlockField, Form, optional, required


class PublishForm(Form):
    """The last question before a report goes out; what was corrected, if one is public already."""

    without_names = wtforms.BooleanField(_l("文字が失われた氏名を空欄にしたまま公開します"))
    note = BlockField(_l("訂正の内容"), [optional()], limit=1000)
    note_en = BlockField(_l("訂正の内容(英語)"), [optional()], limit=1000)
    hides_earlier = wtforms.BooleanField(_l("以前の版を読めないようにします"))


class UnpublishForm(Form):
    """Taking a report back."""

    why = BlockField(_l("非公開に戻す理由"), [required()], limit=500)
