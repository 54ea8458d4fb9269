"""A copy has the programme, quotas, themes and venue of its forum, and nobody of it."""

from datetime import date, time

import pytest
import sqlalchemy as sa

from forumapp.agenda import queries as agenda
from forumapp.agenda.models import Appearance, SpeakerProfile
from forumapp.agenda.services import speakers
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.exchange.cli.documents import load
from forumapp.exchange.services.copying import copy_forum
from forumapp.feedback.models import Impression
from forumapp.forums.models import Forum, Membership, Role
from forumapp.groupwork.models import Note, SummaryBullet, Theme
from forumapp.materials.models import Material, Recording
from forumapp.registration.models import Quota
from tests.accounts.factories import make_account, sign_in, writing
from tests.exchange.factories import DEMO
from tests.forums.factories import make_membership


@pytest.fixture
def forum(app):
    load(DEMO / "nagasaki.yaml")
    loaded = db.session.scalar(sa.select(Forum).where(Forum.slug == "nagasaki-2024"))
    with writing():
        speaker = db.session.scalars(sa.select(Appearance).order_by(Appearance.id)).first()
        speakers.set_address(loaded, speaker.person_id, by=SYSTEM, email="speaker@pref.example.jp")
    return loaded


@pytest.fixture
def copy(forum, transaction):
    with transaction():
        return copy_forum(
            db.session.get_one(Forum, forum.id),
            by=SYSTEM,
            slug="next",
            title="来年の会",
            day=date(2025, 8, 1),
        )


def programme(forum):
    found = agenda.draft_programme(db.session.get_one(Forum, forum.id))
    return [(item.start, item.minutes, item.kind.value, item.title, item.mode) for item in found.walk()]


def count(kind, forum):
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind).where(kind.forum_id == forum.id))


def test_programme_quotas_themes_and_venue_are_the_same(forum, copy):
    copied = db.session.get_one(Forum, copy.id)
    assert programme(copy) == programme(forum)
    assert len(programme(copy)) == 9
    assert (copied.starts, copied.day, copied.venue_id) == (time(13, 30), date(2025, 8, 1), forum.venue_id)
    assert [host.organisation.name for host in copied.hosts] == ["総務省"]
    assert [count(kind, copy) for kind in (Quota, Theme)] == [6, 2]
    tracks = [track.name for track in agenda.tracks(copy.id)]
    mine = sa.select(Quota).where(Quota.forum_id == copy.id).order_by(Quota.id)
    assert [quota.track.name for quota in db.session.scalars(mine)] == [tracks[0], tracks[1], tracks[1]] * 2


def test_nobody_and_nothing_of_the_day_is_copied(forum, copy):
    kinds = (
        Appearance,
        SpeakerProfile,
        Note,
        SummaryBullet,
        Impression,
        Material,
        Recording,
        Membership,
    )
    assert [count(kind, copy) for kind in kinds] == [0] * len(kinds)
    assert [count(kind, forum) > 0 for kind in kinds[:-1]] == [True] * (len(kinds) - 1)
    copied = db.session.get_one(Forum, copy.id)
    assert (copied.published_at, copied.reported_at, copied.title) == (None, None, "来年の会")


def test_a_copy_without_a_day_has_no_times(forum, transaction):
    with transaction():
        made = copy_forum(db.session.get_one(Forum, forum.id), by=SYSTEM, slug="", title="いつか", day=None)
        assert (made.day, made.starts, made.programme_ends) == (None, None, None)


def test_an_address_that_is_taken_is_refused(forum, transaction):
    with pytest.raises(DomainError) as caught, transaction():
        copy_forum(db.session.get_one(Forum, forum.id), by=SYSTEM, slug="nagasaki-2024", title="題", day=None)
    assert caught.value.field == "slug"


def token_in(page):
    return page.get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def editor(client, forum, **values):
    account = make_account(**values)
    make_membership(forum, account, Role.EDITOR)
    sign_in(client, account)
    return account


PATH = "/desk/forums/nagasaki-2024/copy"


def test_an_editor_who_may_create_forums_copies_one(client, forum):
    account = editor(client, forum, may_create=True)
    page = client.get(PATH)
    data = {"csrf_token": token_in(page), "title": "来年の会", "day": "令和7年8月1日(金)", "slug": "next"}
    answer = client.post(PATH, data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/forums/next/")
    made = db.session.scalar(sa.select(Forum).where(Forum.slug == "next"))
    members = db.session.scalars(sa.select(Membership).where(Membership.forum_id == made.id)).all()
    assert [(one.account_id, one.role) for one in members] == [(account.id, Role.OWNER)]


def test_an_address_that_is_taken_stands_beside_its_field(client, forum):
    editor(client, forum, may_create=True)
    data = {"csrf_token": token_in(client.get(PATH)), "title": "来年の会", "day": "", "slug": "nagasaki-2024"}
    answer = client.post(PATH, data=data)
    assert answer.status_code == 422
    assert "「nagasaki-2024-2」は使えます" in answer.get_data(as_text=True)


def test_who_may_not_create_forums_may_not_copy_one(client, forum):
    editor(client, forum)
    assert client.get(PATH).status_code == 403


def test_a_stranger_signs_in_first(client, forum):
    assert client.get(PATH).status_code in {302, 303}


def test_the_shell_copies_a_forum(app, forum):
    result = app.test_cli_runner().invoke(
        args=["forum", "copy", "nagasaki-2024", "next", "--day", "2025-08-01"]
    )
    assert result.output == "下書きとして複製しました。 http://forum.test/forums/next/\n"
    assert db.session.scalar(sa.select(Forum.day).where(Forum.slug == "next")) == date(2025, 8, 1)


def test_hours_of_the_venue_are_copied_and_links_are_not(forum, transaction):
    with transaction() as session:
        row = session.get_one(Forum, forum.id)
        row.venue_opens, row.venue_closes, row.join_url = time(9), time(17), "https://meet.example.jp/forum"
        for number, part in enumerate((*agenda.tracks(row.id), *agenda.items(row.id))):
            part.join_url = f"https://meet.example.jp/{number}"
    with transaction():
        made = copy_forum(
            db.session.get_one(Forum, forum.id), by=SYSTEM, slug="links", title="次の会", day=None
        )
        rows = [*agenda.tracks(made.id), *agenda.items(made.id)]
        assert (made.venue_opens, made.venue_closes, made.join_url) == (time(9), time(17), "")
        assert [row.join_url for row in rows] == [None] * 11
