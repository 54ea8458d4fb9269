"""Random tables: no cell below k can be worked out, from one edition or from two."""

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.feedback import standard, tallies
from forumapp.feedback.suppression import step, visible

cells = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=1), st.integers(0, 30), max_size=8)
thresholds = st.integers(3, 9)


@given(cells, thresholds)
def test_no_small_cell_is_shown_and_none_is_left_by_subtraction(table, k):
    shown = visible(table, k)
    hidden = [count for group, count in table.items() if count and group not in shown]
    assert all(table[group] >= k for group in shown)
    left = sum(table.values()) - sum(table[group] for group in shown)
    assert left == sum(hidden)
    assert left == 0 or (left >= k and len(hidden) > 1) or not shown
    for size in range(len(shown) + 1):  # whatever one subtracts
        for some in itertools.combinations(sorted(shown), size):
            rest = sum(table.values()) - sum(table[group] for group in some)
            assert rest == 0 or rest >= k or not shown


@given(cells, thresholds)
def test_a_hidden_cell_has_more_than_one_solution(table, k):
    """Whoever knows the total, what is shown and that cells are not negative cannot say what any hidden one is."""
    shown = visible(table, k)
    hidden = {group: count for group, count in table.items() if count and group not in shown}
    if shown:
        left = sum(hidden.values())
        assert all(count < left for count in hidden.values())


@given(cells, thresholds)
def test_nothing_is_hidden_without_need(table, k):
    if all(count == 0 or count >= k for count in table.values()):
        assert visible(table, k) == {group for group, count in table.items() if count}


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        ({"a": 10, "b": 3}, ""),
        ({"a": 10, "b": 3, "c": 7}, "a"),
        ({"a": 10, "b": 3, "c": 2}, "a"),
        ({"a": 10, "b": 2, "c": 2}, ""),
        ({"a": 10, "b": 2, "c": 2, "d": 6}, "a"),
        ({"a": 5, "b": 5, "c": 0}, "ab"),
        ({}, ""),
    ],
)
def test_examples(table, shown):
    assert visible(table, 5) == frozenset(shown)


@given(st.lists(st.sampled_from(["arrive", "close"]), max_size=80), thresholds)
def test_editions_grow_by_at_least_k_also_at_the_end(events, k):
    shown, waiting, sizes = 0, 0, [0]
    for event in [*events, "close"]:
        if event == "close":
            if shown + waiting >= k:
                sizes.append(shown + waiting)
            break
        waiting += 1
        count = step(waiting, shown, k)
        if count:
            shown, waiting = shown + count, waiting - count
            sizes.append(shown)
    assert all(after - before >= k for before, after in itertools.pairwise(sizes))


people = st.lists(
    st.tuples(st.sampled_from(["1", "2", "3", ""]), st.sampled_from([1, 2, 3, None]), st.booleans()),
    max_size=60,
)


@given(people, thresholds)
def test_tables_of_random_answers_show_no_group_below_k(rows, k):
    """Also from the choices: the sum of what is shown, taken off the whole, leaves at least k answers in each question."""
    question = standard.default(1)[2]
    contents = [
        {"v": {question.slug: value} if value else {}, "p": False, "d": group} for value, group, _more in rows
    ]
    (table,) = tallies.tables([question], contents, k=k, final=True, by="d")
    answered = sum(bool(value) for value, _group, _more in rows)
    assert table["answered"] == (answered if answered >= k else None)
    for one in table["groups"]:
        assert one["answered"] is None or one["answered"] >= k
    shown = [one for one in table["groups"] if one["answered"] is not None]
    if shown:
        left = answered - sum(one["answered"] for one in shown)
        assert left == 0 or left >= k
        rest = Counter(table["counts"])
        for one in shown:
            rest.subtract(one["counts"])
        assert sum(rest.values()) == left


@given(people, thresholds)
def test_before_the_end_there_are_no_groups_and_no_questions_for_a_few(rows, k):
    questions = standard.default(1)
    contents = [
        {"v": {"place": "5", "level": value or "1"}, "p": False, "d": 1} for value, _group, _more in rows
    ]
    found = tallies.tables(questions, contents, k=k, final=False, by="d")
    assert [one["slug"] for one in found] == ["rating", "use", "level", "length", "good"]
    assert [one["groups"] for one in found] == [[]] * 5


answered = st.lists(st.tuples(st.sampled_from(["1", "2", "3", ""]), st.booleans()), max_size=70)


@given(answered, thresholds, st.sampled_from(["", "d"]))
def test_a_table_of_two_editions_differs_by_k_answers_or_not_at_all(rows, k, by):
    """Also of a question that few answer: what is shown of it stays as it was until k more have answered."""
    question = standard.default(1)[2]
    shown, waiting, before, differences = [], [], [], []
    for number, (value, _more) in enumerate([*rows, ("", False)]):
        is_end = number == len(rows)
        if not is_end:
            waiting.append({"v": {question.slug: value} if value else {}, "p": False, "d": number % 3 + 1})
        count = len(waiting) if is_end else step(len(waiting), len(shown), k)
        if not count or len(shown) + count < k:
            continue
        shown, waiting = shown + waiting[:count], waiting[count:]
        table = tallies.tables([question], shown, k=k, final=is_end, by=by, before=before)
        if before and before[0]["answered"] is not None:
            earlier, later = before[0], table[0]
            difference = later["answered"] - earlier["answered"]
            differences.append(difference)
            assert difference == 0 or difference >= k
            if not difference:
                assert (later["counts"], later["groups"]) == (earlier["counts"], [])
            for one in later["groups"]:
                assert one["answered"] is None or one["answered"] >= k
        before = table
    assert all(one >= 0 for one in differences)


@given(st.integers(0, 20_000), thresholds)
def test_many_answers_make_few_editions(answers, k):
    shown = waiting = editions = 0
    for _number in range(answers):
        waiting += 1
        if count := step(waiting, shown, k):
            shown, waiting, editions = shown + count, waiting - count, editions + 1
    assert editions <= 5 + 12 * (answers + 1).bit_length()
