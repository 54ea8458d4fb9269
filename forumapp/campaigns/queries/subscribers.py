"""Reads of subscribers: whose link it is, who has subscribed to a series."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.campaigns.models import Subscriber
from forumapp.core import links
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Series

LINK = "subscriber"
"""Kind of the personal link."""
DAYS_TO_CONFIRM = 7
"""An address that nobody confirms is forgotten after so many days."""


def by_token(token: str) -> tuple[Subscriber, Actor] | None:
    """Return whose link it is, also of a subscription that has ended. The address is not passed on."""
    ident = links.read_id(token)
    whole = joinedload(Subscriber.series)
    found = db.session.get(Subscriber, ident, options=[whole]) if ident else None
    if found is None or not links.is_genuine(token, LINK, found.id, found.link_generation):
        return None
    return found, Actor("link", found.id, "")


def token_of(subscriber: Subscriber) -> str:
    """Return the token of the subscriber's link."""
    return links.make_token(LINK, subscriber.id, subscriber.link_generation)


def page_of(subscriber: Subscriber) -> str:
    """Return the full address of the page on which the subscription is confirmed or ended."""
    return absolute_url("subscribers.show", token=token_of(subscriber))


def end_of(subscriber: Subscriber) -> str:
    """Return the full address that ends the subscription with one POST; short, since it stands in a mail header."""
    return absolute_url("subscribers.end", token=token_of(subscriber))


def at_address(series: Series, address: str) -> Subscriber | None:
    """Return who subscribed (or asked to) with ``address``, lower-case; an ended subscription has none any more."""
    same = sa.select(Subscriber).where(Subscriber.series_id == series.id, Subscriber.address == address)
    return db.session.scalar(same)


def confirmed(series_id: int) -> Sequence[Subscriber]:
    """Return whom announcements of the series reach, in the order of their subscribing."""
    active = sa.select(Subscriber).where(
        Subscriber.series_id == series_id,
        Subscriber.confirmed_at.is_not(None),
        Subscriber.ended_at.is_(None),
    )
    return db.session.scalars(active.order_by(Subscriber.id)).all()
