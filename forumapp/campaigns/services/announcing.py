"""Announcements of a series to those who subscribed to it: written, checked, sent. Only drafts change.

They reach nobody else: whoever took part in a forum gave the address for that forum.
"""

from dataclasses import dataclass

from flask_babel import gettext as _

from forumapp.campaigns import audience as filters
from forumapp.campaigns import merging
from forumapp.campaigns.audience import Audience, Source
from forumapp.campaigns.errors import WrittenMeanwhile
from forumapp.campaigns.models import Campaign, CampaignState
from forumapp.campaigns.queries.announcements import may_be_told
from forumapp.campaigns.services import sending
from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum, Series

TO_SUBSCRIBERS = Audience(sources=(Source.SUBSCRIBERS,))


@dataclass(frozen=True)
class Words:
    """What an announcement says: the organiser's words, the forum that it tells of, the office that answers."""

    subject: str
    body: str
    reply_to: str
    about: Forum | None = None


def begin(series: Series, *, by: Actor, words: Words) -> Campaign:
    """Start a draft. Raises DomainError for ``subject``, ``body`` and ``about_id``."""
    _check_words(series, words)
    made = Campaign(
        series_id=series.id,
        filter=filters.write(TO_SUBSCRIBERS),
        created_at=clock.now(),
        changed_at=clock.now(),
        created_by=by.label,
        **_values(words),
    )
    db.session.add(made)
    audit.record(by, "announcement.begun", made, changes={"subject": [None, words.subject]})
    return made


def write(announcement: Campaign, *, by: Actor, words: Words, version: int | None = None) -> None:
    """Change a draft. Raises DomainError for ``subject``, ``body``, ``about_id``, and if it is none any more."""
    transaction.lock(announcement)
    assert announcement.series is not None
    if announcement.state is not CampaignState.DRAFT:
        raise DomainError(_("このお知らせは送信の手続きが済んでいるため、変更できません。"))
    if version is not None and version != announcement.version:
        raise WrittenMeanwhile
    _check_words(announcement.series, words)
    if changes := audit.difference(announcement, _values(words)):
        announcement.version += 1
        announcement.changed_at = clock.now()
        audit.record(
            by, "announcement.written", announcement, changes={"subject": changes.get("subject", [])}
        )


def send(announcement: Campaign, *, by: Actor, expected: int | None) -> int:
    """Hand it to the outbox, to be called back for five minutes; returns how many it goes to.

    Raises DomainError as sending.release does, and if the forum that it tells of is not to be seen any more.
    """
    if announcement.about is not None and not may_be_told(announcement.about):
        raise DomainError(_not_to_be_told())
    goes_at = clock.now() + sending.TO_CALL_BACK
    return sending.release(announcement, by=by, goes_at=goes_at, expected=expected)


def _values(words: Words) -> dict[str, object]:
    return {
        "subject": words.subject,
        "body": words.body,
        "reply_to": words.reply_to,
        "about_id": words.about.id if words.about else None,
    }


def _check_words(series: Series, words: Words) -> None:
    for name, text in (("subject", words.subject), ("body", words.body)):
        try:
            fields = merging.fields_in(text)
        except merging.BadField:
            fields = ("{",)
        if fields:
            raise DomainError(
                _("お知らせでは差し込み項目を使えません。記号の「{」と「}」は「{{」「}}」と重ねて書きます。"),
                name,
            )
    if words.about is not None and (words.about.series_id != series.id or not may_be_told(words.about)):
        raise DomainError(_not_to_be_told(), "about_id")


def _not_to_be_told() -> str:
    return _("このフォーラムは、公開されていないか中止になったため、お知らせに載せられません。")
