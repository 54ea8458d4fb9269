"""Shape and wording of input around accounts."""

from typing import Any

import wtforms
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import validators
from wtforms.fields.choices import SelectChoice

from forumapp.accounts.passwords import MOST
from forumapp.core.forms import EmailField, Form, LineField, chosen, longest, required
from forumapp.core.i18n import LANGUAGES, NAMES
from forumapp.core.text.cleaning import unusable


class PasswordField(wtforms.PasswordField):
    """A password exactly as it was typed or pasted; never sent back."""

    data: Any

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, [required(), longest(MOST)], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the password, unless it holds what no keyboard writes."""
        super().process_formdata(valuelist)
        if self.data and unusable(self.data):
            raise ValueError(gettext("使用できない文字(制御文字など)が含まれています。"))


def same_as_password(form: wtforms.Form, field: wtforms.Field) -> None:
    """Refuse a repetition that differs."""
    if form.password.data and field.data and field.data != form.password.data:
        raise validators.ValidationError(
            gettext("上のパスワードと一致していません。もう一度入力してください。")
        )


class SignInForm(Form):
    """Address and password; ``next`` is the page that was asked for."""

    email = EmailField(_l("メールアドレス"), [required()], limit=254)
    password = PasswordField(_l("パスワード"))
    next = wtforms.HiddenField()


class LostPasswordForm(Form):
    """The address to which the link goes."""

    email = EmailField(_l("メールアドレス"), [required()], limit=254)


class NewPasswordForm(Form):
    """A password and its repetition."""

    password = PasswordField(_l("新しいパスワード"))
    password_again = PasswordField(_l("新しいパスワード(確認のためもう一度)"))

    validate_password_again = staticmethod(same_as_password)


class ChangePasswordForm(Form):
    """The present password and the new one."""

    current_password = PasswordField(_l("今のパスワード"))
    password = PasswordField(_l("新しいパスワード"))
    password_again = PasswordField(_l("新しいパスワード(確認のためもう一度)"))

    validate_password_again = staticmethod(same_as_password)


class ProfileForm(Form):
    """Name and language of one's own account."""

    name = LineField(_l("氏名"), [required()], limit=160)
    language = wtforms.RadioField(
        _l("言語"), [chosen()], choices=[SelectChoice(code, NAMES[code]) for code in LANGUAGES]
    )


class NewAccountForm(Form):
    """Somebody who shall be able to sign in."""

    email = EmailField(_l("メールアドレス"), [required()], limit=254)
    name = LineField(_l("氏名"), [required()], limit=160)
    may_create = wtforms.BooleanField(_l("新しいフォーラムを作れるようにする"))
    is_admin = wtforms.BooleanField(_l("サイトの管理者にする"))


class RightsForm(Form):
    """What an account may do on the site; the button says which."""

    may_create = wtforms.BooleanField()


class SuspensionForm(Form):
    """Whether an account is out of use; the button says which."""

    disabled = wtforms.BooleanField()
