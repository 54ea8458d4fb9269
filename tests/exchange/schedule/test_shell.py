"""Schedules from the shell."""

import json

import pytest
import sqlalchemy as sa

from forumapp.agenda.models import Release
from forumapp.core.db import db
from forumapp.exchange.cli.documents import cli
from forumapp.exchange.schedule import source
from tests.exchange.schedule.bringing import draft
from tests.exchange.schedule.samples import LATE, OPENING, TALK, as_json, as_xml, conference, schedule
from tests.forums.factories import make_forum


@pytest.fixture
def forum(app):
    return make_forum(slug="sample", day=None)


def test_from_the_shell_a_dry_run_writes_nothing_and_a_release_lets_the_public_see_it(forum, app, tmp_path):
    path = tmp_path / "schedule.json"
    path.write_bytes(as_json(schedule()))
    run = app.test_cli_runner().invoke
    tried = run(cli, ["import-schedule", "sample", str(path), "--dry-run", "--json"])
    told = json.loads(tried.output)
    assert (told["outcome"]["new"], told["days"][0]["events"][2]["start"]) == (3, "24:30")
    assert draft(forum) == []
    assert run(cli, ["export-schedule", "sample"]).exit_code == 1
    done = run(cli, ["import-schedule", "sample", str(path)])
    assert done.output == (
        "追加3件、変更0件、取り下げ0件、変更なし0件\n下書きに取り込みました。公開するまで、公開ページは変わりません。\n"
    )
    assert db.session.scalars(sa.select(Release)).all() == []
    assert run(cli, ["import-schedule", "sample", str(path), "--release"]).exit_code == 0
    out = run(cli, ["export-schedule", "sample", "--format", "xml"])
    assert [row["guid"] for day in source.read(out.output.encode())["conference"]["days"]
            for rows in day["rooms"].values() for row in rows] == [OPENING, TALK, LATE]  # fmt: skip


def test_from_the_shell_a_file_is_read_without_a_forum_and_nonsense_is_refused(app, tmp_path):
    path = tmp_path / "schedule.xml"
    path.write_bytes(as_xml(conference(events=10)))
    run = app.test_cli_runner().invoke
    told = json.loads(run(cli, ["import-schedule", "-", str(path), "--json"]).output)
    assert (told["zone"], sum(len(day["events"]) for day in told["days"]), told["outcome"]) == (
        "Europe/Brussels",
        10,
        None,
    )
    path.write_bytes(b'<!DOCTYPE schedule [<!ENTITY a "b">]><schedule/>')
    refused = run(cli, ["import-schedule", "-", str(path)])
    assert refused.exit_code == 1
    assert "DOCTYPE" in refused.output
    assert run(cli, ["import-schedule", "nobody", str(path)]).exit_code == 1
