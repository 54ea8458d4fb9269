"""A forum from a built-in template: its programme, quotas and themes, without a doubt left to anybody; never people."""

from datetime import date, time

import pytest
import sqlalchemy as sa

from forumapp.agenda import queries as agenda
from forumapp.agenda.board import board_of
from forumapp.agenda.models import Appearance, ItemKind
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.directory import services as directory
from forumapp.directory.models import OrganisationKind
from forumapp.exchange.services.starting import NAMES, start_from, templates
from forumapp.forums.models import Forum, Mode
from forumapp.groupwork.models import Theme
from forumapp.registration.models import Audience, Quota
from tests.accounts.factories import make_account, sign_in, writing
from tests.accounts.pages import send, text_of
from tests.forums.factories import make_organisation


def begun(name, *, owner=None, day=date(2025, 8, 1)):
    with writing():
        who = owner or directory.organisation_meant("長崎県")
        return start_from(templates()[name], by=SYSTEM, owner=who, title="新しい会", slug="fresh", day=day)


def rows(kind, forum):
    return db.session.scalars(sa.select(kind).where(kind.forum_id == forum.id).order_by(kind.id)).all()


@pytest.mark.parametrize("day", [date(2025, 8, 1), None])
@pytest.mark.parametrize("name", NAMES)
def test_each_template_makes_a_draft_about_which_there_is_no_doubt(app, name, day):
    forum = begun(name, day=day)
    programme = agenda.draft_programme(forum)
    assert board_of(forum).cautions == []
    assert len(programme.items) >= 7
    assert None not in [item.title_en or None for item in programme.walk()]
    assert (forum.published_at, forum.title, forum.day) == (None, "新しい会", day)
    assert forum.starts == (time(programme.start[1] // 60, programme.start[1] % 60) if day else None)
    assert agenda.last_release(forum.id) is None
    assert rows(Appearance, forum) == []


def test_the_one_by_department_is_the_seeds(app):
    forum = begun("by-department")
    programme = agenda.draft_programme(forum)
    assert [(track.name, track.start, track.end, track.mode) for track in programme.tracks] == [
        ("情報政策担当部門", 905, 970, Mode.BOTH),
        ("人事・財政部門", 905, 920, Mode.WEB),
    ]
    assert sum(item.kind is not ItemKind.CONTAINER for item in programme.walk()) == 8
    assert [(line.label, line.prefecture) for line in rows(Audience, forum)] == [
        ("県内市町村", "42"),
        ("長崎県", None),
    ]
    assert [quota.seats for quota in rows(Quota, forum)] == [2, 1, 1, 5, 1, 1]
    assert [theme.title for theme in rows(Theme, forum)] == [
        "必要とする人材のレベル・層について",
        "具体的な分野・事業について",
    ]


def test_an_owner_without_a_prefecture_decides_later_who_is_invited(app):
    forum = begun("by-department", owner=make_organisation(name="総務省", kind=OrganisationKind.MINISTRY))
    assert rows(Audience, forum) == []
    assert len(agenda.draft_programme(forum).items) == 8


@pytest.fixture
def creator(app, client):
    account = make_account(email="creator@example.jp", may_create=True)
    sign_in(client, account)
    return client


def test_the_page_of_a_new_forum_leads_to_templates_and_earlier_forums(creator):
    assert 'href="/desk/forum-templates"' in text_of(creator.get("/desk/forums/new"))
    send(
        creator,
        "/desk/forum-templates/online-exchange",
        title="1人情シスの会",
        owner="長崎県",
        owner_kind="other",
    )
    page = text_of(creator.get("/desk/forum-templates"))
    assert [name for name in NAMES if f"/desk/forum-templates/{name}" not in page] == []
    assert "「1人情シスの会」を複製する" in page
    assert "14:20" in page


@pytest.mark.parametrize(("language", "title"), [("ja", "半日の講演会"), ("en", "Half a day of lectures")])
def test_a_template_is_named_in_both_languages(creator, language, title):
    assert title in text_of(creator.get(f"/desk/forum-templates/half-day-lecture?lang={language}"))


def test_a_refused_form_keeps_what_was_typed(creator):
    answer = send(
        creator, "/desk/forum-templates/half-day-lecture", title="会", owner="長崎県", day="2月30日"
    )
    assert answer.status_code == 422
    assert 'value="2月30日"' in text_of(answer)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Forum)) == 0


def test_an_unknown_template_is_not_found(creator):
    assert creator.get("/desk/forum-templates/none").status_code == 404
