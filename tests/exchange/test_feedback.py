"""Questions of feedback travel with a copy, answers and times do not; a purge leaves counts and what was adopted."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.exchange.services import purging
from forumapp.exchange.services.copying import copy_forum
from forumapp.feedback.models import (
    Breakdown,
    FeedbackAnswer,
    FeedbackEdition,
    FeedbackForm,
    FeedbackGiven,
    FeedbackQuestion,
    Impression,
    ImpressionState,
)
from forumapp.feedback.queries import forms
from forumapp.feedback.services import forms as asking
from forumapp.feedback.services import impressions
from forumapp.forums.models import Forum
from tests.agenda.factories import add_item, add_track
from tests.feedback.factories import close, comments, give, open_room, question_values
from tests.feedback.test_questions import rules
from tests.forums.factories import make_forum
from tests.groupwork.factories import make_person


@pytest.fixture
def forum(app, clock):
    made = make_forum()
    clock.instant = datetime(2024, 8, 2, 0, 0, tzinfo=UTC)
    return made


def count(kind, forum):
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind).where(kind.forum_id == forum.id))


def test_a_copy_asks_the_same_and_knows_no_answer(forum, transaction):
    track, item = add_track(forum, "情報部会"), add_item(forum, "講演", start="13:30", minutes=15)
    with transaction():
        asking.add_items(forum, [item.id], by=SYSTEM)
        asking.add_question(forum, by=SYSTEM, values=question_values(label="部会", track_id=track.id))
        rules(forum, fewest=4, breakdown=Breakdown.MODE, closes_at=datetime(2024, 8, 9, tzinfo=UTC))
    open_room(forum)
    give(make_person(forum), 0, **{f"item{item.id}": "5"})
    with transaction():
        made = copy_forum(db.session.get_one(Forum, forum.id), by=SYSTEM, slug="next", title="来年", day=None)
    copied = forms.stored_questions(made.id)
    assert [one.label for one in copied] == ["この内容の評価", "部会"]
    assert copied[0].slug == f"item{copied[0].item_id}"
    assert copied[0].item_id != item.id
    assert copied[1].track_id not in {None, track.id}
    kept = forms.form_of(made)
    assert (kept.fewest, kept.breakdown, kept.closes_at, kept.room_open) == (4, Breakdown.MODE, None, False)
    kinds = (FeedbackAnswer, FeedbackGiven, FeedbackEdition, Impression)
    assert [count(kind, made) for kind in kinds] == [0] * 4
    assert [count(FeedbackForm, made), count(FeedbackQuestion, made)] == [1, 2]


def test_a_purge_leaves_counts_and_what_was_adopted(forum, transaction):
    for number in range(6):
        give(make_person(forum), 4, f"秘密の声{number}", may_publish=number < 2)
    close(forum)
    with transaction():
        one = comments(forum)["秘密の声0"]
        impressions.decide(one, forum=forum, by=SYSTEM, version=1, state=ImpressionState.ADOPTED)
        impressions.edit(one, forum=forum, by=SYSTEM, version=2, text="よい会でした")
    with transaction():
        purging.purge(db.session.get_one(Forum, forum.id), by=SYSTEM)
    rows = db.session.execute(sa.select(Impression.original, Impression.text).order_by(Impression.text)).all()
    assert rows == [("", ""), ("", "よい会でした")]
    edition = forms.last_edition(forum.id)
    assert (edition.texts, edition.answers, edition.tables[0]["answered"]) == ({}, 6, 6)
