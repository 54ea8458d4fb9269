"""The letter to a speaker: is what will be printed right, and do item, time and place suit; with the personal link."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from forumapp.agenda import appearing, policy, profiles
from forumapp.agenda.models import SpeakerProfile
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.forums.office import contact, reply_to, title_of
from forumapp.mail.letters import Content, Fact, is_sample, render, sample_letter
from forumapp.mail.models import Letter


@dataclass(frozen=True)
class _Addressee:
    profile: SpeakerProfile
    parts: Sequence[appearing.Part]

    @property
    def forum(self) -> Forum:
        return self.profile.forum


def speaker_request(letter: Letter) -> Content | None:
    """Ask a speaker to check what they do; None once the link is revoked or there is nothing to check any more."""
    found = _addressee(letter)
    if found is None:
        return None
    forum = found.forum
    note = _("このリンクは、ご本人専用です。ほかの方に転送しないでください。")
    page = Fact(_("登壇者用ページ"), url=profiles.link_of(found.profile), note=note)
    about = Fact(_("フォーラム"), (title_of(forum),))
    content = render(
        "agenda/mail/speaker_request",
        name=found.parts[0].name,
        title=title_of(forum),
        forum=forum,
        facts=[page, about, *appearing.facts_of(forum, found.parts), *contact(forum)],
    )
    return replace(content, reply_to=reply_to(forum))


def sample(forum_id: int) -> Letter:
    """Make a letter to look at: to somebody invented, whose link opens nothing."""
    return sample_letter(forum_id)


def _addressee(letter: Letter) -> _Addressee | None:
    if is_sample(letter):
        forum = db.session.get_one(Forum, letter.forum_id)
        return _Addressee(SpeakerProfile(id=0, forum=forum, link_generation=0), appearing.invented(forum))
    profile = db.session.get(SpeakerProfile, letter.recipe["profile"])
    if profile is None or profile.link_generation != letter.recipe["generation"]:
        return None
    if not policy.may_arrange(profile.forum, clock.now()):
        return None
    parts = appearing.parts_of(profile.forum, profile.person_id)
    return _Addressee(profile, parts) if parts else None
