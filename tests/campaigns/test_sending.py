"""Releasing a campaign, calling it back, sending again what failed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forumapp.campaigns.audience import Audience
from forumapp.campaigns.errors import NumberChanged
from forumapp.campaigns.models import Campaign, CampaignRecipient, CampaignState
from forumapp.campaigns.services import sending
from forumapp.core import audit, clock
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.mail.models import Cause, Letter, LetterState, Suppression
from tests.campaigns.factories import letters, make_campaign, meaning, reached, release
from tests.counting import statements
from tests.forums.factories import make_forum
from tests.groupwork.factories import make_person


@pytest.fixture
def forum(app):
    return make_forum()


@pytest.fixture
def people(forum):
    return [make_person(forum, family, "一郎") for family in ("青木", "井上", "上田")]


def states(campaign):
    return [letter.state.value for letter in letters(campaign)]


def test_a_released_campaign_has_a_letter_for_each_person_that_waits_five_minutes(forum, people, clock):
    campaign = make_campaign(forum)
    assert release(campaign) == 3
    assert [(one.kind, one.address, one.name, one.recipe) for one in letters(campaign)] == [
        (
            "campaigns.letter",
            one.email,
            f"{one.family_name}\u3000一郎",
            {"campaign": campaign.id, "registration": one.id},
        )
        for one in people
    ]
    assert {one.next_at for one in letters(campaign)} == {clock.instant + timedelta(minutes=5)}
    assert campaign.state is CampaignState.SENT
    assert (campaign.sent_at, campaign.goes_at) == (clock.instant, clock.instant + timedelta(minutes=5))
    entry = audit.of_forum(forum.id, limit=1)[0]
    assert (entry.action, entry.changes) == ("campaign.released", {"recipients": [None, 3]})


def test_the_key_of_a_letter_tells_nothing_of_its_recipient(forum, people):
    campaign = make_campaign(forum)
    release(campaign)
    assert [
        one.dedupe_key for one in letters(campaign) if "@" in one.dedupe_key or "青木" in one.dedupe_key
    ] == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"audience": Audience()}, "sources"),
        ({"subject": ""}, "subject"),
        ({"body": " "}, "body"),
        ({"body": "{氏}様"}, "body"),
    ],
)
def test_nothing_goes_out_without_recipients_or_words(forum, people, values, field):
    campaign = make_campaign(forum, **values)
    with pytest.raises(DomainError) as refused:
        release(campaign)
    assert (refused.value.field, letters(campaign)) == (field, [])


def test_a_campaign_goes_out_once(forum, people):
    campaign = make_campaign(forum)
    release(campaign)
    with pytest.raises(DomainError):
        release(campaign)
    assert len(letters(campaign)) == 3


def test_another_number_than_the_one_agreed_to_sends_nothing(forum, people):
    campaign = make_campaign(forum)
    make_person(forum)
    with pytest.raises(NumberChanged) as refused:
        release(campaign, expected=3)
    assert (refused.value.number, letters(campaign)) == (4, [])
    assert release(campaign, expected=4) == 4


def test_three_people_and_three_hundred_cost_the_same_number_of_statements(forum):
    costs = []
    for number in (3, 297):
        for _ in range(number):
            make_person(forum)
        campaign = make_campaign(forum)
        costs.append(statements(lambda made=campaign: release(made)))
    assert costs[0] == costs[1]


def test_who_was_called_back_is_a_draft_again_and_no_letter_goes(forum, people, transaction):
    campaign = make_campaign(forum)
    release(campaign)
    with transaction():
        assert sending.call_back(campaign, by=SYSTEM) == 3
    assert (campaign.state, campaign.goes_at, reached(campaign)) == (CampaignState.DRAFT, None, [])
    assert states(campaign) == ["aborted"] * 3
    assert release(campaign) == 3
    assert states(campaign) == ["aborted"] * 3 + ["queued"] * 3


def test_when_the_letters_are_due_nothing_is_called_back(forum, people, transaction, clock):
    campaign = make_campaign(forum)
    release(campaign)
    clock.advance(minutes=5)
    with pytest.raises(DomainError), transaction():
        sending.call_back(campaign, by=SYSTEM)
    db.session.refresh(campaign)
    assert (campaign.state, states(campaign)) == (CampaignState.SENT, ["queued"] * 3)


def test_a_letter_that_went_out_all_the_same_stays_and_goes_to_nobody_twice(forum, people, transaction):
    campaign = make_campaign(forum)
    release(campaign)
    with transaction():
        letters(campaign)[0].state = LetterState.SENT
    with transaction():
        assert sending.call_back(campaign, by=SYSTEM) == 2
    assert reached(campaign) == [(people[0].email, "青木\u3000一郎")]
    assert release(campaign, expected=2) == 2
    assert sorted(reached(campaign)) == sorted((one.email, f"{one.family_name}\u3000一郎") for one in people)


def test_a_draft_cannot_be_called_back(forum, people, transaction):
    with pytest.raises(DomainError), transaction():
        sending.call_back(make_campaign(forum), by=SYSTEM)


def test_only_failed_letters_go_out_again_and_none_to_addresses_that_get_nothing(forum, transaction):
    ends = ("sent", "failed", "failed", "bounced", "suppressed", "aborted")
    gone = [make_person(forum) for _ in ends][2]
    campaign = make_campaign(forum)
    release(campaign)
    with transaction() as session:
        for letter, end in zip(letters(campaign), ends, strict=True):
            letter.state, letter.attempts = LetterState(end), 10
        session.add(Suppression(address=gone.email.lower(), cause=Cause.HAND, since=clock.now()))
    with transaction():
        assert sending.resend_failed(campaign, by=SYSTEM) == 1
    assert states(campaign) == ["sent", "queued", "failed", "bounced", "suppressed", "aborted"]
    assert letters(campaign)[1].attempts == 0
    with transaction():
        assert sending.resend_failed(campaign, by=SYSTEM, bounced=True) == 1
    assert states(campaign) == ["sent", "queued", "failed", "queued", "suppressed", "aborted"]


def test_a_failed_letter_whose_address_was_forgotten_does_not_go_out_again(forum, people, transaction):
    campaign = make_campaign(forum)
    release(campaign)
    with transaction():
        for letter in letters(campaign):
            letter.state = LetterState.FAILED
        letters(campaign)[0].address = ""
    with transaction():
        assert sending.resend_failed(campaign, by=SYSTEM) == 2
    assert states(campaign) == ["failed", "queued", "queued"]


def test_the_database_itself_refuses_a_second_letter_to_somebody(forum, people, transaction):
    campaign = make_campaign(forum)
    release(campaign)
    first = db.session.scalars(sa.select(CampaignRecipient).order_by(CampaignRecipient.id)).first()
    same = {
        name: getattr(first, name)
        for name in ("campaign_id", "forum_id", "who", "address", "subject", "subject_id")
    }
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.add(CampaignRecipient(**same))


def test_nobody_gets_a_second_letter_on_the_same_occasion_of_a_schedule(forum, people, transaction):
    with transaction() as session:
        campaign = Campaign(
            forum=forum, letter_kind="registration.reminder", anchor="days_before", amount=7,
            state=CampaignState.SCHEDULED, created_at=clock.now(), changed_at=clock.now(),
            filter=make_campaign(forum, audience=meaning()).filter,
        )  # fmt: skip
        session.add(campaign)
    assert release(campaign, occasion="2024-08-01T13:30") == 3
    make_person(forum)
    assert release(campaign, occasion="2024-08-01T13:30") == 1
    assert release(campaign, occasion="2024-08-01T13:30") == 0
    assert release(campaign, occasion="2024-08-08T13:30") == 4
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Letter)) == 8
