"""How groups are made up, as a document says it."""

from typing import Any

from forumapp.core.db import db
from forumapp.exchange.services.facts import organisation
from forumapp.exchange.services.ledger import Ledger
from forumapp.forums.models import Mode
from forumapp.groupwork.arrangement import Arrangement, ModePolicy, Pattern
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries.arrangement import DISPLAY_NAME, arrangement_of

Values = dict[str, Any]
GROUP = ("name", "online_room", "join_url", "facilitator", "facilitator_email", "recorder", "recorder_email")
"""Texts of a group; "" where the document says nothing."""


def write_work(work: GroupWork, given: Values, label: str, ledger: Ledger) -> None:
    """Write minutes and settings of a group work; who sits where is nothing of a document's."""
    minutes = {name: given.get(name) for name in ("work_minutes", "talk_minutes")}
    ledger.put(work, label, **minutes)
    settings: Values = given.get("arrangement", {})
    found = db.session.get(Arrangement, work.id)
    if found is None and not settings:
        return
    row = found or arrangement_of(work)
    db.session.add(row)
    ledger.put(
        row,
        f"{label}.arrangement",
        pattern=Pattern(settings.get("pattern", "single")),
        rounds=settings.get("rounds", 1),
        mode_policy=ModePolicy(settings.get("mode_policy", "tables")),
        weights={one["attribute"]: _number(one["cost"]) for one in settings.get("weights", [])} or None,
        seed=settings.get("seed", 1),
        display_name=settings.get("display_name", DISPLAY_NAME),
    )


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def group_values(given: Values, number: int, rooms: dict[str, int]) -> Values:
    """Return the columns of a group; ``rooms`` are those of the venue, by name."""
    return {
        "number": given.get("number", number),
        **{name: given.get(name, "") for name in GROUP},
        "mode": Mode(given["mode"]) if "mode" in given else None,
        "capacity": given.get("capacity"),
        "room_id": rooms.get(given.get("room", "")),
        "home_id": organisation(given["home"]).id if "home" in given else None,
    }
