"""Questions of feedback travel with a copy, answers and times do not; a purge leaves counts and what was adopted."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.exchange.errors import BadDocument
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
from tests.exchange.factories import load_small, small
from tests.exchange.test_export import empty, text_of
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


FORM = {
    "closes": "2024-08-20 17:00",
    "fewest": 4,
    "breakdown": "mode",
    "intro": "お疲れさまでした。",
    "questions": [
        {
            "label": "講演",
            "item": "talk",
            "choices": [{"text": "よい", "text_en": "Good"}, {"text": "ふつう"}],
        },
        {"key": "rating", "label": "全体", "choices": [{"text": "2"}, {"text": "1"}], "required": True},
        {"label": "部会", "track": "a", "kind": "choice", "choices": [{"text": "はい"}, {"text": "いいえ"}]},
        {"label": "感想", "kind": "text", "may_be_published": True, "mode": "web"},
    ],
}


def loaded(tmp_path, form=None):
    data = small()
    data["feedback"] = FORM if form is None else form
    return load_small(tmp_path, data)


def test_what_is_asked_comes_with_a_document_and_leaves_as_it_came(app, tmp_path):
    loaded(tmp_path)
    forum = db.session.scalars(sa.select(Forum).where(Forum.slug == "small")).one()
    asked = forms.stored_questions(forum.id)
    assert [(one.label, one.is_required, one.offers_publication) for one in asked] == [
        ("講演", False, False),
        ("全体", True, False),
        ("部会", False, False),
        ("感想", False, True),
    ]
    assert [one["key"] for one in asked[0].choices] == ["2", "1"]
    assert (asked[0].slug, asked[1].slug) == (f"item{asked[0].item_id}", "rating")
    kept = forms.form_of(forum)
    assert (kept.fewest, kept.breakdown, kept.intro) == (4, Breakdown.MODE, "お疲れさまでした。")
    assert kept.closes_at == datetime(2024, 8, 20, 8, 0, tzinfo=UTC)
    first = text_of("small")
    empty()
    assert load_small(tmp_path, first).is_new
    assert text_of("small") == first
    assert not load_small(tmp_path, first).is_changed


def test_a_changed_document_withdraws_and_words_anew_until_somebody_answers(app, tmp_path, clock):
    loaded(tmp_path)
    changed = {**FORM, "questions": [{**FORM["questions"][1], "label": "全体として"}]}
    assert loaded(tmp_path, changed).is_changed
    forum = db.session.scalars(sa.select(Forum).where(Forum.slug == "small")).one()
    assert [one.label for one in forms.stored_questions(forum.id)] == ["全体として"]
    assert len(forms.stored_questions(forum.id, withdrawn=True)) == 3
    db.session.rollback()
    clock.instant = datetime(2024, 8, 2, 0, 0, tzinfo=UTC)
    give(make_person(forum), 2)
    loaded(tmp_path, {"questions": []})
    assert [one.label for one in forms.stored_questions(forum.id)] == ["全体として"]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"closes": "2024-02-31 10:00"}, "という日時はありません"),
        ({"opens": "2024-08-03 10:00", "closes": "2024-08-02 10:00"}, "受付開始より後"),
        ({"questions": [{"label": "評価"}]}, "2つ以上書いてください"),
        ({"questions": [{"label": "評価", "kind": "text", "choices": [{"text": "1"}]}]}, "書けません"),
        ({"questions": [{"label": "感想", "kind": "text"} for _twice in "ab"]}, "key で区別"),
        ({"questions": [{"label": "感想", "kind": "text", "item": "nowhere"}]}, "nowhere"),
        ({"questions": [{"label": "感想", "kind": "text", "track": "nowhere"}]}, "nowhere"),
        ({"fewest": 2}, "fewest"),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_written(app, tmp_path, form, sentence):
    with pytest.raises(BadDocument) as refused:
        loaded(tmp_path, form)
    assert sentence in "".join(map(str, refused.value.problems))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Forum)) == 0
