"""Questions of feedback that can be asked: choices where one chooses, and each name once."""

from collections.abc import Iterator

from flask_babel import gettext as _

from forumapp.exchange import moments
from forumapp.exchange.checks.places import part, rows, text
from forumapp.exchange.errors import Problem
from forumapp.exchange.reading import Source


def problems(source: Source) -> Iterator[Problem]:
    """Yield what is wrong with the form of feedback."""
    given = part(source.data, "feedback")
    for name in ("opens", "closes"):
        if (wall := text(given, name)) and moments.read_wall(wall) is None:
            yield source.problem(("feedback", name), _("「%(moment)s」という日時はありません。", moment=wall))
    opens, closes = (moments.read_wall(text(given, name)) for name in ("opens", "closes"))
    if opens and closes and closes <= opens:
        yield source.problem(("feedback", "closes"), _("締切は、受付開始より後にしてください。"))
    seen: set[tuple[str, str]] = set()
    for path, row in rows(given, "questions", ("feedback",)):
        count = len(list(rows(row, "choices", path)))
        if text(row, "kind") == "text" and count:
            yield source.problem((*path, "choices"), _("文章で答える質問に、選択肢は書けません。"))
        elif text(row, "kind") != "text" and count < 2:
            yield source.problem(path, _("選択肢(choices)を2つ以上書いてください。"))
        known = (text(row, "key") or ("" if text(row, "item") else text(row, "label")), text(row, "item"))
        if known in seen:
            yield source.problem(path, _("同じ質問が2つあります。key で区別してください。"))
        seen.add(known)
