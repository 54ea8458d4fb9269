"""Several people write one group's notes at once: nothing is lost, nothing is written twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from forumapp.core import transaction as transactions
from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.groupwork.models import Group, Note, NoteEdition
from forumapp.groupwork.queries import sheets
from forumapp.groupwork.services import notes, rewriting
from forumapp.groupwork.services.notes import Line
from tests.groupwork.factories import key, make_work

pytestmark = pytest.mark.usefixtures("app")
ANNE, BEN = key(), key()


@pytest.fixture
def work():
    return make_work(themes=2, groups=2)


@pytest.fixture
def save(work, transaction):
    """Save as ``editor`` lines given as (key, version, text[, theme number])."""

    def do(editor, *lines):
        rows = [Line(work.themes[(one[3:] or (1,))[0] - 1].id, *one[:3]) for one in lines]
        with transaction():
            return notes.save(work.groups[0], rows, editor=editor, by=SYSTEM)

    return do


@pytest.fixture
def texts(work):
    def read(theme=1):
        found = sheets.notes(forum_id=work.forum.id, group_id=work.groups[0].id)
        group = found.get(work.themes[theme - 1].id, {}).get(work.groups[0].id, [])
        return [note.text for note in group]

    return read


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_lines_are_kept_in_the_order_of_the_page(save, texts):
    save(ANNE, (key(), 0, "一"), (key(), 0, "二"), (key(), 0, ""), (key(), 0, "別の話題", 2))
    assert [texts(1), texts(2)] == [["一", "二"], ["別の話題"]]


def test_a_new_line_stands_behind_the_one_above_it(save, texts):
    first, second = key(), key()
    save(ANNE, (first, 0, "一"), (second, 0, "二"))
    save(ANNE, (first, 1, "一"), (key(), 0, "間"), (second, 1, "二"))
    assert texts() == ["一", "間", "二"]


def test_additions_from_both_stay(save, texts):
    shared = key()
    save(ANNE, (shared, 0, "共通"))
    save(ANNE, (shared, 1, "共通"), (key(), 0, "アンの意見"))
    save(BEN, (shared, 1, "共通"), (key(), 0, "ベンの意見"))
    assert sorted(texts()) == sorted(["共通", "アンの意見", "ベンの意見"])


def test_leaving_a_line_alone_does_not_undo_anothers_edit(save, texts):
    shared = key()
    save(ANNE, (shared, 0, "元の文"))
    save(ANNE, (shared, 1, "アンの文"))
    assert save(BEN, (shared, 1, "元の文")).written == 0
    assert texts() == ["アンの文"]


def test_two_edits_of_one_line_keep_both_and_mark_the_second(save, texts, work):
    shared = key()
    save(ANNE, (shared, 0, "元の文"), (key(), 0, "次の行"))
    save(ANNE, (shared, 1, "アンの文"))
    told = save(BEN, (shared, 1, "ベンの文"))
    assert texts() == ["アンの文", "ベンの文", "次の行"]
    first, second, _last = sheets.notes(forum_id=work.forum.id)[work.themes[0].id][work.groups[0].id]
    assert (second.beside_id, first.beside_id) == (first.id, None)
    assert told.diverted == {shared: second.client_key}


def test_pages_sent_in_the_same_moment_lose_nothing(app, save, texts, work):
    shared, pages = key(), 6
    save(ANNE, (shared, 0, "元の文"))
    group, theme, together = work.groups[0].id, work.themes[0].id, Barrier(pages)
    db.session.rollback()

    def send(number):
        lines = [Line(theme, shared, 1, f"文{number}"), Line(theme, f"{number:032x}", 0, f"追加{number}")]
        with app.app_context():
            together.wait()
            with transactions.transaction() as session:
                notes.save(session.get(Group, group), lines, editor=f"{number:040x}", by=SYSTEM)

    with ThreadPoolExecutor(pages) as pool:
        list(pool.map(send, range(pages)))
    assert sorted(texts()) == sorted(
        [f"{kind}{number}" for kind in ("文", "追加") for number in range(pages)]
    )


def test_the_same_conflict_sent_again_adds_nothing(save, texts):
    shared = key()
    save(ANNE, (shared, 0, "元の文"))
    save(ANNE, (shared, 1, "アンの文"))
    first = save(BEN, (shared, 1, "ベンの文"))
    again = save(BEN, (shared, 1, "ベンの文"))
    assert (again.written, again.diverted) == (0, first.diverted)
    assert texts() == ["アンの文", "ベンの文"]


def test_two_people_who_typed_the_same_make_no_conflict(save, texts):
    shared = key()
    save(ANNE, (shared, 0, "元の文"))
    save(ANNE, (shared, 1, "同じ文"))
    assert save(BEN, (shared, 1, "同じ文")).diverted == {}
    assert texts() == ["同じ文"]


def test_only_somebody_elses_edit_takes_the_mark_away(save, work):
    shared = key()
    save(ANNE, (shared, 0, "元の文"))
    save(ANNE, (shared, 1, "アンの文"))
    beside = save(BEN, (shared, 1, "ベンの文")).diverted[shared]
    save(BEN, (beside, 1, "ベンの続き"))
    assert db.session.scalars(sa.select(Note.beside_id).where(Note.client_key == beside)).one() is not None
    save(ANNE, (beside, 2, "ふたりで直した文"))
    notes_now = sheets.notes(forum_id=work.forum.id)[work.themes[0].id][work.groups[0].id]
    assert [note.beside_id for note in notes_now] == [None, None]


def test_a_deletion_against_an_edit_keeps_the_edit(save, texts):
    shared = key()
    save(ANNE, (shared, 0, "元の文"))
    save(ANNE, (shared, 1, "アンの文"))
    save(BEN, (shared, 1, ""))
    assert texts() == ["アンの文"]


def test_an_edit_against_a_deletion_keeps_the_edit(save, texts):
    shared = key()
    save(ANNE, (shared, 0, "元の文"))
    save(ANNE, (shared, 1, ""))
    assert texts() == []
    save(BEN, (shared, 1, "ベンの文"))
    assert texts() == ["ベンの文"]


def test_an_untouched_line_does_not_bring_a_deleted_note_back(save, texts):
    shared = key()
    save(ANNE, (shared, 0, "元の文"))
    save(ANNE, (shared, 1, ""))
    save(BEN, (shared, 1, "元の文"))
    assert texts() == []


def test_a_withdrawn_note_keeps_its_last_words(save):
    shared = key()
    save(ANNE, (shared, 0, "元の文"))
    save(ANNE, (shared, 1, ""))
    note = db.session.scalars(sa.select(Note)).one()
    assert (note.text, note.withdrawn_at is None) == ("元の文", False)


def test_sending_a_page_again_writes_nothing(save, texts):
    page = [(key(), 0, "一"), (key(), 0, "二")]
    assert save(ANNE, *page).written == 2
    assert save(ANNE, *page).written == 0
    assert (texts(), count(NoteEdition)) == (["一", "二"], 2)


def test_a_late_repetition_does_not_return_after_anothers_edit(save, texts):
    shared = key()
    save(ANNE, (shared, 0, "アンの文"))
    save(BEN, (shared, 1, "ベンが直した文"))
    save(ANNE, (shared, 0, "アンの文"))
    assert texts() == ["ベンが直した文"]


def test_typing_on_after_a_lost_answer_is_no_conflict_with_oneself(save, texts):
    shared = key()
    save(ANNE, (shared, 0, "書きか"))
    save(ANNE, (shared, 0, "書きかけの文"))
    assert texts() == ["書きかけの文"]


def test_a_theme_of_another_group_work_is_refused(work, transaction):
    other = make_work(themes=1, groups=1)
    with pytest.raises(DomainError), transaction():
        notes.save(work.groups[0], [Line(other.themes[0].id, key(), 0, "よそ")], editor=ANNE, by=SYSTEM)


def test_another_groups_key_is_a_line_of_ones_own(save, work, transaction):
    shared = key()
    save(ANNE, (shared, 0, "1班の文"))
    with transaction():
        notes.save(work.groups[1], [Line(work.themes[0].id, shared, 1, "2班の文")], editor=BEN, by=SYSTEM)
    by_group = sheets.notes(forum_id=work.forum.id)[work.themes[0].id]
    assert {ident: [note.text for note in found] for ident, found in by_group.items()} == {
        work.groups[0].id: ["1班の文"],
        work.groups[1].id: ["2班の文"],
    }


def test_a_group_holds_a_limited_number_of_notes(save, monkeypatch):
    monkeypatch.setattr(rewriting, "MOST_NOTES", 2)
    save(ANNE, (key(), 0, "一"), (key(), 0, "二"))
    with pytest.raises(DomainError):
        save(ANNE, (key(), 0, "三"))


def test_a_page_appears_once_in_the_audit_log_however_often_it_saves(save):
    shared = key()
    for version, text in enumerate(["あ", "あい", "あいう"]):
        save(ANNE, (shared, version, text))
    save(BEN, (shared, 3, "あいうえ"))
    entries = sa.select(sa.func.count()).where(AuditEntry.action == "group.notes_written")
    assert db.session.scalar(entries) == 2
