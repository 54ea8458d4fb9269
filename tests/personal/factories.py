"""Speakers with what is known of them, for the tests of this slice."""

from dataclasses import dataclass

from forumapp.agenda import profiles
from forumapp.agenda.models import Appearance, Item, SpeakerProfile
from forumapp.agenda.services import speakers
from forumapp.core import clock
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.forums.models import Forum
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, add_speaker
from tests.forums.factories import make_forum, make_venue

ADDRESS = "yamada@pref.example.jp"
LINE = "広島県総務局 課長 山田　正彦氏"


@dataclass
class Stage:
    """A forum with one talk and its speaker, who was asked."""

    forum: Forum
    item: Item
    appearance: Appearance
    profile: SpeakerProfile

    @property
    def own(self):
        """Return the path of the speaker's page."""
        return f"/speakers/{profiles.token_of(db.session.merge(self.profile))}/"

    @property
    def actor(self):
        """Return the speaker as the boundary knows them."""
        return Actor("link", self.profile.id, "山田　正彦")

    @property
    def fresh(self):
        """Return the appearance as it stands in the database."""
        db.session.flush()
        db.session.expire_all()
        return db.session.get_one(Appearance, self.appearance.id)

    @property
    def known(self):
        """Return the profile as it stands in the database."""
        db.session.flush()
        db.session.expire_all()
        return db.session.get_one(SpeakerProfile, self.profile.id)


def make_stage(*, family_name="山田", asked=True, **values):
    """Make a forum with a talk at 13:30 by 山田 正彦, whose address is known."""
    forum = make_forum(
        slug="nagasaki-2024",
        title="試験のフォーラム",
        venue=make_venue(),
        contact_email="forum@pref.example.jp",
        **values,
    )
    item = add_item(forum, "取組の紹介", start="13:30", minutes=30)
    appearance = add_speaker(
        item, family_name, "正彦", organisation="広島県", unit="総務局", title="課長", honorific="氏"
    )
    with writing():
        profile = speakers.set_address(forum, appearance.person_id, by=SYSTEM, email=ADDRESS)
        profile.asked_at = clock.now() if asked else None
    return Stage(forum, item, appearance, profile)
