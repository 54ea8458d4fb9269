"""How seats are given out (受付のきまり), as a document says it."""

from typing import Any

from forumapp.core.actor import Actor
from forumapp.exchange.moments import read_day, read_wall
from forumapp.forums.models import Forum
from forumapp.registration.models import Entry
from forumapp.registration.services.rules import change_rules

Values = dict[str, Any]
BY_HAND = "by_hand"


def write_rules(forum: Forum, given: Values, *, by: Actor) -> None:
    """Write what ``given`` (``registration`` of a document) says; what it leaves out is as usual."""
    seats = given.get("open_seats", {})
    change_rules(
        forum,
        by=by,
        entry=Entry(given.get("entry", Entry.INDIVIDUALS)),
        open_on_site=seats.get("on_site"),
        open_web=seats.get("web"),
        has_waiting=given.get("waiting_list", False),
        moves_up=given.get("moves_up") != BY_HAND,
        offer_hours=given.get("offer_hours"),
        needs_approval=given.get("approval", False),
        join_minutes=given.get("join_minutes", 60),
        reply_due=read_wall(given["reply_due"]) if "reply_due" in given else None,
        releases_on=read_day(given["releases_on"]) if "releases_on" in given else None,
    )
