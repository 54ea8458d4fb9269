"""Two people change the form of feedback at once: what each typed is kept, or both are shown to decide."""

import re

import pytest

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.feedback.models import FeedbackForm, FeedbackQuestion
from forumapp.feedback.services import forms as services
from forumapp.forums.models import Role
from tests.accounts.factories import writing
from tests.forums.factories import make_forum, sign_in_as
from tests.forums.pages import form_in, form_on


@pytest.fixture
def forum(app):
    made = make_forum()
    with writing() as session:
        services.install_default(session.merge(made), by=SYSTEM)
    return made


@pytest.fixture
def editor(client, forum):
    sign_in_as(client, forum, Role.EDITOR)
    return client


def test_times_that_one_set_and_words_that_the_other_wrote_are_both_kept(editor, forum):
    path = f"/desk/forums/{forum.slug}/feedback/form/rules"
    page = form_on(editor, path, path)
    assert editor.post(path, data={**page, "fewest": "7"}).status_code == 303
    assert editor.post(path, data={**page, "intro": "お気軽にお書きください。"}).status_code == 303
    kept = db.session.query(FeedbackForm).one()
    assert (kept.fewest, kept.intro) == (7, "お気軽にお書きください。")


def test_opening_the_page_of_the_room_does_not_refuse_the_rules_that_somebody_is_writing(editor, forum):
    path = f"/desk/forums/{forum.slug}/feedback/form/rules"
    page = form_on(editor, path, path)
    with writing() as session:
        services.set_room(session.merge(forum), by=SYSTEM, is_open=True)
    assert editor.post(path, data={**page, "intro": "はじめに"}).status_code == 303


def test_a_question_that_both_reworded_is_shown_in_both_words_and_can_be_saved(editor, forum):
    one = db.session.query(FeedbackQuestion).order_by(FeedbackQuestion.position).first()
    path = f"/desk/forums/{forum.slug}/feedback/form/questions/{one.id}"
    page = form_on(editor, path, path)
    assert editor.post(path, data={**page, "label": "アンの質問"}).status_code == 303
    late = editor.post(path, data={**page, "label": "ベンの質問"})
    assert late.status_code == 422
    assert re.findall(r'class="pre-line">([^<]*)</p>', late.text) == ["アンの質問", "ベンの質問"]
    assert editor.post(path, data={**form_in(late.text, path), "label": "ベンの質問"}).status_code == 303
    db.session.expire_all()
    assert db.session.get(FeedbackQuestion, one.id).label == "ベンの質問"
