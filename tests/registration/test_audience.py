"""Audience and quotas: whom a forum is for, counted as the seed counts."""

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum
from forumapp.registration.models import AudienceKind
from forumapp.registration.queries.audience import head_count, prefecture_of, suggestions
from forumapp.registration.services import audience
from tests.agenda.factories import add_track
from tests.counting import statements
from tests.forums.factories import make_forum
from tests.registration.factories import make_line, make_quota


def make_seed_audience(forum):
    """Write the seed's audience; returns the two tracks."""
    policy, people = add_track(forum, "情報政策担当部門"), add_track(forum, "人事・財政部門")
    towns = make_line(forum)
    prefecture = make_line(forum, AudienceKind.ORGANISATION, "長崎県", organisation="長崎県")
    ranks = "課長級・補佐級(係長級)"
    make_quota(towns, "情報政策担当部門", 2, ranks=ranks, track_id=policy.id)
    make_quota(towns, "財政部門", 1, track_id=people.id)
    make_quota(towns, "人事部門", 1, track_id=people.id)
    make_quota(prefecture, "デジタル戦略課担当者", 5, track_id=policy.id)
    make_quota(prefecture, "財政課担当者", 1, track_id=people.id)
    make_quota(prefecture, "人事課担当者", 1, track_id=people.id)
    return policy, people


def test_the_seeds_audience_is_91_seats_of_22_organisations_47_of_them_in_the_first_track(app):
    forum = make_forum()
    policy, people = make_seed_audience(forum)
    counted = head_count(forum)
    assert (counted.seats, counted.organisations) == (91, 22)
    assert counted.by_track == {policy.id: 47, people.id: 44}


def test_the_seeds_audience_is_printed_as_the_seed_prints_it(app):
    forum = make_forum()
    make_seed_audience(forum)
    printed = {line.label: [quota.text for quota in line.quotas] for line in head_count(forum).lines}
    assert printed == {
        "長崎県内市町": ["情報政策担当部門(2名 課長級・補佐級(係長級))", "財政部門(1名)", "人事部門(1名)"],
        "長崎県": ["デジタル戦略課担当者(5名)", "財政課担当者(1名)", "人事課担当者(1名)"],
    }


def test_an_audience_of_anybody_counts_its_seats_once(app):
    forum = make_forum()
    make_quota(make_line(forum, AudienceKind.ANYBODY, "どなたでも"), "一般", 30)
    counted = head_count(forum)
    assert (counted.seats, counted.organisations) == (30, 0)


def test_what_is_withdrawn_is_not_counted(app, transaction):
    forum = make_forum()
    line = make_line(forum)
    quota = make_quota(line, "情報政策担当部門", 2)
    make_quota(line, "財政部門", 1)
    with transaction():
        audience.withdraw(quota, by=SYSTEM)
    assert [row.label for line in head_count(forum).lines for row in (q.quota for q in line.quotas)] == [
        "財政部門"
    ]
    with transaction():
        audience.withdraw(line, by=SYSTEM)
    assert head_count(forum).lines == ()


def test_a_changed_quota_raises_the_forums_revision(app, transaction):
    forum = make_forum()
    quota = make_quota(make_line(forum))
    read = sa.select(Forum.revision).where(Forum.id == forum.id)
    with transaction() as session:
        before = session.scalar(read)
        audience.change_quota(quota, by=SYSTEM, seats=3)
        session.flush()
        assert session.scalar(read) == before + 1


def test_the_audience_of_one_prefecture_gives_its_municipalities_in_code_order_to_choose_from(app):
    forum = make_forum()
    make_line(forum)
    make_line(forum, AudienceKind.ORGANISATION, "長崎県", organisation="420000")
    offered = suggestions(forum)
    assert (offered[0], offered[1], len(offered)) == (("長崎県", "420000"), ("長崎市", "422011"), 22)
    assert prefecture_of(forum) == "42"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": AudienceKind.MUNICIPALITIES, "prefecture": None}, "prefecture"),
        ({"kind": AudienceKind.MUNICIPALITIES, "prefecture": "48"}, "prefecture"),
        ({"kind": AudienceKind.ORGANISATION, "organisation": ""}, "organisation"),
        ({"kind": AudienceKind.ORGANISATION, "organisation": "どこにもない団体"}, "organisation"),
    ],
)
def test_a_line_without_whom_it_means_is_refused(app, transaction, values, field):
    forum = make_forum()
    with transaction(), pytest.raises(DomainError) as refusal:
        audience.add_line(forum, by=SYSTEM, label="対象", **values)
    assert refusal.value.field == field


def test_a_quota_for_another_forums_track_is_refused(app, transaction):
    foreign = add_track(make_forum())
    line = make_line(make_forum())
    with transaction(), pytest.raises(DomainError) as refusal:
        audience.add_quota(line, by=SYSTEM, label="枠", seats=1, track_id=foreign.id)
    assert refusal.value.field == "track_id"


def test_counting_takes_the_same_statements_for_one_line_and_for_five(app):
    small, large = make_forum(), make_forum()
    make_quota(make_line(small))
    for number in range(5):
        line = make_line(large, label=f"対象{number}")
        make_quota(line)
        make_quota(line, "財政部門", 1)
    assert statements(lambda: head_count(small)) == statements(lambda: head_count(large)) == 1
