"""From text to values, and every problem with its line."""

import pytest

from forumapp.exchange.errors import BadDocument
from forumapp.exchange.reading import LARGEST, read
from forumapp.exchange.services.importing import check
from tests.exchange.factories import SMALL, write

MINIMAL = "format: forumapp/1\nforum:\n  slug: a\n  title: 題\n  owner: 420000\n"


def problems_of(text, folder):
    with pytest.raises(BadDocument) as caught:
        check(text.encode(), folder)
    return [(problem.line, problem.place, problem.message) for problem in caught.value.problems]


def test_scalars_are_what_the_schema_says_and_need_no_quotes(app):
    text = (
        "format: forumapp/1\nforum: {slug: no, title: 13:30, owner: 012025, date: 2024-08-01, starts: 9:05}\n"
        "agenda:\n- {key: on, start: 09:05, minutes: 15, title: 0123, optional: true, note: ~}\n"
    )
    source, problems = read(text.encode())
    assert problems == []
    assert source.data["forum"] == {
        "slug": "no", "title": "13:30", "owner": "012025", "date": "2024-08-01", "starts": "9:05",
    }  # fmt: skip
    assert source.data["agenda"] == [
        {"key": "on", "start": "09:05", "minutes": 15, "title": "0123", "optional": True}
    ]


def test_a_sound_document_has_no_problem(app, tmp_path):
    path = write(tmp_path / "a.yaml", SMALL)
    source, found = check(path.read_bytes(), tmp_path)
    assert (source.data["forum"]["slug"], found) == ("small", [])


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: [1\nb: 2\n", 2, "YAMLとして読めません"),
        ("a: 1\n\tb: 2\n", 2, "YAMLとして読めません"),
        ("", 1, "ファイルが空です。"),
        ("a: &x 1\nb: *x\n", 1, "アンカー(&)とエイリアス(*)は使えません。"),
        ("a: !!python/object:os.system x\n", 1, "タグ(!)は使えません。"),
        ("a: 1\n---\nb: 2\n", 2, "1つのファイルに書けるのは1つのフォーラムだけです。"),
        ("[" * 200, 1, "入れ子が深すぎます。"),
        ("a: 1\nb: \x00\n", 2, "使用できない文字"),
    ],
)
def test_what_is_no_document_is_refused_at_its_line(app, text, line, message):
    with pytest.raises(BadDocument) as caught:
        read(text.encode())
    first = caught.value.problems[0]
    assert (first.line, first.message[: len(message)]) == (line, message)


def test_a_document_above_two_megabytes_is_refused_unread(app):
    with pytest.raises(BadDocument) as caught:
        read(b"#" * (LARGEST + 1))
    assert [problem.message for problem in caught.value.problems] == ["ファイルが大きすぎます(上限2MB)。"]


def test_text_that_is_not_utf_8_is_refused_at_its_line(app):
    with pytest.raises(BadDocument) as caught:
        read("a: 1\nb: 題\n".encode("cp932"))
    assert [(problem.line, problem.message) for problem in caught.value.problems] == [
        (2, "文字コードがUTF-8ではありません。")
    ]


def test_every_problem_is_listed_at_once_each_with_its_line(app, tmp_path):
    text = """format: forumapp/1
forum:
  slug: bad
  titel: 題
  title: 題
  title: 別の題
  owner: 422019
  date: 2024-02-30
agenda:
  - key: one
    start: 13:30
    end: 13:50
    minutes: 15
    title: 一
  - key: two
    start: 13:40
    minutes: -5
    title: 二
    track: nowhere
materials:
  - {item: one, file: files/missing.pdf}
  - {item: three, file: ../secret.pdf}
audience:
  - {label: 県内, municipalities_of: 99}
"""
    places = [(line, place) for line, place, _message in problems_of(text, tmp_path)]
    assert places == [
        (4, "forum.titel"),
        (6, "forum.title"),
        (7, "forum.owner"),
        (8, "forum.date"),
        (12, "agenda[1].end"),
        (16, "agenda[2].start"),
        (17, "agenda[2].minutes"),
        (19, "agenda[2].track"),
        (21, "materials[1].file"),
        (22, "materials[2].file"),
        (22, "materials[2].item"),
        (24, "audience[1].municipalities_of"),
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("42201", "団体コード「42201」の団体はありません。もしかして：422011(長崎県長崎市)。"),
        ("422019", "団体コード「422019」の団体はありません。もしかして：422011(長崎県長崎市)。"),
        ("999999", "団体コード「999999」の団体はありません。"),
        (
            "府中市",
            "「府中市」は複数あります：東京都府中市(132063)、広島県府中市(342084)。団体コードで書いてください。",
        ),
        ("雲仙", "「雲仙」は団体の台帳にありません。もしかして：長崎県雲仙市(422134)。"),
        ("架空の団体", "「架空の団体」は団体の台帳にありません。name と kind を書いてください。"),
    ],
)
def test_an_organisation_that_cannot_be_meant_comes_with_a_suggestion(app, tmp_path, given, message):
    assert problems_of(MINIMAL.replace("420000", given), tmp_path) == [(5, "forum.owner", message)]


@pytest.mark.parametrize(
    ("lines", "line", "place", "message"),
    [
        ("minuts: 3", 8, "agenda[1].minuts", "「minuts」という見出し(キー)はありません。「minutes」ではありませんか。"),
        ("minutes: -5", 8, "agenda[1].minutes", "0以上の数にしてください(現在-5)。"),
        ("minutes: 一", 8, "agenda[1].minutes", "整数で書いてください(引用符なし)。"),
        ("kind: party", 8, "agenda[1].kind",
         "次のどれかにしてください：greeting、talk、qa、break、group_work、presentation、container、other。"),
        ("start: 48:00", 8, "agenda[1].start",
         "「48:00」の書き方を確認してください(例:25:30)。"),
        ("speakers: 山田", 8, "agenda[1].speakers", "「- 」で始まるリストで書いてください。"),
        ("optional: yes", 8, "agenda[1].optional", "true または false で書いてください。"),
        ("children: [{key: b, title: 中}]", 8, "agenda[1].children",
         "ほかの項目を含められるのは、kind: container の項目だけです。"),
        ("room: 大会議室", 8, "agenda[1].room", "会場(venue)の rooms に「大会議室」がありません。"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_item_is_said_in_a_sentence(app, tmp_path, lines, line, place, message):
    text = f"{MINIMAL}agenda:\n- {{key: a, title: 題,\n    {lines}}}\n"
    assert problems_of(text, tmp_path) == [(line, place, message)]


def test_children_that_outlast_their_container_are_pointed_out(app, tmp_path):
    text = (
        f"{MINIMAL}agenda:\n- key: a\n  start: 15:05\n  minutes: 30\n  kind: container\n  title: 部会\n"
        "  children:\n  - {key: b, minutes: 65, title: 話し合い}\n"
    )
    message = "中の項目は16:10に終わり、この項目(15:35まで)に収まりません。"
    assert problems_of(text, tmp_path) == [(9, "agenda[1].minutes", message)]


def test_parallel_tracks_may_begin_at_the_same_time(app, tmp_path):
    text = (
        f"{MINIMAL}tracks: [{{key: x, name: 甲}}, {{key: y, name: 乙}}]\nagenda:\n"
        "- {key: a, start: 15:00, minutes: 30, title: 一, track: x}\n"
        "- {key: b, start: 15:00, minutes: 10, title: 二, track: y}\n"
        "- {key: c, start: 15:30, minutes: 10, title: 三}\n"
    )
    assert check(text.encode(), tmp_path)[0].data["agenda"][2]["key"] == "c"
    overlapping = text.replace("start: 15:30", "start: 15:20")
    assert [(line, place) for line, place, _m in problems_of(overlapping, tmp_path)] == [
        (10, "agenda[3].start")
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"MZ\x90\x00 a program", "「files/a.pdf」の中身は文書(PDF、Officeなど)ではありません。"),
        (b"", "ファイル「files/a.pdf」は空です。"),
    ],
)
def test_files_are_told_by_their_content(app, tmp_path, content, message):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.pdf").write_bytes(content)
    text = f"{MINIMAL}materials:\n- {{title: 資料, file: files/a.pdf}}\n"
    assert problems_of(text, tmp_path) == [(7, "materials[1].file", message)]
