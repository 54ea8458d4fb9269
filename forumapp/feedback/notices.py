"""Letters that ask for feedback: on the organiser's request, and as thanks on the day after."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.text.eras import format_date
from forumapp.core.text.names import full_name
from forumapp.feedback import policy
from forumapp.feedback.queries import asked
from forumapp.feedback.queries.forms import form_of, phase
from forumapp.forums.models import Forum
from forumapp.forums.office import contact, reply_to, title_of
from forumapp.mail import letters, services
from forumapp.mail.letters import Fact
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.models import Registration

KIND = "feedback.request"
THANKS = "feedback.thanks"


def send_request(registration: Registration, *, remind: bool) -> bool:
    """Queue the request, or the one reminder; the second of the same kind sends nothing."""
    sent = services.send(
        KIND,
        dedupe=f"{KIND}:{registration.id}:{'reminder' if remind else 'first'}",
        address=registration.email,
        name=full_name(registration.family_name, registration.given_name),
        language=registration.language,
        forum_id=registration.forum_id,
        priority=services.MASS,
        registration_id=registration.id,
        remind=remind,
    )
    return sent is not None


def request(letter: Letter) -> letters.Content | None:
    """Build the letter; None for somebody who has answered, is not asked (any more), or when feedback is over.

    An answer does not abort the waiting reminder: the row's time would tell when the person answered.
    """
    return _build(letter, "request", remind=bool(letter.recipe.get("remind")))


def thanks(letter: Letter) -> letters.Content | None:
    """Build the thanks of the day after, with the same link; None as for the request, and after a request was sent.

    Once the list of attendance is settled, only those who came are thanked; before, everybody confirmed.
    """
    if letters.is_sample(letter) or not _was_asked(letter):
        return _build(letter, "thanks")
    return None


def sample(forum_id: int) -> Letter:
    """Make a letter to look at."""
    return letters.sample_letter(forum_id)


def _build(letter: Letter, name: str, **context: Any) -> letters.Content | None:
    """Write to somebody who may give feedback now. The subject holds no receipt number: answers are anonymous."""
    registration = _sample(letter) if letters.is_sample(letter) else _asked(letter)
    if registration is None:
        return None
    forum = registration.forum
    closes = policy.closes_at(forum, form_of(forum))
    until = format_date(clock.to_wall(closes, forum.zone).date(), letter.language) if closes else _("調整中")
    link = asked.address_of(registration)
    content = letters.render(
        f"feedback/mail/{name}",
        name=letter.name,
        title=title_of(forum),
        facts=[
            Fact(
                _("感想を書くページ"),
                url=link,
                note=_("このリンクはご本人専用です。他の方に転送しないでください。"),
            ),
            Fact(_("受付の期限"), (_("%(until)sまで", until=until),)),
            *contact(forum),
        ],
        **context,
    )
    return replace(content, reply_to=reply_to(forum))


def _asked(letter: Letter) -> Registration | None:
    registration = db.session.get(Registration, _registration_id(letter))
    if registration is None or not asked.may_give(registration) or asked.has_answered(registration.id):
        return None
    return registration if phase(registration.forum) == "open" else None


def _registration_id(letter: Letter) -> int:
    found: int = letter.recipe.get("registration") or letter.recipe["registration_id"]
    return found


def _sample(letter: Letter) -> Registration:
    forum = db.session.get_one(Forum, letter.forum_id)
    return Registration(id=0, forum_id=forum.id, forum=forum, link_generation=0)


def _was_asked(letter: Letter) -> bool:
    key = f"{KIND}:{letter.recipe['registration']}:first"
    asked = sa.select(Letter.id).where(Letter.dedupe_key == key, Letter.state == LetterState.SENT)
    return db.session.scalar(asked) is not None
