"""A line of a meeting tool is somebody only if exactly one person fits; what people write before their name is no hindrance."""

from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forumapp.attendance.matching import Candidate, Known, Match, Roster
from forumapp.attendance.models import MatchedBy

AT = datetime(2024, 8, 1, 4, 25, tzinfo=UTC)
TARO = Known(1, "山田", "太郎", "ヤマダ", "タロウ", "長崎市", "情報政策課", "主査", "taro@city.example.jp")
HANAKO = Known(2, "山田", "花子", "ヤマダ", "ハナコ", "佐世保市", address="hanako@city.example.jp")
MEGUMI = Known(3, "髙﨑", "恵", "タカサキ", "メグミ", "長崎県", "スマート県庁推進課")
SATO = Known(4, "佐藤", "一郎", "サトウ", "イチロウ", "長崎市")
WATANABE = Known(5, "渡邉", "実", "ワタナベ", "ミノル", "時津町")
ROSTER = Roster([TARO, HANAKO, MEGUMI, SATO, WATANABE])


@pytest.mark.parametrize(
    ("name", "address", "ident", "by"),
    [
        ("誰か", "TARO@city.example.jp", 1, "address"),
        ("山田太郎", "", 1, "name"),
        ("山田　太郎 様", "", 1, "name"),
        ("太郎 山田", "", 1, "name"),
        ("長崎市_山田 太郎", "", 1, "name"),
        ("長崎市 山田太郎", "", 1, "name"),
        ("長崎市山田太郎", "", 1, "name"),
        ("長崎県長崎市情報政策課主査山田太郎", "", 1, "name"),
        ("山田太郎（長崎市）", "", 1, "name"),
        ("【長崎市】山田太郎/情報政策課", "", 1, "name"),
        ("iPad (髙﨑 恵)", "", 3, "name"),
        ("高崎恵", "", 3, "variant"),
        ("渡辺　實", "", 5, "variant"),
        ("渡邊 実@時津町", "", 5, "variant"),
        ("やまだ たろう", "", 1, "kana"),
        ("ﾀｶｻｷ ﾒｸﾞﾐ", "", 3, "kana"),
        ("長崎市 山田", "", 1, "organisation"),
        ("長崎市役所　山田様", "", 1, "organisation"),
        ("山田（佐世保市）", "", 2, "organisation"),
        ("長崎市山田", "", 1, "organisation"),
        ("長崎市 情報政策課 山田", "", 1, "organisation"),
        ("時津町役場 渡辺", "", 5, "organisation"),
    ],
)
def test_somebody_is_found_however_the_name_is_shown(name, address, ident, by):
    assert ROSTER.match(name, address) == Match(ident, MatchedBy(by))


@pytest.mark.parametrize(
    ("name", "address", "candidates"),
    [
        ("山田", "", [(1, "half_name"), (2, "half_name")]),
        ("長崎市 山田 次郎", "", [(1, "half_name"), (2, "half_name"), (4, "same_organisation")]),
        ("長崎市 会議室", "", [(1, "same_organisation"), (4, "same_organisation")]),
        ("花子", "", [(2, "half_name")]),
        ("佐藤 一郎", "taro@city.example.jp", [(1, "address"), (4, "name")]),
        ("PC-2041", "", []),
    ],
)
def test_what_is_not_sure_is_shown_with_candidates(name, address, candidates):
    assert ROSTER.match(name, address) == Match(candidates=tuple(Candidate(*one) for one in candidates))


def test_several_names_in_one_line_are_a_doubt_with_all_of_them():
    found = ROSTER.match("長崎市 山田太郎・佐藤一郎")

    assert (found.id, found.several) == (None, (1, 4))
    assert ROSTER.match("山田太郎、高崎恵").several == (1, 3)


def test_people_of_the_same_name_are_told_apart_by_their_organisation_or_not_at_all():
    roster = Roster([TARO, Known(9, "山田", "太郎", organisation="大村市")])

    assert roster.match("山田太郎").id is None
    assert roster.match("大村市 山田太郎") == Match(9, MatchedBy.NAME)


def test_colleagues_at_one_address_are_told_apart_by_name():
    roster = Roster([TARO, Known(9, "佐藤", "一郎", organisation="長崎市", address=TARO.address)])

    assert roster.match("佐藤一郎", TARO.address) == Match(9, MatchedBy.ADDRESS)
    assert [one.id for one in roster.match("長崎市", TARO.address).candidates] == [1, 9]


def test_who_has_cancelled_is_shown_but_never_taken_by_itself():
    roster = Roster([Known(1, "山田", "太郎", is_coming=False)])

    assert roster.match("山田太郎") == Match(candidates=(Candidate(1, "name"),))


def test_a_recorder_that_bears_a_name_is_not_that_person():
    assert ROSTER.match("山田 太郎 Notetaker", is_person=False).id is None
    assert ROSTER.match("山田 太郎 Notetaker", is_person=False).candidates[0] == Candidate(1, "name")


def test_who_took_the_join_link_at_that_time_is_a_candidate_and_nobody_else():
    roster = Roster([Known(1, "甲", "一", joined=AT), Known(2, "乙", "二", joined=AT + timedelta(hours=1))])

    assert roster.match("iPhone", joined=AT + timedelta(minutes=2)) == Match(
        candidates=(Candidate(1, "joined"),)
    )


families = st.sampled_from(["山田", "髙橋", "高橋", "渡邉", "渡辺", "佐藤", "田"])
given_names = st.sampled_from(["太郎", "花子", "實", "実", "中太郎"])
places = st.sampled_from(["長崎市", "佐世保市", "長崎県", ""])
addresses = st.sampled_from(["", "a@example.jp", "b@example.jp"])
people = st.lists(st.tuples(families, given_names, places, addresses), max_size=8)
lines = st.lists(
    st.tuples(st.sampled_from(["{0}{1}", "{2}_{0} {1}", "{2}{0}{1}", "{0}", "{2} {0}", "{0} {1}・{0}"]),
              families, given_names, places, addresses),
    max_size=8,
)  # fmt: skip


@given(people, lines, st.randoms())
@settings(max_examples=300)
def test_the_order_of_people_does_not_matter_and_a_sure_match_is_unique(rows, shown, random):
    known = [
        Known(n, family, name, "", "", place, address=at) for n, (family, name, place, at) in enumerate(rows)
    ]
    mixed = known.copy()
    random.shuffle(mixed)
    roster, other = Roster(known), Roster(mixed)

    for shape, family, name, place, address in shown:
        text = shape.format(family, name, place)
        found = roster.match(text, address)
        assert other.match(text, address) == found
        if found.id is not None:
            one = known[found.id]
            again = Roster(
                [*known, Known(99, one.family, one.given, "", "", one.organisation, address=one.address)]
            )
            assert again.match(text, address).id is None, "a double makes it a doubt"
            assert found.candidates == ()


def test_a_thousand_lines_against_a_thousand_people_take_well_under_a_second():
    crowd = [
        Known(n, f"山田{n % 40}", f"太郎{n}", "ヤマダ", f"タロウ{n}", f"第{n % 60}市", joined=AT)
        for n in range(1000)
    ]
    shown = [
        f"{one.organisation}_{one.family} {one.given}" if one.id % 5 else f"PC {one.id}" for one in crowd
    ]

    began = perf_counter()
    roster = Roster(crowd)
    found = [roster.match(text, "", AT).id for text in shown]

    assert perf_counter() - began < 1
    assert found == [one.id if one.id % 5 else None for one in crowd]
