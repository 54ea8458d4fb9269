"""Lists, cards and sheets on paper: everybody is there under their own kanji, nothing overlaps, drafts say so."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from forumapp.core import clock
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.paper.fonts import find
from forumapp.core.paper.panels import SMALLEST
from forumapp.core.paper.sheet import Text, height_of
from forumapp.core.paper.tents import Tents
from forumapp.forums.models import Role
from forumapp.groupwork.papers import kinds
from forumapp.groupwork.queries import works
from tests.accounts.factories import writing
from tests.accounts.pages import text_of, token_on
from tests.forums.factories import sign_in_as
from tests.groupwork.factories import make_person
from tests.groupwork.seated import PEOPLE, VARIANT, make_seated, seat


def pages_of(answer):
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    pages = PdfReader(BytesIO(answer.data)).pages
    return [page.extract_text().replace("\n", "").replace(" ", "").replace("\u3000", "") for page in pages]


def fetch(client, made, what, query=""):
    return client.post(f"{made.page}/{what}/file{query}", data={"csrf_token": token_on(client, made.page)})


@pytest.fixture
def desk(app, client):
    made = make_seated(facilitator="進行 太郎", recorder="記録 花子", publish=True)
    sign_in_as(client, made.forum, Role.EDITOR)
    return made


@pytest.mark.font
def test_the_list_of_groups_has_everybody_by_group_in_their_own_kanji(desk, client):
    (text,) = pages_of(fetch(client, desk, "groups"))
    order = [
        "1班2名",
        "山田太郎",
        "髙﨑一郎",
        "2班2名",
        "𠮷野花子",
        "山田次郎",
        "3班2名",
        f"{VARIANT}健",
        "青木美咲",
    ]
    found = [text.index(part) for part in order]
    assert found[0] == min(found)
    assert text.count("進行役:進行太郎".replace(":", "：")) == 3
    assert max(found[:3]) < found[3] < min(found[4:6])
    assert max(found[4:6]) < found[6] < min(found[7:])
    assert "案" not in text


@pytest.mark.font
def test_without_names_there_is_no_name_and_nothing_of_a_person(desk, client):
    for what in ("groups-plain", "by-organisation"):
        text = "".join(pages_of(fetch(client, desk, what)))
        assert "長崎市" in text
        assert not any(
            word in text for person in PEOPLE for word in (*person[1:5], "企画課") if len(word) > 1
        )


@pytest.mark.font
def test_a_draft_is_marked_and_shows_who_has_no_group(desk, client):
    seat(desk, {desk.people[0].id: None})
    (text,) = pages_of(fetch(client, desk, "groups", "?of=draft"))
    assert "案" in text
    assert text.index("班が決まっていない方") < text.index("髙﨑一郎")
    (published,) = pages_of(fetch(client, desk, "groups"))
    assert "班が決まっていない方" not in published


def rows_on(client, made, what, query=""):
    page = client.get(f"{made.page}/{what}{query}")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    return text_of(page)


def order_in(text, *names):
    return sorted((name for name in names if name in text), key=text.index)


def test_the_wall_is_ordered_by_kana_or_by_code(desk, client):
    names = ["髙﨑　一郎", "𠮷野　花子", f"{VARIANT}　健", "山田　太郎", "山田　次郎", "青木　美咲"]
    kana = order_in(rows_on(client, desk, "by-kana"), *names)
    assert kana == ["青木　美咲", f"{VARIANT}　健", "髙﨑　一郎", "山田　次郎", "山田　太郎", "𠮷野　花子"]
    code = order_in(rows_on(client, desk, "by-code"), *names)
    assert code == ["山田　次郎", "山田　太郎", "𠮷野　花子", "髙﨑　一郎", f"{VARIANT}　健", "青木　美咲"]


def test_several_rounds_stand_side_by_side_on_the_wall_and_one_by_one_elsewhere(app, client):
    made = make_seated(rounds=2)
    sign_in_as(client, made.forum, Role.EDITOR)
    wall = rows_on(client, made, "by-kana")
    assert "第1ラウンド" in wall
    assert "第2ラウンド" in wall
    assert "班編成表 第2ラウンド" in rows_on(client, made, "groups", "?round=2")
    assert "班編成表 第1ラウンド" in rows_on(client, made, "groups", "?round=9")


def test_needs_stand_on_their_own_roster_alone(app, client):
    made = make_seated()
    person = make_person(made.forum, "配慮", "一", needs="車いすを使います")
    seat(made, {person.id: 0})
    sign_in_as(client, made.forum, Role.EDITOR)
    for what in kinds.LISTS:
        assert ("車いす" in rows_on(client, made, what)) == (what == "rosters-needs")


@pytest.mark.font
def test_seating_has_a_page_for_each_room_and_says_what_is_too_many(app, client):
    made = make_seated()
    first, second = made.forum.venue.rooms[:2]
    from_room = [(made.groups[0], first), (made.groups[1], first), (made.groups[2], second)]
    for group, room in from_room:
        place(group, room)
    sign_in_as(client, made.forum, Role.EDITOR)
    pages = pages_of(fetch(client, made, "seating"))
    assert [room.name in page for room, page in zip((first, second), pages, strict=True)] == [True, True]
    assert "髙﨑一郎" in pages[0]
    assert "青木美咲" in pages[1]


def place(group, room):
    with writing() as session:
        session.merge(group).room_id = room.id


@pytest.mark.font
def test_a_table_card_shows_the_number_on_both_sides_and_a_name_card_the_person(desk, client):
    tents = pages_of(fetch(client, desk, "tents"))
    assert [page.count(f"{number}班") for number, page in enumerate(tents, 1)] == [2, 2, 2]
    cards = pages_of(fetch(client, desk, "name-cards"))
    assert len(cards) == 3
    assert [page.count("長崎市") for page in cards] == [2, 4, 0]
    assert cards[2].count(f"{VARIANT}健") == 2


@pytest.mark.font
def test_sheets_have_every_theme_and_the_link_only_for_who_may_hand_it_on(desk, client):
    plain = fetch(client, desk, "sheets")
    pages = pages_of(plain)
    assert len(pages) == 6
    assert "話題その1何に困っていますか" in pages[0].replace("テーマ1", "")
    coded = fetch(client, desk, "sheets-code")
    assert "1班の書き込みページ" in pages_of(coded)[0]
    assert works.token_of(desk.groups[0]) not in coded.get_data(as_text=False).decode("latin-1")
    sign_in_as(client, desk.forum, Role.RECEPTION)
    assert fetch(client, desk, "sheets-code").status_code == 403
    assert fetch(client, desk, "tents").status_code == 200


@pytest.mark.font
@pytest.mark.parametrize("per_page", [1, 2])
def test_texts_of_any_length_stay_on_their_card(per_page):
    paper = Tents(find(), title="札", author="県", language="ja", written=clock.now())
    paper.per_page = per_page
    width, height = paper.panel
    for name in ("山田　太郎", "勅使河原　" + "ジャクリーン" * 4, "長" * 80, f"{VARIANT}　" + "健" * 20):
        texts = [
            Text("県" * 60, 28),
            Text("課" * 90, 13),
            Text(name, 48, is_bold=True, by_word=True),
            Text("", 11),
        ]
        lines = paper.fitted(texts, width, height)
        assert height_of(lines) <= height
        assert all(line.look.size >= SMALLEST for line in lines)
        assert all(paper.width_of(line.text, line.look.size) <= width for line in lines)
        assert "".join(line.text for line in lines).replace("\u3000", "").count("県") == 60
    paper.glyphs.font.close()


def test_what_was_taken_is_recorded_by_its_kind(desk, client):
    fetch(client, desk, "csv")
    entry = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "arrangement.exported").order_by(AuditEntry.id)
    ).all()[-1]
    assert entry.changes == {"rows": [None, 6], "kind": [None, "csv"]}
    assert entry.forum_id == desk.forum.id


def test_papers_of_another_forum_are_not_found(desk, client):
    other = make_seated(slug="two")
    page = f"/desk/forums/{desk.forum.slug}/groupwork/items/{other.work.item.id}/papers"
    assert client.get(page).status_code == 404
    assert client.get(f"{page}/groups").status_code == 404
    assert client.get(f"{page}/import").status_code == 404
    assert client.get(f"{desk.page}/nothing").status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FACILITATOR])
def test_who_only_watches_or_facilitates_gets_no_papers(desk, client, role):
    sign_in_as(client, desk.forum, role)
    assert client.get(desk.page).status_code == 403
    assert client.get(f"{desk.page}/groups").status_code == 403


def test_without_groups_the_page_says_what_to_do(app, client):
    made = make_seated(slug="bare", groups=1)
    sign_in_as(client, made.forum, Role.EDITOR)
    page = text_of(client.get(made.page))
    assert "班編成はまだ公開していません。下書きを出力します。印刷物には「案」と入ります。" in page
