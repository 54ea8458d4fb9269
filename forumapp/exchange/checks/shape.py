"""What the schema says against a document, in sentences and at its lines; errors are jsonschema's ValidationError."""

import difflib
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from forumapp.exchange import schema as schemas
from forumapp.exchange.errors import Problem
from forumapp.exchange.reading import Source


def problems(source: Source) -> list[Problem]:
    """Return every place that is not as the schema asks."""
    return [
        problem for error in schemas.validator().iter_errors(source.data) for problem in _said(source, error)
    ]


def _said(source: Source, error: Any) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    if error.validator == "anyOf":
        wanted = schemas.branch(error.schema, is_object=isinstance(error.instance, dict))
        for inner in error.context:
            if schemas.resolved(error.schema["anyOf"][inner.schema_path[0]]) is wanted:
                yield from _said(source, inner)
    elif error.validator == "additionalProperties":
        known = list(error.schema["properties"])
        for name in error.instance:
            if name not in known:
                yield source.problem((*path, name), _unknown_key(name, known))
    elif error.validator == "required":
        for name in error.validator_value:
            if name not in error.instance and error.message.startswith(repr(name)):
                yield source.problem(path, _("「%(name)s」がありません。", name=name))
    else:
        yield source.problem(path, _sentence(error))


def _unknown_key(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return _(
            "「%(name)s」という見出し(キー)はありません。「%(close)s」ではありませんか。",
            name=name,
            close=close[0],
        )
    return _(
        "「%(name)s」という見出し(キー)はありません。使えるもの：%(known)s。",
        name=name,
        known="、".join(known),
    )


def _sentence(error: Any) -> str:
    wanted: Any = error.validator_value
    given = error.instance
    kinds = {
        "object": _("「見出し: 値」の組で書いてください。"),
        "array": _("「- 」で始まるリストで書いてください。"),
        "integer": _("整数で書いてください(引用符なし)。"),
        "boolean": _("true または false で書いてください。"),
        "string": _("文字列で書いてください。"),
    }
    sentences = {
        "type": lambda: kinds[wanted],
        "enum": lambda: _("次のどれかにしてください：%(values)s。", values="、".join(wanted)),
        "const": lambda: _("「%(value)s」にしてください。", value=str(wanted).lower()),
        "minimum": lambda: _("%(least)d以上の数にしてください(現在%(given)d)。", least=wanted, given=given),
        "maximum": lambda: _("%(most)d以下の数にしてください(現在%(given)d)。", most=wanted, given=given),
        "minLength": lambda: _("空にはできません。"),
        "maxLength": lambda: _(
            "%(limit)d文字以内にしてください(現在%(length)d文字)。", limit=wanted, length=len(given)
        ),
        "maxItems": lambda: _("%(limit)d件以内にしてください(現在%(n)d件)。", limit=wanted, n=len(given)),
        "oneOf": lambda: _(
            "次のうち1つだけを書いてください：%(names)s。",
            names="、".join(alternative["required"][0] for alternative in wanted),
        ),
        "pattern": lambda: _(
            "「%(given)s」の書き方を確認してください(例:%(example)s)。",
            given=given,
            example=error.schema["examples"][0],
        ),
    }
    return sentences[str(error.validator)]()
