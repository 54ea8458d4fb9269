"""Those who hold a forum hear each time that a mode becomes full."""

import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.mail import letters
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.models import Entry
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.forums.factories import make_forum, make_membership
from tests.registration.factories import make_registration, set_rules


def waiting(kind):
    found = sa.select(Letter).where(Letter.state == LetterState.QUEUED, Letter.kind == kind)
    return list(db.session.scalars(found.order_by(Letter.id)))


def send_all():
    with writing() as session:
        session.execute(sa.update(Letter).values(state=LetterState.SENT))


def test_owners_and_editors_hear_each_time_a_mode_becomes_full(app, clock):
    forum = make_forum(seats_on_site=1, seats_web=5)
    for role in ("owner", "editor", "viewer"):
        make_membership(forum, role=role)
    person = make_registration(forum)
    assert len(waiting("registration.full")) == 2
    send_all()
    clock.advance(minutes=1)
    with writing():
        changing.change_mode(person, by=SYSTEM, mode=Mode.WEB)
    assert waiting("registration.full") == []
    make_registration(forum)
    make_registration(forum, Mode.WEB)
    found = waiting("registration.full")
    assert len(found) == 2
    content = letters.build(found[0])
    assert content.subject == f"【満席】{forum.title}（会場参加）"
    told = ("定員", "参加登録1", "Web参加")
    assert [line for line in content.text.splitlines() if line.startswith(told)][:3] == [
        "定員1席",
        "参加登録1名",
        "Web参加（申込期限 令和6年7月25日(木) 17:00） 残り3席",
    ]


def test_where_only_the_open_seats_are_used_up_the_letter_leads_to_the_rules(app):
    forum = make_forum(seats_on_site=60, seats_web=5)
    make_membership(forum, role="owner")
    set_rules(forum, entry=Entry.BOTH, open_on_site=1)
    make_registration(forum)
    (letter,) = waiting("registration.full")
    text = letters.build(letter).text
    assert f"/desk/forums/{forum.slug}/seat-rules" in text
    assert f"/desk/forums/{forum.slug}/venue" not in text


def test_a_seat_that_is_free_again_makes_the_letter_about_fullness_pointless(app):
    forum = make_forum(seats_on_site=1, seats_web=5)
    make_membership(forum, role="owner")
    person = make_registration(forum)
    (letter,) = waiting("registration.full")
    with writing():
        changing.change_mode(person, by=SYSTEM, mode=Mode.WEB)
    assert letters.build(letter) is None
