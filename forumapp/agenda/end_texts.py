"""The end as an organiser wrote it beside an item (「16:10終了」): which time it names, and how it follows. Pure."""

import re
from collections.abc import Iterable, Mapping

from forumapp.agenda.models import Item
from forumapp.agenda.programme import Programme
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.core.text.times import UnreadableTime, format_time, parse_time

_A_TIME = re.compile(r"(?:午前|午後)?\d{1,2}(?::\d{2}|h\d{2}|時(?:\d{1,2}分|半)?)")


def time_in(text: str) -> int | None:
    """Return the minute of the day that ``text`` names first; None if it names none."""
    return _read(_A_TIME.search(to_halfwidth(text).replace(" ", "")))


def followed(text: str, before: int | None, after: int | None) -> str:
    """Return ``text`` with the new end, if it names the old one; else as it is: it may mean something else."""
    halves = to_halfwidth(text)
    found = _A_TIME.search(halves)
    if found is None or before is None or after is None or before == after or _read(found) != before:
        return text
    if len(halves) != len(text):
        text = halves
    return f"{text[: found.start()]}{format_time(after)}{text[found.end() :]}"


def following(
    items: Iterable[Item], before: Programme, after: Programme, written: Mapping[int, str]
) -> dict[int, str]:
    """Return by id the new words of ends that moved. ``written``: what stood there before; a text typed now stays."""
    old = {row.id: row.end for row in before.walk()}
    new = {row.id: row.end for row in after.walk()}
    found = {
        item.id: followed(item.end_text, old.get(item.id), new.get(item.id))
        for item in items
        if item.end_text and item.end_text == written.get(item.id)
    }
    return {item.id: found[item.id] for item in items if found.get(item.id, item.end_text) != item.end_text}


def _read(found: re.Match[str] | None) -> int | None:
    try:
        return parse_time(found.group()) if found else None
    except UnreadableTime:
        return None
