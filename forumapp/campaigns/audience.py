"""The saved filter of a campaign: whom it means. Nothing chosen means nobody. Pure; written to and read from JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from forumapp.forums.models import Mode
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries.rsvps import Reply


class Source(StrEnum):
    """Where recipients come from; SUBSCRIBERS only in announcements of a series."""

    REGISTRATIONS = "registrations"
    INVITED = "invited"
    SPEAKERS = "speakers"
    SUBSCRIBERS = "subscribers"


class Invited(StrEnum):
    """Which of the invited organisations: all, or those that have registered nobody yet."""

    ALL = "all"
    UNREGISTERED = "unregistered"


@dataclass(frozen=True)
class Audience:
    """Whom a campaign means. ``sources`` add up; what follows narrows registrations, and None or "" does not narrow.

    ``states`` must name at least one state. ``organisations`` are parts of names or official codes, any of which fits.
    ``registered_from`` and ``registered_until`` are days in the forum's zone, both included. ``reply``: where their
    answer to the calendar stands (出欠の返事). ``joined``: has taken the join link, or has not. ``unanswered``: has
    not given feedback. ``came``: counts as present, or does not. ``view``: those chosen in the table of registrations,
    as its selection says them. ``excluded`` holds recipients' ``who``, ``excluded_addresses`` addresses in lower case;
    both hold for every source.
    """

    sources: tuple[Source, ...] = ()
    states: tuple[RegistrationState, ...] = ()
    mode: Mode | None = None
    by_web: bool = False
    track_id: int | None = None
    organisations: tuple[str, ...] = ()
    department_id: int | None = None
    rank_id: int | None = None
    registered_from: date | None = None
    registered_until: date | None = None
    reply: Reply | None = None
    joined: bool | None = None
    unanswered: bool = False
    came: bool | None = None
    invited: Invited = Invited.ALL
    view: str = ""
    excluded: tuple[str, ...] = ()
    excluded_addresses: tuple[str, ...] = ()

    def means(self, source: Source) -> bool:
        """Say whether ``source`` is chosen, and so that it can reach anybody."""
        return source in self.sources and (source is not Source.REGISTRATIONS or bool(self.states))

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is chosen: then nobody is meant."""
        return not any(self.means(source) for source in self.sources)


def write(audience: Audience) -> dict[str, Any]:
    """Return the filter as small JSON; what stands as it does by default is left out."""
    given = {field.name: (getattr(audience, field.name), field.default) for field in fields(Audience)}
    return {name: _plain(value) for name, (value, default) in given.items() if value != default}


def read(stored: Mapping[str, Any]) -> Audience:
    """Read what :func:`write` wrote. What is not understood (any more) makes it mean nobody."""
    try:
        return Audience(**{name: _READERS.get(name, _as_it_is)(value) for name, value in stored.items()})
    except (TypeError, ValueError):
        return Audience()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, StrEnum | date) else value


def _as_it_is(value: Any) -> Any:
    return value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "sources": lambda values: tuple(map(Source, values)),
    "states": lambda values: tuple(map(RegistrationState, values)),
    "mode": Mode,
    "organisations": tuple,
    "registered_from": date.fromisoformat,
    "registered_until": date.fromisoformat,
    "reply": Reply,
    "invited": Invited,
    "excluded": tuple,
    "excluded_addresses": tuple,
}
