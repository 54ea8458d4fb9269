"""Writing a campaign: what each step changes, records and refuses."""

import pytest

from forumapp.campaigns import audience as filters
from forumapp.campaigns.audience import Audience, Source
from forumapp.campaigns.errors import WrittenMeanwhile
from forumapp.campaigns.models import CampaignState
from forumapp.campaigns.queries import campaigns as queries
from forumapp.campaigns.queries.recipients import recipients
from forumapp.campaigns.services import drafting
from forumapp.core import audit
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.errors import DomainError
from tests.campaigns.factories import make_campaign, meaning, release
from tests.counting import statements
from tests.forums.factories import make_forum
from tests.groupwork.factories import make_person


@pytest.fixture
def forum(app):
    return make_forum()


@pytest.fixture
def draft(forum):
    return make_campaign(forum)


def last(forum):
    entry = audit.of_forum(forum.id, limit=1)[0]
    return entry.action, entry.changes


def test_a_new_draft_reaches_nobody(forum, transaction):
    make_person(forum)
    with transaction():
        made = drafting.begin(forum, by=SYSTEM)
    assert (made.state, made.version, recipients(made)) == (CampaignState.DRAFT, 1, [])
    assert last(forum) == ("campaign.begun", {})


def test_choosing_and_writing_raise_the_version_and_are_recorded(forum, draft, transaction):
    with transaction():
        drafting.choose(draft, by=SYSTEM, audience=meaning(Source.SPEAKERS), version=1)
    assert (filters.read(draft.filter).sources, draft.version) == ((Source.SPEAKERS,), 2)
    assert last(forum) == ("campaign.audience", {})
    with transaction():
        drafting.write(draft, by=SYSTEM, subject="新しい件名", body="本文", version=2)
    assert (draft.subject, draft.body, draft.version) == ("新しい件名", "本文", 3)
    assert last(forum) == ("campaign.written", {"subject": ["持ち物のご案内", "新しい件名"]})


def test_saving_the_same_again_changes_nothing(forum, draft, transaction):
    before = last(forum)
    with transaction():
        drafting.write(draft, by=SYSTEM, subject=draft.subject, body=draft.body, version=1)
        drafting.choose(draft, by=SYSTEM, audience=meaning(), version=1)
    assert (draft.version, last(forum)) == (1, before)


@pytest.mark.parametrize(
    ("audience", "field"),
    [(Audience(), "sources"), (Audience(sources=(Source.REGISTRATIONS,)), "states")],
)
def test_nothing_chosen_is_refused_at_its_field(draft, transaction, audience, field):
    with pytest.raises(DomainError) as refused, transaction():
        drafting.choose(draft, by=SYSTEM, audience=audience)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("subject", "body", "field", "named"),
    [
        ("{題}", "", "subject", "{題}"),
        ("件名", "{お名前}様", "body", "{お名前}"),
        ("件名", "{氏名", "body", "「{」"),
    ],
)
def test_a_field_that_does_not_exist_is_refused_with_those_that_do(
    draft, transaction, subject, body, field, named
):
    with pytest.raises(DomainError) as refused, transaction():
        drafting.write(draft, by=SYSTEM, subject=subject, body=body)
    assert (refused.value.field, named in refused.value.message, "{受付番号}" in refused.value.message) == (
        field,
        True,
        True,
    )


def test_words_may_be_empty_until_it_is_sent(draft, transaction):
    with transaction():
        drafting.write(draft, by=SYSTEM, subject="", body="")
    assert (draft.subject, draft.body) == ("", "")


def test_what_was_typed_against_an_older_version_is_refused(draft, transaction):
    for change in (
        lambda: drafting.write(draft, by=SYSTEM, subject="a", body="b", version=7),
        lambda: drafting.choose(draft, by=SYSTEM, audience=meaning(), version=7),
        lambda: drafting.leave_out(draft, by=SYSTEM, shown=["x"], kept=[], version=7),
    ):
        with pytest.raises(WrittenMeanwhile), transaction():
            change()


def test_people_are_taken_out_page_by_page_and_let_in_again(draft, transaction):
    for shown, kept, out in (("ab", "a", 1), ("cd", "", 3), ("ab", "ab", 2)):
        with transaction():
            assert drafting.leave_out(draft, by=SYSTEM, shown=list(shown), kept=list(kept)) == out
    assert filters.read(draft.filter).excluded == ("c", "d")
    with transaction():
        drafting.choose(draft, by=SYSTEM, audience=meaning(Source.SPEAKERS))
    assert filters.read(draft.filter).excluded == ("c", "d")


def test_a_copy_is_a_draft_of_its_own_without_those_taken_out(forum, transaction):
    make_person(forum)
    sent = make_campaign(forum, audience=meaning(organisations=("長崎",), excluded=("x",)))
    release(sent)
    with transaction():
        made = drafting.copy(sent, by=SYSTEM)
    assert (made.state, made.subject, made.body) == (CampaignState.DRAFT, sent.subject, sent.body)
    assert filters.read(made.filter) == meaning(organisations=("長崎",))
    assert sent.state is CampaignState.SENT


def test_what_was_sent_cannot_be_changed_or_thrown_away(forum, transaction):
    make_person(forum)
    sent = make_campaign(forum)
    release(sent)
    for change in (
        lambda: drafting.write(sent, by=SYSTEM, subject="a", body="b"),
        lambda: drafting.choose(sent, by=SYSTEM, audience=meaning()),
        lambda: drafting.leave_out(sent, by=SYSTEM, shown=["x"], kept=[]),
        lambda: drafting.throw_away(sent, by=SYSTEM),
    ):
        with pytest.raises(DomainError), transaction():
            change()
    assert queries.campaign(forum, sent.id).state is CampaignState.SENT


def test_a_draft_that_is_thrown_away_is_gone_from_the_list(forum, draft, transaction):
    with transaction():
        drafting.throw_away(draft, by=SYSTEM)
    assert (queries.campaign(forum, draft.id), queries.page(forum, 1).total) == (None, 0)
    assert last(forum) == ("campaign.withdrawn", {})


def test_nothing_is_written_to_the_people_of_a_forum_whose_data_are_gone(forum, transaction, clock):
    with transaction():
        forum.purged_at = clock.instant
    with pytest.raises(DomainError), transaction():
        drafting.begin(forum, by=SYSTEM)


def test_an_empty_draft_is_gone_on_with(forum, draft, transaction):
    me = Actor("account", 1, "試験 花子")
    with transaction():
        mine = drafting.begin(forum, by=me)
    assert (queries.blank(forum, "試験 花子").id, queries.blank(forum, "別の人")) == (mine.id, None)


def test_the_list_costs_the_same_for_one_and_for_three(forum, transaction):
    costs = []
    for number in (1, 2):
        make_person(forum)
        for _ in range(number):
            release(make_campaign(forum))
        costs.append(statements(lambda: queries.page(forum, 1)))
    assert (costs[0], queries.page(forum, 1).total) == (costs[1], 3)
