"""Which notes are proposed together: measured on invented notes of municipal staff (likeness.py)."""

from itertools import combinations

import pytest

from forumapp.core.text import words
from forumapp.groupwork.similarity import clusters as clustering
from forumapp.groupwork.similarity import measures
from forumapp.groupwork.similarity.clusters import by_centre, liken
from forumapp.groupwork.similarity.stance import are_opposed, sides, stance
from tests.groupwork.likeness import ALIKE, ALONE, OPPOSED

NOTES = (*(text for one in ALIKE for text in one), *ALONE, *(text for pair in OPPOSED for text in pair))
KIN = {text: number for number, one in enumerate(ALIKE) for text in one}


@pytest.fixture
def no_dictionary(monkeypatch):
    """Have no tokeniser, as where its wheel or its dictionary is missing."""
    words._tokenizer.cache_clear()
    words.content_words.cache_clear()
    liken.cache_clear()
    monkeypatch.setattr(words, "sudachipy", None)
    yield
    words._tokenizer.cache_clear()
    words.content_words.cache_clear()
    liken.cache_clear()


def pairs():
    """Return the pairs of notes that are proposed together."""
    found = liken(NOTES).clusters
    return {frozenset((NOTES[a], NOTES[b])) for one in found for a, b in combinations(one.places, 2)}


def wanted():
    return {frozenset(pair) for one in ALIKE for pair in combinations(one, 2)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("取組が必要", "取り組みが必要"),
        ("ＤＸ人材", "DX人材"),
        ("ベンダ任せ", "ベンダー任せ"),
        ("PMができる人", "プロジェクトマネジメントが出来る人材"),
        ("支援してほしい", "支援を望んでいます。"),
        ("ﾃﾞｼﾞﾀﾙ化", "デジタル化"),
    ],
)
def test_other_spellings_are_the_same_words(one, other):
    assert (words.is_there(), set(words.content_words(one)) ^ set(words.content_words(other)) - {"望む"}) == (
        True,
        set(),
    )


def test_nothing_is_proposed_together_that_does_not_belong_together():
    assert pairs() - wanted() == set()


def test_most_of_what_belongs_together_is_proposed():
    assert len(pairs() & wanted()) >= 0.75 * len(wanted())


def test_opposites_are_never_proposed_together_but_shown_as_related():
    related = {frozenset((NOTES[a], NOTES[b])) for a, b in liken(NOTES).opposed}
    opposed = {frozenset(pair) for pair in OPPOSED}
    assert (pairs() & opposed, opposed - related) == (set(), set())


def test_a_proposal_shows_the_opposite_beside_it():
    texts = ("常勤が望ましい", "常勤の人が望ましい", "常勤は難しい")
    (one,) = liken(texts).clusters
    assert (sorted(one.places), one.opposed) == ([0, 1], (2,))


def test_the_order_of_the_notes_changes_nothing():
    turned = tuple(reversed(NOTES))
    other = {frozenset(turned[place] for place in one.places) for one in liken(turned).clusters}
    assert other == {frozenset(NOTES[place] for place in one.places) for one in liken(NOTES).clusters}


def test_the_most_central_wording_comes_first():
    texts = ["研修", "研修の時間が取れない", "研修に出す時間"]
    assert texts[by_centre(texts)[0]] == "研修に出す時間"
    assert by_centre([]) == ()


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("常勤が望ましい", 1),
        ("常勤は難しい", -1),
        ("常勤が望ましいが、それが無理な場合は継続的な支援が必要", 0),
        ("研修は不要", -1),
        ("研修は必要ない", -1),
        ("予約ができない", -1),
        ("紙の申請", 0),
    ],
)
def test_what_a_note_is_for_or_against(text, side):
    assert stance(text) == side


def test_both_of_a_pair_of_opposites_contradict_nothing():
    assert not are_opposed(sides("内製か外注か"), sides("外注"))
    assert are_opposed(sides("内製する"), sides("外注する"))


def test_without_a_dictionary_characters_are_compared(no_dictionary):
    assert (words.is_there(), words.content_words("人材が足りない")) == (False, ())
    found = pairs()
    opposed = {frozenset(pair) for pair in OPPOSED}
    assert (found & opposed, len(found - wanted()) <= 6, len(found & wanted()) >= 10) == (set(), True, True)


def test_texts_that_share_nothing_or_are_empty_are_alike_in_nothing():
    assert measures.similarities(["", "、", "紙", "川"])[0, 1] >= 0
    assert [one.places for one in liken(("紙の申請", "道路の損傷")).clusters] == []
    assert clustering.liken(()).clusters == ()
