"""Whom a filter reaches: nobody by default, everybody once, with those apart who get nothing."""

from datetime import UTC, date, datetime

import pytest

from forumapp.agenda.services import speakers
from forumapp.attendance.models import AttendanceCorrection
from forumapp.campaigns import audience as filters
from forumapp.campaigns.audience import Audience, Invited, Source
from forumapp.campaigns.queries.recipients import reach, recipients
from forumapp.core import clock
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.directory.models import Department, Person
from forumapp.feedback.models import FeedbackGiven
from forumapp.forums.models import Mode
from forumapp.mail.models import Cause, Suppression
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries.rsvps import Reply
from forumapp.registration.rsvp import Participation, Rsvp, RsvpChannel
from forumapp.registration.services.inviting import withdraw
from tests.agenda.factories import add_item, add_speaker, add_track
from tests.campaigns.factories import make_campaign, meaning
from tests.counting import statements
from tests.forums.factories import make_forum, make_organisation
from tests.groupwork.factories import make_person
from tests.registration.factories import make_invitation

BOTH = (Source.REGISTRATIONS, Source.INVITED, Source.SPEAKERS)


@pytest.fixture
def forum(app):
    return make_forum()


def names(forum, audience, **values):
    return [one.name for one in recipients(make_campaign(forum, audience=audience, **values))]


def person(forum, name, **values):
    return make_person(forum, name, "一郎", **values)


def speaker(forum, family, email="", person=None, **values):
    item = add_item(forum, "講演", minutes=10)
    made = add_speaker(item, family, "一郎", **values)
    made.person = person or Person(family_name=family, given_name="一郎", email=email)
    return made


@pytest.mark.parametrize(
    "audience",
    [
        Audience(),
        Audience(states=(RegistrationState.CONFIRMED,)),
        Audience(sources=(Source.REGISTRATIONS,)),
        filters.read({}),
        filters.read({"sources": ["everybody"]}),
        filters.read({"sources": ["registrations"], "states": ["confirmed"], "mode": "nonsense"}),
        filters.read({"sources": ["registrations"], "states": ["confirmed"], "unknown": 1}),
    ],
)
def test_nothing_chosen_or_nothing_understood_means_nobody(forum, audience):
    person(forum, "青木")
    make_invitation(forum)
    assert names(forum, audience) == []


def test_a_filter_is_the_same_after_it_was_stored():
    whole = Audience(
        sources=BOTH,
        states=(RegistrationState.CONFIRMED, RegistrationState.WAITING),
        mode=Mode.WEB,
        track_id=3,
        organisations=("長崎市", "422011"),
        department_id=1,
        rank_id=2,
        registered_from=date(2024, 7, 1),
        registered_until=date(2024, 7, 3),
        reply=Reply.NONE,
        joined=False,
        unanswered=True,
        came=False,
        invited=Invited.UNREGISTERED,
        excluded=("a@city.example.jp 青木",),
        excluded_addresses=("b@city.example.jp",),
    )
    assert filters.read(filters.write(whole)) == whole
    assert filters.write(Audience()) == {}


def test_registrations_are_narrowed_by_each_condition(forum, transaction):
    track = add_track(forum, "情報部会")
    with transaction() as session:
        department = Department(slug="kikaku", name="企画", position=99)
        session.add(department)
        session.flush()
        nagasaki = make_organisation("422011")
        person(forum, "青木", mode=Mode.WEB)
        person(forum, "井上", track_id=track.id)
        person(forum, "上田", state=RegistrationState.WAITING)
        person(forum, "江口", department_id=department.id)
        person(forum, "大野", organisation_name="佐世保市", organisation_id=nagasaki.id)
        person(forum, "加藤", registered_at=datetime(2024, 7, 2, 15, 0, tzinfo=UTC))
        joined = person(forum, "木村", join_taken_at=clock.now())
        session.add(
            AttendanceCorrection(forum_id=forum.id, registration_id=joined.id, came=True, at=clock.now())
        )
        answered = person(forum, "久保")
        session.add(FeedbackGiven(registration_id=answered.id, forum_id=forum.id))
        session.add(
            Rsvp(forum_id=forum.id, registration_id=answered.id, channel=RsvpChannel.WEB,
                 participation=Participation.DECLINED, sequence=0, answered_at=clock.now(), received_at=clock.now())
        )  # fmt: skip

    def reached(**values):
        return "".join(name[0] for name in names(forum, meaning(**values)))

    assert reached() == "青井江大加木久"
    assert reached(states=tuple(RegistrationState)) == "青井江大加木久上"
    assert reached(mode=Mode.WEB) == "青"
    assert reached(track_id=track.id) == "井"
    assert reached(department_id=department.id) == "江"
    assert reached(organisations=("佐世保",)) == "大"
    assert reached(organisations=("422011", "長崎")) == "青井江大加木久"
    assert reached(organisations=("422011",)) == "大"
    assert reached(organisations=("%",)) == ""
    assert reached(registered_from=date(2024, 7, 3)) == "加"
    assert reached(registered_until=date(2024, 7, 2)) == "青井江大木久"
    assert reached(joined=True) == "木"
    assert reached(joined=False) == "青井江大加久"
    assert reached(came=True) == "木"
    assert reached(came=False) == "青井江大加久"
    assert reached(unanswered=True) == "青井江大加木"
    assert reached(reply=Reply.DECLINED) == "久"
    assert reached(reply=Reply.NONE) == "青井江大加木"


def test_somebody_known_by_three_routes_gets_one_letter(forum, transaction):
    with transaction():
        one = person(forum, "青木", email="aoki@city.example.jp")
        speaker(forum, "青木", "Aoki@city.example.jp")
        make_invitation(forum, "AOKI@city.example.jp", name="青木 一郎 様")
    found = recipients(make_campaign(forum, audience=meaning(*BOTH)))
    assert [(it.subject, it.subject_id, it.address) for it in found] == [("registration", one.id, one.email)]


def test_a_speaker_who_registered_with_another_address_gets_one_letter(forum, transaction):
    with transaction() as session:
        same = Person(family_name="青木", given_name="一郎", email="work@pref.example.jp")
        session.add(same)
        session.flush()
        person(forum, "青木", email="home@aoki.example.jp", person_id=same.id)
        speaker(forum, "青木", person=same)
    assert [one.address for one in recipients(make_campaign(forum, audience=meaning(*BOTH)))] == [
        "home@aoki.example.jp"
    ]


def test_colleagues_at_one_address_get_a_letter_each_if_it_is_personal_and_else_one_without_a_name(forum):
    for name in ("青木", "井上"):
        person(forum, name, email="office@town.example.jp")
    assert names(forum, meaning()) == ["青木\u3000一郎", "井上\u3000一郎"]
    assert names(forum, meaning(), body="会場が変わりました。") == [""]


def test_a_nameless_invitation_to_an_address_that_is_reached_is_dropped(forum, transaction):
    with transaction():
        person(forum, "青木", email="office@town.example.jp")
        make_invitation(forum, "Office@town.example.jp")
        make_invitation(forum, "other@town.example.jp")
    found = recipients(make_campaign(forum, audience=meaning(*BOTH)))
    assert [one.address for one in found] == ["office@town.example.jp", "other@town.example.jp"]


def test_only_organisations_that_have_registered_nobody_are_asked_again(forum, transaction):
    with transaction():
        city, town = make_organisation("422011"), make_organisation("422029")
        person(forum, "青木", organisation_id=city.id, email="x@city.example.jp")
        person(forum, "上田", organisation_id=town.id, state=RegistrationState.CANCELLED)
        make_invitation(forum, "city@city.example.jp", organisation="422011")
        make_invitation(forum, "town@town.example.jp", organisation="422029")
        make_invitation(forum, "X@city.example.jp")
        withdraw(make_invitation(forum, "gone@town.example.jp"), by=SYSTEM)
    every = recipients(make_campaign(forum, audience=meaning(Source.INVITED)))
    assert sorted(one.address for one in every) == [
        "X@city.example.jp",
        "city@city.example.jp",
        "town@town.example.jp",
    ]
    rest = recipients(make_campaign(forum, audience=meaning(Source.INVITED, invited=Invited.UNREGISTERED)))
    assert [one.address for one in rest] == ["town@town.example.jp"]


def test_who_gets_nothing_stands_apart_by_reason(forum, transaction):
    with transaction() as session:
        person(forum, "青木")
        person(forum, "井上", email="")
        person(forum, "上田", email="Gone@city.example.jp")
        person(forum, "江口", email="no@city.example.jp")
        out = person(forum, "大野")
        session.add(Suppression(address="gone@city.example.jp", cause=Cause.HARD, since=clock.now()))
    found = reach(
        make_campaign(
            forum,
            audience=meaning(excluded=(f"{out.email} 大野一郎",), excluded_addresses=("no@city.example.jp",)),
        )
    )
    told = {
        "people": found.people,
        "without_address": found.without_address,
        "suppressed": found.suppressed,
        "excluded": found.excluded,
        "already": found.already,
    }
    assert {reason: "".join(one.name[0] for one in some) for reason, some in told.items()} == {
        "people": "青",
        "without_address": "井",
        "suppressed": "上",
        "excluded": "江大",
        "already": "",
    }


def test_a_speaker_without_an_address_who_registered_with_one_is_not_missed(forum, transaction):
    with transaction():
        person(forum, "青木", organisation_name="長崎県")
        speaker(forum, "青木", organisation="長崎県")
        speaker(forum, "井上", organisation="長崎県")
    found = reach(make_campaign(forum, audience=meaning(*BOTH)))
    assert [one.name for one in found.without_address] == ["井上\u3000一郎"]


def test_a_name_with_lost_characters_goes_out_only_when_somebody_has_confirmed_it(forum, transaction):
    with transaction():
        made = speaker(forum, "??橋", "hashi@pref.example.jp")
    assert names(forum, meaning(Source.SPEAKERS)) == [""]
    with transaction():
        made.confirmed_at = clock.now()
    assert names(forum, meaning(Source.SPEAKERS)) == ["??橋\u3000一郎"]


def test_speakers_are_reached_where_the_forum_knows_them_and_in_their_language(forum, transaction):
    with transaction():
        made = speaker(forum, "青木", "old@pref.example.jp")
        db.session.flush()
        speakers.set_address(forum, made.person_id, by=SYSTEM, email="new@pref.example.jp", language="en")
        speaker(forum, "井上", "inoue@pref.example.jp")
    found = reach(make_campaign(forum, audience=meaning(Source.SPEAKERS))).people
    assert [(one.address, one.language) for one in found] == [
        ("new@pref.example.jp", "en"),
        ("inoue@pref.example.jp", "ja"),
    ]


def test_people_of_another_forum_are_never_meant(forum, transaction):
    other = make_forum()
    with transaction():
        person(other, "青木")
        make_invitation(other)
        speaker(other, "井上", "inoue@pref.example.jp")
    assert names(forum, meaning(*BOTH)) == []
    assert len(names(other, meaning(*BOTH))) == 3


def test_reading_recipients_costs_the_same_for_one_and_for_many(forum, transaction):
    costs = []
    for number in (1, 30):
        with transaction():
            for _ in range(number):
                make_person(forum)
                make_invitation(forum)
                speaker(forum, "登壇", f"{number}@pref.example.jp")
        campaign = make_campaign(forum, audience=meaning(*BOTH))
        costs.append(statements(lambda made=campaign: recipients(made)))
    assert costs[0] == costs[1]
