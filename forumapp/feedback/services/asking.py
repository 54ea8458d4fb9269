"""Asking for feedback by letter."""

from flask_babel import gettext as _

from forumapp.core import audit
from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.feedback import notices
from forumapp.feedback.queries import asked, forms
from forumapp.forums.models import Forum


def ask(forum: Forum, *, by: Actor, remind: bool = False, only_present: bool = False) -> int:
    """Queue the request to everybody asked who has not answered; returns how many letters were written.

    Once the list of attendance is settled those who came are asked, before everybody confirmed; ``only_present``:
    also then only who came as far as is known. Each person gets one request and, with ``remind``, one reminder.
    DomainError when feedback cannot be given now.
    """
    if forms.phase(forum) != "open":
        raise DomainError(_("感想のお願いは、受付の開始後、受付が終わるまでに送れます。"))
    people = asked.people(forum, only_present=only_present)
    count = sum(notices.send_request(person, remind=remind) for person in people)
    if count:
        audit.record(by, "feedback.asked", forum, changes={"letters": [None, count]})
    return count
