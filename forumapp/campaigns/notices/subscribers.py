"""The letter that confirms a subscription."""

from flask_babel import gettext as _

from forumapp.campaigns.models import Subscriber
from forumapp.campaigns.queries.subscribers import DAYS_TO_CONFIRM, page_of
from forumapp.core.db import db
from forumapp.core.i18n import language
from forumapp.forums.models import Forum, Series
from forumapp.mail.letters import Content, is_sample, render, sample_letter
from forumapp.mail.models import Letter


def title_of(series: Series) -> str:
    """Return the series' title in the letter's language, as far as there is one."""
    return (series.title_en if language() == "en" else "") or series.title


def subscription(letter: Letter) -> Content | None:
    """Write where to confirm, or that the address is known already; nothing once the subscription has ended."""
    subscriber = (
        _invented(letter) if is_sample(letter) else db.session.get(Subscriber, letter.recipe["subscriber"])
    )
    if subscriber is None or subscriber.ended_at is not None:
        return None
    return render(
        "campaigns/mail/subscription",
        subscriber=subscriber,
        series=title_of(subscriber.series),
        url=page_of(subscriber),
        days=DAYS_TO_CONFIRM,
    )


def sample(forum_id: int) -> Letter:
    """Make an unsaved letter about the forum's series, to somebody invented whose link opens nothing."""
    return sample_letter(forum_id)


def _invented(letter: Letter) -> Subscriber:
    forum = db.session.get_one(Forum, letter.forum_id)
    series = forum.series or Series(title=_("例示シリーズ"))
    return Subscriber(id=0, series=series, address=letter.address, link_generation=0)
