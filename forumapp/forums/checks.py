"""What an organiser should know about a forum's settings: said in words, nothing is blocked. Pure."""

from flask_babel import gettext as _

from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import takes


def capacity_of(forum: Forum) -> int | None:
    """Return how many people the forum's room holds (its venue's rooms together if none is chosen); None if unknown."""
    if forum.room is not None:
        return forum.room.capacity
    if forum.venue is None:
        return None
    known = [room.capacity for room in forum.venue.rooms if room.capacity is not None]
    return sum(known) if known else None


def seats_over_capacity(forum: Forum) -> int:
    """Return by how many people the seats on site exceed the room's capacity; 0 if they fit or nobody knows."""
    capacity = capacity_of(forum)
    if capacity is None or forum.seats_on_site is None or not takes(forum, Mode.ON_SITE):
        return 0
    return max(0, forum.seats_on_site - capacity)


def over_capacity_text(forum: Forum) -> str:
    """Return the warning about too many seats."""
    return _(
        "会場の定員(%(seats)d名)が、部屋の収容人数(%(capacity)d名)を超えています。",
        seats=forum.seats_on_site or 0,
        capacity=capacity_of(forum) or 0,
    )


def missing_for_public(forum: Forum) -> list[tuple[str, str]]:
    """Return what the public page would say nothing about: (endpoint of the page to fill in, words)."""
    found = [
        (forum.day is None, "forums.facts", _("開催日(未定のときは「調整中」と表示されます)")),
        (forum.day is not None and forum.starts is None, "forums.facts", _("開始時刻")),
        (not forum.summary, "forums.facts", _("概要")),
        (not forum.contact_name and not forum.contact_email, "forums.facts", _("問い合わせ先")),
        (takes(forum, Mode.ON_SITE) and forum.venue is None, "forums.venue", _("会場")),
        (not forum.hosts, "forums.hosts", _("主催")),
    ]
    return [(endpoint, words) for is_missing, endpoint, words in found if is_missing]


def warnings_of(forum: Forum) -> list[tuple[str, str]]:
    """Return what does not fit together: (endpoint of the page to mend it, sentence)."""
    found: list[tuple[str, str]] = []
    if seats_over_capacity(forum):
        found.append(("forums.venue", over_capacity_text(forum)))
    if takes(forum, Mode.WEB) and not forum.join_url and forum.published_at is not None:
        found.append(("forums.venue", _("Web会議のアドレスが未入力です。Web参加者に案内できません。")))
    if forum.published_at and forum.day and forum.opens is None and forum.registration.value == "dates":
        found.append(("forums.registration_period", _("受付開始日時が未入力のため、受付が始まりません。")))
    return found
