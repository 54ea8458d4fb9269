"""The eight groups of the demo for the tests of the merge board: their invented notes, and the seed's six sentences."""

from pathlib import Path
from typing import Any

import yaml

from forumapp.core import clock
from forumapp.groupwork.services import notes, setup
from tests.accounts.factories import writing
from tests.agenda.factories import let_see
from tests.forums.factories import make_forum
from tests.groupwork.factories import make_work

DEMO = Path(__file__).resolve().parents[2] / "demo" / "nagasaki.yaml"
(SEED,) = yaml.safe_load(DEMO.read_text(encoding="utf-8"))["group_work"]
THEMES: list[dict[str, Any]] = SEED["themes"]
GROUPS: list[dict[str, Any]] = SEED["groups"]


def make_eight_groups(by):
    """Make a forum whose report is public and whose eight groups have written what the demo says."""
    work = make_work(themes=0, groups=len(GROUPS), forum=make_forum(slug="nagasaki"))
    with writing() as session:
        item = session.merge(work.item)
        work.themes = [
            setup.add_theme(item, by=by, number=number, title=theme["title"])
            for number, theme in enumerate(THEMES, 1)
        ]
        for group, given in zip(work.groups, GROUPS, strict=True):
            lines = [
                notes.Line(work.themes[note["theme"] - 1].id, note["key"], 0, note["text"])
                for note in given["notes"]
            ]
            notes.save(session.merge(group), lines, editor="page of a test", by=by)
        session.merge(work.forum).reported_at = clock.now()
    let_see(work.forum)
    return work


def written_by_key():
    """Return {key: text} of all notes."""
    return {note["key"]: note["text"] for group in GROUPS for note in group["notes"]}
