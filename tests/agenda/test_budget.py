"""What the editor costs: bytes and requests of a first visit, statements whatever the number of items."""

import gzip
import re

import pytest

from forumapp.agenda import queries
from forumapp.agenda.models import Item, ItemKind
from forumapp.core.db import db
from forumapp.forums.models import Role
from tests.accounts.factories import make_account, sign_in, writing
from tests.agenda.desk_editing import DESK, pieces, send
from tests.agenda.factories import seed_programme
from tests.counting import statements
from tests.forums.factories import make_forum, make_membership

MOST_BYTES = 120 * 1024
MOST_REQUESTS = 9


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", ends=None)


@pytest.fixture
def editor(forum, client):
    account = make_account(name="編集 花子")
    make_membership(forum, account, Role.EDITOR)
    sign_in(client, account)
    return client


def grow(forum, number):
    """Let the programme have many more items, each behind the other."""
    with writing() as session:
        session.add_all(
            Item(
                forum_id=forum.id,
                position=100 + n,
                kind=ItemKind.TALK,
                title=f"講演{n}",
                minutes=1,
                start=970 + n,
            )
            for n in range(number)
        )


def test_a_first_visit_stays_within_its_budget(forum, editor):
    seed_programme(forum)
    page = editor.get(DESK).get_data()
    found = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.decode()))
    weights = [len(gzip.compress(editor.get(path).get_data())) for path in found]
    assert sum(weights) + len(gzip.compress(page)) < MOST_BYTES
    assert 1 + len(found) <= MOST_REQUESTS


def test_the_page_takes_as_many_statements_for_a_thousand_items_as_for_eleven(forum, editor):
    seed_programme(forum)
    editor.get(DESK)
    few = statements(lambda: editor.get(DESK))
    grow(forum, 989)
    db.session.rollback()
    assert (few > 0, statements(lambda: editor.get(DESK))) == (True, few)


def test_a_look_at_a_ripple_takes_as_many_reads_for_hundreds_of_items_as_for_eleven(forum, editor):
    """Writing what follows is one statement for each batch of rows: only what reads is counted."""
    seed = seed_programme(forum)
    path = f"/items/{seed.talk.id}/values"

    def reads():
        found = []
        count = statements(lambda: found.append(send(editor, forum, path, minutes="16")))
        assert pieces(found[0]) == ["agenda-check"]
        return count

    reads()
    few = reads()
    grow(forum, 300)
    many = reads()
    assert queries.version(forum.id) > 0
    assert many - few <= 6
