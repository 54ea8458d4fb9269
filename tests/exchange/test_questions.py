"""The organiser's own questions travel with a document and with a copy, with who reads them and how long they stay."""

from datetime import date

import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.exchange.services.copying import copy_forum
from forumapp.forums.models import Forum
from forumapp.registration.models import FieldKind, Question
from tests.accounts.factories import writing
from tests.exchange.factories import load_small, small
from tests.exchange.test_export import empty, text_of

QUESTION = {
    "label": "推薦書",
    "kind": "file",
    "hint": "所属長のもの",
    "required": True,
    "editors_only": True,
    "keep_days": 30,
}


def kept(slug="small"):
    db.session.rollback()
    rows = sa.select(Question).join(Forum, Forum.id == Question.forum_id).where(Forum.slug == slug)
    one = db.session.scalars(rows).one()
    return one.kind, one.hint, one.is_required, one.editors_only, one.keep_days


def test_a_question_comes_leaves_and_is_copied_whole(app, tmp_path):
    data = small()
    data["forum"]["registration"] = {"questions": [QUESTION]}
    load_small(tmp_path, data)
    whole = (FieldKind.FILE, "所属長のもの", True, True, 30)
    assert kept() == whole
    written = text_of("small")
    empty()
    load_small(tmp_path, written)
    assert (text_of("small"), kept()) == (written, whole)
    forum = db.session.scalars(sa.select(Forum).where(Forum.slug == "small")).one()
    with writing():
        copy_forum(forum, by=SYSTEM, slug="next", title="次回", day=date(2025, 8, 1))
    assert kept("next") == whole
