"""Words of campaigns: whom a filter means, where a campaign is, and why a letter reached nobody."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from forumapp.agenda import queries as agenda
from forumapp.campaigns.audience import Audience, Invited, Source
from forumapp.campaigns.models import Campaign, CampaignState
from forumapp.campaigns.queries.campaigns import Progress
from forumapp.core import clock
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date
from forumapp.directory.queries import departments, ranks
from forumapp.forums.models import Forum, Mode
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.queries.rsvps import Reply
from forumapp.registration.wording import mode_name, state_name

SOURCES: Mapping[Source, Any] = {
    Source.REGISTRATIONS: _l("参加登録した方"),
    Source.INVITED: _l("開催案内の宛先"),
    Source.SPEAKERS: _l("登壇者"),
    Source.SUBSCRIBERS: _l("お知らせの配信登録をした方"),
}
INVITED: Mapping[Invited, Any] = {
    Invited.ALL: _l("案内を送ったすべての宛先"),
    Invited.UNREGISTERED: _l("まだ参加登録がない団体だけ"),
}
REPLIES: Mapping[Reply, Any] = {
    Reply.NONE: _l("返事がない方"),
    Reply.ACCEPTED: _l("出席と返事した方"),
    Reply.TENTATIVE: _l("未定と返事した方"),
    Reply.DECLINED: _l("欠席と返事した方"),
    Reply.STALE: _l("変更前の日時に返事した方"),
}
REFUSALS: Mapping[int, Any] = {
    550: _l("宛先のメールアドレスが見つからないか、相手のサーバーが受け取りを断りました。"),
    551: _l("宛先のメールアドレスが見つかりません。"),
    552: _l("宛先のメールボックスがいっぱいです。"),
    553: _l("宛先のメールアドレスが正しくありません。"),
    554: _l("相手のサーバーが受け取りを断りました。"),
}
"""Why a server refused for good, by its code (RFC 5321, section 4.2.3)."""


def meant(forum: Forum, wanted: Audience) -> list[tuple[str, str]]:
    """Return whom a filter means, as (source, what narrows it)."""
    found = []
    for source in wanted.sources:
        narrowed = "、".join(_narrowed(forum, wanted)) if source is Source.REGISTRATIONS else ""
        if source is Source.INVITED:
            narrowed = str(INVITED[wanted.invited])
        found.append((str(SOURCES[source]), narrowed))
    return found


def _narrowed(forum: Forum, wanted: Audience) -> Iterator[str]:
    yield "・".join(state_name(state) for state in wanted.states) or _("状態の指定なし")
    if wanted.mode is not None:
        yield mode_name(Mode(wanted.mode))
    for rows, ident in (
        (agenda.tracks(forum.id) if wanted.track_id else (), wanted.track_id),
        (departments() if wanted.department_id else (), wanted.department_id),
        (ranks() if wanted.rank_id else (), wanted.rank_id),
    ):
        yield from (row.name for row in rows if row.id == ident)
    if wanted.organisations:
        yield _("団体：%(names)s", names="・".join(wanted.organisations))
    if wanted.registered_from:
        yield _("%(day)s以降に登録", day=_day(wanted.registered_from))
    if wanted.registered_until:
        yield _("%(day)sまでに登録", day=_day(wanted.registered_until))
    if wanted.reply is not None:
        yield str(REPLIES[wanted.reply])
    yield from _done(wanted)


def _done(wanted: Audience) -> Iterator[str]:
    if wanted.joined is not None:
        yield _("参加リンクを使った方") if wanted.joined else _("参加リンクをまだ使っていない方")
    if wanted.came is not None:
        yield _("出席した方") if wanted.came else _("出席していない方")
    if wanted.view:
        yield _("参加登録の一覧で選んだ方")
    if wanted.unanswered:
        yield _("感想にまだ回答していない方")


def _day(day: date) -> str:
    return format_date(day, language())


def condition(campaign: Campaign, progress: Progress) -> tuple[str, str]:
    """Return where a campaign is, as (words, tone of the tag)."""
    if campaign.state is CampaignState.DRAFT:
        return _("下書き"), "neutral"
    if campaign.goes_at is not None and clock.now() < campaign.goes_at:
        return _("送信待ち"), "info"
    if progress.waiting:
        return _("送信中"), "info"
    if progress.count(LetterState.FAILED) or progress.count(LetterState.BOUNCED):
        return _("届かない宛先あり"), "warning"
    return _("送信済"), "success"


def reason(letter: Letter) -> str:
    """Return why a letter reached nobody, in words."""
    return _REASONS[letter.state](letter)


def _failed(letter: Letter) -> str:
    code = letter.last_code or 0
    if code in REFUSALS:
        return str(REFUSALS[code])
    if 500 <= code < 600:
        return _("相手のサーバーが受け取りを断りました。")
    if 400 <= code < 500:
        return ngettext(
            "%(num)d回試しましたが、相手のサーバーが受け取れませんでした。",
            "%(num)d回試しましたが、相手のサーバーが受け取れませんでした。",
            letter.attempts,
        )
    return _("メールを送信できませんでした。")


_REASONS: Mapping[LetterState, Callable[[Letter], str]] = {
    LetterState.FAILED: _failed,
    LetterState.BOUNCED: lambda _letter: _("送信した後に、届かなかったという通知が来ました。"),
    LetterState.SUPPRESSED: lambda _letter: _("以前に届かなかったため、送信を止めている宛先です。"),
    LetterState.ABORTED: lambda _letter: _(
        "送信する前に対象から外れたため、送りませんでした（キャンセルなど）。"
    ),
}
