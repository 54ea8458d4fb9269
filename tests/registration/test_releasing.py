"""Seats that organisations have not used are given to others: by a button, by date, each time exactly those."""

from datetime import date

import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.directory.services import organisation_by_code
from forumapp.forums.models import Mode
from forumapp.registration.models import Allotment, AudienceKind, Entry, RegistrationState, SeatRules
from forumapp.registration.queries import ledger
from forumapp.registration.services import registering, rules
from forumapp.registration.services.seating import seats_of
from tests.accounts.factories import writing
from tests.counting import statements
from tests.forums.factories import make_forum, sign_in_as
from tests.registration.factories import make_attendee, make_line, make_quota
from tests.registration.test_desk_views import desk, form_token
from tests.registration.test_rules import TOWN, change, state_of, waiting_person


def enter(forum, quota, organisation="長崎市", **values):
    with writing(), seats_of(forum) as claims:
        attendee = make_attendee(organisation=organisation)
        return registering.enter(
            claims, by=SYSTEM, attendee=attendee, mode=Mode.ON_SITE, quota=quota, **values
        )


def test_unused_seats_are_released_by_a_button_that_says_how_many(app, client):
    forum = make_forum(seats_on_site=42)
    quota = make_quota(make_line(forum), mode=Mode.ON_SITE)
    change(forum, entry=Entry.BOTH, open_on_site=0, has_waiting=True)
    enter(forum, quota)
    late = waiting_person(forum)
    sign_in_as(client, forum)
    path = desk(forum, "seat-rules/release")

    page = client.get(path).text
    assert "41席を開放する" in page
    token = form_token(client, path)
    assert state_of(late) is RegistrationState.WAITING

    enter(forum, quota, "長与町")
    stale = client.post(path, data={**token, "count": "41"})
    assert stale.status_code == 422
    assert "開放できる席の数が変わりました" in stale.text
    assert "40席を開放する" in stale.text
    assert db.session.scalar(sa.select(sa.func.count(Allotment.id))) == 0

    assert client.post(path, data={**token, "count": "40"}).status_code == 303
    assert state_of(late) is RegistrationState.CONFIRMED
    assert ledger.read(forum).unused() == 0
    assert db.session.get(SeatRules, forum.id).open_on_site == 40
    assert "開放できる席はありません。" in client.get(path).text
    again = client.post(path, data={**token, "count": "40"})
    assert again.status_code == 422


def test_another_date_of_release_counts_although_seats_were_released_before(app, clock):
    forum = make_forum()
    quota = make_quota(make_line(forum))
    change(forum, entry=Entry.BOTH, releases_on=date(2024, 7, 10))
    clock.advance(days=9)
    with writing():
        assert rules.release_due() == 1
    with writing():
        assert rules.release_due() == 0
        rules.allot(quota, organisation_by_code(TOWN), by=SYSTEM, seats=2)
    change(forum, releases_on=date(2024, 7, 12))
    clock.advance(days=2)
    assert ledger.read(forum).unused() == 2
    with writing():
        assert rules.release_due() == 1
    assert ledger.read(forum).unused() == 0


def test_a_release_costs_the_same_for_a_town_and_for_a_prefecture(app):
    counted = []
    for kind in ("one", "many"):
        forum = make_forum()
        if kind == "one":
            make_quota(make_line(forum, AudienceKind.ORGANISATION, "長与町", organisation=TOWN))
        else:
            make_quota(make_line(forum))
        change(forum, entry=Entry.BOTH)

        def release(forum=forum):
            with writing():
                rules.release_unused(forum, by=SYSTEM)

        counted.append(statements(release))
    assert counted[1] - counted[0] <= 3
