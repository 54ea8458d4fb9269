"""A thousand people are written down in the statements that one needs, and the ledger keeps count without recounting."""

import random
from collections import Counter

import pytest
import sqlalchemy as sa

from forumapp.calendar.models import CalendarEntry
from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.directory.models import Person
from forumapp.directory.services import organisation_by_code
from forumapp.forums.models import Forum, Mode
from forumapp.mail.models import Letter
from forumapp.registration.models import Allotment, Audience, AudienceKind, Entry, Quota, SeatRules
from forumapp.registration.models import RegistrationState as State
from forumapp.registration.queries.ledger import Ledger, Seat
from forumapp.registration.services.creating import Entrance, create_many
from forumapp.registration.services.seating import seats_of
from tests.accounts.factories import writing
from tests.counting import statements
from tests.forums.factories import make_forum
from tests.registration.factories import make_attendee, make_question


def crowd(forum, count, **values):
    def make():
        with writing(), seats_of(db.session.get(Forum, forum.id)) as claims:
            city = organisation_by_code("422011")
            seat = Seat(Mode.ON_SITE, None, city.id)
            people = [
                Entrance(make_attendee(**values), seat, State.CONFIRMED, city) for _person in range(count)
            ]
            for _person in people:
                claims.claim(seat)
            made.extend(create_many(claims, people, by=SYSTEM))

    made = []
    return make, made


def test_three_hundred_people_need_no_statement_more_than_two(app):
    forum = make_forum(seats_on_site=None)
    question = make_question(forum)
    crowd(forum, 1)[0]()  # the city is in the directory now
    few = statements(crowd(forum, 2, answers={question.id: "電車"})[0])
    make, made = crowd(forum, 300, answers={question.id: "電車"})
    assert statements(make) == few
    assert [one.answers[0].value for one in made[::100]] == ["電車"] * 3
    assert len({one.receipt for one in made}) == 300
    for table, count in ((Letter, 303), (CalendarEntry, 303), (Person, 303)):
        about = table.forum_id == forum.id if table is not Person else sa.true()
        kind = table.kind == "registration.received" if table is Letter else sa.true()
        subject = table.subject == "registration" if table is CalendarEntry else sa.true()
        assert db.session.scalar(sa.select(sa.func.count(table.id)).where(about, kind, subject)) == count
    created = sa.select(sa.func.count()).where(AuditEntry.action == "registration.created")
    assert db.session.scalar(created) == 303


def test_somebody_who_is_known_stays_one_person_and_gets_the_reading_that_was_missing(app):
    forum = make_forum(seats_on_site=None)
    same = {"family_name": "髙﨑", "given_name": "翼", "email": "Tsubasa@city.example.jp"}
    first, one = crowd(forum, 1, **same, family_kana="", given_kana="")
    first()
    second, two = crowd(forum, 2, **{**same, "email": "tsubasa@city.example.jp"}, family_kana="タカサキ")
    second()
    person = db.session.get(Person, one[0].person_id)
    assert [row.person_id for row in two] == [person.id, person.id]
    assert (person.family_kana, person.given_kana, person.email) == (
        "タカサキ",
        "ハナコ",
        "Tsubasa@city.example.jp",
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_ledger_that_was_kept_says_what_one_counted_anew_says(seed):
    chance = random.Random(seed)
    lines = [
        Audience(id=1, kind=AudienceKind.MUNICIPALITIES, prefecture="42", label="a"),
        Audience(id=2, kind=AudienceKind.ORGANISATION, organisation_id=5, label="b"),
        Audience(id=3, kind=AudienceKind.ANYBODY, label="c"),
    ]
    quotas = [
        Quota(
            id=number,
            audience=chance.choice(lines),
            seats=chance.randrange(4),
            mode=chance.choice([None, *Mode]),
        )
        for number in range(1, 6)
    ]
    forum = Forum(mode=Mode.BOTH, seats_on_site=90, seats_web=60)
    rules = SeatRules(entry=Entry.BOTH)
    kept, held, allotted = Ledger(forum, rules, Counter(), quotas), Counter(), {}
    for _step in range(120):
        quota, owner, mode = (
            chance.choice([*quotas, None]),
            chance.randrange(1, 5),
            chance.choice(list(Mode)[:2]),
        )
        seat = Seat(mode, quota.id if quota else None, owner)
        if quota and chance.random() < 0.15 and quota.audience.kind is not AudienceKind.ANYBODY:
            seats = chance.randrange(4)
            kept.allot(quota.id, owner, seats)
            allotted[quota.id, owner] = seats
        elif held[seat] and chance.random() < 0.4:
            kept.free(seat)
            held[seat] -= 1
        else:
            kept.take(seat)
            held[seat] += 1
        rows = [Allotment(quota_id=q, organisation_id=o, seats=s) for (q, o), s in allotted.items()]
        anew = Ledger(forum, rules, held, quotas, rows)
        for mode in (Mode.ON_SITE, Mode.WEB):
            assert kept.left(mode) == anew.left(mode)
            assert kept.lacks(Seat(mode, seat.quota_id, owner)) == anew.lacks(
                Seat(mode, seat.quota_id, owner)
            )
        assert kept.shortage() == anew.shortage()
