"""Twenty thousand answers to the default questions: sealed, opened again and counted; without the database."""

import random
import time
from typing import Any

from flask import Flask

from forumapp.feedback import seals, standard, tallies
from forumapp.feedback.models import QuestionKind

ANSWERS = 20_000


def milliseconds() -> tuple[float, float, int]:
    """Return the processor time of opening all answers and of counting them, and how many tables that gave."""
    app = Flask("bench")
    app.config.update(SECRET_KEY="bench", SECRET_KEY_FALLBACKS=[])
    questions, lot = standard.default(1), random.Random(20)
    room = tallies.size(questions)
    with app.app_context():
        rows = [
            (f"{number:032x}", seals.seal(f"{number:032x}", _content(questions, lot), room))
            for number in range(ANSWERS)
        ]
        begun = time.process_time()
        contents = [one for one in seals.unseal_all(list(rows)) if one is not None]
        opened = time.process_time()
        found = tallies.tables(questions, contents, k=5, final=True, by="d")
        counted = time.process_time()
    assert len(contents) == ANSWERS
    return (opened - begun) * 1000, (counted - opened) * 1000, len(found)


def _content(questions: list[Any], lot: random.Random) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for question in questions:
        if question.kind is QuestionKind.TEXT:
            values[question.slug] = "とても参考になりました。" * lot.randrange(1, 6)
        else:
            picked = lot.choice(question.choices)["key"]
            values[question.slug] = [picked] if question.kind is QuestionKind.CHOICES else picked
    return {
        "v": values,
        "p": lot.random() < 0.5,
        "d": lot.randrange(1, 9),
        "m": lot.choice(["web", "on_site"]),
    }
