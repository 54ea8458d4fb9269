"""Feedback for the tests of every slice, built through the services; joins an open transaction or opens one."""

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.feedback import queries, services
from forumapp.feedback.models import Impression, ImpressionState
from tests.accounts.factories import writing
from tests.groupwork.factories import make_person


def give(person, rating=4, comment="", **values):
    """Let ``person`` (a registration) answer; the clock must stand in the time for feedback."""
    with writing():
        services.give(person, rating=rating, comment=comment, **values)


def give_all(forum, count, rating=4, comment=""):
    """Let ``count`` new people answer alike."""
    people = [make_person(forum) for _number in range(count)]
    for person in people:
        give(person, rating, comment)
    return people


def add_impression(forum, text, *, adopted=False):
    """Record a comment that came on paper, adopted if wanted."""
    with writing():
        made = services.add_by_hand(
            forum, by=SYSTEM, original=text, consent="用紙の「公開してよい」に丸", may_publish=True
        )
        db.session.flush()
        if adopted:
            services.decide(made, forum=forum, by=SYSTEM, version=1, state=ImpressionState.ADOPTED)
    return made


def comments(forum):
    """Return the comments of a forum by their original text."""
    found = db.session.query(Impression).filter_by(forum_id=forum.id).populate_existing()
    return {one.original: one for one in found}


def link_of(person):
    """Return the path of the page on which ``person`` gives feedback."""
    return queries.address_of(person).removeprefix("http://forum.test")
