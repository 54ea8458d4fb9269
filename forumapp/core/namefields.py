"""Fields for names of people."""

import wtforms
from flask_babel import gettext
from wtforms import validators

from forumapp.core.forms import LineField
from forumapp.core.text.names import is_kana, to_katakana


class KanaField(LineField):
    """A reading: hiragana and half-width kana become katakana."""

    def clean(self, text: str) -> str:
        """Return the text as it shall be kept."""
        return to_katakana(super().clean(text))

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Refuse what is no reading."""
        if self.data and not is_kana(self.data):
            raise validators.StopValidation(gettext("フリガナはカタカナかひらがなで入力してください。"))
