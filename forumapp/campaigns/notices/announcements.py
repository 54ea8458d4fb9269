"""The letter that tells those who subscribed to a series of something new; the only one with a button to unsubscribe."""

from dataclasses import replace

from flask_babel import force_locale
from flask_babel import gettext as _

from forumapp.agenda.feeds import location
from forumapp.campaigns import merging
from forumapp.campaigns.models import Campaign, Subscriber
from forumapp.campaigns.notices.letter import paragraphs
from forumapp.campaigns.notices.subscribers import title_of as series_title
from forumapp.campaigns.queries.announcements import may_be_told
from forumapp.campaigns.queries.subscribers import end_of as way_out
from forumapp.core.db import db
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import format_time
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum, Mode, Series
from forumapp.forums.office import contact, title_of
from forumapp.forums.states import deadline_of, end_of
from forumapp.mail.letters import Content, Fact, is_sample, render, sample_letter
from forumapp.mail.models import Letter
from forumapp.registration import feeds


def announcement(letter: Letter) -> Content | None:
    """Build the letter; None for who has unsubscribed since, or when the forum it tells of is not to be seen any more."""
    if is_sample(letter):
        return _specimen(letter)
    campaign = db.session.get(Campaign, letter.recipe["campaign"])
    subscriber = db.session.get(Subscriber, letter.recipe["subscriber"])
    if campaign is None or subscriber is None or subscriber.confirmed_at is None or subscriber.ended_at:
        return None
    if campaign.about is not None and not may_be_told(campaign.about):
        return None
    link = way_out(subscriber)
    headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return replace(_write(campaign, link), headers=headers)


def preview(campaign: Campaign) -> Content:
    """Return the letter as subscribers would get it; in the place of each one's own link a sentence."""
    with force_locale(merging.language_of(campaign.subject, campaign.body)):
        return _write(campaign, _("（受け取る方ごとの、停止用のリンク）"))


def sample(forum_id: int) -> Letter:
    """Make an unsaved letter that tells of the forum, to somebody invented."""
    return sample_letter(forum_id)


def _specimen(letter: Letter) -> Content:
    forum = db.session.get_one(Forum, letter.forum_id)
    words = Campaign(
        series=forum.series or Series(title=_("例示シリーズ")),
        about=forum,
        subject=_("新しいフォーラムのお知らせ"),
        body=_("新しいフォーラムの開催が決まりました。ぜひご参加ください。"),
        reply_to=forum.contact_email,
    )
    return _write(words, _("（受け取る方ごとの、停止用のリンク）"))


def _write(campaign: Campaign, link: str) -> Content:
    assert campaign.series is not None
    body = merging.fill(campaign.body, str)
    content = render(
        "campaigns/mail/announcement",
        line=merging.fill(campaign.subject, str),
        body=body,
        paragraphs=paragraphs(body),
        facts=_facts(campaign.about) if campaign.about else [],
        series=series_title(campaign.series),
        link=link,
    )
    return replace(content, reply_to=campaign.reply_to or None)


def _facts(forum: Forum) -> list[Fact]:
    """Return what is known of the forum at this moment, in parts."""
    place = {Mode.WEB: _("Webで開催"), Mode.BOTH: _("会場とWebの併用")}.get(forum.mode, "")
    where = location(forum, Mode.ON_SITE) if forum.mode is not Mode.WEB else ""
    deadline = deadline_of(forum, Mode.ON_SITE)
    until = ""
    if deadline is not None:
        time = format_time(deadline.hour * 60 + deadline.minute)
        until = f"{format_date(deadline.date(), language())} {time}"
    found = [
        Fact(_("フォーラム"), (title_of(forum),)),
        Fact(_("日時"), (feeds.when(forum, end_of(forum), language()),)),
        Fact(_("場所"), tuple(filter(None, (where, place)))),
        Fact(_("申込締切"), tuple(filter(None, (until,)))),
        Fact(_("詳しい内容と申込み"), url=absolute_url("publishing.forum", forum=forum.slug)),
        *contact(forum),
    ]
    return [fact for fact in found if fact.lines or fact.url]
