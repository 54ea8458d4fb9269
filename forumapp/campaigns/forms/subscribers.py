"""The form of those who want to hear of a series."""

from flask_babel import lazy_gettext as _l

from forumapp.core.forms import EmailField, Form, required


class SubscribeForm(Form):
    """Where to mail the announcements."""

    email = EmailField(
        _l("メールアドレス"),
        [required()],
        limit=254,
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
