"""Dates that exist, and a programme whose times fit together (V1, V2, V3)."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from forumapp.core.text.times import format_time
from forumapp.exchange import moments
from forumapp.exchange.checks.places import Row, items, part, rows, text
from forumapp.exchange.errors import Problem
from forumapp.exchange.reading import Path, Source


def problems(source: Source) -> Iterator[Problem]:
    """Yield what is wrong with dates and times."""
    yield from _dates(source)
    yield from _Programme(source).problems()


def _dates(source: Source) -> Iterator[Problem]:
    forum = part(source.data, "forum")
    registration = part(forum, "registration")
    if (name := text(forum, "zone")) and moments.zone(name) is None:
        yield source.problem(
            ("forum", "zone"), _("「%(zone)s」という時間帯はありません(例:Asia/Tokyo)。", zone=name)
        )
    day = text(forum, "date")
    if day and moments.read_day(day) is None:
        yield source.problem(("forum", "date"), _("「%(day)s」という日付はありません。", day=day))
    if not day and text(forum, "starts"):
        yield source.problem(("forum", "starts"), _("時刻を書くときは、開催日(date)も書いてください。"))
    if text(forum, "ends") and not text(forum, "starts"):
        yield source.problem(("forum", "ends"), _("終了時刻を書くときは、開始時刻(starts)も書いてください。"))
    yield from _candidates(source, forum)
    for name in ("opens", "closes", "closes_web", "reply_due"):
        if (given := text(registration, name)) and moments.read_wall(given) is None:
            yield source.problem(("forum", "registration", name), _no_such(given))
    yield from _release(source, registration, day)
    for where, given in _instants(source):
        if given and moments.read_instant(given) is None:
            yield source.problem(where, _no_such(given))


def _release(source: Source, registration: Row, day: str) -> Iterator[Problem]:
    given, where = text(registration, "releases_on"), ("forum", "registration", "releases_on")
    if given and moments.read_day(given) is None:
        yield source.problem(where, _("「%(day)s」という日付はありません。", day=given))
    elif given and day and given > day:
        yield source.problem(where, _("席を開放する日は、開催日までの日付にしてください。"))
    due = text(registration, "reply_due")
    if due and day and due[:10] > day:
        yield source.problem(
            ("forum", "registration", "reply_due"), _("回答期限は、開催の開始より前にしてください。")
        )


def _candidates(source: Source, forum: Row) -> Iterator[Problem]:
    known = set()
    for path, row in rows(forum, "candidates", ("forum",)):
        day, ends = text(row, "date"), text(row, "ends")
        begins, over = _minute(row, "starts"), _minute(row, "ends")
        if day and moments.read_day(day) is None:
            yield source.problem((*path, "date"), _("「%(day)s」という日付はありません。", day=day))
        if ends and (begins is None or over is None or over <= begins):
            yield source.problem((*path, "ends"), _("終了時刻は、開始時刻(starts)より後にしてください。"))
        if (day, begins, over) in known:
            yield source.problem(path, _("同じ日時の候補日が2回書かれています。"))
        known.add((day, begins, over))
    if known and text(forum, "date"):
        yield source.problem(
            ("forum", "candidates"), _("開催日(date)が決まっているときは、候補日を書かないでください。")
        )


def _instants(source: Source) -> Iterator[tuple[Path, str]]:
    forum = part(source.data, "forum")
    for name in ("published", "cancelled", "reported"):
        yield ("forum", name), text(forum, name)
    for path, item in items(source.data):
        for place, speaker in rows(item, "speakers", path):
            yield (*place, "confirmed", "at"), text(part(speaker, "confirmed"), "at")


def _no_such(given: str) -> str:
    return _("「%(moment)s」という日時はありません。", moment=given)


def _start(row: Row) -> int | None:
    return _minute(row, "start")


def _minute(row: Row, name: str) -> int | None:
    given = text(row, name)
    try:
        return moments.minute_of_day(given) if given else None
    except ValueError:
        return None


def _minutes(row: Row) -> int | None:
    found: Any = row.get("minutes")
    return found if isinstance(found, int) and not isinstance(found, bool) else None


class _Programme:
    """One walk through the agenda, with a clock for each track."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Problem] = []

    def problems(self) -> list[Problem]:
        days: dict[Any, list[tuple[Path, Row]]] = {}
        for path, row in rows(self.source.data, "agenda"):
            days.setdefault(row.get("day", 1), []).append((path, row))
        for number, listed in days.items():
            opens = _minute(part(self.source.data, "forum"), "starts") if number == 1 else None
            self._chain(listed, opens, None)
        return self.found

    def _chain(self, listed: list[tuple[Path, Row]], opens: int | None, own_track: str | None) -> int | None:
        """Follow siblings; returns when the last of them ends. Items of parallel tracks each begin where they part."""
        cursor, parted = opens, opens
        of_track: dict[str, int | None] = {}
        for path, row in listed:
            track = text(row, "track") or own_track
            parallel = track is not None and track != own_track
            if parallel and not of_track:
                parted = cursor
            if not parallel and of_track:
                cursor = _latest(of_track.values())
                of_track = {}
            before = of_track.get(track or "", parted) if parallel else cursor
            end = self._item(path, row, before, track)
            if parallel:
                of_track[track or ""] = end
            else:
                cursor = end
        return _latest(of_track.values()) if of_track else cursor

    def _item(self, path: Path, row: Row, before: int | None, track: str | None) -> int | None:
        start, minutes = _start(row), _minutes(row)
        if start is not None and before is not None and start < before:
            self._say(
                (*path, "start"),
                _(
                    "前の項目の終わり(%(before)s)より前に始まっています(%(start)s)。",
                    before=format_time(before),
                    start=format_time(start),
                ),
            )
        begins = start if start is not None else before
        own = begins + minutes if begins is not None and minutes is not None and minutes >= 0 else None
        self._check_end(path, row, begins, own)
        below = list(rows(row, "children", path))
        inner = self._chain(below, begins, track) if below else None
        if own is not None and inner is not None and inner > own:
            self._say(
                (*path, "minutes"),
                _("中の項目は%(inner)sに終わり、この項目(%(own)sまで)に収まりません。",
                  inner=format_time(inner), own=format_time(own)),
            )  # fmt: skip
        return own if own is not None else inner

    def _check_end(self, path: Path, row: Row, begins: int | None, own: int | None) -> None:
        end = _minute(row, "end")
        if end is not None and own is not None and begins is not None and end != own:
            self._say(
                (*path, "end"),
                _(
                    "終わり(%(end)s)が、始まり(%(start)s)＋%(minutes)d分＝%(own)sと合いません。",
                    end=format_time(end),
                    start=format_time(begins),
                    minutes=own - begins,
                    own=format_time(own),
                ),
            )

    def _say(self, path: Path, message: str) -> None:
        self.found.append(self.source.problem(path, message))


def _latest(ends: Any) -> int | None:
    known = [end for end in ends if end is not None]
    return max(known, default=None)
