"""What the timeline of the editor draws: days with columns, blocks and marks, as plain JSON values.

Times are minutes of the day as in programme.py. The words of a warning come along, so that the browser computes none.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _

from forumapp.agenda import queries
from forumapp.agenda.board import Board
from forumapp.agenda.programme import Programme, ProgrammeDay, ProgrammeItem, ProgrammeTrack
from forumapp.agenda.wording import kind_name, mode_name
from forumapp.core import clock
from forumapp.core.clock import to_wall
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_month_day
from forumapp.forums.models import Forum

HOUR = 60
MARGIN = 30
"""Minutes that stay free above the first and below the last block, so that both can be moved."""
OFFICE_HOURS = (9 * HOUR, 17 * HOUR)


def timeline_of(forum: Forum, board: Board) -> dict[str, Any]:
    """Return tracks, days and the present moment of a board.

    ``{"version", "tracks": [{"id", "name", "room", "mode"}], "now": {"day", "minute"} or None, "days": [{"number",
    "name", "from", "to", "marks": [{"at", "edge", "word"}], "open": [from, to] or None, "items": […]}]}``; an item as in
    :func:`_block`. Raises nothing.
    """
    return {
        "version": queries.version(forum.id),
        "tracks": [
            {
                "id": row.id,
                "name": row.name,
                "room": row.room.name if row.room else "",
                "mode": mode_name(row.mode),
            }
            for row in queries.tracks(forum.id)
        ],
        "now": _now(forum),
        "days": [_day(forum, board, day) for day in board.programme.days],
    }


def _day(forum: Forum, board: Board, day: ProgrammeDay) -> dict[str, Any]:
    said: dict[int | None, tuple[str, ...]] = defaultdict(tuple)
    said.update({line.item.id: line.cautions for line in board.lines})
    blocks = list(_blocks(day.items, None, None, 0, said))
    marks = list(_marks(forum, board.programme, day.number))
    first, last = _hours(blocks, [mark["at"] for mark in marks])
    date = forum.day + timedelta(days=day.number) if forum.day else None
    hours = (_minute(forum.venue_opens), _minute(forum.venue_closes))
    return {
        "number": day.number,
        "name": format_month_day(date, language()) if date else _("%(number)d日目", number=day.number + 1),
        "from": first,
        "to": last,
        "open": hours if None not in hours else None,
        "marks": marks,
        "items": blocks,
    }


def _blocks(
    items: Iterable[ProgrammeItem],
    track: ProgrammeTrack | None,
    parent: int | None,
    depth: int,
    said: dict[int | None, tuple[str, ...]],
) -> Iterator[dict[str, Any]]:
    for item in items:
        inner = depth if item.id is None else depth + 1
        if item.id is not None:
            yield _block(item, track, parent, depth, said[item.id])
        yield from _blocks(item.children, track, item.id or parent, inner, said)
        for below in item.tracks:
            yield from _blocks(below.items, below, item.id or parent, inner, said)


def _block(
    item: ProgrammeItem,
    track: ProgrammeTrack | None,
    parent: int | None,
    depth: int,
    cautions: tuple[str, ...],
) -> dict[str, Any]:
    """Return one item; empty values are left out, times and ids are not."""
    row = {
        "id": item.id,
        "title": item.title,
        "kind": item.kind.value,
        "word": _("まとまり") if item.is_container else kind_name(item.kind),
        "start": item.start,
        "end": item.end,
        "minutes": item.minutes,
        "track": track.id if track else None,
        "parent": parent,
        "depth": depth,
        "fixed": item.is_fixed,
        "remainder": item.is_remainder,
        "optional": item.is_optional,
        "derived": item.is_end_derived,
        "room": item.room or (track.room if track else ""),
        "speakers": [speaker.line for speaker in item.speakers],
        "cautions": list(cautions),
    }
    always = {"start", "end", "minutes", "track", "parent"}
    return {name: value for name, value in row.items() if value or name in always}


def _marks(forum: Forum, programme: Programme, day: int) -> Iterator[dict[str, Any]]:
    """Yield the moments that are drawn as lines: the forum's own start and end, the hours of the venue."""
    last = programme.days[-1].number
    said = (
        (_minute(forum.starts) if day == 0 else None, "start", _("フォーラムの開始")),
        (_minute(forum.ends) if day == last else None, "end", _("フォーラムの終了")),
        (_minute(forum.venue_opens), "start", _("会場の利用開始")),
        (_minute(forum.venue_closes), "end", _("会場の利用終了")),
    )
    yield from ({"at": at, "edge": edge, "word": word} for at, edge, word in said if at is not None)


def _hours(blocks: list[dict[str, Any]], marks: list[int]) -> tuple[int, int]:
    """Return whole hours that show every block; a mark counts if it is at most an hour away."""
    starts = [block["start"] for block in blocks if block["start"] is not None]
    ends = [block["end"] or block["start"] for block in blocks if block["start"] is not None]
    first, last = (min(starts), max(ends)) if starts else OFFICE_HOURS
    near = [at for at in marks if first - HOUR <= at <= last + HOUR]
    first, last = min([first - MARGIN, *near]), max([last + MARGIN, *near])
    return max(first // HOUR * HOUR, 0), -(-last // HOUR) * HOUR


def _now(forum: Forum) -> dict[str, int] | None:
    if forum.day is None:
        return None
    wall = to_wall(clock.now(), forum.zone)
    apart = wall - datetime.combine(forum.day, time.min)
    return {"day": apart.days, "minute": apart.seconds // 60}


def _minute(moment: time | None) -> int | None:
    return moment.hour * HOUR + moment.minute if moment else None
