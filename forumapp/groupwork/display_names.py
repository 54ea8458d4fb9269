"""Names in the meeting tool (表示名): the organiser's rule, and what each person is asked to call themselves by it.

A rule is text with names in braces: ``{group:02}_{organisation}_{family}`` makes ``03_長崎市_山田``. It is taken apart here
and never handed to ``str.format``, whose fields reach attributes. Pure but for the words of its errors.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from forumapp.core.text.cleaning import clean_line
from forumapp.core.text.names import full_name

FIELDS = ("group", "group_name", "organisation", "unit", "family", "given", "name", "kana", "mode")
NUMBERS = frozenset({"group"})
"""Fields that may carry a width: ``{group:02}``."""
_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|([{}])")
_WIDTH = re.compile(r"0?[1-9]")
_FIRST = re.compile(".[\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)
"""One written sign: a kanji with the mark that says which variant of it."""


class BadRule(ValueError):
    """A rule that cannot be used; the message is a sentence for the organiser."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a rule may name of one person: text by field, the number of the group as such."""

    group: int
    texts: Mapping[str, str]


Rule = Sequence[tuple[str, str, str]]
"""Parts: (text before, name of the field or "", width)."""


def parse(rule: str) -> Rule:
    """Take a rule apart. Raises BadRule."""
    parts: list[tuple[str, str, str]] = []
    text, end = "", 0
    for found in _PART.finditer(rule):
        text += rule[end : found.start()]
        end = found.end()
        if found[0] in {"{{", "}}"}:
            text += found[0][0]
        elif found[2]:
            raise BadRule(
                _("「%(sign)s」の相手がありません。項目は {family} のように書いてください。", sign=found[2])
            )
        else:
            parts.append((text, *_field(found[1])))
            text = ""
    if not parts:
        raise BadRule(_("{family} などの項目を1つ以上入れてください。"))
    return [*parts, (text + rule[end:], "", "")]


def _field(inner: str) -> tuple[str, str]:
    name, _colon, width = inner.partition(":")
    name = name.strip()
    if name not in FIELDS:
        known = "、".join(f"{{{field}}}" for field in FIELDS)
        raise BadRule(
            _("「{%(name)s}」という項目はありません。使える項目：%(known)s", name=name, known=known)
        )
    if width and (name not in NUMBERS or not _WIDTH.fullmatch(width)):
        raise BadRule(
            _(
                "「{%(inner)s}」は使えません。桁数は {group:02} のように、班の番号にだけ付けられます。",
                inner=inner,
            )
        )
    return name, width


def one_name(rule: Rule, person: Named, **instead: str) -> str:
    """Return what the rule makes of a person; ``instead`` replaces texts."""
    made = ""
    for text, name, width in rule:
        made += text
        if name == "group":
            made += (
                f"{person.group:0{int(width)}d}" if width.startswith("0") else f"{person.group:{width or 1}d}"
            )
        elif name:
            made += instead.get(name, person.texts.get(name, ""))
    return clean_line(made)


def names(rule: Rule, people: Sequence[Named]) -> list[str]:
    """Return a name for each person, no two alike: namesakes get the first sign of their given name, then a number."""
    plain = [one_name(rule, person) for person in people]
    shared = {name for name, count in Counter(plain).items() if count > 1}
    told = [
        _with_initial(rule, person) if name in shared else name
        for name, person in zip(plain, people, strict=True)
    ]
    return _numbered(told)


def _with_initial(rule: Rule, person: Named) -> str:
    first = _FIRST.match(person.texts.get("given", ""))
    used = {name for _text, name, _width in rule}
    if first is None or not used & {"family", "name"} or "given" in used:
        return one_name(rule, person)
    family = person.texts.get("family", "")
    return one_name(rule, person, family=_("%(family)s(%(initial)s)", family=family, initial=first[0]))


def _numbered(told: list[str]) -> list[str]:
    """Put 2, 3, … behind the second and further of equal names; never one that somebody else has."""
    taken = set(told)
    seen: dict[str, int] = defaultdict(int)
    made = []
    for name in told:
        seen[name] += 1
        candidate = name
        while seen[name] > 1 and (candidate == name or candidate in taken):
            candidate = f"{name}{seen[name]}"
            if candidate in taken:
                seen[name] += 1
        taken.add(candidate)
        made.append(candidate)
    return made


def whole_name(family: str, given: str) -> str:
    """Return the whole name without a blank, as meeting tools show it."""
    return full_name(family, given, "")
