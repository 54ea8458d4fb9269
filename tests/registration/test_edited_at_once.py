"""Two organisers change a line, a quota or a question at once: what only one changed is kept, what both did is shown."""

import pytest

from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.registration.models import Audience, Question, Quota
from tests.forums.factories import make_forum, sign_in_as
from tests.forums.pages import errors_on, form_in, form_on, text_of
from tests.registration.factories import make_line, make_question, make_quota

BOTH = "ほかの担当者が先に変更しました。どちらにするか決めて、もう一度保存してください。"


@pytest.fixture
def forum(app):
    return make_forum()


@pytest.fixture
def editor(client, forum):
    sign_in_as(client, forum, Role.EDITOR)
    return client


def line(forum):
    made = make_line(forum)
    return (
        Audience,
        made.id,
        "lines",
        {"label": "長崎県の市町"},
        {"label": "県内21市町"},
        {"prefecture": "41"},
    )


def quota(forum):
    made = make_quota(make_line(forum))
    return Quota, made.id, "quotas", {"seats": "5"}, {"seats": "1"}, {"label": "情報政策担当"}


def question(forum):
    made = make_question(forum)
    return Question, made.id, "questions", {"label": "来る方法"}, {"label": "交通"}, {"editors_only": "y"}


@pytest.fixture(params=[line, quota, question])
def thing(request, forum):
    kind, ident, place, first, rival, other = request.param(forum)
    return kind, ident, f"/desk/forums/{forum.slug}/audience/{place}/{ident}", first, rival, other


def kept(kind, ident, names):
    db.session.rollback()
    row = db.session.get_one(kind, ident)
    return {name: str(getattr(row, name)) for name in names}


def test_what_each_changed_alone_is_kept(editor, thing):
    kind, ident, path, first, _rival, other = thing
    page = form_on(editor, path)
    assert editor.post(path, data={**page, **first}).status_code == 303
    assert editor.post(path, data={**page, **other}).status_code == 303
    wanted = {**first, **{name: "True" if value == "y" else value for name, value in other.items()}}
    assert kept(kind, ident, wanted) == wanted


def test_what_both_changed_is_shown_in_both_and_saved_once_decided(editor, thing):
    kind, ident, path, first, rival, _other = thing
    page = form_on(editor, path)
    assert editor.post(path, data={**page, **first}).status_code == 303
    late = editor.post(path, data={**page, **rival})
    [(_label, said)] = [one for one in errors_on(late) if one[0]]
    (mine,), (theirs,) = rival.values(), first.values()
    assert (late.status_code, said, mine in text_of(late), theirs in text_of(late)) == (422, BOTH, True, True)
    assert kept(kind, ident, first) == first
    assert editor.post(path, data=form_in(text_of(late))).status_code == 303
    assert kept(kind, ident, rival) == rival
