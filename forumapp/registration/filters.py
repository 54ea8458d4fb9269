"""The organisers' filter as it stands in an address: read tolerantly, written without what is usual."""

from collections.abc import Mapping
from typing import TypeVar

from forumapp.core.text.cleaning import clean_line
from forumapp.forums.models import Mode
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries.registrations import ORDERS, Filter
from forumapp.registration.queries.rsvps import Reply

EVERY = "all"
LONGEST = 200
C = TypeVar("C", RegistrationState, Mode, Reply)


def read(arguments: Mapping[str, str]) -> Filter:
    """Read a filter; what nobody could have chosen says nothing."""
    state = arguments.get("state", "")
    track = arguments.get("track", "")
    order = arguments.get("order", "")
    return Filter(
        state=None if state == EVERY else _member(RegistrationState, state) or RegistrationState.CONFIRMED,
        mode=_member(Mode, arguments.get("mode", "")),
        track_id=_number(track),
        answer=_member(Reply, arguments.get("answer", "")),
        organisation=clean_line(arguments.get("organisation", ""))[:LONGEST],
        text=clean_line(arguments.get("text", ""))[:LONGEST],
        order=order if order in ORDERS else ORDERS[0],
    )


def page_number(arguments: Mapping[str, str]) -> int:
    """Read the number of a page; 1 for anything else."""
    return _number(arguments.get("page", "")) or 1


def write(wanted: Filter) -> dict[str, str]:
    """Return the arguments that give ``wanted`` when read."""
    found = {
        "mode": wanted.mode.value if wanted.mode else "",
        "track": str(wanted.track_id or ""),
        "answer": wanted.answer.value if wanted.answer else "",
        "organisation": wanted.organisation,
        "text": wanted.text,
        "order": "" if wanted.order == ORDERS[0] else wanted.order,
    }
    if wanted.state is not RegistrationState.CONFIRMED:
        found["state"] = wanted.state.value if wanted.state else EVERY
    return {name: value for name, value in found.items() if value}


def _member(kind: type[C], text: str) -> C | None:
    return next((member for member in kind if member.value == text), None)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 10 else None
