"""Rooms of the meeting tool: Zoom's file, the list for Teams, who is missing and why, and names that tell people apart."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.forums.models import Mode, Role
from forumapp.groupwork import display_names
from forumapp.groupwork.calling import display_names as called_in
from forumapp.groupwork.display_names import BadRule, Named
from forumapp.groupwork.papers import breakout
from forumapp.groupwork.queries.arrangement import DISPLAY_NAME, arrangement_of
from forumapp.groupwork.queries.seating import seating
from tests.accounts.factories import writing
from tests.accounts.pages import text_of, token_on
from tests.forums.factories import sign_in_as
from tests.groupwork.factories import make_person
from tests.groupwork.seated import make_seated, seat


def named(family, given="", group=1, organisation="長崎市"):
    texts = {"family": family, "given": given, "organisation": organisation, "name": family + given}
    return Named(group, texts)


def names(*people, rule=DISPLAY_NAME):
    return display_names.names(display_names.parse(rule), people)


def test_the_usual_rule_makes_number_organisation_and_family():
    assert names(named("山田", "太郎", 3)) == ["03_長崎市_山田"]


def test_namesakes_get_the_first_sign_of_their_given_name_then_a_number():
    people = [named("山田", "太郎"), named("山田", "次郎"), named("山田", "太一"), named("山田", "太郎", 2)]
    assert names(*people) == [
        "01_長崎市_山田(太)",
        "01_長崎市_山田(次)",
        "01_長崎市_山田(太)2",
        "02_長崎市_山田",
    ]
    assert names(named("葛", "𠮷\U000e0100子"), named("葛", "𠮷男")) == [
        "01_長崎市_葛(𠮷\U000e0100)",
        "01_長崎市_葛(𠮷)",
    ]
    assert names(named("山田"), named("山田"), rule="{family}") == ["山田", "山田2"]


@given(
    st.lists(st.tuples(st.sampled_from("山川"), st.sampled_from(["", "一", "一2", "二"]), st.integers(1, 2)))
)
def test_no_two_names_are_alike(people):
    made = names(*(named(family, given, group) for family, given, group in people))
    assert len(set(made)) == len(people)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("{family.__class__}", "「{family.__class__}」という項目はありません。"),
        ("{0}", "「{0}」という項目はありません。"),
        ("{family!r}", "「{family!r}」という項目はありません。"),
        ("{organization}", "「{organization}」という項目はありません。"),
        ("{family", "「{」の相手がありません。"),
        ("family}", "「}」の相手がありません。"),
        ("{family:9999}", "「{family:9999}」は使えません。"),
        ("{group:999999999}", "「{group:999999999}」は使えません。"),
        ("ただの文字", "{family} などの項目を1つ以上入れてください。"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_in_words(app, rule, words):
    with app.test_request_context(), pytest.raises(BadRule) as refused:
        display_names.parse(rule)
    assert str(refused.value).startswith(words)


def test_braces_and_widths():
    assert names(named("山田", group=7), rule="{{{group}}} {group:3}/{group:03} {family}") == [
        "{7} 7/007 山田"
    ]


@pytest.fixture
def desk(app, client):
    made = make_seated(publish=True)
    sign_in_as(client, made.forum, Role.EDITOR)
    return made


def fetch(client, made, what):
    answer = client.post(f"{made.page}/{what}/file", data={"csrf_token": token_on(client, made.page)})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return answer.data


def test_zoom_gets_rooms_and_addresses_of_whoever_takes_part_by_web(desk, client):
    data = fetch(client, desk, "zoom")
    web = {person.given_name: person.email for person in desk.people if person.mode is Mode.WEB}
    assert data.decode() == (
        "Pre-assign Room Name,Email Address\r\n"
        f"1班,{web['太郎']}\r\n2班,{web['次郎']}\r\n2班,{web['花子']}\r\n"
    )


def test_who_cannot_be_in_the_file_is_named_with_the_reason(app, client):
    made = make_seated(online_room="部屋A")
    same = next(person.email for person in made.people if person.mode is Mode.WEB)
    web = {"mode": Mode.WEB, "organisation_name": "平戸市", "sort_code": "9"}
    lost = make_person(made.forum, "宛先", "なし", email="", **web)
    nowhere = make_person(made.forum, "班", "なし", **web)
    twice = make_person(made.forum, "二重", "人", email=same.upper(), **web)
    odd = make_person(made.forum, "式", "人", email="=cmd@city.example.jp", **web)
    seat(made, {lost.id: 0, twice.id: 0, odd.id: 0})
    with app.test_request_context():
        found = breakout.rooms(seating(made.row, published=False), 1)
        assert {one.person.id: one.reason for one in found.missing} == {
            lost.id: "メールアドレスがありません。",
            nowhere.id: "班が決まっていません。",
            twice.id: "ほかの方と同じメールアドレスです。割り当てられるのは1人だけです。",
            odd.id: "表計算ソフトで式とみなされるアドレスのため、ファイルに入れていません。",
        }
        assert found.limits == [
            "同じ名前の部屋があるため、1つの部屋にまとめられます。班の設定で部屋の名前を変えてください。"
        ]
    sign_in_as(client, made.forum, Role.EDITOR)
    assert "ファイルに入らない方：4名" in text_of(client.get(made.page))


def test_the_list_for_teams_is_for_people_and_defused(app, client):
    made = make_seated()
    person = make_person(made.forum, "=1+1", "花", mode=Mode.WEB, organisation_name="@市", email="")
    seat(made, {person.id: 0})
    sign_in_as(client, made.forum, Role.EDITOR)
    rows = list(csv.reader(StringIO(fetch(client, made, "teams").decode("utf-8-sig"))))
    assert rows[0] == ["部屋", "団体名", "氏名", "メールアドレス", "表示名"]
    assert ["1班", "'@市", "'=1+1　花", "", "01_@市_=1+1"] in rows
    assert len(rows) == 5


def test_a_list_for_the_web_tells_apart_among_everybody(app):
    made = make_seated()
    person = make_person(made.forum, "山田", "三郎", organisation_name="長崎市", mode=Mode.ON_SITE)
    group = 0
    seat(made, {person.id: group})
    with app.test_request_context():
        web = {
            one.given_name: name
            for one, _group, name in called_in(seating(made.row, published=False), 1, web_only=True)
        }
    assert web == {"太郎": "01_長崎市_山田(太)", "次郎": "02_長崎市_山田", "花子": "02_長崎市_𠮷野"}


def rule_of(client, made, **fields):
    page = f"{made.page}/display-names/rule"
    return client.post(page, data={"csrf_token": token_on(client, page), **fields})


def test_the_rule_is_looked_at_and_saved(desk, client):
    looked = rule_of(client, desk, display_name="{organisation}の{name}", look="1")
    assert "長崎市の山田次郎" in text_of(looked)
    assert arrangement_of(desk.row).display_name == DISPLAY_NAME
    assert rule_of(client, desk, display_name="{organisation}の{name}").status_code == 303
    assert arrangement_of(desk.row).display_name == "{organisation}の{name}"
    refused = rule_of(client, desk, display_name="{nobody}")
    assert refused.status_code == 422
    assert "「{nobody}」という項目はありません。" in text_of(refused)
    assert "{nobody}" in refused.text


def test_a_rule_that_came_from_elsewhere_and_is_bad_gives_the_usual_names(desk, client):
    with writing() as session:
        session.merge(arrangement_of(desk.row)).display_name = "{bad"
    assert "02_長崎市_𠮷野" in text_of(client.get(desk.page))
