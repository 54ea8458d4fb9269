"""A series and people who subscribed to it, for the tests of subscriptions and announcements."""

from itertools import count

from forumapp.campaigns.queries.subscribers import token_of
from forumapp.campaigns.services import subscribing
from forumapp.core.actor import STRANGER, SYSTEM
from forumapp.forums.services import series
from tests.accounts.factories import writing
from tests.forums.factories import make_organisation

_numbers = count(1)


def make_series(**values):
    """Make a series that belongs to 総務省."""
    with writing():
        given = {
            "owner": make_organisation(name="総務省"),
            "slug": f"series-{next(_numbers)}",
            "title": "地域連携フォーラム",
            **values,
        }
        return series.create_series(by=SYSTEM, **given)


def make_subscriber(series, address=None, *, confirmed=True, language="ja"):
    """Let somebody ask, and by default confirm."""
    with writing():
        made = subscribing.ask(
            series,
            by=STRANGER,
            address=address or f"reader{next(_numbers)}@city.example.jp",
            language=language,
        )
        if confirmed:
            subscribing.confirm(made, by=SYSTEM)
    return made


def page(subscriber, rest=""):
    """Return the path of the subscriber's page."""
    return f"/subscriptions/{token_of(subscriber)}/{rest}"


def one_click(subscriber):
    """Return the path that ends the subscription."""
    return f"/u/{token_of(subscriber)}"
