"""The letter to a speaker: is what will be printed right, and do item, time and place suit."""

from dataclasses import dataclass, replace

from flask_babel import gettext as _

from forumapp.agenda import queries
from forumapp.agenda.checks.walking import placed
from forumapp.agenda.feeds import location
from forumapp.agenda.models import Appearance
from forumapp.agenda.programme import ProgrammeItem, ProgrammeTrack, moment
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date
from forumapp.core.text.names import full_name
from forumapp.core.text.times import format_range
from forumapp.forums.models import Forum
from forumapp.forums.office import contact, reply_to, title_of
from forumapp.forums.states import over_at
from forumapp.mail.letters import INVENTED_NAME, Content, Fact, is_sample, render, sample_letter
from forumapp.mail.models import Letter


@dataclass(frozen=True)
class _Part:
    """What a speaker is asked to check: the printed line, and the item as the draft of the programme has it."""

    name: str
    line: str
    item: ProgrammeItem | None
    track: ProgrammeTrack | None


def speaker_request(letter: Letter) -> Content | None:
    """Ask a speaker to check their printed line, item, time and place; None once there is nothing to check."""
    forum = db.session.get(Forum, letter.forum_id) if letter.forum_id else None
    if forum is None or (_is_late(forum) and not is_sample(letter)):
        return None
    part = _sample_part(forum) if is_sample(letter) else _part(forum, letter.recipe["appearance"])
    if part is None:
        return None
    content = render(
        "agenda/mail/speaker_request",
        name=part.name,
        title=title_of(forum),
        forum=forum,
        facts=[*_facts(forum, part), *contact(forum)],
    )
    return replace(content, reply_to=reply_to(forum))


def sample(forum_id: int) -> Letter:
    """Make a letter to look at."""
    return sample_letter(forum_id)


def _is_late(forum: Forum) -> bool:
    over = over_at(forum)
    return forum.cancelled_at is not None or (over is not None and clock.now() >= over)


def _part(forum: Forum, appearance_id: int) -> _Part | None:
    appearance = queries.appearance(forum.id, appearance_id)
    if appearance is None or appearance.withdrawn_at is not None:
        return None
    for item, track in placed(queries.draft_programme(forum)):
        for speaker in item.speakers:
            if speaker.appearance_id == appearance_id:
                return _Part(_name(appearance), speaker.line, item, track)
    return None


def _name(appearance: Appearance) -> str:
    return full_name(appearance.family_name, appearance.given_name)


def _sample_part(forum: Forum) -> _Part:
    rows = [row for row in placed(queries.draft_programme(forum)) if not row[0].is_container]
    item, track = next((row for row in rows if row[0].speakers), rows[0] if rows else (None, None))
    return _Part(INVENTED_NAME, _("例示市総務部総務課 課長 例示　太郎氏"), item, track)


def _facts(forum: Forum, part: _Part) -> list[Fact]:
    facts = [Fact(_("フォーラム"), (title_of(forum),)), Fact(_("掲載するご所属・お名前"), (part.line,))]
    if part.item is None:
        return facts
    item = part.item
    title = (item.title_en if language() == "en" else "") or item.title
    mode = item.mode or (part.track.mode if part.track else forum.mode)
    place = location(forum, mode, item.room or (part.track.room if part.track else ""))
    rows = [(_("ご登壇の項目"), title), (_("日時"), _when(forum, item)), (_("場所"), place)]
    return [*facts, *(Fact(label, (text,)) for label, text in rows if text)]


def _when(forum: Forum, item: ProgrammeItem) -> str:
    if forum.day is None:
        return _("調整中")
    day = format_date(moment(forum.day, (item.day, 0)).date(), language())
    return day if item.start is None else f"{day} {format_range(item.start, item.end)}"
