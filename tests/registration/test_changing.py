"""What becomes of a registration: details, mode, cancellation, the join link."""

import pytest
import sqlalchemy as sa

from forumapp.calendar.services import find
from forumapp.core import clock as clocks
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Forum, Mode
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.errors import Ended, SeatsFull, Stale
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries import ledger
from forumapp.registration.queries.registrations import by_token, token_of
from forumapp.registration.services import changing, finding, letters, registering
from tests.agenda.factories import add_track
from tests.forums.factories import make_forum, make_venue
from tests.registration.factories import make_attendee, make_registration


def kinds(state=LetterState.QUEUED):
    found = sa.select(Letter.kind).where(Letter.state == state).order_by(Letter.id)
    return list(db.session.scalars(found))


def test_changing_the_mode_moves_both_counts_and_the_calendar_entry_and_writes(app, transaction):
    forum = make_forum(venue=make_venue(), seats_on_site=1, seats_web=1)
    registration = make_registration(forum)
    uid = find("registration", registration.id).uid
    with transaction():
        changing.change_mode(registration, by=SYSTEM, mode=Mode.WEB)
    entry = find("registration", registration.id)
    assert [ledger.read(forum).counted[mode] for mode in ledger.MODES] == [0, 1]
    assert (entry.uid, entry.sequence, entry.facts["location"]) == (uid, 1, "Web")
    assert kinds() == ["registration.received", "registration.mode_changed"]


def test_changing_to_a_full_mode_is_refused(app, transaction):
    forum = make_forum(seats_web=1)
    make_registration(forum, Mode.WEB)
    registration = make_registration(forum)
    with transaction(), pytest.raises(SeatsFull):
        changing.change_mode(registration, by=SYSTEM, mode=Mode.WEB)
    db.session.refresh(registration)
    assert registration.mode is Mode.ON_SITE


def test_changing_to_the_same_mode_changes_nothing(app, transaction):
    registration = make_registration(make_forum(seats_on_site=1))
    with transaction():
        changing.change_mode(registration, by=SYSTEM, mode=Mode.ON_SITE)
    assert (registration.version, kinds()) == (1, ["registration.received"])


def send_all():
    """Let the postman have been here."""
    db.session.execute(sa.update(Letter).values(state=LetterState.SENT, attempts=1, done_at=clocks.now()))


def test_whoever_withdraws_before_anything_was_sent_hears_of_neither(app, transaction):
    registration = make_registration(make_forum())
    with transaction():
        changing.cancel(registration, by=SYSTEM)
    assert (kinds(LetterState.ABORTED), kinds()) == (["registration.received"], [])


@pytest.mark.parametrize(
    "state", [LetterState.SENT, LetterState.SENDING, LetterState.FAILED, LetterState.BOUNCED]
)
def test_whoever_may_have_been_written_to_is_told_of_the_end(app, transaction, state):
    registration = make_registration(make_forum())
    with transaction() as session:
        session.execute(sa.update(Letter).values(state=state, attempts=1))
    with transaction():
        changing.cancel(registration, by=SYSTEM)
    assert kinds() == ["registration.cancelled"]


def test_a_letter_that_was_tried_once_may_have_arrived(app, transaction):
    registration = make_registration(make_forum())
    with transaction() as session:
        session.execute(sa.update(Letter).values(attempts=1))
    with transaction():
        changing.cancel(registration, by=SYSTEM)
    assert (kinds(LetterState.ABORTED), kinds()) == (["registration.received"], ["registration.cancelled"])


def test_cancelling_frees_the_seat_takes_back_what_waits_and_cancels_the_entry(app, transaction):
    forum = make_forum(seats_on_site=1)
    registration = make_registration(forum)
    with transaction():
        send_all()
        finding.send_links(forum, email=registration.email)
    with transaction():
        changing.cancel(registration, by=SYSTEM)
        changing.cancel(registration, by=SYSTEM)
    entry = find("registration", registration.id)
    assert (registration.state, entry.sequence, entry.facts["status"]) == (
        RegistrationState.CANCELLED,
        1,
        "CANCELLED",
    )
    assert (kinds(LetterState.ABORTED), kinds()) == (["registration.link"], ["registration.cancelled"])
    assert make_registration(forum).state is RegistrationState.CONFIRMED


def test_a_seat_that_becomes_free_raises_the_forums_revision(app, transaction):
    forum = make_forum(seats_on_site=1)
    registration = make_registration(forum)
    read = sa.select(Forum.revision).where(Forum.id == forum.id)
    before = db.session.scalar(read)
    with transaction():
        changing.cancel(registration, by=SYSTEM)
    assert db.session.scalar(read) == before + 1


def test_after_the_deadline_nothing_changes_but_cancelling_goes_until_the_start(app, transaction, clock):
    registration = make_registration(make_forum())
    clock.advance(days=28)
    with transaction(), pytest.raises(Ended):
        changing.change_mode(registration, by=SYSTEM, mode=Mode.WEB)
    with transaction():
        changing.cancel(registration, by=SYSTEM)
    assert registration.state is RegistrationState.CANCELLED


def test_once_the_forum_has_begun_only_an_organiser_cancels(app, transaction, clock):
    registration = make_registration(make_forum())
    clock.advance(days=31, hours=5)
    with transaction(), pytest.raises(Ended):
        changing.cancel(registration, by=SYSTEM)
    with transaction():
        changing.cancel(registration, by=SYSTEM, by_hand=True)
    assert registration.state is RegistrationState.CANCELLED


def test_somebody_who_cancelled_can_register_again(app, transaction):
    forum, attendee = make_forum(), make_attendee()
    with transaction():
        first, _ = registering.register(forum, by=SYSTEM, mode=Mode.WEB, attendee=attendee)
        changing.cancel(first, by=SYSTEM)
        second, is_own = registering.register(forum, by=SYSTEM, mode=Mode.WEB, attendee=attendee)
    assert (second.id != first.id, is_own, second.person_id) == (True, True, first.person_id)


def test_changed_details_are_kept_with_the_version_and_an_older_form_is_refused(app, transaction):
    registration = make_registration(make_forum())
    with transaction():
        changing.change_details(registration, by=SYSTEM, attendee=make_attendee(unit="財政課"), version=1)
    assert (registration.unit, registration.version) == ("財政課", 2)
    with transaction(), pytest.raises(Stale):
        changing.change_details(registration, by=SYSTEM, attendee=make_attendee(unit="人事課"), version=1)
    db.session.refresh(registration)
    assert registration.unit == "財政課"


def test_a_new_address_gets_the_link(app, transaction):
    registration = make_registration(make_forum())
    with transaction():
        send_all()
        changing.change_details(
            registration, by=SYSTEM, attendee=make_attendee(email="new@city.example.jp"), version=1
        )
    newest = db.session.scalars(sa.select(Letter).order_by(Letter.id.desc())).first()
    assert (newest.kind, newest.address) == ("registration.link", "new@city.example.jp")


@pytest.mark.parametrize(
    ("mode", "minutes_before", "is_shown"),
    [
        (Mode.WEB, 61, False),
        (Mode.WEB, 60, True),
        (Mode.WEB, 0, True),
        (Mode.WEB, -161, False),
        (Mode.ON_SITE, 30, False),
    ],
)
def test_the_join_link_is_taken_only_by_web_and_only_around_the_forum(
    app, transaction, clock, mode, minutes_before, is_shown
):
    registration = make_registration(make_forum(join_url="https://meet.example.jp/1"), mode)
    clock.advance(days=31, hours=4.5, minutes=-minutes_before)
    with transaction():
        if is_shown:
            changing.take_join_link(registration, by=SYSTEM)
        else:
            with pytest.raises(Ended):
                changing.take_join_link(registration, by=SYSTEM)
    assert (registration.join_taken_at == clock.instant) is is_shown


def test_somebody_on_site_joins_a_track_that_is_held_by_web_only(app, transaction, clock):
    forum = make_forum(join_url="https://meet.example.jp/1")
    track = add_track(forum, "人事・財政部門", mode=Mode.WEB)
    registration = make_registration(forum, track_id=track.id)
    clock.advance(days=31, hours=4)
    with transaction():
        changing.take_join_link(registration, by=SYSTEM)
    assert registration.join_taken_at == clock.instant


def test_a_revoked_link_opens_nothing_and_a_new_one_is_mailed(app, transaction):
    registration = make_registration(make_forum())
    old = token_of(registration)
    assert by_token(old)[0].id == registration.id
    with transaction():
        changing.revoke_link(registration, by=SYSTEM)
    assert by_token(old) is None
    assert by_token(token_of(registration))[0].id == registration.id
    assert kinds() == ["registration.received", "registration.link"]


def test_a_link_revoked_just_after_it_was_asked_for_is_mailed_anew(app, transaction):
    registration = make_registration(make_forum())
    with transaction():
        letters.link(registration)
    with transaction():
        changing.revoke_link(registration, by=SYSTEM)
    assert kinds() == ["registration.received", "registration.link", "registration.link"]


def test_lost_links_go_to_everybody_with_the_address_and_at_most_once_in_ten_minutes(app, transaction, clock):
    forum = make_forum()
    make_registration(forum, given_name="一", email="office@city.example.jp")
    make_registration(forum, given_name="二", email="office@city.example.jp")
    make_registration(make_forum(), given_name="三", email="office@city.example.jp")
    for _attempt in range(2):
        with transaction():
            finding.send_links(forum, email="OFFICE@city.example.jp")
    assert kinds().count("registration.link") == 2
    clock.advance(minutes=11)
    with transaction():
        finding.send_links(forum, email="office@city.example.jp")
        finding.send_links(forum, email="nobody@city.example.jp")
    assert kinds().count("registration.link") == 4
