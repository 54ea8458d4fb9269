"""Trying the addresses elsewhere that a report names: asked for on a page, done by the worker, which waits for nobody's lock."""

from forumapp.core import audit, clock, jobs
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.i18n import LANGUAGES
from forumapp.core.transaction import lock, reading, transaction
from forumapp.forums.models import Forum
from forumapp.publishing.queries.preparation import preparation_of
from forumapp.publishing.report.checks.link_trial import wrong_with
from forumapp.publishing.report.checks.links import outside_addresses
from forumapp.publishing.report.editions import of_now

JOB = "publishing.links"
MOST = 50
"""Addresses that are tried at once."""


def ask(forum: Forum, *, by: Actor) -> None:
    """Let the worker try the addresses soon; asking again before that changes nothing."""
    lock(forum)
    prepared = preparation_of(forum.id)
    db.session.add(prepared)
    prepared.links_asked_at = clock.now()
    jobs.enqueue(JOB, f"{JOB}:{forum.id}", clock.now(), forum=forum.id)
    audit.record(by, "report.links_asked", None, forum_id=forum.id)


def try_all(forum: int) -> None:
    """Try every address and write down which did not answer; the worker's slow job."""
    with reading():
        found = db.session.get(Forum, forum)
        if found is None:
            return
        named = outside_addresses(of_now(found, LANGUAGES[0]))
    told = [(one, wrong_with(one)) for one in named[:MOST]]
    with transaction():
        prepared = preparation_of(forum)
        db.session.add(prepared)
        prepared.links = [[address, why] for address, why in told if why]
        prepared.links_tried_at = clock.now()
