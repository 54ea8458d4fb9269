"""The forms of a page as a browser would send them."""

import io
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from werkzeug.datastructures import FileStorage, MultiDict

SECRET = "5e" * 16
TOKEN = "00" * 16 + SECRET
"""A form token that is good in every browser of the world: mask of zeros, and the session's secret."""
STALE = "00" * 32
"""A form token of another session."""


@dataclass
class Field:
    """One name of a form: what it holds, and what it offers (of a select, radio buttons, check boxes)."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


@dataclass
class Page:
    """A form of a page with the fields by name."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def sent(self, **changes):
        """Return what a browser sends, with ``changes`` (a value, a list of values, None to leave out)."""
        made = MultiDict()
        for name, one in self.fields.items():
            made.setlist(name, one.values)
        for name, value in changes.items():
            made.setlist(name, [] if value is None else value if isinstance(value, list) else [value])
        if "csrf_token" in made:
            made["csrf_token"] = TOKEN
        return made


class _Reader(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.path, self.forms, self.form, self.select, self.text = path, [], None, None, None
        self.named = {}

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.form = Page(given.get("action") or self.path, given.get("method", "get").lower())
            self.forms.append(self.form)
            self.named[given.get("id", "")] = self.form
        elif tag == "button" and "formaction" in given and given.get("form", "-") in self.named:
            self._button(given)
        elif self.form is not None:
            self._field(tag, given)

    def _button(self, given):
        """A button elsewhere that sends a form to an address of its own."""
        page = Page(given["formaction"], "post", dict(self.named[given["form"]].fields))
        if "name" in given:
            page.fields[given["name"]] = Field(given["name"], "button", [given.get("value") or ""])
        self.forms.append(page)

    def _field(self, tag, given):
        name, kind, value = given.get("name"), given.get("type", "text"), given.get("value") or ""
        if tag == "option" and self.select is not None:
            self.select.options.append(value)
            if "selected" in given:
                self.select.values.append(value)
        if not name or "disabled" in given or tag not in {"input", "select", "textarea", "button"}:
            return
        kind = tag if tag != "input" else "number" if given.get("inputmode") == "numeric" else kind
        one = self.form.fields.setdefault(name, Field(name, kind))
        if tag == "select":
            self.select = one
        elif tag == "textarea":
            self.text = one
            one.values.append("")
        elif kind in {"checkbox", "radio"}:
            one.options.append(value)
            if "checked" in given:
                one.values.append(value)
        elif tag == "button" and one.values:
            one.options.append(value)
        elif kind != "file":
            one.values.append(value)

    def handle_data(self, data):
        if self.text is not None:
            self.text.values[-1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.text is not None:
            self.text.values[-1] = re.sub(
                "\\A\r?\n", "", self.text.values[-1]
            )  # as HTML says of the first line break
            self.text = None
        elif tag == "select" and self.select is not None:
            if not self.select.values and self.select.options:
                self.select.values.append(self.select.options[0])
            self.select = None


def forms_of(html, path):
    """Return the forms of a page that lies at ``path``."""
    reader = _Reader(path)
    reader.feed(html)
    return reader.forms


def path_of(form):
    """Return the path to which a form is sent."""
    return urlsplit(form.action).path


EXAMPLES = {
    "family_kana": "シケン",
    "given_kana": "タロウ",
    "password": "a pocket full of rye 7",
    "password_again": "a pocket full of rye 7",
    "current_password": "correct horse battery",
    "starts": "13:30",
    "ends": "16:10",
    "seats": "3",
    "facilitator_email": "lead@city.example.jp",
    "recorder_email": "recorder@city.example.jp",
    "closes_web": "2024-07-24",
    "closes_web_at": "12:00",
    "slug": "new-one",
    "day": "2024-09-02",
    "publish_day": "2024-08-02",
    "publish_time": "9:00",
    "email": "new@city.example.jp",
    "addresses": "new@city.example.jp",
    "url": "https://www.example.jp/plan",
    "number": "7",
    "postal_code": "850-0058",
    "prefecture": "42",
}


WORDY = {"text", "textarea", "email", "password"}


def filled(form, **changes):
    """Return what is sent by somebody who fills in every empty field with something sound."""
    made = form.sent()
    for one in form.fields.values():
        if one.options and not any(one.values):
            made[one.name] = next((option for option in one.options if option), "")
        elif not any(one.values) and (one.name in EXAMPLES or one.kind in WORDY):
            kind = "email" if one.name.startswith("email-") else one.name
            made[one.name] = EXAMPLES.get(kind, f"試験{len(made)}")
    for name, value in changes.items():
        made.setlist(name, [] if value is None else value if isinstance(value, list) else [value])
    return made


def example_file(content, filename):
    """Return a file as a form holds it."""
    return FileStorage(io.BytesIO(content), filename)
