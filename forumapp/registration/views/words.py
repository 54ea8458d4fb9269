"""What the templates of registration may call."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from flask import g, url_for

from forumapp.agenda.queries import released_programme
from forumapp.agenda.wording import mode_name as how_held
from forumapp.core import clock
from forumapp.core.i18n import language, localised
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import format_range
from forumapp.forums.models import Forum
from forumapp.registration import policy
from forumapp.registration.models import FieldKind, SavedView
from forumapp.registration.queries.audience import quota_text
from forumapp.registration.queries.registrations import name_of, place_in_queue, printed_receipt
from forumapp.registration.queries.rsvps import Reply, standing
from forumapp.registration.wording import (
    answer_words,
    audience_name,
    field_name,
    mode_name,
    reply_name,
    shortage_words,
    state_name,
)


def moment_of(instant: datetime, zone: str) -> str:
    """Return an instant as wall time: 2024-07-01 09:00."""
    return f"{clock.to_wall(instant, zone):%Y-%m-%d %H:%M}"


def wall_text(wall: datetime) -> str:
    """Return wall time in the page's language: 令和6年7月25日(木) 17:00."""
    return f"{format_date(wall.date(), language())} {wall:%H:%M}"


def instant_text(instant: datetime, zone: str) -> str:
    """Return an instant as wall time in the page's language: 令和6年7月25日(木) 17:00."""
    return wall_text(clock.to_wall(instant, zone))


def view_address(forum: Forum, view: SavedView) -> str:
    """Return the address of the organisers' table as a saved view shows it."""
    arguments: dict[str, Any] = dict(parse_qsl(view.query))
    return url_for("registrations.index", forum=forum.slug, **arguments)


def track_hints(forum: Forum) -> dict[int, str]:
    """Return when, how and where each released track is held, by its id: 14:45〜16:05 会場・Web 第1研修室."""
    hints = {}
    for track in released_programme(forum.id).tracks:
        when = format_range(track.start, track.end) if track.start is not None else ""
        hints[track.id] = " ".join(part for part in (when, how_held(track.mode), track.room) if part)
    return hints


WORDS = {
    "name_of": name_of,
    "receipt_of": printed_receipt,
    "mode_name": mode_name,
    "state_name": state_name,
    "shortage_words": shortage_words,
    "audience_name": audience_name,
    "field_name": field_name,
    "answer_words": answer_words,
    "has_file": lambda asked: any(question.kind is FieldKind.FILE for question in asked),
    "quota_text": quota_text,
    "standing_of": standing,
    "replies": tuple(Reply),
    "reply_name": reply_name,
    "may_answer": lambda registration: policy.may_answer(registration, clock.now()),
    "may_cancel_now": lambda registration: policy.may_cancel(registration, clock.now()),
    "localised": localised,
    "view_address": view_address,
    "track_hints": track_hints,
    "moment_of": moment_of,
    "wall_text": wall_text,
    "instant_text": instant_text,
    "place_in_queue": place_in_queue,
}


def words() -> dict[str, Any]:
    """Return the names for a blueprint's context."""
    return {
        **WORDS,
        "writing": bool(g.roles & set(policy.WRITERS)),
        "editing": bool(g.roles & set(policy.EDITORS)),
        "may_read": lambda question: policy.may_read(question, g.roles),
    }
