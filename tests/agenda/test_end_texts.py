"""Ends that are written out in words follow when the item they belong to moves."""

import pytest

from forumapp.agenda import queries
from forumapp.agenda.end_texts import followed, time_in
from forumapp.agenda.services import items, undoing
from forumapp.core.actor import SYSTEM
from tests.agenda.factories import seed_programme
from tests.forums.factories import make_forum

END = 16 * 60 + 10


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("16:10終了", "16:20終了"),
        ("１６：１０終了予定", "16:20終了予定"),
        ("終了は午後4時10分ごろ", "終了は16:20ごろ"),
        ("16:00終了", "16:00終了"),
        ("終了後、名刺交換", "終了後、名刺交換"),
        ("", ""),
    ],
)
def test_a_time_in_words_follows_if_it_is_the_old_end(text, after):
    assert followed(text, END, END + 10) == after


def test_what_has_no_old_or_no_new_end_stays_as_it_is():
    assert [followed("16:10終了", None, END), followed("16:10終了", END, None)] == ["16:10終了"] * 2


def test_the_first_time_in_a_text_counts():
    assert [time_in("16:10終了(17:00閉場)"), time_in("未定"), time_in("99:99")] == [END, None, None]


def words(forum):
    return {item.title: item.end_text for item in queries.items(forum.id) if item.end_text}


def test_the_written_ends_of_the_seed_follow_a_longer_talk_and_come_back_with_undo(app, transaction):
    forum = make_forum()
    seed = seed_programme(forum)
    before = words(forum)
    assert sorted(before.values()) == ["15:20終了", "16:10終了"]
    with transaction() as session:
        items.change_item(session.merge(seed.talk), by=SYSTEM, minutes=25)
    assert words(forum) == {seed.group_work.title: "16:20終了", seed.answers.title: "15:30終了"}
    with transaction() as session:
        undoing.undo(session.merge(forum), by=SYSTEM)
    assert words(forum) == before


def test_a_text_that_was_typed_with_the_change_stays(app, transaction):
    forum = make_forum()
    seed = seed_programme(forum)
    with transaction() as session:
        items.change_item(session.merge(seed.group_work), by=SYSTEM, minutes=75, end_text="16:10までに終了")
    assert words(forum)[seed.group_work.title] == "16:10までに終了"
