"""Forums, organisations and memberships for the tests of every slice; join an open transaction or open one."""

from datetime import date, datetime, time
from itertools import count

from forumapp.core import clock
from forumapp.core.actor import SYSTEM
from forumapp.directory import services as directory
from forumapp.directory.models import OrganisationKind
from forumapp.forums.models import Membership, Role, Room, Venue
from forumapp.forums.services.founding import create_forum
from tests.accounts.factories import make_account, sign_in, writing

_numbers = count(1)


def make_organisation(code=None, *, name=None, kind=OrganisationKind.OTHER):
    """Make the local government of ``code`` (from the register), or a free entry called ``name``."""
    with writing():
        if code:
            return directory.organisation_by_code(code)
        return directory.organisation_named(name or f"団体{next(_numbers)}", kind)


def make_forum(**values):
    """Make a published forum on 1 August 2024, 13:30–16:10 in Tokyo, that has a month of registration before it.

    ``draft=True`` leaves it unpublished; ``day=None`` makes it 調整中; every other column may be given.
    """
    with writing() as session:
        owner = values.pop("owner", None) or make_organisation(name="総務省", kind=OrganisationKind.MINISTRY)
        number = next(_numbers)
        given = {
            "day": date(2024, 8, 1),
            "starts": time(13, 30),
            "ends": time(16, 10),
            "opens": datetime(2024, 7, 1, 9, 0),
            "closes": datetime(2024, 7, 25, 17, 0),
            "published_at": None if values.pop("draft", False) else clock.now(),
            **values,
        }
        if given["day"] is None:
            given |= {"starts": None, "ends": None, "opens": None, "closes": None}
        slug = given.pop("slug", f"forum-{number}")
        forum = create_forum(
            owner=owner, title=given.pop("title", f"第{number}回フォーラム"), slug=slug, by=SYSTEM
        )
        for name, value in given.items():
            setattr(forum, name, value)
        session.flush()
    return forum


def make_membership(forum, account=None, role=Role.EDITOR, **values):
    """Give ``account`` (default: a new one) a role in ``forum``."""
    with writing() as session:
        membership = Membership(
            forum_id=forum.id,
            account_id=(account or make_account()).id,
            role=Role(role),
            since=clock.now(),
            **values,
        )
        session.add(membership)
        session.flush()
    return membership


def sign_in_as(client, forum, role=Role.EDITOR):
    """Let ``client`` be somebody's browser who has ``role`` in ``forum``; returns the account."""
    account = make_account()
    make_membership(forum, account, role)
    sign_in(client, account)
    return account


def make_venue(*, rooms=(("第1会議室", 60), ("第2会議室", 40)), **values):
    """Make a venue with ``rooms`` as (name, capacity)."""
    given = {
        "name": "出島メッセ長崎",
        "postal_code": "850-0058",
        "address": "長崎県長崎市尾上町4−1",
        **values,
    }
    with writing() as session:
        venue = Venue(
            **given,
            rooms=[
                Room(name=name, capacity=capacity, position=place)
                for place, (name, capacity) in enumerate(rooms)
            ],
        )
        session.add(venue)
    return venue
