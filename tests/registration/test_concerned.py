"""Whom a release would concern is known before it is made, and is exactly whom it writes to."""

import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.questions import PARTICIPANTS, concerned
from forumapp.agenda.services import items, releases
from forumapp.agenda.services.telling import NOBODY
from forumapp.calendar.services import find
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.forums.services import publication
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.queries.registrations import confirmed
from tests.accounts.factories import writing
from tests.agenda.factories import seed_programme
from tests.counting import statements
from tests.forums.factories import make_forum, make_venue
from tests.registration.factories import make_registration


def people_of(forum):
    """Ask whom the draft concerns."""
    found = {one.kind: one for one in concerned(forum, queries.draft_programme(forum))}
    return found[PARTICIPANTS]


def said(forum):
    """Return (name, old time, new time, new place) of each participant concerned."""
    return [
        (one.label, one.before.when.partition(" ")[2], one.after.when.partition(" ")[2], one.after.place)
        for one in people_of(forum).who
    ]


def waiting(*kinds):
    found = sa.select(Letter.name).where(Letter.kind.in_(kinds), Letter.state == LetterState.QUEUED)
    return sorted(db.session.scalars(found))


def crowd(count=0):
    """Make the seed's forum with one person in each track, and ``count`` more in the first."""
    forum = make_forum(venue=make_venue(), ends=None)
    seed = seed_programme(forum)
    make_registration(forum, family_name="情報", given_name="一", track_id=seed.first.id)
    make_registration(forum, Mode.WEB, family_name="財政", given_name="二", track_id=seed.second.id)
    for _more in range(count):
        make_registration(forum, track_id=seed.first.id)
    return forum, seed


def change(seed, **values):
    with writing():
        items.change_item(seed.group_work, by=SYSTEM, **values)


def test_a_longer_group_work_concerns_those_in_it_with_their_old_and_new_end(app):
    forum, seed = crowd()
    change(seed, minutes=75)
    assert said(forum) == [
        ("情報　一", "13:30〜16:10", "13:30〜16:20", "出島メッセ長崎 長崎県長崎市尾上町4−1")
    ] or said(forum) == [
        ("情報　一", "13:30〜16:10", "13:30〜16:20", "出島メッセ長崎 (長崎県長崎市尾上町4−1)")
    ]
    assert waiting("registration.moved") == []
    assert find("registration", confirmed(forum)[0].id).sequence == 0


def test_asking_leaves_the_forum_as_it_is(app):
    forum, seed = crowd()
    ends = forum.programme_ends
    change(seed, minutes=75)
    said(forum)
    assert forum.programme_ends == ends
    assert queries.released_programme(forum.id).end == (0, 970)
    assert not db.session.is_modified(forum)


def test_what_was_answered_is_what_is_sent_and_counted(app):
    forum, seed = crowd()
    change(seed, minutes=75)
    with writing():
        items.change_item(seed.answers, by=SYSTEM, minutes=25)
    names = sorted(one.label for one in people_of(forum).letters)
    with writing():
        made = releases.release(forum, by=SYSTEM)
    assert waiting("registration.moved", "registration.mode_changed") == names == ["情報　一", "財政　二"]
    assert made.told[PARTICIPANTS] == len(names)
    assert said(forum) == []


def test_people_without_an_address_are_named_and_get_no_letter(app):
    forum, seed = crowd()
    make_registration(forum, family_name="宛先", given_name="無", email="", track_id=seed.first.id)
    change(seed, minutes=75)
    found = people_of(forum)
    assert [one.label for one in found.who] == ["情報　一", "宛先　無"]
    assert [one.label for one in found.letters] == ["情報　一"]
    assert found.unreachable == 1


def test_nobody_is_concerned_once_the_forum_is_called_off(app):
    forum, seed = crowd()
    change(seed, minutes=75)
    assert len(said(forum)) == 1
    with writing():
        publication.cancel(forum, by=SYSTEM, reason="台風のため")
    assert said(forum) == []


def test_whoever_is_not_told_keeps_the_old_side_for_the_next_letter(app):
    forum, seed = crowd()
    change(seed, minutes=75)
    with writing():
        made = releases.release(forum, by=SYSTEM, telling=NOBODY)
    assert waiting("registration.moved") == []
    assert made.told == {}
    assert find("registration", confirmed(forum)[0].id).sequence == 1
    change(seed, minutes=85)
    assert [(old, new) for _name, old, new, _place in said(forum)] == [("13:30〜16:10", "13:30〜16:30")]
    with writing():
        releases.release(forum, by=SYSTEM)
    queued = sa.select(Letter).where(Letter.state == LetterState.QUEUED).order_by(Letter.id)
    letter = db.session.scalars(queued).all()[-1]
    assert letter.recipe["before"]["end"] == "2024-08-01T16:10:00"


def test_back_to_what_was_told_last_concerns_nobody(app):
    forum, seed = crowd()
    change(seed, minutes=75)
    with writing():
        releases.release(forum, by=SYSTEM, telling=NOBODY)
    change(seed, minutes=65)
    assert said(forum) == []
    with writing():
        releases.release(forum, by=SYSTEM)
    assert waiting("registration.moved") == []


def test_somebody_who_registered_twice_gets_one_letter(app):
    forum, seed = crowd()
    for key in ("one", "two"):
        twin = make_registration(
            forum,
            form_key=key,
            family_name="重複",
            given_name=key,
            email="twin@city.example.jp",
            track_id=seed.first.id,
        )
        with writing():
            db.session.merge(twin).given_name = "三"
    change(seed, minutes=75)
    found = people_of(forum)
    assert [one.label for one in found.who] == ["情報　一", "重複　三", "重複　三"]
    assert [one.label for one in found.letters] == ["情報　一", "重複　三"]
    with writing():
        releases.release(forum, by=SYSTEM)
    assert waiting("registration.moved") == ["情報　一", "重複　三"]


def test_asking_costs_the_same_for_few_and_for_many(app):
    (small, first), (large, second) = crowd(1), crowd(12)
    for seed in (first, second):
        change(seed, minutes=75)
    said(small)
    few = statements(lambda: said(small))
    assert statements(lambda: said(large)) == few


def test_releasing_costs_the_same_for_few_and_for_many(app):
    costs = []
    for forum, seed in (crowd(1), crowd(12)):
        change(seed, minutes=75)
        with writing():
            costs.append(
                statements(lambda forum=forum: (releases.release(forum, by=SYSTEM), db.session.flush()))
            )
    assert costs[0] == costs[1]
