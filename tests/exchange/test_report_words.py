"""What is said about a report travels with a document and, without its text, with a copy; so do items without a recording."""

import pytest
import sqlalchemy as sa
import yaml

from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.exchange.errors import BadDocument
from forumapp.exchange.services.copying import copy_forum
from forumapp.forums.models import Forum
from forumapp.materials.queries import unrecorded
from forumapp.publishing.queries.preparation import preparation_of
from tests.exchange.factories import load_small, small
from tests.exchange.test_export import empty, text_of

SAID = {
    "outline": "## 趣旨\n\n話し合いました。",
    "outline_en": "We talked.",
    "figures": ["people", "kinds"],
    "fewest": 10,
    "approval": True,
}


def bring(tmp_path, **values):
    """Load the small document with further values."""
    return load_small(tmp_path, {**small(), **values})


def forum():
    return db.session.scalar(sa.select(Forum).where(Forum.slug == "small"))


def said(ident):
    found = preparation_of(ident)
    names = ("outline", "outline_en", "figures", "fewest", "needs_approval")
    return [getattr(found, name) for name in names]


def test_it_goes_out_and_comes_back(app, tmp_path):
    bring(tmp_path, report=SAID, not_recorded=["talk", "hello"])
    first = text_of("small")
    found = yaml.safe_load(first)
    assert (found["report"], found["not_recorded"]) == (SAID, ["hello", "talk"])
    empty()
    load_small(tmp_path, first)
    assert text_of("small") == first
    assert said(forum().id) == [SAID["outline"], "We talked.", ["people", "kinds"], 10, True]
    assert len(unrecorded(forum().id)) == 2


def test_loading_it_again_changes_nothing_and_less_takes_the_marks_back(app, tmp_path):
    bring(tmp_path, report=SAID, not_recorded=["talk"])
    assert not bring(tmp_path, report=SAID, not_recorded=["talk"]).is_changed
    assert bring(tmp_path, report={**SAID, "fewest": 5}).is_changed
    assert (unrecorded(forum().id), said(forum().id)[3]) == (set(), 5)
    told = sa.select(AuditEntry).where(AuditEntry.action == "forum.imported").order_by(AuditEntry.id)
    entry = db.session.scalars(told).all()[-1]
    assert entry.changes["report.fewest"] == [10, 5]


def test_a_document_that_says_nothing_of_the_report_takes_nothing_away(app, tmp_path):
    bring(tmp_path, report=SAID)
    assert not load_small(tmp_path).is_changed
    assert said(forum().id)[4] is True


@pytest.mark.parametrize(
    "wrong",
    [
        {"report": {"figures": ["names"]}},
        {"report": {"fewest": 2}},
        {"report": {"photographs": []}},
        {"not_recorded": ["nowhere"]},
        {"not_recorded": ["talk", "talk"]},
        {"not_recorded": "talk"},
        {"not_recorded": ["talk"], "recordings": [{"item": "talk", "url": "https://video.example.jp/1"}]},
    ],
)
def test_what_cannot_be_meant_is_refused(app, tmp_path, wrong):
    with pytest.raises(BadDocument):
        bring(tmp_path, **wrong)
    assert forum() is None


def test_a_copy_keeps_figures_and_approval_but_not_the_text(app, tmp_path, transaction):
    bring(tmp_path, report=SAID, not_recorded=["talk"])
    with transaction():
        made = copy_forum(forum(), by=SYSTEM, slug="next", title="来年の会", day=None)
    assert said(made.id) == ["", "", ["people", "kinds"], 10, True]
    assert unrecorded(made.id) == set()
