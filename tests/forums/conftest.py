"""Preparation shared by the tests of forums."""

import pytest

from forumapp.core import events
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.forums import events as forum_events

ORGANISER = Actor("account", 900, "試験 花子")


@pytest.fixture
def by():
    """Who does what the services are asked for."""
    return ORGANISER


@pytest.fixture
def writing(app, transaction):
    """A transaction and a page's language around the whole test."""
    with app.test_request_context(), transaction():
        yield db.session


@pytest.fixture
def news(app):
    """The list of events of forums that were published."""
    kinds = (
        forum_events.ForumCreated,
        forum_events.ForumChanged,
        forum_events.ForumPublished,
        forum_events.ForumWithdrawn,
        forum_events.ForumCancelled,
    )
    heard, table = [], app.extensions[events.EXTENSION]
    for kind in kinds:
        events.subscribe(app, kind, heard.append)
    yield heard
    for kind in kinds:
        table[kind].remove(heard.append)
