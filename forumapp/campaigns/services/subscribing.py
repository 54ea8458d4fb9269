"""Who wants to hear of a series: asked on the public page, confirmed by the mailed link, ended by one press.

Only those who said so themselves: somebody who took part in a forum gave the address for that forum, and hears no more
of the series unless they subscribe.
"""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.campaigns.models import CampaignRecipient, Subscriber
from forumapp.campaigns.queries.subscribers import DAYS_TO_CONFIRM, at_address
from forumapp.core import audit, clock, transaction
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Series
from forumapp.mail import services as mail
from forumapp.mail.addresses import BadAddress, check_address
from forumapp.mail.models import Letter, LetterState

KIND = "campaigns.subscription"


def ask(series: Series, *, by: Actor, address: str, language: str) -> Subscriber:
    """Mail the link that confirms (or, to who has subscribed already, the one that ends). Raises DomainError for ``email``."""
    try:
        address = check_address(address).lower()
    except BadAddress as error:
        raise DomainError(_("メールアドレスの形を確認してください。"), "email") from error
    now = clock.now()
    subscriber = at_address(series, address) or _begin(series, address)
    if subscriber.confirmed_at is None:
        subscriber.asked_at, subscriber.language = now, language
    audit.record(by, "subscriber.asked", subscriber)
    mail.send(
        KIND,
        dedupe=f"{_letters_of(subscriber)}{now.isoformat()}",
        address=address,
        language=language,
        priority=mail.SOON,
        subscriber=subscriber.id,
    )
    return subscriber


def confirm(subscriber: Subscriber, *, by: Actor) -> None:
    """Let the subscription count; the second time changes nothing. Raises DomainError once it has ended."""
    if subscriber.ended_at is not None:
        raise DomainError(_("この登録は終了しています。もう一度お申し込みください。"))
    if subscriber.confirmed_at is None:
        subscriber.confirmed_at = clock.now()
        audit.record(by, "subscriber.confirmed", subscriber)


def end(subscriber: Subscriber, *, by: Actor) -> None:
    """End the subscription and forget the address everywhere; the second time changes nothing.

    The row stays without its address: the link in a letter of last year must go on to say that it has ended, and
    an id that was given anew would open another's subscription.
    """
    if subscriber.ended_at is not None:
        return
    subscriber.ended_at = clock.now()
    _forget(subscriber)
    audit.record(by, "subscriber.ended", subscriber)


def sweep() -> int:
    """End what nobody confirmed in time; returns how many. The daily job."""
    long_ago = clock.now() - timedelta(days=DAYS_TO_CONFIRM)
    waiting = sa.select(Subscriber).where(
        Subscriber.confirmed_at.is_(None), Subscriber.ended_at.is_(None), Subscriber.asked_at < long_ago
    )
    forgotten = db.session.scalars(waiting).all()
    for subscriber in forgotten:
        end(subscriber, by=SYSTEM)
    return len(forgotten)


def _begin(series: Series, address: str) -> Subscriber:
    transaction.lock(series)  # two who ask at once make one row
    known = at_address(series, address)
    if known is not None:
        return known
    subscriber = Subscriber(series_id=series.id, address=address, asked_at=clock.now())
    db.session.add(subscriber)
    db.session.flush()
    return subscriber


def _letters_of(subscriber: Subscriber) -> str:
    return f"{KIND}:{subscriber.id}:"


def _forget(subscriber: Subscriber) -> None:
    reached = (CampaignRecipient.subject == "subscriber", CampaignRecipient.subject_id == subscriber.id)
    letters = sa.or_(
        Letter.dedupe_key.startswith(_letters_of(subscriber), autoescape=True),
        Letter.id.in_(sa.select(CampaignRecipient.letter_id).where(*reached)),
    )
    waiting = sa.update(Letter).where(letters, Letter.state == LetterState.QUEUED)
    db.session.execute(waiting.values(state=LetterState.ABORTED, done_at=clock.now()))
    others = sa.update(Letter).where(letters, Letter.state != LetterState.SENDING)
    db.session.execute(others.values(address="", name="", last_text=None))
    number = sa.cast(CampaignRecipient.id, sa.String)
    rows = sa.update(CampaignRecipient).where(*reached)
    db.session.execute(rows.values(who=number, address="", name=""))
    subscriber.address = str(subscriber.id)  # unique within the series, and nobody's
