"""What was understood, as JSON."""

from typing import Any

from forumapp.agenda.pasting.errors import Unreadable
from forumapp.agenda.pasting.tree import Doubt, Pasted, PastedItem, PastedSpeaker
from forumapp.agenda.pasting.wording import in_words, refusal
from forumapp.core.text.times import format_time

SPEAKER = ("organisation", "unit", "title", "family_name", "given_name", "honorific")


def document(pasted: Pasted) -> dict[str, Any]:
    """Return ``{"days": [{"date", "items"}], "doubts"}``; times as 13:30, ``parent``: the line of the container."""
    return {
        "days": [
            {
                "date": day.day.isoformat() if day.day else None,
                "items": [row for item in day.items for row in _rows(item, None)],
            }
            for day in pasted.days
        ],
        "doubts": [_doubt(doubt) for doubt in pasted.doubts],
    }


def refused(error: Unreadable) -> dict[str, Any]:
    """Return the document of a text of which nothing was understood."""
    return {"days": [], "doubts": [{"line": 1, "code": error.code, "message": refusal(error)}]}


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {"line": doubt.line, "code": doubt.code, "message": in_words(doubt)}


def _rows(item: PastedItem, parent: int | None) -> list[dict[str, Any]]:
    row = {
        "line": item.line,
        "start": _time(item.begins),
        "end": _time(item.ends),
        "minutes": item.ends - item.begins
        if item.is_remainder and item.ends and item.begins
        else item.minutes,
        "kind": item.kind.value,
        "title": item.title,
        "track": item.track,
        "mode": item.mode.value if item.mode else None,
        "parent": parent,
        "speakers": [_speaker(speaker) for speaker in item.speakers],
    }
    return [row, *(each for child in item.children for each in _rows(child, item.line))]


def _minutes(item: PastedItem) -> int | None:
    if item.is_remainder and item.begins is not None and item.ends is not None:
        return item.ends - item.begins
    return item.minutes


def _speaker(speaker: PastedSpeaker) -> dict[str, str]:
    return {name: getattr(speaker, name) for name in SPEAKER}


def _time(minute: int | None) -> str | None:
    return None if minute is None else format_time(minute)
