"""The letter to an organisation's contact: the track of its people is held at another time, in another room or mode."""

from dataclasses import replace

from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.agenda.points import Point, moves, of_track
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.forums.office import contact, reply_to, title_of
from forumapp.forums.states import is_to_come
from forumapp.mail.letters import Content, Fact, is_sample, render
from forumapp.mail.models import Letter
from forumapp.registration.models import Invitation
from forumapp.registration.notices.samples import invented_invitation
from forumapp.registration.queries.registrations import invitation_link


def track_changed(letter: Letter) -> Content | None:
    """Write what became of the tracks; None once it is as the reader knows it, or the invitation is withdrawn."""
    invited = _invitation(letter)
    if invited is None or (not is_sample(letter) and not _is_wanted(invited)):
        return None
    forum = invited.forum
    tracks = {str(track.id): of_track(forum, track) for track in agenda.released_programme(forum.id).tracks}
    before = _invented(tracks) if is_sample(letter) else letter.recipe["before"]
    found = moves(before, {about: tracks.get(about) for about in before})
    if not found and not is_sample(letter):
        return None
    content = render(
        "registration/mail/track_changed",
        name=letter.name,
        organisation=invited.organisation.name if invited.organisation else "",
        title=title_of(forum),
        moves=found,
        message=letter.recipe.get("message", ""),
        facts=[
            Fact(_("フォーラム"), (title_of(forum),)),
            Fact(_("開催案内・参加登録のページ"), url=invitation_link(invited)),
            *contact(forum),
        ],
    )
    return replace(content, reply_to=reply_to(forum))


def _is_wanted(invited: Invitation) -> bool:
    return invited.withdrawn_at is None and is_to_come(invited.forum)


def _invitation(letter: Letter) -> Invitation | None:
    if is_sample(letter):
        return invented_invitation(db.session.get_one(Forum, letter.forum_id), letter.address)
    return db.session.get(Invitation, letter.recipe["invitation"])


def _invented(tracks: dict[str, Point]) -> dict[str, Point | None]:
    """Make up what was, for a sample: the first track an hour earlier."""
    return {
        about: {**point, "start": max(0, point["start"] - 60)}
        for about, point in list(tracks.items())[:1]
        if point["start"] is not None
    }
