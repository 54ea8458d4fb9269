"""Letters about a version of the report that waits: to those who may decide, and to who made it."""

from dataclasses import replace

from flask_babel import gettext as _

from forumapp.agenda.wording import wall_moment
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum
from forumapp.forums.office import reply_to, title_of
from forumapp.mail.letters import Content, Fact, is_sample, render
from forumapp.mail.models import Letter
from forumapp.publishing.models import ReportVersion, VersionState

APPROVED = {VersionState.SCHEDULED, VersionState.PUBLISHED}


def asked(letter: Letter) -> Content | None:
    """Ask a second person to decide; None when that was done or taken back."""
    version = _version(letter)
    if version is None or version.state is not VersionState.SUBMITTED:
        return None
    forum = _forum(letter)
    facts = [Fact(_("依頼した人"), (version.made_by or "—",)), *_wish(forum, version)]
    if version.asks:
        facts.append(Fact(_("依頼した人から"), tuple(version.asks.splitlines())))
    facts.append(Fact(_("内容の確認と承認"), url=absolute_url("report_approval.decide", forum=forum.slug)))
    sentence = _("「%(title)s」の開催報告について、公開の承認をお願いします。", title=title_of(forum))
    subject = _("【承認のお願い】%(title)sの開催報告", title=title_of(forum))
    return _letter(letter, forum, subject, sentence, facts)


def decided(letter: Letter) -> Content | None:
    """Tell who made a version what was decided."""
    version = _version(letter, VersionState.PUBLISHED)
    if version is None or version.decided_at is None:
        return None
    forum, is_approved = _forum(letter), version.state in APPROVED
    facts = [Fact(_("判断した人"), (version.decided_by or "—",)), *_wish(forum, version)]
    if version.answer:
        facts.append(Fact(_("判断した人から"), tuple(version.answer.splitlines())))
    facts.append(_page(forum))
    title = title_of(forum)
    sentence = (
        _("「%(title)s」の開催報告の公開が承認されました。", title=title)
        if is_approved
        else _(
            "「%(title)s」の開催報告が差し戻されました。直してから、もう一度公開に進んでください。",
            title=title,
        )
    )
    subject = (
        _("【承認】%(title)sの開催報告", title=title)
        if is_approved
        else _("【差し戻し】%(title)sの開催報告", title=title)
    )
    return _letter(letter, forum, subject, sentence, facts)


def stopped(letter: Letter) -> Content | None:
    """Tell who made a version that it did not go out at its time, and why."""
    version = _version(letter, VersionState.STOPPED)
    if version is None or version.state is not VersionState.STOPPED:
        return None
    forum = _forum(letter)
    facts = [Fact(_("公開しなかった理由"), (version.answer or "—",)), *_wish(forum, version), _page(forum)]
    sentence = _(
        "「%(title)s」の開催報告は、予定の日時に公開されませんでした。内容を確かめて、もう一度公開に進んでください。",
        title=title_of(forum),
    )
    return _letter(letter, forum, _("【未公開】%(title)sの開催報告", title=title_of(forum)), sentence, facts)


def _forum(letter: Letter) -> Forum:
    return db.session.get_one(Forum, letter.forum_id)


def _version(letter: Letter, state: VersionState = VersionState.SUBMITTED) -> ReportVersion | None:
    if is_sample(letter):
        return ReportVersion(
            state=state,
            made_by=_("例示 太郎"),
            asks="",
            decided_at=clock.now(),
            decided_by=_("例示 花子"),
            answer="",
            publish_at=None,
        )
    return db.session.get(ReportVersion, letter.recipe["version"])


def _wish(forum: Forum, version: ReportVersion) -> list[Fact]:
    if version.publish_at is None:
        return []
    return [Fact(_("公開の日時"), (wall_moment(version.publish_at, forum.zone),))]


def _page(forum: Forum) -> Fact:
    return Fact(_("開催報告の準備"), url=absolute_url("publishing.review_report", forum=forum.slug))


def _letter(letter: Letter, forum: Forum, subject: str, sentence: str, facts: list[Fact]) -> Content:
    content = render(
        "publishing/mail/report_approval",
        name=letter.name,
        subject_line=subject,
        sentence=sentence,
        facts=facts,
    )
    return replace(content, reply_to=reply_to(forum))


BUILDERS = {
    "publishing.report_asked": asked,
    "publishing.report_decided": decided,
    "publishing.report_stopped": stopped,
}
