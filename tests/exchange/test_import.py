"""A document becomes a forum, once; a changed one brings it up to date; a bad one changes nothing."""

import pytest
import sqlalchemy as sa

from forumapp.agenda.models import Appearance, Item, Release, Track
from forumapp.core.audit import AuditEntry
from forumapp.core.db import Model, db
from forumapp.exchange.cli.documents import load
from forumapp.feedback.models import Impression
from forumapp.forums.models import Forum, SiteRevision
from forumapp.groupwork.models import Note, SummaryBullet, SummarySource
from forumapp.materials.models import Material, Recording
from forumapp.registration.models import Quota
from tests.exchange.factories import DEMO, load_small, small, snapshot, write

KEPT_APART = {"heartbeat"}


@pytest.fixture
def run(app):
    return app.test_cli_runner().invoke


def rows():
    db.session.rollback()
    return snapshot(db.session, [t for t in Model.metadata.sorted_tables if t.name not in KEPT_APART])


def titles():
    living = (
        sa.select(Item.title).where(Item.withdrawn_at.is_(None)).order_by(Item.day, Item.position, Item.id)
    )
    return list(db.session.scalars(living))


def test_the_seed_is_loaded_and_its_address_printed(run):
    result = run(args=["forum", "import", str(DEMO / "nagasaki.yaml")])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "登録しました。 http://forum.test/forums/nagasaki-2024/",
        "要確認: 「??橋 圭」は文字が失われている可能性があります(確認済み:実演データ)",
    ]


def test_importing_the_seed_twice_changes_no_row_of_any_table(run):
    run(args=["forum", "import", str(DEMO / "nagasaki.yaml")])
    before = rows()
    result = run(args=["forum", "import", str(DEMO / "nagasaki.yaml")])
    assert result.stdout.splitlines()[0] == "変更はありません。 http://forum.test/forums/nagasaki-2024/"
    assert rows() == before


def test_a_change_is_seen_by_the_comparison_of_all_rows(app, tmp_path):
    load_small(tmp_path)
    before = rows()
    data = small()
    data["forum"]["title"] = "別の題"
    load_small(tmp_path, data)
    changed = {name for name, content in rows().items() if content != before[name]}
    assert changed == {"forum", "audit_entry", "site_revision", "calendar_entry", "calendar_fragment"}


def test_the_seed_has_every_row_of_its_page(app):
    load(DEMO / "nagasaki.yaml")
    counts = {
        kind: db.session.scalar(sa.select(sa.func.count()).select_from(kind))
        for kind in (Item, Track, Appearance, Quota, Material, Recording, SummaryBullet, Impression, Note)
    }
    assert list(counts.values()) == [9, 2, 4, 6, 4, 4, 6, 5, 52]
    bullets = db.session.scalars(sa.select(SummaryBullet))
    assert all(len(bullet.sources) > 1 for bullet in bullets)


def test_the_damaged_name_is_kept_raw_with_its_confirmation(app):
    load(DEMO / "nagasaki.yaml")
    one = db.session.scalar(sa.select(Appearance).where(Appearance.given_name == "圭"))
    assert (one.family_name, one.confirmed_by) == ("??橋", "実演データ")


def test_a_bad_document_exits_with_1_lists_its_lines_and_changes_nothing(run, tmp_path):
    load_small(tmp_path)
    before = rows()
    data = small()
    data["agenda"][0]["minutes"] = -5
    data["forum"]["owner"] = "420001"
    path = write(tmp_path / "bad.yaml", data)
    result = run(args=["forum", "import", str(path)])
    lines = path.read_text("utf-8").splitlines()
    owner = next(n for n, line in enumerate(lines, 1) if "420001" in line)
    minutes = next(n for n, line in enumerate(lines, 1) if "-5" in line)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{path}:{owner}: forum.owner: 団体コード「420001」の団体はありません。もしかして：420000(長崎県)。",
        f"{path}:{minutes}: agenda[1].minutes: 0以上の数にしてください(現在-5)。",
        "2件の問題があります。何も変更していません。",
    ]
    assert rows() == before


def test_what_the_database_refuses_undoes_the_whole_import(run, app, tmp_path, monkeypatch):
    data = small()
    data["forum"]["venue"] = {"name": "会場", "rooms": [{"name": "第1"}], "postal_code": "1234567"}
    data["agenda"][0]["room"] = "第1"
    load_small(tmp_path, data)
    before = rows()
    other = small()
    other["forum"]["slug"] = "other"
    other["forum"]["venue"] = {"name": "会場2", "postal_code": "123-45678"}
    result = run(args=["forum", "import", str(write(tmp_path / "other.yaml", other))])
    assert (result.exit_code, rows() == before) == (1, True)


def test_a_changed_item_stays_the_same_row_and_a_missing_one_is_withdrawn(app, tmp_path):
    load_small(tmp_path)
    before = {item.title: item.id for item in db.session.scalars(sa.select(Item))}
    db.session.rollback()
    data = small()
    data["agenda"][0]["title"] = "開会の挨拶"
    del data["agenda"][1]["children"][1]
    load_small(tmp_path, data)
    after = {item.title: (item.id, item.withdrawn_at is None) for item in db.session.scalars(sa.select(Item))}
    assert after == {
        "開会の挨拶": (before["挨拶"], True),
        "部会": (before["部会"], True),
        "話し合い": (before["話し合い"], True),
        "講演": (before["講演"], False),
    }


def test_a_withdrawn_item_that_comes_back_is_the_same_row(app, tmp_path):
    load_small(tmp_path)
    before = set(db.session.scalars(sa.select(Item.id)))
    db.session.rollback()
    data = small()
    del data["agenda"][0]
    load_small(tmp_path, data)
    load_small(tmp_path)
    assert set(db.session.scalars(sa.select(Item.id))) == before
    assert titles() == ["挨拶", "話し合い", "部会", "講演"]


def test_one_import_makes_one_release(app, tmp_path):
    load_small(tmp_path)
    data = small()
    data["agenda"][0]["title"] = "開会の挨拶"
    data["tracks"][0]["name"] = "情報部会"
    load_small(tmp_path, data)
    assert list(db.session.scalars(sa.select(Release.number).order_by(Release.number))) == [1, 2]


def test_a_forum_of_which_nothing_is_known_has_no_release(app, tmp_path):
    load_small(tmp_path, {"format": "forumapp/1", "forum": {"slug": "a", "title": "題", "owner": "420000"}})
    forum = db.session.scalar(sa.select(Forum))
    assert (forum.day, forum.published_at, db.session.scalar(sa.select(sa.func.count(Release.id)))) == (
        None,
        None,
        0,
    )


def test_what_changed_is_written_down_once(app, tmp_path):
    load_small(tmp_path)
    last = db.session.scalar(sa.select(sa.func.max(AuditEntry.id)))
    db.session.rollback()
    data = small()
    data["audience"][0]["quotas"][0]["seats"] = 3
    load_small(tmp_path, data)
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.id > last)).all()
    assert [(entry.action, entry.changes) for entry in entries] == [
        ("forum.imported", {"quota 県内市町 情報政策.seats": [2, 3]})
    ]


def test_a_changed_import_raises_the_revision_of_public_pages(app, tmp_path):
    load_small(tmp_path)
    before = db.session.scalar(sa.select(SiteRevision.value))
    db.session.rollback()
    data = small()
    data["impressions"][0]["text"] = "たいへんよかった"
    load_small(tmp_path, data)
    assert db.session.scalar(sa.select(SiteRevision.value)) > before


def test_a_bullet_that_is_left_out_is_withdrawn_with_its_sources_kept(app, tmp_path):
    load_small(tmp_path)
    data = small()
    del data["group_work"][0]["themes"][0]["bullets"]
    load_small(tmp_path, data)
    bullet = db.session.scalar(sa.select(SummaryBullet))
    assert bullet.withdrawn_at is not None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SummarySource)) == 1


def test_a_venue_of_another_forum_is_never_changed(app, tmp_path):
    venue = {"name": "会館", "address": "長崎市", "rooms": [{"name": "第1", "capacity": 10}]}
    for slug in ("one", "two"):
        data = small()
        data["forum"] |= {"slug": slug, "venue": dict(venue)}
        load_small(tmp_path, data)
    data["forum"]["venue"] |= {"address": "佐世保市"}
    load_small(tmp_path, data)
    forums = db.session.scalars(sa.select(Forum).order_by(Forum.id)).all()
    assert [forum.venue.address for forum in forums] == ["長崎市", "佐世保市"]
