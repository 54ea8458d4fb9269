"""Out and in again: nothing changed is nothing done, what changed is done once."""

import pytest
import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.images import images_of
from forumapp.agenda.models import Command, ItemKind
from forumapp.agenda.services.sheets import RowsMissing, SheetRefused
from forumapp.agenda.services.undoing import undo
from forumapp.agenda.sheets.writing import workbook
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, add_speaker, seed_programme
from tests.agenda.sheets.books import changed, made, read, times, write
from tests.forums.factories import make_forum, make_venue

SEED = [
    ("挨拶・全体説明", 810, 825),
    ("デジタル人材確保の課題について", 825, 840),
    ("広島県取組事例についてのご紹介", 840, 870),
    ("長崎県説明", 870, 880),
    ("全体に関する質疑応答", 880, 890),
    ("休憩", 890, 905),
    ("部門に分かれて開催", 905, 970),
    ("グループワーク・グループ発表", 905, 970),
    ("登壇発表者との質疑応答", 905, 920),
]


@pytest.fixture
def forum(app):
    forum = make_forum(slug="one")
    seed_programme(forum)
    return forum


def commands():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Command))


def test_the_seed_out_and_in_changes_nothing(forum):
    before, count = images_of(forum.id), commands()
    assert write(forum, workbook(forum)) is False
    assert (images_of(forum.id), commands()) == (before, count)


def test_a_longer_item_moves_what_is_linked_to_it_in_one_change_that_can_be_undone(forum):
    before, count = images_of(forum.id), commands()

    def longer(sheet):
        sheet["C3"] = "２５分"

    data = changed(forum, longer)
    assert write(forum, data) is True
    shifted = [(title, start + 10, end + 10) for title, start, end in SEED[2:]]
    assert times(forum) == [SEED[0], ("デジタル人材確保の課題について", 825, 850), *shifted]
    assert commands() == count + 1
    assert write(forum, data) is False
    with writing():
        undo(forum, by=SYSTEM)
    assert images_of(forum.id) == before


def test_a_start_typed_over_the_formula_counts_and_the_rest_follows(forum):
    def later(sheet):
        sheet["A5"], sheet["J5"] = "午後2時40分", "固定"

    assert write(forum, changed(forum, later)) is True
    assert times(forum)[2:5] == [SEED[2], ("長崎県説明", 880, 890), ("全体に関する質疑応答", 890, 900)]
    assert [item.is_fixed for item in queries.items(forum.id)].count(True) == 1


def test_an_end_typed_over_the_formula_is_a_length(forum):
    def earlier(sheet):
        sheet["B4"] = "14:20"

    assert write(forum, changed(forum, earlier)) is True
    assert times(forum)[2:4] == [("広島県取組事例についてのご紹介", 840, 860), ("長崎県説明", 860, 870)]


def test_an_inserted_row_is_a_new_item_and_a_second_upload_adds_none(forum):
    def more(sheet):
        sheet.append([None, None, 20, None, "閉会挨拶", "長崎県 部長 試験 太郎"])

    data = changed(forum, more)
    assert write(forum, data) is True
    assert times(forum)[-1] == ("閉会挨拶", 970, 990)
    (speaker,) = queries.items(forum.id)[-1].appearances
    assert (speaker.organisation, speaker.title, speaker.family_name) == ("長崎県", "部長", "試験")
    assert queries.items(forum.id)[-1].kind is ItemKind.GREETING
    assert write(forum, data) is False


def test_a_row_inserted_between_two_takes_its_place_and_moves_the_others(forum):
    def between(sheet):
        sheet.insert_rows(4)
        sheet["C4"], sheet["E4"] = 5, "準備"

    data = changed(forum, between)
    assert write(forum, data) is True
    assert times(forum)[1:4] == [SEED[1], ("準備", 840, 845), ("広島県取組事例についてのご紹介", 845, 875)]
    assert write(forum, data) is False


def test_a_row_of_a_track_joins_what_stands_above_it(forum):
    def more(sheet):
        sheet.insert_rows(10)
        sheet["C10"], sheet["E10"], sheet["H10"] = 10, "講評", "情報政策担当部門"

    assert write(forum, changed(forum, more)) is True
    assert times(forum)[-3:] == [
        ("グループワーク・グループ発表", 905, 970),
        ("講評", 970, 980),
        ("登壇発表者との質疑応答", 905, 920),
    ]


def test_a_removed_row_is_withdrawn_only_after_saying_so(forum):
    def shorter(sheet):
        sheet.delete_rows(7)

    data = changed(forum, shorter)
    before = images_of(forum.id)
    with pytest.raises(RowsMissing) as refused:
        write(forum, data)
    assert [item.title for item in refused.value.items] == ["休憩"]
    db.session.rollback()
    assert images_of(forum.id) == before
    assert write(forum, data, withdraw=True) is True
    assert "休憩" not in [title for title, _start, _end in times(forum)]
    assert write(forum, data) is False


def test_rows_in_another_order_are_another_programme(forum):
    def swap(sheet):
        for column in "CDEFN":
            one, other = sheet[f"{column}3"], sheet[f"{column}4"]
            one.value, other.value = other.value, one.value
        for column in "M":
            one, other = sheet[f"{column}3"], sheet[f"{column}4"]
            one.value, other.value = other.value, one.value

    data = changed(forum, swap)
    assert write(forum, data) is True
    assert times(forum)[1:3] == [
        ("広島県取組事例についてのご紹介", 825, 855),
        ("デジタル人材確保の課題について", 855, 870),
    ]
    assert write(forum, data) is False


def test_speakers_are_kept_by_their_line_and_changed_by_their_name(forum):
    add_speaker(queries.items(forum.id)[0], "司会", "花子", organisation="総務省")
    kept = {one.family_name: one.id for item in queries.items(forum.id) for one in item.appearances}

    def recast(sheet):
        sheet["F2"] = (
            "総務省 司会　花子\n総務省自治行政局地域情報化企画室 企画官 志賀 真幸\n甲市 課長 別人 次郎氏"
        )

    assert write(forum, changed(forum, recast)) is True
    people = [one for one in queries.items(forum.id)[0].appearances if one.withdrawn_at is None]
    assert [(one.family_name, one.title) for one in people] == [
        ("司会", ""),
        ("志賀", "企画官"),
        ("別人", "課長"),
    ]
    assert [one.id for one in people[:2]] == [kept["司会"], kept["志賀"]]
    assert (people[1].organisation, people[1].unit) == ("総務省", "自治行政局地域情報化企画室")


def test_a_file_of_another_forum_claims_no_item_by_its_key(forum):
    other = make_forum(slug="other")
    add_item(other, "別の話", start="10:00", minutes=20)
    assert write(forum, workbook(other), withdraw=True) is True
    assert times(forum) == [("別の話", 600, 620)]
    assert times(other) == [("別の話", 600, 620)]


def test_a_workbook_from_nothing_becomes_a_programme(app):
    forum = make_forum(slug="fresh", venue=make_venue())
    rows = [
        ["令和6年度 連携フォーラム 次第"],
        [],
        ["時刻", "所要時間", "項目", "講師", "会場", "分科会"],
        ["13:30", 15, "開会挨拶", "総務省 室長 志賀 真幸", "第1会議室", None],
        [None, "1時間半", "講演", "広島県 課長 山田 正彦氏", None, "全体"],
        [None, None, None, None, None, None],
        ["15:15", "30分", "討議", None, "第1会議室", "情報政策部会"],
        ["15:15", "２０", "質疑応答", None, "第2会議室", "財政部会"],
        ["15:50", 5, "閉会", None, None, None],
    ]
    assert write(forum, made(rows)) is True
    assert times(forum) == [
        ("開会挨拶", 810, 825), ("講演", 825, 915), ("討議", 915, 945), ("質疑応答", 915, 935), ("閉会", 950, 955),
    ]  # fmt: skip
    assert [track.name for track in queries.tracks(forum.id)] == ["情報政策部会", "財政部会"]
    assert write(forum, made(rows)) is False


def test_half_past_eleven_at_night_and_half_an_hour_ends_after_midnight(app):
    forum = make_forum(slug="night")
    assert write(forum, made([["開始", "分", "内容"], ["23:50", 30, "夜の部"], [None, 10, "片付け"]])) is True
    assert times(forum) == [("夜の部", 1430, 1460), ("片付け", 1460, 1470)]
    assert write(forum, workbook(forum)) is False
    row = read(workbook(forum)).rows[0]
    assert row.start.minute == 1430


@pytest.mark.parametrize(
    "words", [["13:00", "-5", "話"], ["13:00", 10_000, "話"], ["50:00", 5, "話"], ["13時70分", 5, "話"]]
)
def test_impossible_times_are_listed_with_row_and_column(app, words):
    forum = make_forum(slug="bad")
    with pytest.raises(SheetRefused) as refused:
        write(forum, made([["開始", "分", "内容"], ["12:00", 5, "前"], words]))
    (problem,) = refused.value.problems
    assert (problem.row, problem.column) == (3, "開始" if words[1] == 5 else "分")
    db.session.rollback()
    assert times(forum) == []
