"""The letter to a speaker: their item is held at another time, in another place or mode, or they are printed differently."""

from dataclasses import replace

from flask_babel import gettext as _

from forumapp.agenda import profiles, queries
from forumapp.agenda.models import SpeakerProfile
from forumapp.agenda.points import Point, moves, speakers_of
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.forums.office import contact, reply_to, title_of
from forumapp.forums.states import is_to_come
from forumapp.mail.letters import INVENTED_NAME, Content, Fact, is_sample, render, sample_letter
from forumapp.mail.models import Letter


def speaker_moved(letter: Letter) -> Content | None:
    """Write what became of a speaker's items; None once everything is as the speaker knows it."""
    forum = db.session.get(Forum, letter.forum_id) if letter.forum_id else None
    if forum is None or not (is_sample(letter) or is_to_come(forum)):
        return None
    person = None if is_sample(letter) else letter.recipe["person"]
    now = _places(forum, person)
    before = _invented(now) if is_sample(letter) else letter.recipe["before"]
    found = moves(before, {about: now.get(about) for about in before})
    if not found and not is_sample(letter):
        return None
    content = render(
        "agenda/mail/speaker_moved",
        name=letter.name or INVENTED_NAME,
        title=title_of(forum),
        moves=found,
        message=letter.recipe.get("message", ""),
        facts=[*_page(forum, letter), Fact(_("フォーラム"), (title_of(forum),)), *contact(forum)],
    )
    return replace(content, reply_to=reply_to(forum))


def _page(forum: Forum, letter: Letter) -> list[Fact]:
    """Return the personal link of whom the letter goes to; none once the profile is another's or reached elsewhere."""
    profile = (
        SpeakerProfile(id=0, forum=forum, link_generation=0)
        if is_sample(letter)
        else profiles.profile_of(forum.id, letter.recipe["person"])
    )
    if profile is None or not (is_sample(letter) or profile.email == letter.address):
        return []
    note = _("このリンクは、ご本人専用です。ほかの方に転送しないでください。")
    return [Fact(_("登壇者用ページ"), url=profiles.link_of(profile), note=note)]


def sample(forum_id: int) -> Letter:
    """Make a letter to look at."""
    return sample_letter(forum_id)


def _places(forum: Forum, person: int | None) -> dict[str, Point]:
    """Return where and when a person appears by item; for a sample whoever appears first."""
    found: dict[str, Point] = {}
    for speaker, about, point in speakers_of(forum, queries.released_programme(forum.id)):
        if person is None and not found:
            return {about: point}
        if speaker.person_id == person:
            found.setdefault(about, point)
    return found


def _invented(now: dict[str, Point]) -> dict[str, Point | None]:
    """Make up what was, for a sample: an hour earlier."""
    return {
        about: {**point, "start": max(0, (point["start"] or 0) - 60), "end": None}
        for about, point in now.items()
    }
