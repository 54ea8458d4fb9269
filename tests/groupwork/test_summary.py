"""The summary: a bullet has a source and no unconfirmed name, and two editors lose nothing."""

import pytest
import sqlalchemy as sa

from forumapp.agenda.queries import released_programme
from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.text import mentions
from forumapp.forums.models import Forum
from forumapp.groupwork.errors import EditedMeanwhile, NamesFound
from forumapp.groupwork.queries import bullets
from forumapp.groupwork.queries.bullets import SummaryLine, SummaryTheme
from forumapp.groupwork.services import notes, summary
from forumapp.groupwork.services.notes import Line
from tests.counting import statements
from tests.groupwork.factories import add_bullet, add_note, key, make_person, make_work

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def work():
    return make_work(themes=2, groups=2)


@pytest.fixture
def note(work):
    return add_note(work.groups[0], work.themes[0], "人材が足りない")


def texts(forum):
    return [
        [bullet.text for bullet in theme.bullets]
        for theme in bullets.summary(forum.id, released_programme(forum.id))
    ]


def test_the_summary_holds_themes_with_bullets_in_order(work, note):
    second = add_note(work.groups[1], work.themes[1], "新しい事業")
    add_bullet(work.themes[0], "人材が必要。", note)
    add_bullet(work.themes[1], "新しい事業を始める所属。", second, remark="親和性が高い")
    item = work.item.title
    assert bullets.summary(work.forum.id, released_programme(work.forum.id)) == [
        SummaryTheme(1, "話題その1", item, (SummaryLine("人材が必要。", ""),)),
        SummaryTheme(2, "話題その2", item, (SummaryLine("新しい事業を始める所属。", "親和性が高い"),)),
    ]


@pytest.mark.parametrize("many", [1, 3])
def test_the_summary_is_read_in_one_statement(work, note, many):
    for number in range(many):
        add_bullet(work.themes[0], f"文{number}", note)
    programme = released_programme(work.forum.id)
    assert statements(lambda: bullets.summary(work.forum.id, programme)) == 1


def test_a_bullet_without_a_source_is_refused(work):
    with pytest.raises(DomainError):
        add_bullet(work.themes[0], "どこからも来ていない文")


def test_a_note_of_another_theme_or_a_withdrawn_one_is_no_source(work, note, transaction):
    with pytest.raises(DomainError):
        add_bullet(work.themes[1], "まとめ", note)
    with transaction():
        gone = Line(work.themes[0].id, note.client_key, note.version, "")
        notes.save(work.groups[0], [gone], editor=key(), by=SYSTEM)
    with pytest.raises(DomainError):
        add_bullet(work.themes[0], "まとめ", note)
    assert texts(work.forum) == []


def test_a_registered_name_must_be_confirmed(work, note):
    make_person(work.forum, "出島", "花子")
    with pytest.raises(NamesFound) as refused:
        add_bullet(work.themes[0], "出島 花子が話した。", note)
    assert refused.value.field == "names_checked"
    add_bullet(work.themes[0], "出島 花子が話した。", note, names_checked=True)
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "summary.added")).one()
    assert entry.changes["names_checked"] == [None, ["出島花子"]]


def test_a_name_in_the_remark_or_in_a_later_edit_is_found_too(work, note, transaction):
    with pytest.raises(NamesFound):
        add_bullet(work.themes[0], "まとめ", note, remark="佐藤さんの話")
    bullet = add_bullet(work.themes[0], "まとめ", note)
    with pytest.raises(NamesFound), transaction():
        summary.change_bullet(bullet, by=SYSTEM, version=1, text="田中氏の話")


def test_an_edit_of_an_old_version_is_refused(work, note, transaction):
    bullet = add_bullet(work.themes[0], "まとめ", note)
    with transaction():
        summary.change_bullet(bullet, by=SYSTEM, version=1, text="アンのまとめ")
    with pytest.raises(EditedMeanwhile), transaction():
        summary.change_bullet(bullet, by=SYSTEM, version=1, text="ベンのまとめ")
    assert (bullet.text, texts(work.forum)) == ("アンのまとめ", [["まとめ"]])


def test_bullets_change_places(work, note, transaction):
    one, two, three = (add_bullet(work.themes[0], text, note) for text in ("一", "二", "三"))
    with transaction():
        summary.move_bullet(three, by=SYSTEM, direction="up")
    assert texts(work.forum) == [["一", "三", "二"]]
    with transaction():
        summary.move_bullet(one, by=SYSTEM, direction="up")
        summary.move_bullet(two, by=SYSTEM, direction="down")
        summary.move_bullet(one, by=SYSTEM, direction="down")
    assert texts(work.forum) == [["三", "一", "二"]]


def test_a_withdrawn_bullet_leaves_the_summary(work, note, transaction):
    bullet = add_bullet(work.themes[0], "まとめ", note)
    with transaction():
        summary.withdraw_bullet(bullet, by=SYSTEM)
    assert texts(work.forum) == []


def test_a_published_bullet_raises_the_revision_but_a_note_does_not(work):
    def revision():
        return db.session.scalar(sa.select(Forum.revision).where(Forum.id == work.forum.id))

    before = revision()
    note = add_note(work.groups[0], work.themes[0], "意見")
    assert revision() == before
    add_bullet(work.themes[0], "まとめ", note)
    assert revision() > before


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("出島花子が言った", ("出島花子",)),
        ("出島 花子が言った", ("出島花子",)),
        ("佐藤さんと齋藤氏、タナカさん", ("佐藤さん", "齋藤氏", "タナカさん")),
        ("皆さん、お客様、市民の皆様、氏名、同様に、仕様、模様、多様な", ()),
        ("花子という名前の事業", ()),
    ],
)
def test_what_looks_like_a_name(text, found):
    assert mentions.people(text, [("出島", "花子"), ("花子", "")]) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本市では、当町の課題", ("本市", "当町")),
        ("日本市場、相当部局、私立、本市内外", ()),
        ("電話は０９５−８２２−１２３４まで", ("095-822-1234",)),
        ("0958221234 か a.b@city.example.jp", ("0958221234", "a.b@city.example.jp")),
    ],
)
def test_what_points_to_the_writer(text, found):
    assert mentions.self_references(text) == found
