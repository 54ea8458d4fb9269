from collections import Counter, defaultdict

import pytest

from forumapp.core.text.names import is_kana, to_katakana
from forumapp.directory.codes import is_prefecture, is_valid, repair
from forumapp.directory.register import (
    Municipality,
    all_municipalities,
    by_code,
    code_in,
    municipalities_of,
    municipality_at,
    named,
    prefectures,
    search,
)

NAGASAKI = [
    *("長崎市", "佐世保市", "島原市", "諫早市", "大村市", "平戸市", "松浦市", "対馬市", "壱岐市", "五島市"),
    *("西海市", "雲仙市", "南島原市"),
    *("長与町", "時津町", "東彼杵町", "川棚町", "波佐見町", "小値賀町", "佐々町", "新上五島町"),
]


def test_the_register_counts_as_the_ministry_does():
    # Local governments of 1 January 2024 and since: 792 cities, 743 towns, 183 villages and 23 special wards.
    assert Counter(entry.kind for entry in all_municipalities()) == {
        "city": 792,
        "town": 743,
        "village": 183,
        "ward": 23,
    }
    assert len(all_municipalities()) == 1741
    assert len(prefectures()) == 47


def test_every_row_is_sound():
    everything = [*prefectures(), *all_municipalities()]
    last = {"city": "市", "ward": "区", "town": "町", "village": "村"}
    assert [entry for entry in everything if not is_valid(entry.code)] == []
    assert [entry for entry in everything if is_prefecture(entry.code) != entry.is_prefecture] == []
    assert [entry for entry in all_municipalities() if not entry.name.endswith(last[entry.kind])] == []
    assert [
        entry for entry in everything if not is_kana(entry.kana) or to_katakana(entry.kana) != entry.kana
    ] == []
    assert [entry for entry in everything if entry.prefecture_code != entry.code[:2]] == []
    assert len({entry.code for entry in everything}) == 1788


def test_readings_end_as_their_kind_is_read():
    ends = {"city": ("シ",), "ward": ("ク",), "town": ("チョウ", "マチ"), "village": ("ムラ", "ソン")}
    assert [entry for entry in all_municipalities() if not entry.kana.endswith(ends[entry.kind])] == []
    assert [entry for entry in all_municipalities() if "グン" in entry.kana and entry.kind == "town"] == []


def test_lists_are_in_code_order():
    codes = [entry.code for entry in all_municipalities()]
    assert codes == sorted(codes)
    assert [entry.prefecture_code for entry in prefectures()] == [f"{number:02}" for number in range(1, 48)]


def test_nagasaki_has_its_21_municipalities_in_code_order():
    found = municipalities_of("42")
    assert [entry.name for entry in found] == NAGASAKI
    assert Counter(entry.kind for entry in found) == {"city": 13, "town": 8}


def test_the_prefectures_together_hold_every_municipality_once():
    together = [
        entry for prefecture in prefectures() for entry in municipalities_of(prefecture.prefecture_code)
    ]
    assert tuple(together) == all_municipalities()
    assert municipalities_of("48") == ()


def test_an_entry_has_code_name_reading_kind_and_prefecture():
    assert by_code("422011") == Municipality("422011", "長崎市", "ナガサキシ", "city", "42")
    assert by_code("420000") == Municipality("420000", "長崎県", "ナガサキケン", "prefecture", "42")
    assert by_code("131016") == Municipality("131016", "千代田区", "チヨダク", "ward", "13")
    assert by_code("422012") is None


def test_designated_cities_stand_for_their_wards():
    found = {code: by_code(code) for code in DESIGNATED}
    assert {code: (entry.name, entry.kana) for code, entry in found.items() if entry} == DESIGNATED
    assert [
        entry.name for entry in all_municipalities() if entry.kind == "ward" and entry.prefecture_code != "13"
    ] == []


def test_names_carry_no_county_and_no_island():
    assert [by_code(code).full_name for code in ("103446", "103454", "284815", "133817", "134015")] == [
        "群馬県榛東村",
        "群馬県吉岡町",
        "兵庫県上郡町",
        "東京都三宅村",
        "東京都八丈町",
    ]
    assert [by_code(code).kana for code in ("103446", "103454", "284815")] == [
        "シントウムラ",
        "ヨシオカマチ",
        "カミゴオリチョウ",
    ]
    assert sorted(entry.name for entry in all_municipalities() if "郡" in entry.name) == sorted(
        ["郡山市", "郡上市", "蒲郡市", "大和郡山市", "小郡市", "上郡町"]
    )


def test_no_village_of_the_northern_territories_is_counted():
    assert [by_code(code) for code in ("016951", "016969", "016977", "016985", "016993", "017001")] == [
        None
    ] * 6
    assert [is_valid(code) for code in ("016951", "016969", "016977", "016985", "016993", "017001")] == [
        True
    ] * 6


def test_57_municipalities_share_their_name_and_the_code_decides():
    bearers = defaultdict(list)
    for entry in all_municipalities():
        bearers[entry.name].append(entry)
    shared = [entries for entries in bearers.values() if len(entries) > 1]
    assert (len(shared), sum(map(len, shared))) == (25, 57)
    full_names = Counter(entry.full_name for entry in all_municipalities())
    assert [name for name, count in full_names.items() if count > 1] == []
    assert [entry.code for entry in named("府中市")] == ["132063", "342084"]
    assert [entry.code for entry in named("府中市", "34")] == ["342084"]
    assert [entry.code for entry in named("広島県府中市")] == ["342084"]
    assert named("府中") == ()


@pytest.mark.parametrize(
    ("jis", "name"),
    [
        ("42201", "長崎市"),
        ("40133", "福岡市"),
        ("40109", "北九州市"),
        ("14132", "川崎市"),
        ("14118", "横浜市"),
        ("22138", "浜松市"),
        ("27100", "大阪市"),
        ("13101", "千代田区"),
        ("13199", None),
        ("42999", None),
        ("42101", None),
        ("4220", None),
        ("", None),
    ],
)
def test_a_ward_of_a_designated_city_gives_its_city(jis, name):
    found = municipality_at(jis)
    assert (found.name if found else None) == name


def test_a_damaged_code_of_every_municipality_is_found_within_its_prefecture():
    everything = [*prefectures(), *all_municipalities()]
    lost = [
        (entry.name, text)
        for entry in everything
        for text in (entry.code, entry.code[:5], str(int(entry.code)), str(int(entry.code[:5])))
        if code_in(text, entry.prefecture_code) != entry.code
    ]
    assert lost == []


def test_twelve_codes_without_their_zero_are_also_anothers_without_its_check_digit():
    known = {entry.code for entry in (*prefectures(), *all_municipalities())}
    undecided = [code[1:] for code in sorted(known) if code[0] == "0" and repair(code[1:], known) is None]
    assert len(undecided) == 12
    assert undecided[0] == "12203"
    assert code_in("12203") is None
    assert (code_in("11002"), repair("11002")) == ("011002", None)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("長崎市", ["長崎市"]),
        ("長崎県長崎市", ["長崎市"]),
        ("長崎県\u3000長与町", ["長与町"]),
        ("いさはや", ["諫早市"]),
        ("ｲｻﾊﾔ", ["諫早市"]),
        ("422011", ["長崎市"]),
        ("竜ヶ崎市", ["龍ケ崎市"]),
        ("茅ケ崎", ["茅ヶ崎市"]),
        ("島原", ["島原市", "南島原市"]),
        ("存在しない市", []),
        ("", []),
        ("\u3000", []),
    ],
)
def test_the_register_is_searched_by_name_reading_and_code(text, names):
    assert [entry.name for entry in search(text)] == names


def test_a_search_can_be_kept_within_a_prefecture():
    assert [entry.code for entry in search("府中", "34")] == ["342084", "343021"]
    assert [entry.name for entry in search("みなみ", "42")] == ["南島原市"]
    assert [entry.name for entry in search("長崎県", "42")] == ["長崎県", *NAGASAKI]
    assert search("長崎市", "48") == ()


DESIGNATED = {
    "011002": ("札幌市", "サッポロシ"),
    "041009": ("仙台市", "センダイシ"),
    "111007": ("さいたま市", "サイタマシ"),
    "121002": ("千葉市", "チバシ"),
    "141003": ("横浜市", "ヨコハマシ"),
    "141305": ("川崎市", "カワサキシ"),
    "141500": ("相模原市", "サガミハラシ"),
    "151009": ("新潟市", "ニイガタシ"),
    "221007": ("静岡市", "シズオカシ"),
    "221309": ("浜松市", "ハママツシ"),
    "231002": ("名古屋市", "ナゴヤシ"),
    "261009": ("京都市", "キョウトシ"),
    "271004": ("大阪市", "オオサカシ"),
    "271403": ("堺市", "サカイシ"),
    "281000": ("神戸市", "コウベシ"),
    "331007": ("岡山市", "オカヤマシ"),
    "341002": ("広島市", "ヒロシマシ"),
    "401005": ("北九州市", "キタキュウシュウシ"),
    "401307": ("福岡市", "フクオカシ"),
    "431001": ("熊本市", "クマモトシ"),
}
