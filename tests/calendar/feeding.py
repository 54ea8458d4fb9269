"""A dated forum, and what a feed shows."""

from datetime import date, time

from forumapp.core.actor import SYSTEM
from forumapp.forums.services import facts
from tests.accounts.factories import writing
from tests.calendar.readers import by_icalendar
from tests.forums.factories import make_forum


def dated(slug, **values):
    """A forum with its calendar entries."""
    with writing():
        day = values.pop("day", date(2024, 8, 1))
        forum = make_forum(slug=slug, day=None, **values)
        facts.set_date(forum, by=SYSTEM, day=day, starts=time(13, 30), ends=time(16, 10))
    return forum


def events(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar"), path
    return [(event.summary, event.status) for event in by_icalendar(answer.data).events]


def properties(data):
    """The lines of the calendar itself."""
    text = data.replace(b"\r\n ", b"").decode()
    return text.split("\r\nBEGIN:VTIMEZONE")[0].split("\r\nBEGIN:VEVENT")[0].split("\r\n")
