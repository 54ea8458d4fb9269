"""Handing a campaign to the outbox, calling it back, and sending again what failed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.campaigns import merging
from forumapp.campaigns.errors import NumberChanged
from forumapp.campaigns.models import Campaign, CampaignRecipient, CampaignState
from forumapp.campaigns.queries.recipients import Recipient, recipients
from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.mail import services as mail
from forumapp.mail.models import Letter, LetterState, Suppression

LETTER, ANNOUNCEMENT = "campaigns.letter", "campaigns.announcement"
"""Kinds of letters with a campaign's own words: of a forum, of a series."""
TO_CALL_BACK = timedelta(minutes=5)
"""How long a campaign waits in the outbox, so that it can be called back."""


def release(
    campaign: Campaign, *, by: Actor, goes_at: datetime, occasion: str = "", expected: int | None = None
) -> int:
    """Put a letter to everybody whom the campaign means now into the outbox, due at ``goes_at``; returns how many.

    Nobody gets two on one ``occasion``: "" when somebody sends by hand, and then the campaign must be a draft. A
    campaign that goes by schedule (``anchor``) may reach nobody. ``expected`` is the number that was agreed to:
    NumberChanged if it is another one by now. DomainError without recipients, subject or body, for a bad field in
    them, and for what was sent before.
    """
    transaction.lock(campaign)
    by_hand = campaign.anchor is None
    if by_hand and campaign.state is not CampaignState.DRAFT:
        raise DomainError(_("このメールは、すでに送信の手続きが済んでいます。"))
    check_words(campaign)
    people = recipients(campaign, occasion=occasion)
    if by_hand and not people:
        raise DomainError(_("宛先がありません。宛先を選んでください。"), "sources")
    if expected is not None and expected != len(people):
        raise NumberChanged(len(people))
    idents = mail.send_many(
        kind_of(campaign),
        _letters(campaign, people, occasion),
        forum_id=campaign.forum_id,
        priority=mail.MASS,
        not_before=goes_at,
    )
    _note(campaign, people, idents, occasion)
    campaign.sent_at, campaign.goes_at = clock.now(), goes_at
    if by_hand:
        campaign.state = CampaignState.SENT
    campaign.version += 1

    audit.record(by, "campaign.released", campaign, changes={"recipients": [None, len(people)]})
    return len(people)


def call_back(campaign: Campaign, *, by: Actor) -> int:
    """Take back every letter that has not gone out and make the campaign a draft again; returns how many were taken.

    DomainError from the moment on which the letters are due. What went out all the same stays with the campaign.
    """
    transaction.lock(campaign)
    if campaign.state is not CampaignState.SENT or campaign.anchor is not None:
        raise DomainError(_("このメールは送信の手続きをしていないため、取り消せません。"))
    if campaign.goes_at is None or clock.now() >= campaign.goes_at:
        raise DomainError(_("送信が始まったため、取り消せません。"))
    own = _letters_of(campaign)
    waiting = sa.update(Letter).where(Letter.id.in_(own), Letter.state == LetterState.QUEUED)
    taken = db.session.execute(
        waiting.values(state=LetterState.ABORTED, done_at=clock.now()).execution_options(
            synchronize_session=False
        )
    )
    aborted = sa.select(Letter.id).where(Letter.id.in_(own), Letter.state == LetterState.ABORTED)
    db.session.execute(
        sa.delete(CampaignRecipient)
        .where(CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.letter_id.in_(aborted))
        .execution_options(synchronize_session=False)
    )
    campaign.state, campaign.sent_at, campaign.goes_at = CampaignState.DRAFT, None, None
    campaign.edition += 1
    campaign.version += 1

    count: int = taken.rowcount  # type: ignore[attr-defined]
    audit.record(by, "campaign.called_back", campaign, changes={"recipients": [count, None]})
    return count


def resend_failed(campaign: Campaign, *, by: Actor, bounced: bool = False) -> int:
    """Queue again the letters that could not be sent, with ``bounced`` also those that came back; returns how many.

    Addresses that get nothing any more are left out, and those that were forgotten.
    """
    transaction.lock(campaign)
    states = {LetterState.FAILED, *([LetterState.BOUNCED] if bounced else [])}
    failed = sa.update(Letter).where(
        Letter.id.in_(_letters_of(campaign)),
        Letter.state.in_(states),
        Letter.address != "",
        sa.func.lower(Letter.address).not_in(sa.select(Suppression.address)),
    )
    values = {"state": LetterState.QUEUED, "attempts": 0, "next_at": clock.now(), "done_at": None}
    again = db.session.execute(failed.values(**values).execution_options(synchronize_session="fetch"))
    count: int = again.rowcount  # type: ignore[attr-defined]
    if count:
        audit.record(by, "campaign.resent", campaign, changes={"recipients": [None, count]})
    return count


def kind_of(campaign: Campaign) -> str:
    """Return the kind of the campaign's letters."""
    return campaign.letter_kind or (LETTER if campaign.forum_id is not None else ANNOUNCEMENT)


def recipe_of(campaign: Campaign, recipient: Recipient) -> dict[str, Any]:
    """Return the recipe of one letter: the campaign, and the row that the letter is about by its kind."""
    return {"campaign": campaign.id, recipient.subject: recipient.subject_id}


def check_words(campaign: Campaign) -> None:
    """Refuse a letter without subject or body, or with a field that does not exist; a ready-made one has its own."""
    if campaign.letter_kind:
        return
    if not campaign.subject.strip():
        raise DomainError(_("件名を入力してください。"), "subject")
    if not campaign.body.strip():
        raise DomainError(_("本文を入力してください。"), "body")
    check_fields(subject=campaign.subject, body=campaign.body)


def check_fields(**texts: str) -> None:
    """Refuse a brace that is no field, on the name of its text."""
    for name, text in texts.items():
        try:
            merging.fields_in(text)
        except merging.BadField as bad:
            raise DomainError(_bad_field(bad), name) from bad


def _bad_field(bad: merging.BadField) -> str:
    """Say what is wrong with a brace, and which fields there are."""
    known = "、".join(f"{{{name}}}" for name in merging.FIELDS)
    if bad.name is None:
        return _(
            "「{」に対応する「}」がありません。記号として使うときは「{{」と重ねて書きます。使える差し込み項目：%(known)s",
            known=known,
        )
    return _(
        "差し込み項目「%(name)s」はありません。使える差し込み項目：%(known)s",
        name=f"{{{bad.name[:50]}}}",
        known=known,
    )


def _letters(campaign: Campaign, people: Sequence[Recipient], occasion: str) -> list[mail.Addressed]:
    own = None if campaign.letter_kind else merging.language_of(campaign.subject, campaign.body)
    prefix = f"campaign:{campaign.id}:{campaign.edition}:{occasion}:"
    return [
        mail.Addressed(
            dedupe=prefix + sha256(one.who.encode()).hexdigest()[:32],
            address=one.address,
            name=one.name,
            language=own or one.language,
            recipe=recipe_of(campaign, one),
        )
        for one in people
    ]


def _note(campaign: Campaign, people: Sequence[Recipient], idents: Sequence[int], occasion: str) -> None:
    rows = [
        {
            "campaign_id": campaign.id,
            "forum_id": campaign.forum_id,
            "occasion": occasion,
            "who": one.who,
            "address": one.address,
            "name": one.name,
            "subject": one.subject,
            "subject_id": one.subject_id,
            "letter_id": ident,
        }
        for one, ident in zip(people, idents, strict=True)
    ]
    if rows:
        db.session.execute(sa.insert(CampaignRecipient), rows)


def _letters_of(campaign: Campaign) -> sa.Select[tuple[int | None]]:
    return sa.select(CampaignRecipient.letter_id).where(CampaignRecipient.campaign_id == campaign.id)
