"""Publishing, withdrawing, opening, closing, cancelling: each refusal, each effect."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from forumapp.core import clock
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.events import ForumCancelled, ForumChanged, ForumPublished, ForumWithdrawn
from forumapp.forums.models import Mode, RegistrationSwitch, State
from forumapp.forums.services import publication
from forumapp.forums.states import state_of
from forumapp.registration.models import Registration, RegistrationState
from tests.forums.factories import make_forum

DATES, OPEN, CLOSED = RegistrationSwitch.DATES, RegistrationSwitch.OPEN, RegistrationSwitch.CLOSED


def actions():
    rows = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    return [action for action in rows if action != "forum.created"]


def register_somebody(forum, state=RegistrationState.CONFIRMED):
    db.session.add(
        Registration(
            forum_id=forum.id,
            receipt=f"R{forum.id}",
            state=state,
            mode=Mode.WEB,
            family_name="試験",
            registered_at=clock.now(),
            changed_at=clock.now(),
        )
    )
    db.session.flush()


def test_a_title_is_enough_to_publish(writing, by, news):
    forum = make_forum(draft=True, day=None)
    publication.publish(forum, by=by)
    assert (state_of(forum), forum.published_at) == (State.PLANNED, clock.now())
    assert (actions(), news[-1]) == (["forum.published"], ForumPublished(forum.id, by))


def test_publishing_twice_is_refused(writing, by):
    with pytest.raises(DomainError):
        publication.publish(make_forum(), by=by)


def test_a_forum_without_registrations_can_become_a_draft_again(writing, by, news):
    forum = make_forum()
    publication.withdraw(forum, by=by)
    assert (state_of(forum), actions()) == (State.DRAFT, ["forum.withdrawn"])
    assert news[-1] == ForumWithdrawn(forum.id, by)


@pytest.mark.parametrize("state", list(RegistrationState))
def test_a_forum_that_anybody_has_ever_registered_for_stays_public(writing, by, state):
    forum = make_forum()
    register_somebody(forum, state)
    with pytest.raises(DomainError) as refused:
        publication.withdraw(forum, by=by)
    assert refused.value.message.startswith("すでに1名の参加登録がある")
    assert state_of(forum) is State.OPEN


@pytest.mark.parametrize(
    "values",
    [
        {"draft": True},
        {"cancelled_at": datetime(2024, 6, 1, tzinfo=clock.UTC)},
        {"reported_at": datetime(2024, 6, 1, tzinfo=clock.UTC)},
    ],
)
def test_drafts_and_ends_of_the_story_are_not_withdrawn(writing, by, values):
    forum = make_forum(**values)
    before = state_of(forum)
    with pytest.raises(DomainError):
        publication.withdraw(forum, by=by)
    assert state_of(forum) is before


def test_registration_opens_and_closes_by_hand_and_by_date(writing, by, news):
    forum = make_forum(opens=datetime(2024, 7, 10, 9))
    news.clear()
    states = [state_of(forum)]
    for switch in (OPEN, CLOSED, DATES):
        assert publication.switch_registration(forum, by=by, registration=switch) is True
        states.append(state_of(forum))
    assert states == [State.PUBLISHED, State.OPEN, State.CLOSED, State.PUBLISHED]
    assert news[0] == ForumChanged(forum.id, "registration", frozenset({"registration"}), by)
    assert (forum.opens, actions()) == (datetime(2024, 7, 10, 9), ["forum.registration"] * 3)


@pytest.mark.parametrize(
    "values",
    [
        {"draft": True},
        {"day": None},
        {"cancelled_at": datetime(2024, 6, 1, tzinfo=clock.UTC)},
        {"reported_at": datetime(2024, 6, 1, tzinfo=clock.UTC)},
    ],
)
def test_what_cannot_take_registrations_cannot_be_opened(writing, by, values):
    forum = make_forum(**values)
    with pytest.raises(DomainError) as refused:
        publication.switch_registration(forum, by=by, registration=OPEN)
    assert (refused.value.field, forum.registration) == ("registration", DATES)


def test_a_forum_that_was_held_cannot_be_opened(writing, by, clock):
    forum = make_forum()
    clock.advance(days=60)
    with pytest.raises(DomainError) as refused:
        publication.switch_registration(forum, by=by, registration=OPEN)
    assert refused.value.field == "registration"


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"opens": datetime(2024, 8, 1, 13, 31)}, "opens"),
        ({"closes": datetime(2024, 8, 1, 13, 31)}, "closes"),
        ({"closes_web": datetime(2024, 8, 2)}, "closes_web"),
        ({"opens": datetime(2024, 7, 5), "closes": datetime(2024, 7, 5)}, "closes"),
        ({"opens": datetime(2024, 7, 5), "closes_web": datetime(2024, 7, 4)}, "closes_web"),
    ],
)
def test_dates_of_registration_out_of_order_are_refused_at_their_field(writing, by, dates, field):
    forum = make_forum()
    given = {"opens": None, "closes": None, "closes_web": None, **dates}
    with pytest.raises(DomainError) as refused:
        publication.set_registration(forum, by=by, registration=DATES, **given)
    assert (refused.value.field, forum.closes) == (field, datetime(2024, 7, 25, 17))


def test_registration_may_close_when_the_forum_starts(writing, by):
    forum = make_forum()
    start = datetime(2024, 8, 1, 13, 30)
    assert publication.set_registration(forum, by=by, registration=DATES, opens=None, closes=start) is True


def test_on_a_day_without_a_time_registration_may_last_to_its_end(writing, by):
    forum = make_forum(starts=None, ends=None)
    late = datetime(2024, 8, 1, 23, 59)
    assert publication.set_registration(forum, by=by, registration=DATES, opens=None, closes=late) is True


@pytest.mark.parametrize(("mode", "kept"), [(Mode.ON_SITE, None), (Mode.BOTH, datetime(2024, 7, 30))])
def test_a_deadline_for_the_web_is_kept_only_where_there_is_web(writing, by, mode, kept):
    forum = make_forum(mode=mode)
    dates = {"opens": None, "closes": None, "closes_web": datetime(2024, 7, 30)}
    publication.set_registration(forum, by=by, registration=DATES, **dates)
    assert forum.closes_web == kept


def test_cancelling_keeps_the_reason_and_tells(writing, by, news):
    forum = make_forum()
    publication.cancel(forum, by=by, reason="台風のため")
    assert (state_of(forum), forum.cancel_reason, forum.cancelled_at) == (
        State.CANCELLED,
        "台風のため",
        clock.now(),
    )
    assert (actions(), news[-1]) == (["forum.cancelled"], ForumCancelled(forum.id, "台風のため", by))


def test_cancelling_needs_a_reason(writing, by):
    forum = make_forum()
    with pytest.raises(DomainError) as refused:
        publication.cancel(forum, by=by, reason=" \n")
    assert (refused.value.field, forum.cancelled_at) == ("reason", None)


def test_drafts_and_cancelled_forums_are_not_cancelled(writing, by):
    for forum in (make_forum(draft=True), make_forum(cancelled_at=clock.now(), cancel_reason="前の理由")):
        reason = forum.cancel_reason
        with pytest.raises(DomainError):
            publication.cancel(forum, by=by, reason="理由")
        assert forum.cancel_reason == reason


def test_a_forum_that_was_held_is_not_cancelled(writing, by, clock):
    forum = make_forum()
    clock.advance(days=60)
    with pytest.raises(DomainError):
        publication.cancel(forum, by=by, reason="理由")
    assert forum.cancelled_at is None
