"""The last look before a campaign's letter goes: whom the filter means no more gets nothing."""

import pytest

from forumapp.campaigns.audience import Invited, Source
from forumapp.core.actor import SYSTEM
from forumapp.directory.models import Person
from forumapp.feedback.models import FeedbackGiven
from forumapp.forums.models import Mode
from forumapp.forums.services import publication
from forumapp.mail import letters as mail_letters
from forumapp.mail import services as mail
from forumapp.registration.models import RegistrationState
from forumapp.registration.services.inviting import withdraw
from tests.agenda.factories import add_item, add_speaker
from tests.campaigns.factories import letters, make_campaign, meaning, release
from tests.forums.factories import make_forum
from tests.groupwork.factories import make_person
from tests.registration.factories import make_invitation


@pytest.fixture
def forum(app):
    return make_forum()


def built(campaign, place=0):
    return mail_letters.build(letters(campaign)[place])


def test_who_cancelled_meanwhile_gets_nothing_and_whom_the_filter_means_all_the_same_does(forum, transaction):
    one = make_person(forum)
    narrow = make_campaign(forum)
    wide = make_campaign(forum, audience=meaning(states=tuple(RegistrationState)))
    release(narrow)
    release(wide)
    with transaction():
        one.state = RegistrationState.CANCELLED
    assert [built(narrow), built(wide) is None] == [None, False]


def test_who_has_moved_or_answered_meanwhile_is_not_reminded(forum, transaction):
    moved, answered, other = (make_person(forum, mode=Mode.WEB) for _ in range(3))
    campaign = make_campaign(forum, audience=meaning(mode=Mode.WEB, unanswered=True))
    release(campaign)
    with transaction() as session:
        moved.mode = Mode.ON_SITE
        session.add(FeedbackGiven(registration_id=answered.id, forum_id=forum.id))
    built_for = {one.recipe["registration"]: mail_letters.build(one) is not None for one in letters(campaign)}
    assert built_for == {moved.id: False, answered.id: False, other.id: True}


def test_an_invitation_that_was_taken_back_or_answered_gets_nothing(forum, transaction):
    gone, _answered, other = (make_invitation(forum, f"{name}@town.example.jp") for name in ("a", "b", "c"))
    campaign = make_campaign(forum, audience=meaning(Source.INVITED, invited=Invited.UNREGISTERED))
    release(campaign)
    with transaction():
        withdraw(gone, by=SYSTEM)
        make_person(forum, email="B@town.example.jp")
    assert [bool(mail_letters.build(one)) for one in letters(campaign)] == [False, False, True]
    assert other.address == "c@town.example.jp"


def test_a_speaker_who_was_withdrawn_gets_nothing(forum, transaction, clock):
    with transaction():
        made = add_speaker(add_item(forum), "佐藤", "美咲")
        made.person = Person(family_name="佐藤", given_name="美咲", email="sato@pref.example.jp")
    campaign = make_campaign(forum, audience=meaning(Source.SPEAKERS))
    release(campaign)
    assert built(campaign) is not None
    with transaction():
        made.withdrawn_at = clock.instant
    assert built(campaign) is None


def test_a_forum_called_off_holds_letters_back_but_not_those_about_it(forum, transaction, clock):
    make_person(forum)
    before = make_campaign(forum)
    release(before)
    clock.advance(minutes=1)
    with transaction():
        publication.cancel(forum, by=SYSTEM, reason="台風")
    clock.advance(minutes=1)
    after = make_campaign(forum)
    release(after)
    assert [built(before), built(after) is None] == [None, False]


def test_one_letter_for_two_at_an_address_goes_while_one_of_them_is_meant(forum, transaction):
    two = [make_person(forum, family, email="office@town.example.jp") for family in ("青木", "石井")]
    campaign = make_campaign(forum, body="当日は筆記用具をお持ちください。")
    assert release(campaign) == 1
    for person, is_sent in zip(two, (True, False), strict=True):
        with transaction():
            person.state = RegistrationState.CANCELLED
        assert (built(campaign) is not None) is is_sent


def test_a_corrected_address_gets_what_waits(forum, transaction):
    person = make_person(forum, email="mistyped@town.example.jp")
    make_person(forum, email="other@town.example.jp")
    campaign = make_campaign(forum)
    release(campaign)
    with transaction():
        mail.readdress(forum.id, "registration", person.id, "right@city.example.jp")
    assert {(letter.address, letter.domain) for letter in letters(campaign)} == {
        ("right@city.example.jp", "city.example.jp"),
        ("other@town.example.jp", "town.example.jp"),
    }
