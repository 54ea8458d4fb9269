"""Twenty thousand answers to the default questions: what sealing, one more answer, an edition and the page cost."""

import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from benchmarks import letters, people
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.settings import read
from forumapp.core.transaction import transaction
from forumapp.factory import create_app
from forumapp.feedback import seals, standard, tallies
from forumapp.feedback.models import FeedbackAnswer, FeedbackEdition, QuestionKind
from forumapp.feedback.queries import forms, room
from forumapp.feedback.services import answering, editions
from forumapp.feedback.services import forms as asking
from forumapp.forums.models import Forum

ANSWERS, ROUNDS = 20_000, 21
SLUG = "bench-feedback"
LINE = "{:<34}{:>14}{:>16}{:>14}"


def milliseconds() -> tuple[float, float, int]:
    """Return the processor time of opening all answers and of counting them, and how many tables that gave."""
    app = Flask("bench")
    app.config.update(SECRET_KEY="bench", SECRET_KEY_FALLBACKS=[])
    questions, lot = standard.default(1), random.Random(20)
    with app.app_context():
        rows = [(row["id"], row["sealed"]) for row in _rows(1, questions, lot)]
        begun = time.process_time()
        contents = [one for one in seals.unseal_all(list(rows)) if one is not None]
        opened = time.process_time()
        found = tallies.tables(questions, contents, k=5, final=True, by="d")
        counted = time.process_time()
    assert len(contents) == ANSWERS
    return (opened - begun) * 1000, (counted - opened) * 1000, len(found)


def measure(data: Path) -> None:
    """Print the figures; ``data`` is the folder of a demo installation that no server uses now."""
    opened, counted, tables = milliseconds()
    print(f"\nFeedback: {ANSWERS:,} sealed answers to the default questions")
    print(LINE.format("open them", f"{opened:.0f} ms", "", ""))
    print(LINE.format("count them", f"{counted:.0f} ms", f"{tables} tables", ""))
    print(LINE.format("", "best", "median", "statements"))
    settings = {"FORUMAPP_DEMO": "1", "FORUMAPP_DATA_DIR": str(data)}
    _measure(create_app(settings=read(settings)), "SQLite")
    with tempfile.TemporaryDirectory() as folder, letters.postgres(Path(folder)) as url:
        if url is None:
            print("PostgreSQL: no server")
            return
        _measure(create_app(settings=read({**settings, "FORUMAPP_DATABASE_URL": url})), "PostgreSQL")


def _measure(app: Flask, name: str) -> None:
    with app.app_context():
        with transaction():
            _fill(people.forum_of(SLUG))
        people.settle(app)
        client, seen = people.browser(app), _statements()
        with clock.frozen(_afterwards()):
            taken = [_timed(_give) for _round in range(ROUNDS)]
            _say(f"{name}: one more answer", taken, seen, ROUNDS)
            _say(f"{name}: the last edition", [_timed(_complete)], seen, 1)

        def page() -> None:
            answer = client.get(f"/desk/forums/{SLUG}/feedback", headers={"Accept-Language": "ja"})
            assert answer.status_code == 200, answer.status_code

        _say(f"{name}: the page of results", [_timed(page) for _round in range(9)], seen, 9)


def _statements() -> list[str]:
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    return seen


def _timed(act: Any) -> float:
    begun = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begun)


def _say(what: str, taken: list[float], seen: list[str], rounds: int) -> None:
    best, median = f"{min(taken):.0f} ms", f"{statistics.median(taken):.0f} ms"
    print(LINE.format(what, best, median, round(len(seen) / rounds)))
    seen.clear()


def _afterwards() -> Any:
    return clock.now() + timedelta(days=61)


def _forum() -> Forum:
    return db.session.scalars(sa.select(Forum).where(Forum.slug == SLUG)).one()


def _give() -> None:
    with transaction():
        values = {"rating": "5", "comment": "参考になりました。"}
        answering.give(forms.room_place(_forum()), values=values, may_publish=True, code=seals.new_code())


def _complete() -> None:
    with transaction():
        editions.complete(_forum())


def _fill(forum: Forum) -> None:
    """Write the answers as if an edition had just shown almost all of them; the limit of the room is set higher."""
    room.LEAST = 2 * ANSWERS
    if forms.stored_questions(forum.id):
        return
    asking.install_default(forum, by=people.BY)
    asking.set_room(forum, by=people.BY, is_open=True)
    rows = _rows(forum.id, forms.stored_questions(forum.id), random.Random(20))
    for number, row in enumerate(rows):
        is_old = number < ANSWERS - 100
        row |= {"is_shown": is_old, "is_settled": True if is_old else None}
    db.session.execute(sa.insert(FeedbackAnswer), rows)
    day = clock.today()
    db.session.add(
        FeedbackEdition(forum_id=forum.id, number=1, made_on=day, answers=ANSWERS - 100, tables=[], texts={})
    )


def _rows(forum_id: int, questions: Any, lot: random.Random) -> list[dict[str, Any]]:
    room = tallies.size(questions)
    return [
        {
            "id": (ident := f"{lot.getrandbits(128):032x}"),
            "forum_id": forum_id,
            "lock": f"{lot.getrandbits(256):064x}",
            "sealed": seals.seal(ident, _content(questions, lot), room),
        }
        for _number in range(ANSWERS)
    ]


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


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
