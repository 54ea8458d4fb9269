"""The thanks of the day after: with the feedback link, to those who can still answer and were not asked yet."""

import pytest
import sqlalchemy as sa

from forumapp.attendance.services import settling
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.feedback.queries import asked
from forumapp.feedback.services.asking import ask
from forumapp.mail import letters
from forumapp.mail import services as mail
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.feedback.factories import give
from tests.forums.factories import make_forum
from tests.registration.factories import make_registration


@pytest.fixture
def forum(app):
    return make_forum(title="試験のフォーラム", contact_email="forum@pref.example.jp")


def letter_to(registration):
    with writing():
        return mail.send(
            "feedback.thanks",
            dedupe=f"thanks:{registration.id}",
            address=registration.email,
            name="試験　花子",
            forum_id=registration.forum_id,
            registration=registration.id,
        )


def test_the_thanks_hold_the_link_and_the_last_day_and_no_receipt_number(forum, clock):
    person = make_registration(forum)
    letter = letter_to(person)
    assert letters.build(letter) is None
    clock.advance(days=32)
    content = letters.build(letter)
    lines = content.text.splitlines()
    assert content.subject == "【お礼】試験のフォーラムへのご参加、ありがとうございました"
    assert lines[lines.index("■ 感想を書くページ") + 1] == asked.address_of(person)
    assert lines[lines.index("■ 受付の期限") + 1] == "令和6年8月31日(土)まで"
    assert [person.receipt[:4] in text for text in (content.subject, content.text)] == [False, False]
    assert content.reply_to == "forum@pref.example.jp"


@pytest.mark.parametrize("change", ["answered", "asked", "too late"])
def test_nobody_is_asked_in_vain_or_twice(forum, clock, change):
    person = make_registration(forum)
    letter = letter_to(person)
    clock.advance(days=32)
    assert letters.build(letter) is not None
    with writing():
        if change == "answered":
            give(person, 5)
        if change == "asked":
            ask(forum, by=SYSTEM)
            db.session.execute(sa.update(Letter).where(Letter.id != letter.id).values(state=LetterState.SENT))
    clock.advance(days=40 if change == "too late" else 0)
    assert letters.build(letter) is None


def test_who_cancelled_is_not_thanked(forum, clock):
    person = make_registration(forum)
    letter = letter_to(person)
    with writing():
        changing.cancel(person, by=SYSTEM)
    clock.advance(days=32)
    assert letters.build(letter) is None


def test_once_attendance_is_settled_only_who_came_is_thanked(forum, clock):
    there, away = make_registration(forum), make_registration(forum)
    letters_to = [letter_to(person) for person in (there, away)]
    clock.advance(days=32)
    with writing():
        settling.correct(there, by=SYSTEM, came=True, reason="会場で確認")
    assert [letters.build(one) is not None for one in letters_to] == [True, True]
    with writing():
        settling.settle(forum, by=SYSTEM)
    assert [letters.build(one) is not None for one in letters_to] == [True, False]
