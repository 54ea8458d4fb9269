"""Letters to speakers, each at most once per occasion, and the note to organisers when a speaker did something."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda import policy, profiles
from forumapp.agenda.models import SpeakerProfile
from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums import queries as forums
from forumapp.forums.models import Forum, Role
from forumapp.mail import services as mail
from forumapp.mail.models import Letter
from forumapp.personal import queries
from forumapp.personal.queries import Row

QUARTER = 15 * 60
"""Seconds in which organisers get one note at most, whatever speakers do."""
LINK_PAUSE = 10 * 60
"""Seconds in which the same link is mailed at most once."""
WRITES_TO = (Role.OWNER, Role.EDITOR)


class Letters(StrEnum):
    """What is sent to speakers."""

    REQUEST = "request"
    REMINDER = "reminder"


KINDS = {Letters.REQUEST: "agenda.speaker_request", Letters.REMINDER: "personal.speaker_reminder"}


@dataclass(frozen=True)
class Selection:
    """Who of those chosen gets the letter, and who does not and why."""

    to: Sequence[Row]
    left_out: Sequence[tuple[Row, str]]


def select(forum: Forum, what: Letters, people: Collection[int]) -> Selection:
    """Look at the people chosen: nobody chosen is nobody. Raises DomainError when the forum asks nobody any more."""
    if not policy.may_correct(forum):
        raise DomainError(_("中止した、または個人情報を消去したフォーラムの登壇者には、送信できません。"))
    if what is Letters.REQUEST and not policy.may_arrange(forum, clock.now()):
        raise DomainError(_("終了したフォーラムの登壇者には、確認の依頼を送信できません。"))
    chosen = [row for row in queries.rows(forum) if row.person_id in people]
    sent_today = _keys(forum, [_key(row.profile, what) for row in chosen if row.profile])
    to, left_out = [], []
    for row in chosen:
        reason = _why_not(row, what, sent_today)
        if reason:
            left_out.append((row, reason))
        else:
            to.append(row)
    return Selection(to, left_out)


def _why_not(row: Row, what: Letters, sent: Collection[str]) -> str:
    if row.profile is None or not row.email:
        return _("メールアドレスが登録されていません。")
    if what is Letters.REQUEST:
        return _("依頼済みです。もう一度お願いするときは、督促を送ってください。") if row.is_asked else ""
    if not row.is_asked:
        return _("まだ依頼していません。先に確認の依頼を送ってください。")
    if row.is_done:
        return _("回答も資料もそろっています。")
    return _("今日はもう督促を送りました。") if _key(row.profile, what) in sent else ""


def send(forum: Forum, what: Letters, people: Collection[int], *, by: Actor) -> int:
    """Send the letter to those of ``people`` who may get it; returns to how many."""
    transaction.lock(forum)
    to = select(forum, what, people).to
    for row in to:
        assert row.profile is not None
        _send(row.profile, KINDS[what], _key(row.profile, what))
        if what is Letters.REQUEST:
            row.profile.asked_at = clock.now()
    if to:
        audit.record(
            by,
            f"speakers.{what.value}_sent",
            forum,
            forum_id=forum.id,
            changes={"recipients": [None, len(to)]},
        )
    return len(to)


def send_link(profile: SpeakerProfile) -> None:
    """Mail the link again, at most once in ten minutes."""
    if not profile.email or not policy.may_correct(profile.forum):
        return
    slot = int(clock.now().timestamp()) // LINK_PAUSE
    _send(profile, "personal.speaker_link", f"speaker:{profile.id}:link:{profile.link_generation}:{slot}")


def send_links(forum: Forum, *, email: str) -> None:
    """Mail the links of every speaker with this address; says nothing about whether there was any."""
    for profile in profiles.at_address(forum.id, email):
        send_link(profile)


def tell_organisers(forum: Forum) -> None:
    """Let owners and editors hear of what speakers did: one letter each for this quarter of an hour, at its end."""
    slot = int(clock.now().timestamp()) // QUARTER
    since, until = (datetime.fromtimestamp((slot + step) * QUARTER, UTC) for step in (0, 1))
    for member in forums.members_of(forum):
        if member.role in WRITES_TO and member.account.disabled_at is None:
            mail.send(
                "personal.speaker_news",
                dedupe=f"speaker-news:{forum.id}:{member.account_id}:{slot}",
                address=member.account.email,
                name=member.account.label,
                language=member.account.language,
                forum_id=forum.id,
                not_before=until,
                since=since.isoformat(),
                until=until.isoformat(),
            )


def _key(profile: SpeakerProfile, what: Letters) -> str:
    """Name the occasion: a request once for each link, a reminder once a day."""
    occasion = str(profile.link_generation)
    if what is Letters.REMINDER:
        occasion = clock.today(profile.forum.zone).isoformat()
    return f"speaker:{profile.id}:{what.value}:{occasion}"


def _keys(forum: Forum, wanted: Sequence[str]) -> set[str]:
    mine = sa.select(Letter.dedupe_key).where(Letter.forum_id == forum.id, Letter.dedupe_key.in_(wanted))
    return set(db.session.scalars(mine)) if wanted else set()


def _send(profile: SpeakerProfile, kind: str, dedupe: str, **more: Any) -> None:
    mail.send(
        kind,
        dedupe=dedupe,
        address=profile.email,
        name=profiles.name_of(profile),
        language=profile.language,
        forum_id=profile.forum_id,
        profile=profile.id,
        generation=profile.link_generation,
        **more,
    )
