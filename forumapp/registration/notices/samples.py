"""Letters to look at: about somebody invented, who is never saved, with the forum's own data. Their links open nothing."""

from collections.abc import Callable, Sequence
from typing import Any

from forumapp.agenda import queries as agenda
from forumapp.agenda.models import Track
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.text.names import split_name
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import takes
from forumapp.mail.letters import INVENTED_ADDRESS, INVENTED_NAME, is_sample, sample_letter
from forumapp.mail.models import Letter
from forumapp.registration.models import Invitation, Registration, RegistrationState

NOBODY = 0
"""An id that no row has: tokens made of it are refused."""


def sampler(mode: Mode | None = None, **recipe: Any) -> Callable[[int], Letter | None]:
    """Return what makes samples for a forum; ``mode`` is how the invented person takes part, if the forum has both."""

    def sample(forum_id: int) -> Letter | None:
        forum = db.session.get_one(Forum, forum_id)
        own_mode = mode or (Mode.ON_SITE if takes(forum, Mode.ON_SITE) else Mode.WEB)
        return sample_letter(forum_id, mode=own_mode.value, **recipe)

    return sample


def registration_of(letter: Letter) -> Registration:
    """Return whom the letter is about; for a sample somebody invented."""
    if not is_sample(letter):
        return db.session.get_one(Registration, letter.recipe["registration"])
    forum = db.session.get_one(Forum, letter.forum_id)
    return invented(forum, Mode(letter.recipe["mode"]), agenda.tracks(forum.id))


def invented(forum: Forum, mode: Mode, tracks: Sequence[Track]) -> Registration:
    """Make a registration that belongs to no session, in the first track that fits."""
    fitting = (track for track in tracks if track.mode in {Mode.BOTH, mode})
    track = next(fitting, None)
    now = clock.now()
    family_name, given_name = split_name(INVENTED_NAME)
    return Registration(
        id=NOBODY,
        forum_id=forum.id,
        forum=forum,
        receipt="ABCD3467",
        state=RegistrationState.CONFIRMED,
        mode=mode,
        track_id=track.id if track else None,
        track=track,
        family_name=family_name,
        given_name=given_name,
        email=INVENTED_ADDRESS,
        needs="",
        version=1,
        link_generation=0,
        registered_at=now,
        changed_at=now,
        answers=[],
    )


def invented_invitation(forum: Forum, address: str) -> Invitation:
    """Make an invitation that belongs to no session."""
    return Invitation(
        id=NOBODY,
        forum_id=forum.id,
        forum=forum,
        address=address,
        name=INVENTED_NAME,
        message="",
        link_generation=0,
        invited_at=clock.now(),
    )
