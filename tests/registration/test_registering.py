"""Registering: one person, one seat, one receipt."""

import re

import pytest
import sqlalchemy as sa

from forumapp.calendar.services import find
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory.models import Person
from forumapp.forums.models import Forum, Mode
from forumapp.mail.models import Letter
from forumapp.registration.errors import NotOpen, SeatsFull
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.seats import places
from forumapp.registration.receipts import RECEIPT_ALPHABET
from forumapp.registration.services import registering
from tests.agenda.factories import add_track
from tests.forums.factories import make_forum, make_organisation
from tests.registration.factories import make_attendee, make_line, make_registration


def register(forum, attendee, mode=Mode.ON_SITE, **values):
    return registering.register(forum, by=SYSTEM, mode=mode, attendee=attendee, **values)


def letters():
    return list(db.session.scalars(sa.select(Letter).order_by(Letter.id)))


def test_registering_gives_a_confirmed_seat_with_letter_calendar_entry_and_person(app):
    forum = make_forum()
    registration = make_registration(
        forum, family_name="髙橋", given_name="桃子", email="momoko@city.example.jp"
    )
    assert (registration.state, registration.mode) == (RegistrationState.CONFIRMED, Mode.ON_SITE)
    assert (registration.organisation.code, registration.organisation_name) == ("422011", "長崎市")
    assert (registration.person.family_name, registration.person.email) == ("髙橋", "momoko@city.example.jp")
    assert find("registration", registration.id).sequence == 0
    assert [(letter.kind, letter.address, letter.recipe) for letter in letters()] == [
        ("registration.received", "momoko@city.example.jp", {"registration": registration.id})
    ]


def test_the_receipt_has_eight_characters_without_look_alikes(app):
    registration = make_registration(make_forum())
    assert re.fullmatch(f"[{RECEIPT_ALPHABET}]{{8}}", registration.receipt)
    assert set(RECEIPT_ALPHABET) & set("0O1ILZ2S5B8UV") == set()


def test_the_same_form_again_is_the_same_registration(app, transaction):
    forum, attendee = make_forum(), make_attendee()
    with transaction():
        first, _ = register(forum, attendee, form_key="key of the form")
        second, is_own = register(forum, attendee, form_key="key of the form")
    assert (second.id, is_own) == (first.id, True)
    assert db.session.scalar(sa.select(sa.func.count(Registration.id))) == 1
    assert len(letters()) == 1


def test_the_same_form_with_another_person_in_it_is_another_registration(app, transaction):
    forum = make_forum()
    with transaction():
        first, _ = register(forum, make_attendee(), form_key="key")
        second, is_own = register(forum, make_attendee(), form_key="key")
    assert (second.id != first.id, is_own) == (True, True)


def test_the_same_person_from_another_form_gets_the_link_by_mail_and_nothing_to_see(app, transaction):
    forum, attendee = make_forum(), make_attendee(email="hanako@city.example.jp")
    with transaction():
        first, _ = register(forum, attendee, form_key="one")
        again = make_attendee(email="Hanako@city.example.jp", given_name=attendee.given_name, unit="別の課")
        second, is_own = register(forum, again, form_key="two")
    assert (second.id, is_own, second.unit) == (first.id, False, "総務部デジタル戦略課")
    assert [letter.kind for letter in letters()] == ["registration.received", "registration.link"]


def test_a_person_already_registered_is_recognised_even_when_everything_is_full(app, transaction):
    forum, attendee = make_forum(seats_on_site=1), make_attendee()
    with transaction():
        first, _ = register(forum, attendee)
        second, _ = register(forum, attendee)
    assert second.id == first.id


def test_one_person_at_two_forums_is_one_person(app):
    values = {"family_name": "山本", "given_name": "海", "email": "kai@city.example.jp"}
    first = make_registration(make_forum(), **values)
    second = make_registration(make_forum(), **values)
    assert first.person_id == second.person_id
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 1


def test_a_full_mode_is_refused_and_the_other_is_offered(app, transaction):
    forum = make_forum(seats_on_site=1, seats_web=5)
    make_registration(forum)
    with transaction(), pytest.raises(SeatsFull) as refusal:
        register(forum, make_attendee())
    assert (refusal.value.message, refusal.value.field) == (
        "会場参加は満席です。Web参加は残り5席です。",
        "mode",
    )


def test_when_every_mode_is_full_nothing_is_offered(app, transaction):
    forum = make_forum(seats_on_site=0, seats_web=0)
    with transaction(), pytest.raises(SeatsFull) as refusal:
        register(forum, make_attendee(), Mode.WEB)
    assert refusal.value.message == "満席になりました。空席が出ると、このページから申し込めます。"


def test_each_mode_has_its_own_deadline(app, transaction, clock):
    forum = make_forum(closes_web=None)
    forum_web = make_forum()
    with transaction():
        forum_web.closes_web = forum_web.closes.replace(day=31)
    clock.advance(days=28)
    assert [(place.mode, place.is_open) for place in places(forum)] == [
        (Mode.ON_SITE, False),
        (Mode.WEB, False),
    ]
    assert [place.is_open for place in places(forum_web)] == [False, True]
    with transaction(), pytest.raises(NotOpen) as refusal:
        register(forum_web, make_attendee())
    assert refusal.value.message == "会場参加の受付は終了しました。Web参加は受け付けています。"
    assert make_registration(forum_web, Mode.WEB).mode is Mode.WEB


def test_an_organiser_may_pass_the_deadline_but_not_the_seats(app, transaction, clock):
    forum = make_forum(seats_on_site=1)
    clock.advance(days=28)
    assert make_registration(forum, by_hand=True).state is RegistrationState.CONFIRMED
    with transaction(), pytest.raises(SeatsFull):
        register(forum, make_attendee(), by_hand=True)


def test_nobody_registers_for_a_forum_that_is_over(app, transaction, clock):
    forum = make_forum()
    clock.advance(days=40)
    with transaction(), pytest.raises(NotOpen):
        register(forum, make_attendee(), by_hand=True)


def test_a_web_only_forum_takes_nobody_on_site(app, transaction):
    with transaction(), pytest.raises(NotOpen) as refusal:
        register(make_forum(mode=Mode.WEB), make_attendee())
    assert refusal.value.field == "mode"


def test_another_forums_track_is_refused(app, transaction):
    foreign = add_track(make_forum())
    with transaction(), pytest.raises(DomainError) as refusal:
        register(make_forum(), make_attendee(track_id=foreign.id))
    assert refusal.value.field == "track_id"


@pytest.mark.parametrize(
    ("typed", "code", "printed"),
    [
        ("長崎市", "422011", "長崎市"),
        ("422011", "422011", "長崎市"),
        ("４２２０１１", "422011", "長崎市"),
        ("長崎県長与町", "423076", "長与町"),
        ("株式会社みなと", None, "株式会社みなと"),
        ("府中市", None, "府中市"),
        ("999999", None, "999999"),
    ],
)
def test_an_organisation_is_recognised_by_code_or_name_and_else_kept_as_typed(app, typed, code, printed):
    registration = make_registration(make_forum(), organisation=typed)
    found = registration.organisation.code if registration.organisation else None
    assert (found, registration.organisation_name) == (code, printed)


def test_a_name_that_two_share_means_the_one_of_the_invited_prefecture(app):
    forum = make_forum()
    make_line(forum, prefecture="34", label="広島県内市町")
    assert make_registration(forum, organisation="府中市").organisation.code == "342084"


def test_a_free_entry_in_use_is_recognised(app):
    company = make_organisation(name="株式会社みなと")
    assert make_registration(make_forum(), organisation="株式会社みなと").organisation_id == company.id


def test_filling_the_last_seat_raises_the_revision_and_other_seats_do_not(app):
    forum = make_forum(seats_on_site=3)
    read = sa.select(Forum.revision).where(Forum.id == forum.id)
    make_registration(forum)
    revisions = [db.session.scalar(read)]
    for _seat in range(2):
        make_registration(forum)
        revisions.append(db.session.scalar(read))
    assert [after - revisions[0] for after in revisions] == [0, 0, 1]
