"""Lists, badges and files of exactly the list that was filtered; nobody on a list to hand out who did not agree."""

import csv
from datetime import date, time
from io import BytesIO, StringIO

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.text import cp932
from forumapp.forums.models import Mode, Role
from tests.accounts.pages import text_of, token_on
from tests.agenda.factories import seed_programme
from tests.forums.factories import make_forum, make_venue, sign_in_as
from tests.registration.factories import make_registration

PAGE = "/desk/forums/one/registrations/outputs"


@pytest.fixture
def forum(app):
    forum = make_forum(
        slug="one", venue=make_venue(), day=date(2024, 8, 1), starts=time(13, 30), seats_on_site=None
    )
    person(forum, "佐藤", "サトウ", "佐世保市", may_list=True)
    person(forum, "𠮷野", "ヨシノ", "長崎市", title="=1+1", unit="〜課", needs="+81 95 822 1111")
    person(forum, "青木", "アオキ", "諫早市", mode=Mode.WEB, may_list=True)
    return forum


def person(forum, family, kana, organisation, **values):
    return make_registration(
        forum,
        family_name=family,
        given_name="花",
        family_kana=kana,
        given_kana="ハナ",
        organisation=organisation,
        **values,
    )


@pytest.fixture
def desk(forum, client):
    sign_in_as(client, forum, Role.RECEPTION)
    return client


def fetch(client, what, query=""):
    return client.post(f"{PAGE}/{what}/file{query}", data={"csrf_token": token_on(client, PAGE)})


def printed(answer):
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/pdf",
        "no-store",
    )
    return (
        "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
        .replace("\n", "")
        .replace(" ", "")
    )


def order_in(text, *names):
    return sorted((name for name in names if name in text), key=text.index)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["𠮷野", "佐藤", "青木"]),
        ("?order=kana", ["青木", "佐藤", "𠮷野"]),
        ("?mode=web", ["青木"]),
        ("?organisation=佐世保", ["佐藤"]),
    ],
)
@pytest.mark.parametrize("what", ["roster", "badges", "reception"])
def test_a_paper_holds_exactly_the_filtered_list_in_its_order(desk, what, query, names):
    page = text_of(desk.get(f"{PAGE}/{what}{query}"))
    assert order_in(page, "佐藤", "𠮷野", "青木") == names
    assert order_in(printed(fetch(desk, what, query)), "佐藤", "𠮷野", "青木") == names


def test_the_list_to_hand_out_names_only_those_who_agreed_and_nothing_more_of_them(desk):
    for text in (text_of(desk.get(f"{PAGE}/handout")), printed(fetch(desk, "handout"))):
        assert order_in(text, "佐藤", "𠮷野", "青木") == ["佐藤", "青木"]
        assert [part in text for part in ("アオキ", "@city.example.jp")] == [False, False]


def rows(answer, encoding):
    return list(csv.reader(StringIO(answer.data.decode(encoding), newline="")))


def test_csv_in_both_encodings_is_harmless_and_the_names_that_change_are_told_first(desk):
    page = text_of(desk.get(PAGE))
    assert ("𠮷野" in page, "〓野" in page) == (True, True)
    assert "〓野" not in text_of(desk.get(f"{PAGE}?mode=web"))
    plain, old = fetch(desk, "csv"), fetch(desk, "csv-cp932")
    assert plain.data.startswith(b"\xef\xbb\xbf")
    table = rows(plain, "utf-8-sig")
    one = dict(zip(table[0], table[1], strict=True))
    assert (one["姓"], one["役職"], one["所属"], one["配慮が必要なこと"]) == (
        "𠮷野",
        "'=1+1",
        "〜課",
        "+81 95 822 1111",
    )
    table = rows(old, "cp932")
    one = dict(zip(table[0], table[1], strict=True))
    assert (old.mimetype_params["charset"], one["姓"], one["所属"]) == ("Shift_JIS", "〓野", "～課")


def test_entries_for_groupware_have_each_persons_own_end_and_place(app, client):
    forum = make_forum(
        slug="one", venue=make_venue(), day=date(2024, 8, 1), starts=time(13, 30), seats_on_site=None, seats_web=None,
        join_url="https://meeting.example.jp/secret",
    )  # fmt: skip
    seed = seed_programme(forum)
    sign_in_as(client, forum)
    person(forum, "佐藤", "サトウ", "佐世保市", track_id=seed.first.id)
    person(forum, "青木", "アオキ", "諫早市", mode=Mode.WEB, track_id=seed.second.id)
    answer = fetch(client, "groupware")
    table = rows(answer, "utf-8-sig")
    assert table[0] == ["件名", "開始日", "開始時刻", "終了日", "終了時刻", "場所", "内容"]
    assert [row[1:5] for row in table[1:]] == [
        ["2024/08/01", "13:30", "2024/08/01", "16:10"],
        ["2024/08/01", "13:30", "2024/08/01", "15:20"],
    ]
    assert [row[5].split()[0] for row in table[1:]] == [forum.venue.name, "Web"]
    assert ["部会：人事・財政部門" in row[6] for row in table[1:]] == [False, True]
    assert b"secret" not in answer.data


def test_who_took_what_is_recorded_and_viewers_take_nothing(app, desk, forum):
    fetch(desk, "xlsx", "?mode=web")
    entry = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "registration.exported")
    ).one()
    assert entry.changes == {"rows": [None, 1], "kind": [None, "xlsx"]}
    viewer = app.test_client()
    sign_in_as(viewer, forum, Role.VIEWER)
    assert [viewer.get(f"{PAGE}{path}").status_code for path in ("", "/roster", "/nonsense")] == [
        403,
        403,
        403,
    ]
    assert desk.get(f"{PAGE}/nonsense").status_code == 404


def test_a_crowd_gets_the_badges_it_needs_and_long_names_stay_on_them(desk, forum):
    for number in range(19):
        person(forum, "長曽我部" * (number % 4 + 1), "チョウソカベ", "南島原市")
    pages = PdfReader(BytesIO(fetch(desk, "badges", "?mode=on_site").data)).pages
    assert len(pages) == 3


def test_what_cp932_lacks_is_marked_and_never_replaced_by_another_kanji():
    assert cp932.as_read("𠮷野家〜髙﨑") == "〓野家〜髙﨑"
    assert cp932.encode("葛\U000e0100城〜−").decode("cp932") == "葛城～－"
    assert [cp932.changes(text) for text in ("髙﨑〜", "葛\U000e0100城", "𠮷", "abc", "①Ⅱ㈱")] == [
        False,
        True,
        True,
        False,
        False,
    ]
