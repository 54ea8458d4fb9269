"""The short forms of a personal page and of lost links."""

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from forumapp.core.forms import EmailField, Form, chosen, required
from forumapp.forums.models import Mode


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
