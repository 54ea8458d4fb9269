"""What is typed while a report is prepared, by one or by two at once: nothing is lost, and nobody is stuck."""

import html
import re

import pytest

from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.publishing.models import ReportPhotograph, ReportPreparation
from tests.accounts.factories import writing
from tests.forums.factories import sign_in_as
from tests.publishing.factories import add_photograph

DESK = "/desk/forums/nagasaki-2024/report"
PATH = f"{DESK}/preparation"


@pytest.fixture
def editors(app, held):
    """The browsers of two editors."""
    made = [app.test_client() for _number in range(2)]
    for client in made:
        sign_in_as(client, held.forum, Role.EDITOR)
    return made


def opened(client, path):
    """Open a form and return what it holds that nobody sees."""
    page = client.get(path).text
    return {name: html.unescape(found(page, name)) for name in ("csrf_token", "seen")}


def found(page, name):
    return re.findall(rf'name="{name}"[^>]* value="([^"]*)"', page)[-1]


def prepared():
    db.session.expire_all()
    return db.session.query(ReportPreparation).one()


def test_who_saves_second_reads_both_texts_and_can_save_theirs(editors):
    first, second = editors
    early, late = opened(first, PATH), opened(second, PATH)
    assert first.post(PATH, data={**early, "outline": "アンの文", "fewest": "5"}).status_code == 303
    answer = second.post(PATH, data={**late, "outline": "ベンの長い文", "fewest": "5"})
    assert (answer.status_code, prepared().outline) == (422, "アンの文")
    values = re.findall(r'class="pre-line">([^<]*)</p>', answer.text)
    assert values == ["アンの文", "ベンの長い文"]
    again = {
        "csrf_token": found(answer.text, "csrf_token"),
        "seen": html.unescape(found(answer.text, "seen")),
    }
    assert second.post(PATH, data={**again, "outline": "二人の文", "fewest": "5"}).status_code == 303
    assert prepared().outline == "二人の文"


def test_what_only_one_of_them_changed_is_kept_of_both(editors):
    first, second = editors
    early, late = opened(first, PATH), opened(second, PATH)
    chosen = {"figures": ["people", "kinds"], "needs_approval": "y"}
    assert first.post(PATH, data={**early, **chosen, "fewest": "8"}).status_code == 303
    assert second.post(PATH, data={**late, "outline": "ベンの文", "fewest": "5"}).status_code == 303
    kept = prepared()
    assert (kept.outline, kept.figures, kept.fewest) == ("ベンの文", ["people", "kinds"], 8)
    assert kept.needs_approval, "the second page was opened before"


def test_figures_that_both_chose_are_named_in_words(editors):
    first, second = editors
    early, late = opened(first, PATH), opened(second, PATH)
    first.post(PATH, data={**early, "figures": ["people", "kinds"], "fewest": "5"})
    answer = second.post(PATH, data={**late, "figures": ["modes"], "fewest": "5"})
    assert re.findall(r'class="pre-line">([^<]*)</p>', answer.text) == [
        "参加者数（登録と出席）\n団体の種別ごと（都道府県・市・町など）",
        "参加方法別（会場・Web）",
    ]


def test_an_english_outline_alone_would_be_shown_nowhere_and_is_not_taken_silently(editors):
    first, _second = editors
    fields = {**opened(first, PATH), "outline_en": "It was held.", "fewest": "5"}
    answer = first.post(PATH, data=fields)
    assert (answer.status_code, "日本語の文も入力してください" in answer.text) == (422, True)
    assert "It was held." in answer.text
    assert first.post(PATH, data={**fields, "outline": "開催しました。"}).status_code == 303


def test_a_page_that_was_opened_before_gives_no_consent_of_a_photograph_back(editors, held):
    with writing() as session:
        one = add_photograph(session.merge(held.forum), alt="会場")
        path = f"{DESK}/photographs/{one.id}"
    first, second = editors
    early, late = opened(first, path), opened(second, path)
    assert first.post(path, data={**early, "alt": "会場"}).status_code == 303
    said = {"alt": "会場の様子", "has_consent": "y"}
    assert second.post(path, data={**late, **said}).status_code == 303
    db.session.expire_all()
    kept = db.session.query(ReportPhotograph).one()
    assert (kept.alt, kept.has_consent) == ("会場の様子", False)
