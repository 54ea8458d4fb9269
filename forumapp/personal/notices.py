"""Letters to speakers who have not answered, or lost their link, and the note to organisers of what speakers did."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda import appearing, policy, profiles
from forumapp.agenda.appearing import Approval
from forumapp.agenda.models import SpeakerProfile
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum
from forumapp.forums.office import contact, reply_to, title_of
from forumapp.mail.letters import Content, Fact, is_sample, render, sample_letter
from forumapp.mail.models import Letter
from forumapp.personal import queries
from forumapp.personal.queries import Row
from forumapp.personal.wording import news_line


def sample(forum_id: int) -> Letter:
    """Make a letter to look at: to somebody invented, whose link opens nothing."""
    return sample_letter(forum_id)


def reminder(letter: Letter) -> Content | None:
    """Remind of what is still awaited; None when nothing is any more."""
    profile, row = _addressee(letter)
    if profile is None or row is None or (row.is_done and not is_sample(letter)):
        return None
    forum = profile.forum
    facts = [
        _page(profile),
        Fact(_("まだいただいていないもの"), tuple(awaited(row))),
        Fact(_("フォーラム"), (title_of(forum),)),
        *appearing.facts_of(forum, row.parts),
        *contact(forum),
    ]
    return _letter("speaker_reminder", forum, row, facts)


def link(letter: Letter) -> Content | None:
    """Mail the link to somebody who lost it."""
    profile, row = _addressee(letter)
    if profile is None:
        return None
    forum = profile.forum
    facts = [_page(profile), Fact(_("フォーラム"), (title_of(forum),)), *contact(forum)]
    return _letter("speaker_link", forum, row, facts, name=profiles.name_of(profile) if profile.id else "")


def news(letter: Letter) -> Content | None:
    """Tell an organiser what speakers did within a quarter of an hour."""
    forum = db.session.get_one(Forum, letter.forum_id)
    lines = _sample_news() if is_sample(letter) else _news(forum, letter)
    if not lines or forum.purged_at is not None:
        return None
    facts = [
        Fact(_("フォーラム"), (title_of(forum),)),
        Fact(_("登壇者からの連絡"), tuple(lines)),
        Fact(_("登壇者のページ"), url=absolute_url("speakers.index", forum=forum.slug)),
    ]
    subject = ngettext(
        "【%(title)s】登壇者からの連絡（%(num)d件）",
        "【%(title)s】登壇者からの連絡（%(num)d件）",
        len(lines),
        title=title_of(forum),
    )
    content = render("personal/mail/speaker_news", name=letter.name, subject_line=subject, facts=facts)
    return replace(content, reply_to=reply_to(forum))


def awaited(row: Row) -> list[str]:
    """Return in words what has not come yet."""
    lines = []
    if any(part.approval is Approval.OPEN for part in row.parts):
        lines.append(_("掲載内容のご確認"))
    if row.is_outdated:
        lines.append(_("変わった掲載内容の再確認"))
    lines += [_("「%(title)s」の資料", title=appearing.title_of(part.item)) for part in row.lacking_slides]
    return lines


def _addressee(letter: Letter) -> tuple[SpeakerProfile | None, Row | None]:
    if is_sample(letter):
        forum = db.session.get_one(Forum, letter.forum_id)
        return SpeakerProfile(id=0, forum=forum, link_generation=0), Row(
            0, appearing.invented(forum), None, {}
        )
    profile = db.session.get(SpeakerProfile, letter.recipe["profile"])
    if profile is None or profile.link_generation != letter.recipe["generation"]:
        return None, None
    if not policy.may_correct(profile.forum):
        return None, None
    return profile, queries.row_of_profile(profile)


def _page(profile: SpeakerProfile) -> Fact:
    note = _("このリンクは、ご本人専用です。ほかの方に転送しないでください。")
    return Fact(_("登壇者用ページ"), url=profiles.link_of(profile), note=note)


def _letter(template: str, forum: Forum, row: Row | None, facts: list[Fact], *, name: str = "") -> Content:
    printed = name or (row.name if row else "")
    content = render(
        f"personal/mail/{template}", name=printed, title=title_of(forum), forum=forum, facts=facts
    )
    return replace(content, reply_to=reply_to(forum))


def _news(forum: Forum, letter: Letter) -> list[str]:
    since, until = (datetime.fromisoformat(letter.recipe[name]) for name in ("since", "until"))
    mine = sa.select(AuditEntry).where(
        AuditEntry.forum_id == forum.id,
        AuditEntry.actor_kind == "link",
        AuditEntry.action.in_(queries.NEWS),
        AuditEntry.at >= since,
        AuditEntry.at < until,
    )
    return [news_line(one, forum) for one in db.session.scalars(mine.order_by(AuditEntry.id))]


def _sample_news() -> list[str]:
    return [
        _("令和8年4月1日(水) 10:05 例示　太郎さん：掲載内容を訂正しました。"),
        _("令和8年4月1日(水) 10:07 例示　太郎さん：資料を提出しました。"),
    ]
