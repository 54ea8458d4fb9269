"""The invitation: who is invited to what, until when to register, and where."""

from dataclasses import replace

from forumapp.agenda import queries as agenda
from forumapp.core.db import db
from forumapp.core.i18n import language
from forumapp.forums.models import Forum
from forumapp.forums.office import contact, reply_to, title_of
from forumapp.mail.letters import Content, is_sample, render
from forumapp.mail.models import Letter
from forumapp.registration import feeds
from forumapp.registration.models import Invitation
from forumapp.registration.notices import parts
from forumapp.registration.notices.samples import invented_invitation
from forumapp.registration.queries.audience import head_count
from forumapp.registration.queries.registrations import invitation_link
from forumapp.registration.queries.seats import places


def invitation(letter: Letter) -> Content | None:
    """Write who is invited to what, until when to register, and where; None once it is withdrawn or called off."""
    invited = _invitation(letter)
    if invited is None or invited.withdrawn_at is not None:
        return None
    forum = invited.forum
    if forum.cancelled_at is not None and not is_sample(letter):
        return None
    programme = agenda.released_programme(forum.id)
    content = render(
        "registration/mail/invitation",
        forum=forum,
        title=title_of(forum),
        when=feeds.when(forum, feeds.own_end(forum, programme.attended_by(None)), language()),
        invitation=invited,
        audience=head_count(forum),
        places=places(forum),
        moment=parts.moment,
        url=invitation_link(invited),
        contact=contact(forum),
    )
    return replace(content, reply_to=reply_to(forum))


def _invitation(letter: Letter) -> Invitation | None:
    if is_sample(letter):
        return invented_invitation(db.session.get_one(Forum, letter.forum_id), letter.address)
    return db.session.get(Invitation, letter.recipe["invitation"])
