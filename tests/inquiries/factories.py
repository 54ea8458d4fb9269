"""Inquiries and replies for the tests of every slice, made by the services."""

import pytest
import sqlalchemy as sa

from forumapp.core import clock
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.directory import services as directory
from forumapp.forums.models import Mode
from forumapp.inquiries.entered import Entered
from forumapp.inquiries.services import asking, drafting, submitting
from forumapp.registration.models import Audience, AudienceKind, Quota, Registration
from tests.accounts.factories import writing
from tests.forums.factories import make_forum
from tests.registration.factories import make_line, make_quota

SASEBO, NAGASAKI = "422029", "422011"


@pytest.fixture
def asked(app):
    """Return an inquiry to 長崎市 and the three quotas that it may fill."""
    forum, quotas = make_asked_forum()
    return make_inquiry(forum), quotas


def registered():
    """Return (family name, quota, state) of everybody registered, in the order of registration."""
    rows = db.session.scalars(sa.select(Registration).order_by(Registration.id))
    return [(one.family_name, one.quota_id, one.state.value) for one in rows]


def make_asked_forum(*, seats=(2, 1, 1), **values):
    """Make a public forum whose line is all municipalities of Nagasaki, with a quota for each number of ``seats``."""
    values.setdefault("seats_on_site", 60)
    values.setdefault("seats_web", 60)
    forum = make_forum(**values)
    line = make_line(forum)
    names = ("情報政策担当部門", "財政担当部門", "人事担当部門")
    quotas = [make_quota(line, name, number) for name, number in zip(names, seats, strict=False)]
    return forum, quotas


def make_inquiry(forum, code=NAGASAKI, address="clerk@city.example.jp", **values):
    """Ask one organisation."""
    with writing():
        organisation = directory.organisation_by_code(code)
        asked = [asking.Asked(organisation, address)]
        asking.ask(forum, by=SYSTEM, asked=asked, **values)
        return asking.inquiry_to(forum, organisation.id)


def someone(family_name, quota=None, mode=Mode.ON_SITE, **values):
    """Make an attendee as entered."""
    values.setdefault("given_name", "花子")
    values.setdefault("family_kana", "シケン")
    return Entered(family_name, Mode(mode), quota.id if quota else None, **values)


def enter(inquiry, *people, late=False):
    """Write attendees into the draft, one by one; returns their rows."""
    with writing():
        return [drafting.save(inquiry, one, by=SYSTEM, late=late) for one in people]


def submit(inquiry, **values):
    """Submit the draft."""
    with writing():
        return submitting.submit(inquiry, by=SYSTEM, **values)


def quota_before(forum):
    """Give an earlier forum a quota that anybody fills."""
    quota = Quota(forum_id=forum.id, label="前回の枠", seats=1)
    quota.audience = Audience(forum_id=forum.id, kind=AudienceKind.ANYBODY, label="前回")
    db.session.add(quota)
    db.session.flush()
    return quota


def someone_before(forum, organisation_id, family_name, **values):
    """Let somebody have taken part in an earlier forum, on a seat of the organisation's."""
    now = clock.now()
    if "quota_id" not in values:
        values["quota_id"] = quota_before(forum).id
    db.session.add(
        Registration(
            forum=forum,
            receipt=f"L{family_name[:3]}",
            mode=Mode.WEB,
            family_name=family_name,
            organisation_id=organisation_id,
            registered_at=now,
            changed_at=now,
            answers=[],
            **values,
        )
    )
