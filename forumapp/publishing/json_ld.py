"""What search engines read of a forum: schema.org's Event as JSON-LD (https://schema.org/Event)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from forumapp.core import markup
from forumapp.core.urls import absolute_url
from forumapp.forums.models import HostRole, Mode, State
from forumapp.forums.states import end_of
from forumapp.publishing.presentation import ForumView

SCHEMA = "https://schema.org/"
MODES = {
    Mode.ON_SITE: "OfflineEventAttendanceMode",
    Mode.WEB: "OnlineEventAttendanceMode",
    Mode.BOTH: "MixedEventAttendanceMode",
}


def event(view: ForumView) -> dict[str, Any] | None:
    """Return the forum as an Event; None before its day is known, since an Event needs one."""
    forum = view.forum
    if forum.day is None:
        return None
    is_off = view.state is State.CANCELLED
    found: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": view.title.text,
        "url": absolute_url("publishing.forum", forum=forum.slug),
        "startDate": _moment(datetime.combine(forum.day, forum.starts), forum.zone)
        if forum.starts
        else forum.day.isoformat(),
        "eventStatus": f"{SCHEMA}{'EventCancelled' if is_off else 'EventScheduled'}",
        "eventAttendanceMode": f"{SCHEMA}{MODES[forum.mode]}",
        "location": _places(view),
        "organizer": [
            {"@type": "Organization", "name": host.organisation.name} for host in view.hosts(HostRole.HOST)
        ]
        or [{"@type": "Organization", "name": forum.owner.name}],
        "inLanguage": view.language,
    }
    end = end_of(forum)
    if end is not None and forum.starts is not None:
        found["endDate"] = _moment(end, forum.zone)
    if description := markup.plain(view.summary.text):
        found["description"] = description
    return found


def _places(view: ForumView) -> list[dict[str, Any]]:
    """Return the hall and, for those who come by Web, the page from which they get in."""
    forum, places = view.forum, []
    if forum.mode is not Mode.WEB and forum.venue is not None:
        address = {
            "@type": "PostalAddress",
            "addressCountry": "JP",
            "postalCode": forum.venue.postal_code,
            "streetAddress": forum.venue.address,
        }
        places.append(
            {
                "@type": "Place",
                "name": view.venue_name.text,
                "address": {name: value for name, value in address.items() if value},
            }
        )
    if forum.mode is not Mode.ON_SITE:
        page = absolute_url("publishing.forum", forum=forum.slug)
        places.append({"@type": "VirtualLocation", "url": page})
    return places


def _moment(wall: datetime, zone: str) -> str:
    return wall.replace(tzinfo=ZoneInfo(zone)).isoformat()
