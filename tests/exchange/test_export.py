"""Import → export → import is the identity."""

import dataclasses
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forumapp.agenda.services import speakers
from forumapp.core.actor import SYSTEM
from forumapp.core.clock import frozen
from forumapp.core.db import Model, db
from forumapp.core.files import Verdict
from forumapp.core.transaction import transaction
from forumapp.exchange.cli.documents import load
from forumapp.exchange.reading import read
from forumapp.exchange.writing.document import write_document
from forumapp.forums.models import Forum
from forumapp.materials.models import Material, PublishWhen, Recording
from forumapp.materials.moments import Plan
from tests.agenda.factories import add_item
from tests.exchange.factories import DEMO, load_small, small, write
from tests.forums.factories import make_forum
from tests.materials.factories import PDF, add_material, add_recording
from tests.personal.factories import ADDRESS, make_stage


def text_of(slug):
    db.session.rollback()
    document = write_document(db.session.scalar(sa.select(Forum).where(Forum.slug == slug)))
    db.session.rollback()
    return document.text


def empty():
    with transaction() as session:
        for table in reversed(Model.metadata.sorted_tables):
            session.execute(sa.delete(table))
    db.session.remove()


@pytest.mark.parametrize(("name", "slug"), [("nagasaki", "nagasaki-2024"), ("aoba", "aoba")])
def test_an_exported_document_loads_as_the_same_forum(app, tmp_path, name, slug):
    run = app.test_cli_runner().invoke
    load(DEMO / f"{name}.yaml")
    run(args=["forum", "export", slug, "--output", str(tmp_path / "first")])
    empty()
    loaded = load(tmp_path / "first" / f"{slug}.yaml")
    run(args=["forum", "export", slug, "--output", str(tmp_path / "second")])
    first, second = ((tmp_path / part / f"{slug}.yaml").read_text("utf-8") for part in ("first", "second"))
    assert loaded.is_new
    assert first == second
    assert len(first) > 3000


def test_the_exported_seed_says_what_the_document_of_the_seed_says(app):
    load(DEMO / "nagasaki.yaml")
    source, problems = read(text_of("nagasaki-2024").encode())
    original, _none = read((DEMO / "nagasaki.yaml").read_bytes())
    assert problems == []
    for item in original.data["agenda"][-1]["children"]:
        del item["end"]  # only checked, never stored
    for row in original.data["materials"]:
        row["file"] = f"files/{row.pop('filename')}"
    for row in source.data["recordings"]:
        assert row.pop("seconds") == 12  # read from the file
    del original.data["forum"]["mode"]  # the usual one
    assert source.data == original.data


def test_loading_the_export_over_its_forum_changes_nothing(app, tmp_path):
    load_small(tmp_path)
    path = write(tmp_path / "again.yaml", text_of("small"))
    assert not load(path).is_changed


def test_a_forum_without_a_document_answers_to_keys_made_of_ids(app, tmp_path):
    load_small(tmp_path)
    with transaction() as session:
        session.execute(sa.text("DELETE FROM document_key"))
    path = write(tmp_path / "again.yaml", text_of("small"))
    keys = [item["key"].partition("-")[0] for item in yaml.safe_load(path.read_text("utf-8"))["agenda"]]
    assert keys == ["item", "item"]
    assert not load(path).is_changed


def test_instants_come_back_to_the_microsecond(app, tmp_path):
    data = small()
    data["forum"]["published"] = "2024-06-24 09:00:01.000250+09:00"
    load_small(tmp_path, data)
    written = yaml.safe_load(text_of("small"))["forum"]["published"]
    assert written == "2024-06-24 09:00:01.000250+09:00"


def test_the_export_holds_no_registration(app, tmp_path):
    demo = DEMO / "aoba.yaml"
    with frozen(datetime(2026, 10, 1, tzinfo=UTC)):
        load(demo)
    assert set(yaml.safe_load(text_of("aoba"))) == {
        "format", "forum", "audience", "tracks", "agenda", "materials", "group_work",
    }  # fmt: skip


def test_the_export_holds_nothing_of_speakers_but_what_is_printed(app, tmp_path):
    stage = make_stage()
    with transaction():
        speakers.set_phone(stage.known, by=SYSTEM, phone="090-0000-1111")
        speakers.set_note(stage.known, by=SYSTEM, note="車いすで行きます。")
    written = text_of("nagasaki-2024")
    assert "山田" in written
    assert [told for told in ("090-0000-1111", ADDRESS, "車いす") if told in written] == []


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp", "Cf", "Co")),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip())
MINUTES = st.integers(0, 120)
ITEMS = st.lists(
    st.fixed_dictionaries(
        {"title": WORDS, "minutes": MINUTES},
        optional={
            "note": WORDS,
            "kind": st.sampled_from(["talk", "qa", "break", "greeting"]),
            "optional": st.just(True),
        },
    ),
    max_size=4,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(title=WORDS, summary=WORDS, items=ITEMS, seats=st.integers(0, 500), lines=st.lists(WORDS, max_size=3))
def test_any_small_forum_comes_back_the_same(app, tmp_path, title, summary, items, seats, lines):
    empty()
    data = {
        "format": "forumapp/1",
        "forum": {
            "slug": "any",
            "title": title,
            "summary": summary,
            "owner": "420000",
            "seats": {"web": seats},
        },
        "agenda": [{"key": f"k{number}", **item} for number, item in enumerate(items)],
        "audience": [{"label": line, "anybody": True, "quotas": []} for line in lines],
    }
    load(write(tmp_path / "any.yaml", data))
    first = text_of("any")
    empty()
    load(write(tmp_path / "any.yaml", first))
    assert text_of("any") == first
    assert not load(tmp_path / "any.yaml").is_changed


def test_hours_of_the_venue_and_join_links_go_out_and_come_in(app, tmp_path):
    data = small()
    data["forum"]["venue_hours"] = {"opens": "09:00", "closes": "01:30"}
    data["tracks"][1]["join_url"] = "https://meet.example.jp/track"
    data["agenda"][1]["children"][1]["join_url"] = "https://meet.example.jp/item"
    load_small(tmp_path, data)
    first = text_of("small")
    for line in (
        "opens: 09:00",
        "closes: 01:30",
        "https://meet.example.jp/track",
        "https://meet.example.jp/item",
    ):
        assert first.count(line) == 1
    again = yaml.safe_load(first)
    del again["forum"]["venue_hours"]["closes"], again["tracks"][1]["join_url"]
    load_small(tmp_path, again)
    assert "closes" not in text_of("small")
    assert "https://meet.example.jp/track" not in text_of("small")
    load(write(tmp_path / "again.yaml", first))
    assert text_of("small") == first


@pytest.mark.parametrize("url", ["http://meet.example.jp/1", "meet"])
def test_a_join_link_in_a_document_is_an_address_with_https(app, tmp_path, url):
    data = small()
    data["tracks"][1]["join_url"] = url
    path = write(tmp_path / "wrong.yaml", data)
    answer = app.test_cli_runner().invoke(args=["forum", "import", str(path)])
    assert answer.exit_code == 1
    assert "join_url" in answer.output


@pytest.fixture
def files_of(app):
    """A forum with a document and a recording of three contents; the fixture says which files a document names."""
    forum = make_forum(slug="files")
    item = add_item(forum, "講演", start="13:30", minutes=15)
    add_material(forum, item, name="良い.pdf")
    add_material(forum, item, content=PDF + b"2", name="悪い.pdf")
    add_recording(forum, item)

    def named():
        data = yaml.safe_load(text_of("files"))
        return [row["file"] for row in data.get("materials", [])], [
            (row["file"], row.get("captions")) for row in data.get("recordings", [])
        ]

    return named


def judge(filename, verdict):
    """Let the scanner speak of a material, of the video or of its captions."""
    with transaction() as session:
        film = session.scalars(sa.select(Recording)).one()
        stored = {"録画.mp4": film.file, "字幕": film.captions}.get(filename)
        if stored is None:
            stored = session.scalars(sa.select(Material).where(Material.filename == filename)).one().file
        stored.verdict = verdict


def test_a_document_carries_nothing_that_the_scanner_refused(files_of, app, tmp_path):
    both, film = ["files/良い.pdf", "files/悪い.pdf"], ("files/録画.mp4", "files/録画.vtt")
    assert files_of() == (both, [film])
    judge("悪い.pdf", Verdict.INFECTED)
    judge("字幕", Verdict.INFECTED)
    assert files_of() == (both[:1], [("files/録画.mp4", None)])
    judge("録画.mp4", Verdict.INFECTED)
    assert files_of() == (both[:1], [])
    done = app.test_cli_runner().invoke(args=["forum", "export", "files", "--output", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert [path.name for path in (tmp_path / "out" / "files").iterdir()] == ["良い.pdf"]


def test_where_scanning_is_required_a_document_carries_only_what_was_called_clean(files_of, app, monkeypatch):
    settings = dataclasses.replace(app.config["SERVER"], clamd="127.0.0.1:1")
    monkeypatch.setitem(app.config, "SERVER", settings)
    assert files_of() == ([], [])
    judge("良い.pdf", Verdict.CLEAN)
    judge("録画.mp4", Verdict.CLEAN)
    assert files_of() == (["files/良い.pdf"], [("files/録画.mp4", None)])


def test_what_waits_for_a_moment_or_has_no_consent_is_written_for_organisers_only(app):
    forum = make_forum(slug="files")
    later = Plan(PublishWhen.AT, datetime(2030, 1, 1, tzinfo=UTC))
    add_material(forum, title="公開")
    add_material(forum, content=PDF + b"2", title="後日", plan=later)
    add_material(forum, content=PDF + b"3", title="同意なし", may_publish=False)
    rows = yaml.safe_load(text_of("files"))["materials"]
    found = {row["title"]: row.get("audience", "public") for row in rows}
    assert found == {"公開": "public", "後日": "organisers", "同意なし": "organisers"}
