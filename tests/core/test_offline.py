"""Commands that only read a text run without any setting; whatever serves still demands its key."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from forumapp.core import offline

ROOT = Path(__file__).parents[2]
ASKED = [
    (["/usr/bin/flask", "--app", "wsgi", "agenda", "paste", "-", "programme.txt"], True),
    (["/lib/flask/__main__.py", "--app", "wsgi", "agenda", "paste", "--json", "-", "-"], True),
    (["flask", "--app", "wsgi", "groupwork", "assign", "--input", "-"], True),
    (["flask", "--app", "wsgi", "agenda", "paste", "aoba", "-"], False),
    (["flask", "--app", "wsgi", "agenda", "paste"], False),
    (["flask", "--app", "wsgi", "serve"], False),
    (["flask", "--app", "wsgi", "run"], False),
    (["gunicorn", "wsgi:app", "groupwork", "assign"], False),
    ([], False),
]


def run(*words, text, folder):
    """Run a command without any setting; returns (return code, what it said, what it complained of)."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FORUMAPP_", "FLASK_", "MAIL_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi.py"), *words],
        cwd=folder, env=env, input=text, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(("command_line", "answer"), ASKED)
def test_only_these_commands_need_no_setting(command_line, answer):
    assert offline.is_asked_for(command_line) is answer


def test_a_key_that_was_set_is_kept():
    given = {"FORUMAPP_SECRET_KEY": "k", "FORUMAPP_DATA_DIR": "/srv/forum"}
    assert offline.environment(given) == given


def test_a_programme_is_read_without_any_setting_and_nothing_is_left_behind(tmp_path):
    code, said, complaint = run("agenda", "paste", "-", "-", text="13:00 開会\n", folder=tmp_path)
    assert (code, said, complaint) == (0, "13:00〜      開会\n", "")
    assert list(tmp_path.iterdir()) == []


def test_groups_are_made_without_any_setting(tmp_path):
    people = json.dumps({"people": [{"id": "a"}, {"id": "b"}], "groups": 1})
    code, said, complaint = run("groupwork", "assign", "--input", "-", text=people, folder=tmp_path)
    assert (code, complaint) == (0, "")
    assert json.loads(said)["rounds"] == [{"a": "1", "b": "1"}]


def test_a_command_that_reads_the_database_still_demands_the_key(tmp_path):
    code, said, complaint = run("agenda", "paste", "aoba", "-", text="13:00 開会\n", folder=tmp_path)
    assert (code, said, complaint.partition(" Make")[0]) == (
        1, "", "forumapp: FORUMAPP_SECRET_KEY is not set."
    )  # fmt: skip
