"""The letter to a facilitator: the link to the group's notes."""

from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import format_time
from forumapp.core.urls import absolute_url
from forumapp.forums import states
from forumapp.forums.models import Forum
from forumapp.groupwork import queries
from forumapp.groupwork.models import Group
from forumapp.mail import letters, services
from forumapp.mail.models import Letter

KIND = "groupwork.facilitator"


def link_of(group: Group) -> str:
    """Return the full address of the facilitator's page."""
    return absolute_url("groupwork.notes", token=queries.token_of(group))


def send_link(group: Group) -> bool:
    """Mail the link to the facilitator; a second press within the same minute sends nothing."""
    minute = clock.now().strftime("%Y%m%d%H%M")
    sent = services.send(
        KIND,
        dedupe=f"{KIND}:{group.id}:{group.link_generation}:{minute}",
        address=group.facilitator_email,
        name=group.facilitator,
        forum_id=group.forum_id,
        priority=services.SOON,
        group_id=group.id,
        generation=group.link_generation,
    )
    return sent is not None


def abort_link(group: Group) -> None:
    """Take back letters whose link no longer works."""
    services.abort(f"{KIND}:{group.id}:")


def facilitator(letter: Letter) -> letters.Content | None:
    """Build the letter with the link, unless the link was revoked or the forum cancelled."""
    group = db.session.get(Group, letter.recipe["group_id"])
    if group is None or group.withdrawn_at or group.link_generation != letter.recipe["generation"]:
        return None
    forum = group.forum
    if forum.cancelled_at is not None:
        return None
    return letters.render(
        "groupwork/mail/facilitator",
        group=group,
        forum=forum,
        when=_when(forum, letter.language),
        themes=queries.themes(group.work_id),
        link=link_of(group),
    )


def _when(forum: Forum, language: str) -> str:
    start = states.start_of(forum)
    if start is None:
        return ""
    if forum.starts is None:
        return format_date(start.date(), language)
    return _(
        "%(date)s %(time)s",
        date=format_date(start.date(), language),
        time=format_time(start.hour * 60 + start.minute),
    )
