"""The organisers' filter as it stands in an address: read tolerantly, written without what is usual."""

from collections.abc import Mapping
from typing import Any, TypeVar

from forumapp.core.text.cleaning import clean_line
from forumapp.forums.models import Mode
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries.listing import ORDERS, Filter
from forumapp.registration.queries.rsvps import Reply

EVERY = "all"
LONGEST = 200
C = TypeVar("C", RegistrationState, Mode, Reply)


def read(arguments: Mapping[str, str]) -> Filter:
    """Read a filter; what nobody could have chosen says nothing. ``order=-kana`` is the order from its end."""
    state = arguments.get("state", "")
    given = arguments.get("order", "")
    order = given.removeprefix("-")
    return Filter(
        state=None if state == EVERY else _member(RegistrationState, state) or RegistrationState.CONFIRMED,
        mode=_member(Mode, arguments.get("mode", "")),
        track_id=_number(arguments.get("track", "")),
        quota_id=_number(arguments.get("quota", "")),
        department_id=_number(arguments.get("department", "")),
        answer=_member(Reply, arguments.get("answer", "")),
        organisation=clean_line(arguments.get("organisation", ""))[:LONGEST],
        text=clean_line(arguments.get("text", ""))[:LONGEST],
        order=order if order in ORDERS else ORDERS[0],
        backwards=order in ORDERS and given.startswith("-"),
    )


def page_number(arguments: Mapping[str, str]) -> int:
    """Read the number of a page; 1 for anything else."""
    return _number(arguments.get("page", "")) or 1


def write(wanted: Filter) -> dict[str, Any]:
    """Return the arguments that give ``wanted`` when read."""
    order = f"-{wanted.order}" if wanted.backwards else wanted.order
    found = {
        "mode": wanted.mode.value if wanted.mode else "",
        "track": str(wanted.track_id or ""),
        "quota": str(wanted.quota_id or ""),
        "department": str(wanted.department_id or ""),
        "answer": wanted.answer.value if wanted.answer else "",
        "organisation": wanted.organisation,
        "text": wanted.text,
        "order": "" if order == ORDERS[0] else order,
    }
    if wanted.state is not RegistrationState.CONFIRMED:
        found["state"] = wanted.state.value if wanted.state else EVERY
    return {name: value for name, value in found.items() if value}


def _member(kind: type[C], text: str) -> C | None:
    return next((member for member in kind if member.value == text), None)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 10 else None
