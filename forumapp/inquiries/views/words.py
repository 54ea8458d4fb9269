"""What the templates of inquiries may call."""

from typing import Any

from flask import g
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.i18n import language, localised
from forumapp.core.text.eras import format_date
from forumapp.core.text.names import full_name
from forumapp.forums.models import Mode
from forumapp.inquiries import policy
from forumapp.inquiries.queries import history
from forumapp.inquiries.queries.inquiries import clerk_of, printed_receipt
from forumapp.inquiries.queries.overview import Stand
from forumapp.inquiries.services.rows import Kind
from forumapp.inquiries.wording import (
    change_words,
    field_name,
    kind_name,
    shown_changes,
    stand_name,
    way_name,
)
from forumapp.registration.queries.registrations import printed_receipt as receipt_of
from forumapp.registration.wording import mode_name, state_name


def wall_text(wall: Any) -> str:
    """Return wall time in the page's language: 令和6年7月25日(木) 17:00."""
    return f"{format_date(wall.date(), language())} {wall:%H:%M}"


def instant_text(instant: Any, zone: str) -> str:
    """Return an instant as wall time in the page's language."""
    return wall_text(clock.to_wall(instant, zone))


def due_of(way: Any) -> Any:
    """Return until when the organisation may answer, as wall time."""
    return policy.due_of(way.inquiry, way.frame.rules)


def kept_value(name: str, value: Any) -> str:
    """Return a value of a kept submission in words."""
    if name == "mode" and value:
        return mode_name(Mode(value))
    return str(value) or _("(なし)")


def person_text(entered: Any) -> str:
    """Return department, title and name in one line."""
    parts = (entered.unit, entered.title, entered.name or _("(氏名なし)"))
    return " ".join(part for part in parts if part)


WORDS = {
    "localised": localised,
    "wall_text": wall_text,
    "instant_text": instant_text,
    "due_of": due_of,
    "deadline_of": policy.due_of,
    "kept_value": kept_value,
    "person_text": person_text,
    "full_name": full_name,
    "mode_name": mode_name,
    "state_name": state_name,
    "receipt_of": receipt_of,
    "reply_receipt": printed_receipt,
    "clerk_of": clerk_of,
    "stand_name": stand_name,
    "stands": tuple(Stand),
    "kinds": Kind,
    "kind_name": kind_name,
    "way_name": way_name,
    "field_name": field_name,
    "change_words": change_words,
    "shown_changes": shown_changes,
    "kept_name": history.name_of,
}


def words() -> dict[str, Any]:
    """Return the names for a blueprint's context."""
    return {
        **WORDS,
        "writing": bool(g.roles & set(policy.WRITERS)),
        "editing": bool(g.roles & set(policy.EDITORS)),
    }
