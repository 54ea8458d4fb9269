"""The letter about the report goes to those who took part, while they can read it."""

import pytest

from forumapp.core.actor import SYSTEM
from forumapp.forums.models import Visibility
from forumapp.mail import letters
from forumapp.mail import services as mail
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.forums.factories import make_forum
from tests.registration.factories import make_registration


@pytest.fixture
def forum(app):
    return make_forum(slug="held", title="試験のフォーラム", contact_email="forum@pref.example.jp")


def letter_to(registration):
    with writing():
        return mail.send(
            "publishing.report_published",
            dedupe=f"report:{registration.id}",
            address=registration.email,
            name="試験　花子",
            forum_id=registration.forum_id,
            registration=registration.id,
        )


def test_who_took_part_reads_where_the_report_is(forum, clock):
    letter = letter_to(make_registration(forum))
    assert letters.build(letter) is None
    with writing():
        forum.reported_at = clock.instant
    content = letters.build(letter)
    assert content.subject == "【開催報告】試験のフォーラム"
    assert "\nhttp://forum.test/forums/held/report\n" in content.text
    assert content.reply_to == "forum@pref.example.jp"


@pytest.mark.parametrize("change", ["registration", "visibility", "report"])
def test_nobody_is_led_to_a_report_that_they_cannot_open(forum, clock, change):
    person = make_registration(forum)
    letter = letter_to(person)
    with writing():
        if change == "registration":
            changing.cancel(person, by=SYSTEM)
        if change == "visibility":
            forum.visibility = Visibility.INVITATION
        forum.reported_at = None if change == "report" else clock.instant
    assert letters.build(letter) is None
