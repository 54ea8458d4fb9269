"""A pasted programme of 200 lines, understood as its preview does it: without the database."""

import time
from datetime import date
from statistics import median

from forumapp.agenda.pasting.reader import read
from forumapp.core.text.times import format_time

LINES = 200
ROUNDS = 10


def _text() -> str:
    """Return rows of four minutes each, every second line a row and the next its speaker."""
    rows = (
        f"{format_time(540 + 4 * number)}(4分) 報告{number}\n　例示市総務部総務課 課長 例示{number} 太郎氏"
        for number in range(LINES // 2)
    )
    return "\n".join(rows)


def milliseconds() -> tuple[float, int]:
    """Return the median processor time of understanding the text, and how many items came of it."""
    text, times, items = _text(), [], 0
    for _ in range(ROUNDS):
        begun = time.process_time()
        pasted = read(text, today=date(2024, 8, 1))
        times.append((time.process_time() - begun) * 1000)
        items = sum(len(day.items) for day in pasted.days)
    return median(times), items
