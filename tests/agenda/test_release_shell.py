"""``agenda release`` from the shell."""

import pytest
import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.cli import cli
from forumapp.agenda.services import items
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.mail.models import Letter, LetterState
from tests.accounts.factories import writing
from tests.agenda.factories import seed_programme
from tests.forums.factories import make_forum, make_venue
from tests.registration.factories import make_registration

SLUG = "nagasaki-2024"


@pytest.fixture
def forum(app):
    forum = make_forum(slug=SLUG, venue=make_venue(), ends=None)
    seed = seed_programme(forum)
    make_registration(forum, track_id=seed.first.id)
    with writing():
        items.change_item(seed.group_work, by=SYSTEM, minutes=75)
    return forum


def moved():
    waiting = sa.select(sa.func.count()).where(
        Letter.kind == "registration.moved", Letter.state == LetterState.QUEUED
    )
    return db.session.scalar(waiting)


def run(app, *arguments):
    result = app.test_cli_runner().invoke(cli, ["release", *arguments])
    db.session.rollback()
    return result


@pytest.mark.parametrize(
    ("options", "letters", "said"),
    [
        ([], 1, "第2版を公開しました。\n参加者1名にメールを送ります。\n"),
        (["--tell", "none"], 0, "第2版を公開しました。\n"),
    ],
)
def test_the_draft_is_released_and_those_are_told_who_shall_be(app, forum, options, letters, said):
    result = run(app, SLUG, "--note", "時間を変更しました。", *options)
    assert (result.exit_code, result.output) == (0, said)
    assert queries.release(forum.id, 2).note == "時間を変更しました。"
    assert moved() == letters
    assert run(app, SLUG).output == "公開していない変更はありません。第2版が公開中です。\n"


def test_a_forum_that_does_not_exist_is_named(app):
    result = run(app, "nowhere")
    assert result.exit_code == 1
    assert "フォーラム「nowhere」はありません。" in result.output
