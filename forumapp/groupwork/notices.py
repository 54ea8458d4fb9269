"""The letter to a facilitator or a recorder: the link to the group's notes."""

from dataclasses import replace
from typing import Literal

from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import format_time
from forumapp.core.urls import absolute_url
from forumapp.forums import states
from forumapp.forums.models import Forum
from forumapp.forums.office import contact, reply_to, title_of
from forumapp.groupwork.models import Group
from forumapp.groupwork.naming import whole_theme
from forumapp.groupwork.queries import works
from forumapp.mail import letters, services
from forumapp.mail.letters import Fact
from forumapp.mail.models import Letter

KIND = "groupwork.facilitator"
Part = Literal["facilitator", "recorder"]
"""Whose link it is: each has one of their own."""


def link_of(group: Group) -> str:
    """Return the full address of the facilitator's page."""
    return absolute_url("groupwork.notes", token=works.token_of(group))


def recorder_link_of(group: Group) -> str:
    """Return the full address of the recorder's page."""
    return absolute_url("groupwork.recorder_notes", token=works.recorder_token_of(group))


def send_link(group: Group, part: Part = "facilitator") -> bool:
    """Mail the link to the facilitator or recorder; a second press within the same minute sends nothing."""
    minute = clock.now().strftime("%Y%m%d%H%M")
    generation = _generation(group, part)
    sent = services.send(
        KIND,
        dedupe=f"{KIND}:{group.id}:{part}:{generation}:{minute}",
        address=group.facilitator_email if part == "facilitator" else group.recorder_email,
        name=group.facilitator if part == "facilitator" else group.recorder,
        forum_id=group.forum_id,
        priority=services.SOON,
        group_id=group.id,
        generation=generation,
        part=part,
    )
    return sent is not None


def abort_link(group: Group, part: Part = "facilitator") -> None:
    """Take back letters whose link no longer works."""
    services.abort(f"{KIND}:{group.id}:{part}:")


def _generation(group: Group, part: str) -> int:
    return group.link_generation if part == "facilitator" else group.recorder_generation


def sample(forum_id: int) -> Letter:
    """Make a letter to look at: to somebody invented, whose link opens nothing."""
    return letters.sample_letter(forum_id, generation=0)


def _group(letter: Letter) -> Group | None:
    if not letters.is_sample(letter):
        return db.session.get(Group, letter.recipe["group_id"])
    forum = db.session.get_one(Forum, letter.forum_id)
    return Group(id=0, forum=forum, number=1, facilitator=letter.name, link_generation=0)


def facilitator(letter: Letter) -> letters.Content | None:
    """Build the letter with the link, unless the link was revoked or the forum cancelled."""
    group = _group(letter)
    part = letter.recipe.get("part", "facilitator")
    if group is None or group.withdrawn_at or _generation(group, part) != letter.recipe["generation"]:
        return None
    forum = group.forum
    if forum.cancelled_at is not None and not letters.is_sample(letter):
        return None
    content = letters.render(
        "groupwork/mail/facilitator",
        group=group,
        name=letter.name,
        part=part,
        title=title_of(forum),
        facts=[*_facts(group, part, letter.language), *contact(forum)],
    )
    return replace(content, reply_to=reply_to(forum))


def _facts(group: Group, part: str, language: str) -> list[Fact]:
    note = _("リンクを知っている方は、この班の意見を読み書きできます。他の方に転送しないでください。")
    url = link_of(group) if part == "facilitator" else recorder_link_of(group)
    facts = [Fact(_("記録用ページ"), url=url, note=note)]
    facts.append(Fact(_("役割"), (_("進行役") if part == "facilitator" else _("記録係"),)))
    if when := _when(group.forum, language):
        facts.append(Fact(_("日時"), (when,)))
    if group.room:
        facts.append(Fact(_("部屋"), (group.room.name,)))
    themes = [whole_theme(theme) for theme in works.themes(group.work_id)]
    return [*facts, Fact(_("話し合うテーマ"), tuple(themes))] if themes else facts


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
