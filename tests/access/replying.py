"""What the world of doors has of inquiries: a reply that came, a draft of more, a department that was asked."""

from dataclasses import replace
from datetime import date

from forumapp.core import clock
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.directory import services as directory
from forumapp.forums.models import Mode
from forumapp.inquiries.entered import Entered
from forumapp.inquiries.services import asking, drafting, passing, submitting
from forumapp.registration.models import Quota, Registration
from tests.forums.factories import make_forum
from tests.inquiries.factories import quota_before


def replies(forum, place):
    """An inquiry with a reply: a registered person, a draft, a department that was asked; and last time's people."""
    quota = db.session.get(Quota, place.ids["quota"])
    city = directory.organisation_by_code("422011")
    before = make_forum(
        slug=f"before-{place.slug}", day=date(2023, 8, 1), owner=forum.owner, published_at=None
    )
    at = {"registered_at": clock.now(), "changed_at": clock.now(), "answers": []}
    last = Registration(forum=before, receipt=f"LAST{forum.id:04}", mode=Mode.WEB, family_name="前回", **at)
    last.organisation_id, last.quota_id = city.id, quota_before(before).id
    db.session.add(last)
    address = f"clerk@{place.slug}.example.jp"
    other = asking.Asked(directory.organisation_by_code("422029"), f"second@{place.slug}.example.jp")
    asking.ask(forum, by=SYSTEM, asked=[asking.Asked(city, address), other])
    inquiry = asking.inquiry_to(forum, city.id)
    drafting.change_contact(inquiry, by=SYSTEM, contact_name="回答 太郎", contact_email=address)
    person = Entered("回答", Mode.ON_SITE, quota.id, given_name="済", track_id=place.ids["track"])
    row = drafting.save(inquiry, person, by=SYSTEM)
    submitting.submit(inquiry, by=SYSTEM)
    drafting.save(inquiry, person_named(person, "途中"), by=SYSTEM)
    section = passing.pass_on(inquiry, by=SYSTEM, quota_id=quota.id, address=f"other@{place.slug}.example.jp")
    db.session.flush()
    place.ids |= {"inquiry": inquiry.id, "row": row.id, "part": section.id, "organisation": city.id}
    place.emails += [address, section.address, other.address]
    return (inquiry, "inquiry"), (section, "inquiry_section")


def person_named(person, name):
    """The same attendee by another name."""
    return replace(person, family_name=name)
