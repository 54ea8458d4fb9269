"""Forms of the desk: a new forum, addresses and hosts of mail."""

import wtforms
from flask_babel import lazy_gettext as _l

from forumapp.core.dayfields import DayField
from forumapp.core.forms import CodeField, EmailField, Form, LineField, required
from forumapp.directory.wording import FREE_KINDS


class NewForumForm(Form):
    """What a forum begins with."""

    title = LineField(_l("フォーラムの名称"), [required()])
    owner = LineField(_l("主管する団体"), [required()])
    owner_kind = wtforms.SelectField(_l("団体の種類"), choices=FREE_KINDS)
    day = DayField(_l("開催日"))
    slug = CodeField(_l("ページのアドレス"), limit=80)


class AddressForm(Form):
    """An address of mail, behind a button."""

    address = EmailField(_l("メールアドレス"), [required()])


class SuppressionForm(AddressForm):
    """An address that gets no letters any more, and why."""

    text = LineField(_l("理由"), limit=200)


class HostForm(Form):
    """A host of mail, behind a button; nothing: our own server."""

    host = CodeField(_l("ドメイン"), limit=255)
