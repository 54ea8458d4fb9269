"""Group work in documents, copies and purges: its shape and settings travel, nobody's seat does."""

import pytest
import sqlalchemy as sa
import yaml

from forumapp.core.actor import SYSTEM
from forumapp.core.db import Model, db
from forumapp.core.transaction import transaction
from forumapp.exchange.errors import BadDocument
from forumapp.exchange.services import purging
from forumapp.exchange.services.copying import copy_forum
from forumapp.exchange.services.importing import check
from forumapp.exchange.writing.document import write_document
from forumapp.forums.models import Forum
from forumapp.groupwork.arrangement import Arrangement, GroupingRule, ModePolicy, Pattern, Placement, RuleKind
from forumapp.groupwork.models import Group, GroupWork, Note, SummaryBullet, SummaryEdition
from forumapp.groupwork.services import summary
from forumapp.groupwork.services.arranging import Chair, Seat, arranging
from tests.exchange.factories import load_small, small
from tests.groupwork.factories import make_person

pytestmark = pytest.mark.usefixtures("app")
WORK = {
    "item": "work",
    "work_minutes": 40,
    "talk_minutes": 0,
    "arrangement": {
        "pattern": "hosts",
        "rounds": 3,
        "mode_policy": "mixed",
        "weights": [{"attribute": "organisation", "cost": "10"}, {"attribute": "unit", "cost": "2.5"}],
        "seed": 7,
        "display_name": "{group}_{name}",
    },
    "themes": [{"title": "人材", "bullets": [{"text": "一人では足りない。", "sources": ["n1"]}]}],
    "groups": [
        {
            "name": "A班",
            "mode": "web",
            "capacity": 6,
            "online_room": "部屋A",
            "join_url": "https://meeting.example.jp/a",
            "facilitator": "進行 太郎",
            "facilitator_email": "lead@city.example.jp",
            "home": "422011",
            "recorder": "記録 花子",
            "recorder_email": "notes@city.example.jp",
            "notes": [
                {"key": "n1", "theme": 1, "text": "足りない", "tag": "problem", "marked": True},
                {"key": "n2", "theme": 1, "text": "とくに夜", "depth": 1},
            ],
        },
        {"number": 5},
    ],
}


@pytest.fixture
def forum(tmp_path):
    load_small(tmp_path, small() | {"group_work": [WORK]})
    return db.session.scalar(sa.select(Forum))


def rows(kind, forum):
    return db.session.scalars(
        sa.select(kind).where(kind.forum_id == forum.id).order_by(*sa.inspect(kind).primary_key)
    ).all()


def test_everything_of_it_comes_back_out_as_it_went_in(forum):
    (arrangement,) = rows(Arrangement, forum)
    assert (arrangement.pattern, arrangement.mode_policy, arrangement.version) == (
        Pattern.HOSTS,
        ModePolicy.MIXED,
        0,
    )
    assert arrangement.weights == {"organisation": 10, "unit": 2.5}
    assert rows(Group, forum)[0].home.name == "長崎市"
    assert [(note.place, note.depth, note.is_marked) for note in rows(Note, forum)] == [
        (1, 0, True),
        (2, 1, False),
    ]
    assert yaml.safe_load(write_document(forum).text)["group_work"] == [WORK]


def test_the_same_document_again_changes_nothing_and_a_bare_one_makes_it_usual(forum, tmp_path):
    text = write_document(forum).text
    assert not load_small(tmp_path, yaml.safe_load(text)).is_changed
    load_small(tmp_path)
    (work,), (arrangement,) = rows(GroupWork, forum), rows(Arrangement, forum)
    assert (work.work_minutes, arrangement.rounds, arrangement.weights) == (None, 1, None)
    assert (rows(Group, forum)[0].capacity, rows(Group, forum)[0].home_id) == (None, None)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"arrangement": {"pattern": "mixed"}}, "pattern"),
        ({"arrangement": {"rounds": 21}}, "rounds"),
        ({"talk_minutes": -1}, "talk_minutes"),
        ({"groups": [{"home": "どこかの市"}]}, "home"),
        ({"groups": [{"join_url": f"https://meeting.example.jp/{'a' * 500}"}]}, "join_url"),
    ],
)
def test_what_cannot_be_is_named_by_its_place(change, words, tmp_path):
    data = small() | {"group_work": [{**WORK, "themes": [], **change}]}
    with pytest.raises(BadDocument) as caught:
        check(yaml.safe_dump(data, allow_unicode=True).encode(), tmp_path)
    assert any(problem.place.endswith(words) for problem in caught.value.problems)


def seated(forum):
    with transaction():
        person = make_person(forum, "秘密")
        work = rows(GroupWork, forum)[0]
        group = rows(Group, forum)[0]
        with arranging(work, by=SYSTEM, action="arrangement.members_set", title="秘密さんを1班へ") as draft:
            draft.seats[Chair(1, person.id)] = Seat(group.id)
        db.session.add(
            GroupingRule(forum_id=forum.id, work_id=work.id, kind=RuleKind.APART, note="秘密さんの事情")
        )
    db.session.expire_all()


def test_seats_and_people_stay_out_of_the_document(forum):
    before = write_document(forum).text
    seated(forum)
    assert write_document(forum).text == before


def test_a_copy_has_groups_and_settings_and_nobody(forum):
    seated(forum)
    with transaction():
        made = copy_forum(db.session.get_one(Forum, forum.id), by=SYSTEM, slug="next", title="来年", day=None)
        ident = made.id
    copied = db.session.get_one(Forum, ident)
    groups = rows(Group, copied)
    assert [(one.number, one.name, one.capacity, one.online_room) for one in groups] == [
        (1, "A班", 6, "部屋A"),
        (5, "", None, ""),
    ]
    personal = (
        "facilitator",
        "facilitator_email",
        "recorder",
        "recorder_email",
        "join_url",
        "home_id",
        "account_id",
    )
    assert [getattr(one, name) for one in groups for name in personal] == [*("",) * 5, None, None] * 2
    (work,), (arrangement,) = rows(GroupWork, copied), rows(Arrangement, copied)
    assert (work.work_minutes, arrangement.rounds, arrangement.seed, arrangement.version) == (40, 3, 7, 0)
    assert rows(Note, copied) == []
    seats = sa.select(sa.func.count()).select_from(Placement).where(Placement.work_id == work.id)
    assert db.session.scalar(seats) == 0


def test_the_purge_leaves_no_name_in_anything_of_the_group_work(forum):
    seated(forum)
    with transaction():
        purging.purge(db.session.get_one(Forum, forum.id), by=SYSTEM)
    words = ("秘密", "進行 太郎", "記録 花子", "city.example.jp", "足りない", "とくに夜")
    tables = [
        table
        for table in Model.metadata.sorted_tables
        if table.name not in {"summary_bullet", "summary_edition", "document_key"}
    ]
    left = [
        (table.name, word)
        for table in tables
        for row in db.session.execute(sa.select(table))
        for word in words
        if word in repr(tuple(row))
    ]
    assert left == []


def test_the_purge_leaves_only_the_wording_that_the_public_sees(forum):
    (bullet,) = db.session.scalars(sa.select(SummaryBullet).where(SummaryBullet.forum_id == forum.id))
    with transaction():
        summary.change_bullet(bullet, by=SYSTEM, version=bullet.version, text="まだ見せていない文")
        purging.purge(db.session.get_one(Forum, forum.id), by=SYSTEM)
    found = sa.select(SummaryEdition.text).where(SummaryEdition.bullet_id == bullet.id)
    texts = db.session.scalars(found.order_by(SummaryEdition.version)).all()
    assert (texts[0] != "", texts[-1]) == (True, "")
