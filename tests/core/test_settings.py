"""Settings: what is documented, what is refused, and in which words."""

import ast
import re
from pathlib import Path

import pytest

from forumapp.core import settings

ROOT = Path(__file__).parents[2]
KEY = {"FORUMAPP_SECRET_KEY": "k"}


def names_in_code():
    tree = ast.parse((ROOT / "forumapp/core/settings.py").read_text(encoding="utf-8"))
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if re.fullmatch(r"FORUMAPP_[A-Z_]+|MAIL_[A-Z_]+|PORT", text)}


def test_every_setting_is_documented_and_every_documented_one_exists():
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE)) == names_in_code()


def test_settings_are_read_in_one_place_only():
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "forumapp").rglob("*.py")
        if re.search(r"os\.environ|os\.getenv", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["forumapp/core/settings.py"]


def test_a_production_start_without_a_key_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(settings.SettingsError, match=r"FORUMAPP_SECRET_KEY is not set\. Make one with"):
        settings.read({"FORUMAPP_DATA_DIR": str(tmp_path)})


def test_the_demo_makes_its_own_key_once(tmp_path):
    env = {"FORUMAPP_DATA_DIR": str(tmp_path), "FORUMAPP_DEMO": "1"}
    first = settings.read(env)
    assert len(first.secret_key) >= 48
    assert settings.read(env).secret_key == first.secret_key
    assert (tmp_path / "demo-secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("FORUMAPP_WORKERS", "-1"),
        ("FORUMAPP_BASE_URL", "forum.example.jp"),
        ("FORUMAPP_BASE_URL", "https://forum.example.jp/sub"),
        ("MAIL_PORT", "smtp"),
    ],
)
def test_a_wrong_value_is_named(name, value):
    with pytest.raises(settings.SettingsError, match=name):
        settings.read({**KEY, name: value})


def test_values_are_read(tmp_path):
    read = settings.read(
        {
            **KEY,
            "PORT": "8100",
            "FORUMAPP_DATA_DIR": str(tmp_path),
            "FORUMAPP_BASE_URL": "https://forum.example.jp/",
            "FORUMAPP_SECRET_KEY_FALLBACKS": "old, older",
            "MAIL_SERVER": "mail.example.jp",
            "MAIL_USE_TLS": "true",
            "MAIL_PORT": "587",
        }
    )
    assert (read.base_url, read.host, read.secure) == ("https://forum.example.jp", "forum.example.jp", True)
    assert read.secret_key_fallbacks == ("old", "older")
    assert dict(read.mail) == {"MAIL_SERVER": "mail.example.jp", "MAIL_USE_TLS": True, "MAIL_PORT": 587}
    assert read.database_url == f"sqlite:///{tmp_path}/forumapp.sqlite3"
