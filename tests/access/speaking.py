"""The speakers of a furnished forum, and what is known of them."""

from forumapp.agenda import profiles
from forumapp.agenda import queries as agenda
from forumapp.agenda.services import speakers
from forumapp.core import clock
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.materials import services as materials
from tests.agenda.factories import add_speaker
from tests.materials.factories import PDF, received

PHONE = "090-5555-0123"
"""A speaker's number for the day."""


def speakers_of(forum, place):
    """A speaker who was asked and sent slides, one with an address, one without, and the contact of one who left."""
    item = agenda.item(forum.id, place.ids["item"])
    damaged, gone = (
        agenda.appearance(forum.id, ident) for ident in (place.ids["speaker"], place.gone["speaker"])
    )
    mine = add_speaker(item, "登壇", "花代", organisation="長崎県", honorific="氏")
    add_speaker(item, "宛先", "無し", organisation="長崎県")
    addresses = {
        mine: f"hanayo@{place.slug}.example.jp",
        damaged: f"takahashi@{place.slug}.example.jp",
        gone: f"zennin@{place.slug}.example.jp",
    }
    for one, address in addresses.items():
        speakers.set_address(forum, one.person_id, by=SYSTEM, email=address)
        place.emails.append(address)
    profile = profiles.profile_of(forum.id, mine.person_id)
    profile.asked_at = clock.now()
    speakers.set_phone(profile, by=SYSTEM, phone=PHONE)
    file = received(PDF + b"\nspeaker", "登壇資料.pdf")
    sent = materials.hand_in(
        forum, by=SYSTEM, person_id=mine.person_id, item_id=item.id, file=file, may_publish=False
    )
    db.session.flush()
    place.ids |= {"person": mine.person_id, "left_person": gone.person_id, "appearance": mine.id}
    place.ids |= {"handed_in": sent.id, "handed_in_name": sent.filename}
    return profile
