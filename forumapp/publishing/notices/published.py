"""The letter to those who took part: the report can be read."""

from dataclasses import replace

from flask_babel import gettext as _

from forumapp.core.db import db
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum, Visibility
from forumapp.forums.office import contact, reply_to, title_of
from forumapp.mail.letters import Content, Fact, is_sample, render, sample_letter
from forumapp.mail.models import Letter
from forumapp.registration.models import Registration, RegistrationState


def report_published(letter: Letter) -> Content | None:
    """Tell somebody who took part where the report is; None while the public may not see it."""
    forum = _forum(letter)
    if forum is None:
        return None
    held = (Fact(_("開催日"), (format_date(forum.day, language()),)),) if forum.day else ()
    content = render(
        "publishing/mail/report_published",
        name=letter.name,
        title=title_of(forum),
        facts=[
            Fact(_("フォーラム"), (title_of(forum),)),
            *held,
            Fact(_("開催報告"), url=absolute_url("publishing.report", forum=forum.slug)),
            *contact(forum),
        ],
    )
    return replace(content, reply_to=reply_to(forum))


def sample(forum_id: int) -> Letter:
    """Make a letter to look at."""
    return sample_letter(forum_id)


def _forum(letter: Letter) -> Forum | None:
    """Return the forum whose report its reader can open."""
    if is_sample(letter):
        return db.session.get_one(Forum, letter.forum_id)
    registration = db.session.get(Registration, letter.recipe["registration"])
    if registration is None or registration.state is not RegistrationState.CONFIRMED:
        return None
    forum = registration.forum
    is_readable = forum.reported_at is not None and forum.visibility is not Visibility.INVITATION
    return forum if is_readable and forum.published_at is not None and forum.cancelled_at is None else None
