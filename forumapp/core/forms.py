"""Base of every form: token, cleaned text, wording of errors, and the way from DomainError to the field."""

import hmac
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import wtforms
from flask import g, request, session
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import validators
from wtforms.csrf.core import CSRF

from forumapp.core.access import SAFE
from forumapp.core.boundary import KEPT_IN_SESSION
from forumapp.core.errors import DomainError
from forumapp.core.text.cleaning import clean_block, clean_line, to_halfwidth, unusable

BUILT_IN = {
    "Not a valid choice.": _l("選択肢の中から選んでください。"),
    "Not a valid choice": _l("選択肢の中から選んでください。"),
    "'%(value)s' is not a valid choice for this field.": _l("選択肢の中から選んでください。"),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("選択肢の中から選んでください。"),
    "'%(value)s' are not valid choices for this field.": _l("選択肢の中から選んでください。"),
    "Invalid Choice: could not coerce.": _l("選択肢の中から選んでください。"),
    "Not a valid integer value.": _l("数字で入力してください。"),
    "Not a valid decimal value.": _l("数字で入力してください。"),
    "Not a valid date value.": _l("日付を確認してください(例:2024-08-01)。"),
    "Not a valid time value.": _l("時刻を確認してください(例:13:30)。"),
    "Not a valid datetime value.": _l("日時を確認してください。"),
    "CSRF token missing.": _l("ページの有効期限が切れました。内容を確認して、もう一度送信してください。"),
    "CSRF failed.": _l("ページの有効期限が切れました。内容を確認して、もう一度送信してください。"),
}


class Wording:
    """WTForms' own messages, in the interface's language."""

    def gettext(self, text: str) -> str:
        """Translate one of WTForms' messages."""
        return str(BUILT_IN.get(text, text))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Translate one of WTForms' counted messages."""
        return self.gettext(singular if number == 1 else plural)


class SessionToken(CSRF):
    """A secret in the cookie session, masked anew in each form (compression tells nothing about it)."""

    def generate_csrf_token(self, csrf_token_field: wtforms.Field) -> str:
        """Return mask + (mask xor secret), hexadecimal."""
        secret = bytes.fromhex(session.setdefault(KEPT_IN_SESSION, secrets.token_hex(16)))
        mask = secrets.token_bytes(16)
        return (mask + _xor(mask, secret)).hex()

    def validate_csrf_token(self, form: wtforms.form.BaseForm, field: wtforms.Field) -> None:
        """Accept only the session's own secret; tell the boundary that it may commit."""
        g.csrf_valid = False
        try:
            given = bytes.fromhex(field.data or "")
            secret = bytes.fromhex(session.get(KEPT_IN_SESSION, ""))
        except (ValueError, TypeError):
            given, secret = b"", b""
        if len(given) != 32 or not secret or not hmac.compare_digest(_xor(given[:16], given[16:]), secret):
            raise validators.ValidationError(str(BUILT_IN["CSRF failed."]))
        g.csrf_valid = True


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


class Form(wtforms.Form):
    """A form of this application. ``if form.accepted(): with form.refusals(): service(...)``, else render with ``form.status``."""

    class Meta:
        """WTForms' settings."""

        csrf = True
        csrf_class = SessionToken
        csrf_field_name = "csrf_token"

        def get_translations(self, form: object) -> Wording:
            """Word the built-in errors ourselves."""
            return Wording()

    def __init__(self, obj: object = None, prefix: str = "", *, sent: bool = True, **values: Any) -> None:
        """Read what was sent; ``sent=False`` for a form that merely stands on the page of another."""
        read = sent and self.is_submitted()
        super().__init__(formdata=request.form if read else None, obj=obj, prefix=prefix, **values)
        self.refused = False

    def process(self, formdata: Any = None, *arguments: Any, **values: Any) -> None:
        """Give files to the fields for files and to no other."""
        if formdata is not None:
            wanted = {field.name for field in self if isinstance(field, wtforms.FileField)}
            uploads = MultiDict(pair for pair in request.files.items(multi=True) if pair[0] in wanted)
            formdata = CombinedMultiDict([uploads, formdata])
        super().process(formdata, *arguments, **values)

    @staticmethod
    def is_submitted() -> bool:
        """Say whether this request carries a form."""
        return request.method not in SAFE

    def accepted(self) -> bool:
        """Say whether the form was sent and every field is sound."""
        return self.is_submitted() and self.validate()

    @property
    def status(self) -> int:
        """Return the HTTP status to show the form with: 422 after a refusal, otherwise 200."""
        return 422 if self.is_submitted() and (self.errors or self.refused) else 200

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Put a DomainError of the block beside its field (or on top); the view goes on to show the form."""
        try:
            yield
        except DomainError as error:
            self.refuse(error.message, error.field)

    def refuse(self, message: str, field: str | None = None) -> None:
        """Add an error to ``field`` or to the whole form."""
        self.refused = True
        if field in self._fields:
            target = self._fields[field]
            target.errors = [*target.errors, message]
        else:
            self.form_errors.append(message)

    def values(self) -> dict[str, Any]:
        """Return the fields' data without the token and buttons: keyword arguments of a service."""
        skipped = (wtforms.SubmitField, wtforms.fields.core.UnboundField)
        return {
            field.short_name: field.data
            for field in self
            if field.short_name != "csrf_token" and not isinstance(field, skipped)
        }


class ActionForm(Form):
    """A form of nothing but a button."""


def required(message: Any = None) -> validators.DataRequired:
    """Demand a value."""
    return validators.DataRequired(message or _l("入力してください。"))


def chosen(message: Any = None) -> validators.InputRequired:
    """Demand a choice."""
    return validators.InputRequired(message or _l("選んでください。"))


def optional() -> validators.Optional:
    """Skip the other checks when nothing was entered."""
    return validators.Optional()


def longest(limit: int) -> Callable[[wtforms.Form, wtforms.Field], None]:
    """Refuse more than ``limit`` characters."""

    def check(_form: wtforms.Form, field: wtforms.Field) -> None:
        if len(field.data or "") > limit:
            raise validators.ValidationError(
                gettext(
                    "%(limit)d文字以内で入力してください(現在%(length)d文字)。",
                    limit=limit,
                    length=len(field.data),
                )
            )

    return check


class _Range(validators.NumberRange):
    """Says nothing about what is no number at all: the field has said so itself."""

    def __call__(self, form: wtforms.form.BaseForm, field: wtforms.Field) -> None:
        if not field.process_errors:
            super().__call__(form, field)


def between(least: int, most: int) -> validators.NumberRange:
    """Refuse numbers outside ``least``..``most``."""
    text = _l("%(least)dから%(most)dまでの数字で入力してください。", least=least, most=most)
    return _Range(least, most, message=text)


class _Cleaned:
    """Mixin of text fields: control characters are refused, the rest is cleaned before it is checked."""

    data: Any
    process_errors: list[Any]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the text as it was typed, cleaned; a field that was not sent keeps what it shows, or is empty."""
        if not valuelist:
            self.data = self.data or ""
            return
        text = str(valuelist[0])
        if unusable(text):
            self.data = text
            raise ValueError(gettext("使用できない文字(制御文字など)が含まれています。"))
        self.data = self.clean(text)

    def clean(self, text: str) -> str:
        raise NotImplementedError


class LineField(_Cleaned, wtforms.StringField):
    """One line of text; ``limit`` is the column's length in characters."""

    def __init__(self, label: Any, validators: Any = (), limit: int = 200, **options: Any) -> None:
        super().__init__(label, [*validators, longest(limit)], **options)
        self.limit = limit

    def clean(self, text: str) -> str:
        """Return the text as it shall be kept."""
        return clean_line(text)


class CodeField(LineField):
    """Codes, telephone numbers, addresses of mail: full-width letters and digits become half-width."""

    def clean(self, text: str) -> str:
        """Return the text as it shall be kept."""
        return clean_line(to_halfwidth(text))


class BlockField(_Cleaned, wtforms.TextAreaField):
    """Several lines of text."""

    def __init__(self, label: Any, validators: Any = (), limit: int = 5000, **options: Any) -> None:
        super().__init__(label, [*validators, longest(limit)], **options)
        self.limit = limit

    def clean(self, text: str) -> str:
        """Return the text as it shall be kept."""
        return clean_block(text)


class _FiguresInput(wtforms.widgets.TextInput):
    """A text field with a keypad: ``type=number`` would send 十五 or １５ as nothing at all, without a word."""

    is_number = True

    def __call__(self, field: wtforms.Field, **options: Any) -> Any:
        return super().__call__(field, **{"inputmode": "numeric", **options})


class NumberField(wtforms.IntegerField):
    """A whole number; full-width digits are understood."""

    widget = _FiguresInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the number."""
        text = clean_line(to_halfwidth(str(valuelist[0]))) if valuelist else ""
        if not text:
            self.data = None
            return
        self.data = None
        digits = text.removeprefix("-")
        if not digits.isascii() or not digits.isdigit():
            raise ValueError(gettext("数字で入力してください。"))
        if len(digits) > 9:
            raise ValueError(gettext("数字が大きすぎます。"))
        self.data = int(text)


class EmailField(CodeField):
    """An address of mail, checked for shape only (RFC 5321: 64 and 254 characters)."""

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Refuse what cannot be an address."""
        text = self.data or ""
        local, at, domain = text.rpartition("@")
        sound = (
            text.isascii() and text.isprintable() and " " not in text and not set(text) & set('<>(),;:"\\[]')
        )
        dotted = (
            "." in domain and ".." not in domain and not domain.startswith(".") and not domain.endswith(".")
        )
        if text and not (
            at and 0 < len(local) <= 64 and len(text) <= 254 and sound and dotted and "@" not in local
        ):
            raise validators.StopValidation(
                gettext("メールアドレスの形を確認してください(例:yamada@city.example.jp)。")
            )
