"""Reads of speakers' profiles, and the personal link that each of them has."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.agenda.models import Appearance, SpeakerProfile
from forumapp.core import links
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.text.names import full_name
from forumapp.core.urls import absolute_url

LINK = "speaker"
"""Kind of the speaker's personal link."""


def holder_of(token: str) -> tuple[SpeakerProfile, Actor] | None:
    """Return the profile that a speaker's link opens, or None: forged, revoked, or purged with its forum."""
    ident = links.read_id(token)
    found = (
        db.session.get(SpeakerProfile, ident, options=(joinedload(SpeakerProfile.forum),)) if ident else None
    )
    if found is None or not links.is_genuine(token, LINK, found.id, found.link_generation):
        return None
    if found.forum.purged_at is not None:
        return None
    return found, Actor("link", found.id, name_of(found))


def token_of(profile: SpeakerProfile) -> str:
    """Return the token of the personal link."""
    return links.make_token(LINK, profile.id, profile.link_generation)


def link_of(profile: SpeakerProfile) -> str:
    """Return the full address of the speaker's page."""
    return absolute_url("speaker.show", token=token_of(profile))


def name_of(profile: SpeakerProfile) -> str:
    """Return the name as it is printed now, or as the directory has it."""
    mine = sa.select(Appearance).where(
        Appearance.forum_id == profile.forum_id,
        Appearance.person_id == profile.person_id,
        Appearance.withdrawn_at.is_(None),
    )
    printed = db.session.scalar(mine.order_by(Appearance.id).limit(1))
    named = printed or profile.person
    return full_name(named.family_name, named.given_name)


def profile_of(forum_id: int, person_id: int) -> SpeakerProfile | None:
    """Return what a forum knows of a speaker."""
    mine = sa.select(SpeakerProfile).filter_by(forum_id=forum_id, person_id=person_id)
    return db.session.scalar(mine)


def profiles(forum_id: int) -> dict[int, SpeakerProfile]:
    """Return the profiles of a forum by person; one statement."""
    mine = sa.select(SpeakerProfile).where(SpeakerProfile.forum_id == forum_id)
    whole = mine.options(joinedload(SpeakerProfile.person)).order_by(SpeakerProfile.id)
    return {row.person_id: row for row in db.session.scalars(whole)}


def at_address(forum_id: int, email: str) -> Sequence[SpeakerProfile]:
    """Return the speakers of a forum with this address, however it is written."""
    mine = sa.select(SpeakerProfile).where(
        SpeakerProfile.forum_id == forum_id, sa.func.lower(SpeakerProfile.email) == email.lower()
    )
    return db.session.scalars(mine.order_by(SpeakerProfile.id)).all() if email else []


def appearance_of(profile: SpeakerProfile, ident: int) -> Appearance | None:
    """Return an appearance of this speaker that stands in the programme."""
    found = db.session.get(Appearance, ident, options=(joinedload(Appearance.item),))
    if found is None or found.forum_id != profile.forum_id or found.person_id != profile.person_id:
        return None
    return found if found.withdrawn_at is None and found.item.withdrawn_at is None else None


def appearances(forum_id: int, person_id: int) -> Sequence[int]:
    """Return the ids of somebody's appearances in a forum, withdrawn ones too."""
    mine = sa.select(Appearance.id).filter_by(forum_id=forum_id, person_id=person_id)
    return db.session.scalars(mine.order_by(Appearance.id)).all()
