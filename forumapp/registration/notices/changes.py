"""Letters about a change of one person's own time, place or mode, old and new side by side."""

from datetime import date, datetime, timedelta
from typing import Any

from forumapp.agenda import queries as agenda
from forumapp.agenda.feeds import WEB, location
from forumapp.core import clock
from forumapp.forums.models import Forum, Mode
from forumapp.mail.letters import Content, Fact
from forumapp.mail.models import Letter
from forumapp.registration import feeds
from forumapp.registration.models import Registration
from forumapp.registration.notices import parts
from forumapp.registration.notices.parts import Subject
from forumapp.registration.notices.writing import is_coming, subject_of, with_message, write


def moved(letter: Letter) -> Content | None:
    """Write that time or place is another, with the update of the calendar."""
    return _change(letter, "moved")


def mode_changed(letter: Letter) -> Content | None:
    """Write that the person takes part in the other mode now, with the update of the calendar."""
    return _change(letter, "mode_changed")


def _change(letter: Letter, name: str) -> Content | None:
    subject = subject_of(letter)
    registration = subject.registration
    after = parts.known(
        registration, feeds.facts_of(registration, agenda.released_programme(registration.forum_id))
    )
    before = (
        _invented_before(registration.forum, after, name) if subject.is_sample else letter.recipe["before"]
    )
    if not is_coming(subject) or before == after:
        return None
    is_undated = after["start"] is None
    content = write(
        subject,
        name,
        _facts(subject),
        message=letter.recipe.get("message", ""),
        comparisons=parts.comparisons(before, after),
        is_undated=is_undated and before["start"] is not None,
        is_decided=before["start"] is None and not is_undated,
    )
    if is_undated:
        # A REQUEST without a time is none, and a tentative one at the old time would keep a wrong hour free: the
        # entry goes, and comes back under its UID with a higher SEQUENCE when there is a date.
        return with_message(content, subject, "CANCEL", before) if before["start"] else content
    return with_message(content, subject, "REQUEST")


def _facts(subject: Subject) -> list[Fact]:
    registration: Registration = subject.registration
    return [
        *parts.identity(registration),
        *parts.track(subject.own),
        *parts.joining(subject),
        *parts.changing(registration),
        *parts.page(registration),
    ]


def _invented_before(forum: Forum, after: dict[str, Any], name: str) -> dict[str, Any]:
    """Make up what was, for a sample: an hour earlier, or the other mode."""
    if name == "mode_changed":
        other = Mode.ON_SITE if after["mode"] == Mode.WEB.value else Mode.WEB
        place = WEB if other is Mode.WEB else location(forum, other)
        return {**after, "mode": other.value, "location": place, "location_en": place}
    if after["start"] is None:
        return {**after, "start": clock.today(after["zone"]).isoformat(), "end": None}
    return {**after, **{side: _earlier(after[side]) for side in ("start", "end") if after[side]}}


def _earlier(text: str) -> str:
    if len(text) == len("2024-08-01"):
        return (date.fromisoformat(text) - timedelta(days=7)).isoformat()
    return (datetime.fromisoformat(text) - timedelta(hours=1)).isoformat()
