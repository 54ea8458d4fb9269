"""``agenda paste`` from the shell, and the writing behind it."""

import json

import pytest

from forumapp.agenda import queries
from forumapp.agenda.cli import cli
from forumapp.agenda.models import ItemKind
from forumapp.agenda.pasting.document import document
from forumapp.agenda.pasting.reader import read
from forumapp.agenda.services.pasting import write_pasted
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.text.times import format_time
from forumapp.core.transaction import transaction
from forumapp.forums.models import Mode
from tests.agenda.factories import add_item, let_see
from tests.agenda.pasting.reading import SEED, TODAY, programmes
from tests.forums.factories import make_forum

SLUG = "nagasaki-2024"


@pytest.fixture
def forum(app):
    return make_forum(slug=SLUG, ends=None)


@pytest.fixture
def paste(app, tmp_path):
    def run(slug, text, *options):
        file = tmp_path / "programme.txt"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return app.test_cli_runner().invoke(cli, ["paste", slug, str(file), *options])

    return run


def titles(forum):
    db.session.rollback()
    return [item.title for item in queries.draft_programme(forum).walk() if item.id]


def test_without_a_forum_it_says_what_was_understood_and_asks_no_database(paste, monkeypatch):
    monkeypatch.setattr(db.session, "execute", None)
    monkeypatch.setattr(db.session, "scalar", None)
    answer = paste("-", SEED, "--json")
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    assert list(found) == ["days", "doubts"]
    assert found["days"][0]["date"] is None
    assert found["days"][0]["items"][3] == {
        "line": 5,
        "start": "14:30",
        "end": "14:40",
        "minutes": 10,
        "kind": "talk",
        "title": "長崎県説明",
        "track": None,
        "mode": None,
        "parent": None,
        "speakers": [
            {
                "organisation": "長崎県",
                "unit": "企画部デジタル戦略課",
                "title": "課長",
                "family_name": "??橋",
                "given_name": "圭",
                "honorific": "氏",
            }
        ],
    }
    assert [(doubt["line"], doubt["code"]) for doubt in found["doubts"]] == [(5, "damaged_character")]


def test_it_reads_from_standard_input(app):
    answer = app.test_cli_runner().invoke(cli, ["paste", "-", "-"], input="13:00〜13:10 開会\n13:10 閉会\n")
    assert (answer.exit_code, answer.stdout) == (0, "13:00〜13:10 開会\n13:10〜      閉会\n")


def test_a_rehearsal_writes_nothing(forum, paste):
    answer = paste(SLUG, SEED, "--dry-run")
    assert answer.exit_code == 0
    assert "5行目 damaged_character: 要確認" in answer.stdout
    assert titles(forum) == []


def test_the_seed_is_written_with_its_tracks_and_people(forum, paste):
    answer = paste(SLUG, SEED)
    assert (answer.exit_code, answer.stderr) == (0, "9件の項目を次第に取り込みました。\n")
    db.session.rollback()
    programme = queries.draft_programme(forum)
    assert [(track.name, track.mode) for track in programme.tracks] == [
        ("情報政策担当部門", Mode.BOTH),
        ("人事・財政部門", Mode.WEB),
    ]
    assert [speaker.line for item in programme.items for speaker in item.speakers] == [
        "総務省自治行政局地域情報化企画室 室長 志賀\u3000真幸",
        "総務省 DXアドバイザー 齋藤\u3000正樹氏",
        "広島県総務局デジタル基盤整備課 課長 山田\u3000正彦氏",
        "長崎県企画部デジタル戦略課 課長 ??橋\u3000圭氏",
    ]
    assert queries.releases(forum.id) == []
    let_see(forum)
    released = queries.released_programme(forum.id)
    assert [speaker.is_withheld for item in released.items for speaker in item.speakers] == [False] * 3 + [
        True
    ]
    assert len(queries.releases(forum.id)) == 1


def test_pasting_again_adds_or_replaces(forum, paste):
    add_item(forum, "前の項目", start="9:00", minutes=30)
    assert paste(SLUG, "13:00〜13:10 開会\n13:10〜13:30 講演").exit_code == 0
    assert titles(forum) == ["前の項目", "開会", "講演"]
    assert paste(SLUG, "14:00〜14:10 挨拶\n14:10〜14:30 閉会", "--replace").exit_code == 0
    assert titles(forum) == ["挨拶", "閉会"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("牛乳\n卵\nパン", "no_programme"), ("x" * 5_000_000, "too_long"), (b"\x80\x81\xff", "encoding")],
)
def test_what_is_no_programme_ends_with_one_and_a_sentence(paste, text, code):
    answer = paste("-", text, "--json")
    [doubt] = json.loads(answer.stdout)["doubts"]
    assert (answer.exit_code, doubt["code"], answer.stderr) == (1, code, doubt["message"] + "\n")


def test_a_forum_that_does_not_exist_and_a_row_that_cannot_be_written_change_nothing(forum, paste):
    assert paste("nowhere", SEED).output == "Error: フォーラム「nowhere」はありません。\n"
    answer = paste(SLUG, "13:00〜13:10 開会\n13:10〜13:30 講演\n登壇者:甲県||課長||太郎|")
    assert answer.exit_code == 1
    assert "2行目の項目に、姓のない登壇者がいます。 何も変更していません。" in answer.output
    assert titles(forum) == []


def rows_of(programme):
    """Return what a page shows of each row, in order."""
    rows = [row for row in programme.walk() if row.id is not None]
    return sorted((row.day, row.title, row.start, row.end, row.is_remainder, row.is_optional) for row in rows)


def test_programmes_are_written_with_the_times_that_the_preview_showed(forum):
    for name, text, _ in list(programmes())[::4]:
        pasted = read(text, today=TODAY, opens=queries.opens(forum))
        with transaction():
            forum_row = db.session.merge(forum)
            write_pasted(forum_row, pasted, by=SYSTEM, replace=True)
        db.session.rollback()
        shown = sorted(
            (
                place,
                item.title,
                item.begins,
                item.ends,
                item.is_remainder and not item.children,
                item.is_optional,
            )
            for place, day in enumerate(pasted.days)
            for item in day.walk()
        )
        assert (name, rows_of(queries.draft_programme(forum))) == (name, shown)


def test_a_start_that_follows_is_not_written_so_that_later_rows_follow(forum):
    with transaction():
        items = write_pasted(db.session.merge(forum), read(SEED, today=TODAY), by=SYSTEM, replace=False)
        starts = [item.start and format_time(item.start) for item in items]
    assert starts == ["13:30", *[None] * 8]
    assert document(read(SEED, today=TODAY))["days"][0]["items"][6]["start"] == "15:05"
    assert ItemKind.CONTAINER in {item.kind for item in queries.items(forum.id)}
