"""The organisers' pages: a happy path, a refusal, a stranger for each."""

import pytest

from forumapp.agenda import queries
from forumapp.core.db import db
from forumapp.forums.models import Role
from tests.accounts.factories import make_account, sign_in
from tests.agenda.factories import add_item, add_track, seed_programme
from tests.forums.factories import make_forum, make_membership


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", ends=None)


@pytest.fixture
def editor(forum, client):
    account = make_account(name="編集 花子")
    make_membership(forum, account, Role.EDITOR)
    sign_in(client, account)
    return client


def token(client, path):
    return client.get(path).get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


DESK = "/desk/forums/nagasaki-2024/agenda"


def send(client, path, page=DESK + "/items/new", **fields):
    fields.setdefault("version", queries_version())
    return client.post(path, data={"csrf_token": token(client, page), **fields})


def queries_version():
    db.session.rollback()
    forum = db.session.execute(db.text("select id from forum where slug = 'nagasaki-2024'")).scalar()
    return queries.version(forum)


def test_pages(forum, editor):
    seed = seed_programme(forum)
    for path in ("", "/items/new", f"/items/{seed.talk.id}", f"/items/{seed.prefecture.id}/speakers",
                 f"/items/{seed.talk.id}/speakers/new", f"/speakers/{seed.damaged.id}", "/tracks", "/tracks/new",
                 f"/tracks/{seed.first.id}", "/releases", "/releases/1"):
        answer = editor.get(DESK + path)
        assert answer.status_code == 200, (path, answer.get_data(as_text=True)[:3000])
    print(editor.get(DESK).get_data(as_text=True))
    print(editor.get(DESK + "/releases/1").get_data(as_text=True))
