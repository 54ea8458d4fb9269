"""The named worlds of the demo, built through the services: what is there already stays as it is."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from forumapp.accounts import passwords
from forumapp.accounts import queries as accounts_queries
from forumapp.accounts import services as accounts
from forumapp.accounts.models import Account
from forumapp.agenda.models import SpeakerProfile
from forumapp.agenda.services import speakers
from forumapp.core import clock, resources
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.transaction import reading, transaction
from forumapp.demo import campaigns, groupwork, inquiries
from forumapp.demo.people import ACCOUNTS, ASKED, ATTENDEES, PASSWORD, SPEAKERS
from forumapp.exchange import attachments
from forumapp.exchange.moments import read_instant, read_wall, write_instant, write_wall
from forumapp.exchange.reading import Source
from forumapp.exchange.services.importing import check, import_document
from forumapp.exchange.services.keys import Keys
from forumapp.forums.models import Forum, Membership
from forumapp.groupwork.models import Group
from forumapp.personal import queries as personal
from forumapp.personal import services as letters_to_speakers
from forumapp.registration.models import Registration
from forumapp.registration.services.registering import register

BY = Actor("system", None, "demo")
DOCUMENTS = ("nagasaki", "hitori-josys", "aoba")
AHEAD = timedelta(weeks=3)


@dataclass(frozen=True)
class Loaded:
    """What a load made: slugs of new forums and addresses of new accounts; nothing the second time."""

    forums: tuple[str, ...]
    accounts: tuple[str, ...]


def load() -> Loaded:
    """Load every world that is missing, with the people who sign in; each world in one transaction."""
    forums = tuple(slug for name in DOCUMENTS if (slug := _load_document(name)))
    return Loaded(forums, _load_accounts())


def _load_document(name: str) -> str | None:
    path = resources.folder("demo") / f"{name}.yaml"
    with reading():
        source, found = check(path.read_bytes(), path.parent)
        slug: str = source.data["forum"]["slug"]
        if db.session.scalar(sa.select(Forum.id).where(Forum.slug == slug)) is not None:
            return None
    stored = attachments.store(found)
    if name == "aoba":
        move_to(source, clock.today() + AHEAD)
    with transaction():
        forum = import_document(source, stored, by=BY).forum
        if name == "aoba":
            _fill(forum)
    return slug


def move_to(source: Source, day: date) -> None:
    """Move every date of the document's forum by as many days as the forum itself is away from ``day``."""
    forum: dict[str, Any] = source.data["forum"]
    by = day - date.fromisoformat(forum["date"])
    forum["date"] = day.isoformat()
    registration = forum["registration"]
    for name in ("opens", "closes", "closes_web"):
        wall = read_wall(registration[name])
        assert wall is not None
        registration[name] = write_wall(wall + by)
    published = read_instant(forum["published"])
    assert published is not None
    forum["published"] = write_instant(published + by, "Asia/Tokyo")


def _fill(forum: Forum) -> None:
    """Register the invented people, arrange the groups, and write to everybody."""
    db.session.flush()
    tracks = Keys(forum.id, "track").by_name
    for attendee, mode, track in ATTENDEES:
        register(forum, by=BY, mode=mode, attendee=replace(attendee, track_id=tracks[track]), by_hand=True)
    groupwork.fill(forum, by=BY)
    campaigns.fill(forum, by=BY)
    inquiries.fill(forum, by=BY)
    _ask_speakers(forum)


def _ask_speakers(forum: Forum) -> None:
    """Give the speakers addresses, and ask the first of the guests."""
    known = [(row, address) for row in personal.rows(forum) if (address := SPEAKERS.get(row.name))]
    for row, address in known:
        speakers.set_address(forum, row.person_id, by=BY, email=address)
    asked = {row.person_id for row, address in known if address == ASKED}
    letters_to_speakers.send(forum, letters_to_speakers.Letters.REQUEST, asked, by=BY)


def _load_accounts() -> tuple[str, ...]:
    with reading():
        missing = [row for row in ACCOUNTS if accounts_queries.by_email(row[0]) is None]
    hashes = {email: passwords.make(PASSWORD, email) for email, *_rest in missing}
    with transaction():
        for email, name, role in missing:
            account = accounts.create(
                email,
                name,
                by=BY,
                is_admin=role is None,
                may_create=role is None or role.value in {"owner", "editor"},
                password_hash=hashes[email],
            )
            if role is not None:
                _give_role(account, role)
    return tuple(email for email, *_rest in missing)


def _give_role(account: Account, role: Any) -> None:
    for forum in db.session.scalars(sa.select(Forum).where(Forum.slug.in_(slugs())).order_by(Forum.id)):
        db.session.add(
            Membership(
                forum_id=forum.id, account_id=account.id, role=role, since=clock.now(), invited_by=BY.label
            )
        )


def slugs() -> tuple[str, ...]:
    """Return the addresses of the demo's forums."""
    return ("nagasaki-2024", "hitori-josys", "aoba")


def example_registration() -> Registration | None:
    """Return one registration of the invented forum whose page can be shown."""
    mine = sa.select(Registration).join(Forum).where(Forum.slug == "aoba").order_by(Registration.id)
    return db.session.scalar(mine.limit(1))


def example_group() -> Group | None:
    """Return one group whose facilitator's page can be shown."""
    mine = sa.select(Group).join(Forum, Forum.id == Group.forum_id).where(Forum.slug == "aoba")
    return db.session.scalar(mine.order_by(Group.number).limit(1))


def example_speaker() -> SpeakerProfile | None:
    """Return the speaker of the invented forum who was asked."""
    mine = sa.select(SpeakerProfile).join(Forum, Forum.id == SpeakerProfile.forum_id)
    asked = mine.where(Forum.slug == "aoba", SpeakerProfile.email == ASKED)
    return db.session.scalar(asked.order_by(SpeakerProfile.id).limit(1))
