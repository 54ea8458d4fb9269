"""Answers counted: tables of numbers without anybody in them. Pure.

An answer's content: {"v": {slug: value}, "p": may be published, "d": id of the department or None, "m": mode or None};
a value is the key of a choice, a list of keys, or a text.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from forumapp.feedback.models import LONGEST, FeedbackQuestion, QuestionKind
from forumapp.feedback.suppression import visible

Content = Mapping[str, Any]
Table = dict[str, Any]
UNKNOWN = ""
"""The group of those of whom nothing is known: they answered in the room."""


def size(questions: Sequence[FeedbackQuestion]) -> int:
    """Return how many bytes the longest answer takes: UTF-8 has at most four for a character."""
    return 512 + sum(160 + 4 * LONGEST * (one.kind is QuestionKind.TEXT) for one in questions)


def tables(
    questions: Sequence[FeedbackQuestion],
    contents: Sequence[Content],
    *,
    k: int,
    final: bool,
    by: str = "",
    before: Sequence[Table] = (),
) -> list[Table]:
    """Return a table for each question that is chosen from: {"slug", "asked", "answered", "counts", "groups"}.

    ``answered`` and ``counts`` ({key: number}) are None below ``k`` answers. Questions for some people only, and
    ``groups`` (only with ``by``: "d" or "m"), are counted once, in the ``final`` edition: two of them could be set off.
    A question that has fewer than ``k`` answers more than in the edition ``before`` keeps the table it had there.
    """
    known = {table["slug"]: table for table in before if table["answered"] is not None}
    made = [
        _table(question, contents, k, by if final else "")
        for question in questions
        if question.kind is not QuestionKind.TEXT and (final or question.is_for_all)
    ]
    return [_apart(table, known.get(table["slug"]), k) for table in made]


def texts(
    questions: Sequence[FeedbackQuestion], contents: Sequence[Content], k: int, *, final: bool
) -> dict[str, Any]:
    """Return the texts of questions that do not offer publication, and those that were not given for it, by slug.

    Nothing for a question below ``k`` texts, or for some people only before the ``final`` edition. Not in an order yet.
    """
    found: dict[str, Any] = {}
    for question in questions:
        if question.kind is QuestionKind.TEXT and (final or question.is_for_all):
            written = [
                content["v"][question.slug]
                for content in contents
                if content["v"].get(question.slug) and not (question.offers_publication and content.get("p"))
            ]
            if len(written) >= k:
                found[question.slug] = written
    return found


def _apart(table: Table, before: Table | None, k: int) -> Table:
    if before is None or (table["answered"] or 0) - before["answered"] >= k:
        return table
    return {**before, "groups": []}


def _table(question: FeedbackQuestion, contents: Sequence[Content], k: int, by: str) -> Table:
    given = [
        (content, content["v"][question.slug]) for content in contents if content["v"].get(question.slug)
    ]
    enough = len(given) >= k
    table: Table = {
        "slug": question.slug,
        "asked": len(contents) if question.is_for_all else None,
        "answered": len(given) if enough else None,
        "counts": _counts(question, [value for _content, value in given]) if enough else None,
        "groups": [],
    }
    if by and enough:
        table["groups"] = _groups(question, given, k, by)
    return table


def _groups(
    question: FeedbackQuestion, given: Sequence[tuple[Content, Any]], k: int, by: str
) -> list[dict[str, Any]]:
    values: dict[str, list[Any]] = defaultdict(list)
    for content, value in given:
        values[str(content.get(by) or UNKNOWN)].append(value)
    shown = visible({group: len(found) for group, found in values.items()}, k)
    if not shown:
        return []
    return [
        {
            "group": group,
            "answered": len(found) if group in shown else None,
            "counts": _counts(question, found) if group in shown else None,
        }
        for group, found in sorted(values.items())
    ]


def _counts(question: FeedbackQuestion, values: Sequence[Any]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for value in values:
        counted.update(value if isinstance(value, list) else [value])
    return {choice["key"]: counted[choice["key"]] for choice in question.choices}
