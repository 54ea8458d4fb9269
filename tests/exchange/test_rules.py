"""The rules of seats travel with a document and with a copy; their dates do not travel with a copy."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.exchange.errors import BadDocument
from forumapp.exchange.services.copying import copy_forum
from forumapp.forums.models import Forum
from forumapp.registration.models import Entry, SeatRules
from tests.accounts.factories import writing
from tests.exchange.factories import load_small, small
from tests.exchange.test_export import empty, text_of

RULES = {
    "entry": "both",
    "open_seats": {"on_site": 0, "web": 30},
    "waiting_list": True,
    "moves_up": "by_hand",
    "offer_hours": 48,
    "approval": True,
    "join_minutes": 0,
    "reply_due": "2024-07-20 17:00",
    "releases_on": "2024-07-22",
}
COLUMNS = tuple(column.key for column in SeatRules.__table__.columns if column.key != "forum_id")
KEPT = (Entry.BOTH, 0, 30, True, False, 48, True, 0)
MOMENTS = (datetime(2024, 7, 20, 17, 0), date(2024, 7, 22), None)


def with_rules(**values):
    data = small()
    data["forum"]["registration"] = {**RULES, **values}
    return data


def kept(slug="small"):
    db.session.rollback()
    row = db.session.scalars(
        sa.select(SeatRules).join(Forum, Forum.id == SeatRules.forum_id).where(Forum.slug == slug)
    ).one()
    return tuple(getattr(row, name) for name in COLUMNS)


def test_rules_come_with_a_document_and_leave_with_it(app, tmp_path):
    load_small(tmp_path, with_rules())
    assert kept() == (*KEPT, *MOMENTS)
    first = text_of("small")
    assert "moves_up: by_hand" in first
    assert not load_small(tmp_path, with_rules()).is_changed
    empty()
    (tmp_path / "again.yaml").write_text(first, "utf-8")
    load_small(tmp_path, first)
    assert text_of("small") == first
    assert kept() == (*KEPT, *MOMENTS)


def test_a_document_without_rules_brings_back_the_usual_ones(app, tmp_path):
    load_small(tmp_path, with_rules())
    load_small(tmp_path, small())
    assert kept()[0] is Entry.INDIVIDUALS
    assert "entry" not in text_of("small")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("releases_on", "2024-08-02", "席を開放する日は、開催日までの日付にしてください。"),
        ("releases_on", "2024-02-30", "「2024-02-30」という日付はありません。"),
        ("reply_due", "2024-08-02 10:00", "回答期限は、開催の開始より前にしてください。"),
        ("offer_hours", 0, "offer_hours"),
    ],
)
def test_rules_that_cannot_be_are_refused_with_their_place(app, tmp_path, name, value, said):
    with pytest.raises(BadDocument) as bad:
        load_small(tmp_path, with_rules(**{name: value}))
    assert any(said in f"{problem}" for problem in bad.value.problems)
    assert db.session.scalar(sa.select(sa.func.count(SeatRules.forum_id))) == 0


def test_a_copy_has_the_rules_without_their_dates(app, tmp_path):
    forum = load_small(tmp_path, with_rules()).forum
    with writing():
        forum = db.session.get_one(Forum, forum.id)
        copy_forum(forum, by=SYSTEM, slug="next", title="来年の会", day=date(2025, 8, 1))
    assert kept("next") == (*KEPT, None, None, None)
