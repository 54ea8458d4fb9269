"""Results as page and workbook: the same numbers, the same gaps, in a fixed number of statements."""

import re
from io import BytesIO

import openpyxl
import pytest

from forumapp.core.actor import SYSTEM
from forumapp.feedback import tallies
from forumapp.feedback.models import Breakdown, FeedbackEdition
from forumapp.feedback.queries import forms
from forumapp.feedback.services import editions
from forumapp.feedback.services import forms as asking
from forumapp.forums.models import Mode, Role
from tests.counting import statements
from tests.feedback.factories import close, give, give_all, give_in_room
from tests.feedback.test_questions import rules
from tests.feedback.test_services import forum  # noqa: F401 - a fixture
from tests.forums.factories import sign_in_as
from tests.groupwork.factories import make_person


@pytest.fixture
def desk(client, forum):  # noqa: F811 - the fixture
    sign_in_as(client, forum, Role.EDITOR)
    return f"/desk/forums/{forum.slug}/feedback"


def sheet(client, desk, name="集計"):
    content = client.get(f"{desk}/results.xlsx").data
    return list(openpyxl.load_workbook(BytesIO(content))[name].iter_rows(values_only=True))


def divided(transaction, forum, web, venue, room=0):  # noqa: F811 - the fixture
    with transaction():
        rules(forum, breakdown=Breakdown.MODE)
    for _number in range(web):
        give(make_person(forum, mode=Mode.WEB), 5)
    give_all(forum, venue, 3)
    for _number in range(room):
        give_in_room(forum, rating="1")
    close(forum)


def test_groups_are_shown_where_every_one_is_large_enough(client, desk, forum, transaction):  # noqa: F811 - the fixture
    divided(transaction, forum, web=6, venue=5)
    rows = [row[2:5] for row in sheet(client, desk) if row[4] and row[4] != "件数"]
    assert rows == [
        ("全体", "5 とても参考になった", 6),
        ("全体", "3 どちらともいえない", 5),
        ("会場参加", "3 どちらともいえない", 5),
        ("Web参加", "5 とても参考になった", 6),
    ]
    page = client.get(desk).text
    assert re.findall(r"内訳を見る：参加方法別|件数が少ないか", page) == ["内訳を見る：参加方法別"]


def test_a_second_group_is_hidden_with_the_small_one_on_page_and_sheet(client, desk, forum, transaction):  # noqa: F811 - the fixture
    divided(transaction, forum, web=2, venue=9, room=6)
    hidden = [row[2] for row in sheet(client, desk) if row[4] == "―"]
    assert sorted(hidden) == ["Web参加", "不明（会場のQRコードなど）"]
    assert client.get(desk).text.count("件数が少ないか") == 2


def test_with_two_groups_of_which_one_is_small_no_group_is_shown(client, desk, forum, transaction):  # noqa: F811 - the fixture
    divided(transaction, forum, web=2, venue=9)
    assert {row[2] for row in sheet(client, desk)[1:]} == {"全体"}
    assert "内訳を見る" not in client.get(desk).text


def test_free_texts_stand_alone_and_the_same_in_every_look(client, desk, forum):  # noqa: F811 - the fixture
    for number in range(12):
        give(make_person(forum), 4, f"=声{number:02}")
    close(forum)
    first, second = (sheet(client, desk, "自由記述") for _time in range(2))
    assert first == second
    assert sorted(text for _label, text in first[1:]) == [f"=声{number:02}" for number in range(12)]
    assert {label for label, _text in first[1:]} == {"感想・ご意見"}
    listed = re.findall(r'<p class="pre-line">(=声\d\d)</p>', client.get(desk).text)
    assert listed == [text for _label, text in first[1:]]


def test_without_results_there_is_no_workbook(client, desk, forum):  # noqa: F811 - the fixture
    assert client.get(f"{desk}/results.xlsx").status_code == 404


def test_the_job_completes_what_is_over_and_nothing_else(forum, transaction, clock):  # noqa: F811 - the fixture
    give_all(forum, 6)
    with transaction():
        assert editions.complete_due() == 0
    clock.advance(days=31)
    with transaction():
        assert [editions.complete_due() for _time in range(2)] == [1, 0]
    assert forms.last_edition(forum.id).answers == 6


def test_the_page_costs_the_same_for_few_answers_and_for_twenty_thousand(client, desk, forum, transaction):  # noqa: F811 - the fixture
    with transaction():
        asking.install_default(forum, by=SYSTEM)
    give_all(forum, 5)
    close(forum)
    few = statements(lambda: client.get(desk))
    contents = [{"v": {"rating": str(1 + number % 5)}, "p": False} for number in range(20_000)]
    tables = tallies.tables(forms.every_question(forum.id), contents, k=5, final=True)
    with transaction() as session:
        session.add(
            FeedbackEdition(
                forum_id=forum.id,
                number=9,
                made_on=forms.last_edition(forum.id).made_on,
                answers=20_000,
                is_final=True,
                tables=tables,
                texts={"wishes": [f"要望{number}" for number in range(2_000)]},
            )
        )
    assert statements(lambda: client.get(desk)) == few
    assert client.get(desk).text.count("回答20000件") == 1
