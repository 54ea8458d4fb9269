"""The short forms of a personal page and of lost links."""

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from forumapp.core.forms import BlockField, EmailField, Form, LineField, chosen, required
from forumapp.forums.models import Mode
from forumapp.registration.rsvp import Participation


class LostLinkForm(Form):
    """Where to mail the link."""

    email = EmailField(
        _l("申込みに使ったメールアドレス"),
        [required()],
        limit=254,
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )


class ModeForm(Form):
    """On site or by Web."""

    mode = wtforms.RadioField(
        _l("参加方法"),
        [chosen()],
        coerce=Mode,
        choices=[
            SelectChoice(Mode.ON_SITE.value, _l("会場で参加")),
            SelectChoice(Mode.WEB.value, _l("Webで参加")),
        ],
    )


class SwitchForm(ModeForm):
    """The other mode; where it is full, its waiting list if that is wished."""

    waits = wtforms.BooleanField(_l("満席のときは、キャンセル待ちに登録する"))


class ReasonForm(Form):
    """Why somebody cannot take part."""

    reason = BlockField(_l("理由"), limit=1000, render_kw={"rows": 4})


class AnswerForm(Form):
    """出席・欠席・未定: three buttons that send the form."""

    participation = wtforms.RadioField(
        _l("出欠の返事"),
        [chosen()],
        coerce=Participation,
        choices=[
            SelectChoice(Participation.ACCEPTED.value, _l("出席する")),
            SelectChoice(Participation.DECLINED.value, _l("欠席する")),
            SelectChoice(Participation.TENTATIVE.value, _l("未定")),
        ],
    )


class ViewForm(Form):
    """The name of a saved view."""

    name = LineField(_l("表示の名前"), [required()], limit=80)
