"""A participants' list of a thousand lines, read and matched to a thousand people: without the database."""

import time
from collections.abc import Iterable
from datetime import date
from statistics import median

from forumapp.attendance.matching import Known, Roster
from forumapp.attendance.tools.reading import Line, read_report

LINES = 1000
ROUNDS = 5
ZONE = "Asia/Tokyo"


def _people() -> list[Known]:
    return [
        Known(
            number, f"例示{number % 40}", f"太郎{number}", "レイジ", "タロウ", f"第{number % 60}市", "総務課"
        )
        for number in range(LINES)
    ]


def _list(people: Iterable[Known]) -> bytes:
    """Return a list as Teams writes it: who came is named in turn by name, organisation and name, or a device."""
    shown = (
        "{one.family} {one.given}",
        "{one.organisation}_{one.family}{one.given}",
        "{one.organisation}{one.family}{one.given}",
        "PC-{one.id}",
    )
    rows = (
        f"{shown[one.id % 4].format(one=one)}\t2024/8/1 13:{one.id % 60:02}:00\t2024/8/1 15:00:00"
        for one in people
    )
    return "\r\n".join(["名前\t最初の参加\t最後の退出", *rows]).encode("utf-16")


def _matched(people: list[Known], lines: Iterable[Line]) -> int:
    roster = Roster(people)
    return sum(roster.match(line.name, line.address).id is not None for line in lines)


def milliseconds() -> tuple[float, float, int]:
    """Return the median processor time of reading and of matching, and how many lines were somebody."""
    people = _people()
    content, times, found = _list(people), [], 0
    for _ in range(ROUNDS):
        begun = time.process_time()
        report = read_report(content, date(2024, 8, 1), ZONE)
        read = time.process_time()
        found = _matched(people, report.lines)
        times.append(((read - begun) * 1000, (time.process_time() - read) * 1000))
    return median(one for one, _other in times), median(other for _one, other in times), found
