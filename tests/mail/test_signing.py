"""DKIM: what goes to a server verifies with the public key, what lies in the Maildir is not signed."""

import subprocess
import sys

import dkim
import pytest

from forumapp.core.settings import SettingsError
from forumapp.mail import letters, maildir, postman, signing
from forumapp.mail.letters import Content


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """A private key (path), and the DNS record of its public half."""
    path = tmp_path_factory.mktemp("dkim") / "key.pem"
    subprocess.run(["openssl", "genrsa", "-out", path, "2048"], check=True, capture_output=True)
    half = ["openssl", "rsa", "-in", path, "-pubout"]
    public = subprocess.run(half, check=True, capture_output=True, text=True).stdout
    record = "".join(line for line in public.splitlines() if not line.startswith("-"))
    return path, f"v=DKIM1; k=rsa; p={record}".encode()


@pytest.fixture
def signs(app, mail_settings, key, monkeypatch):
    monkeypatch.setitem(app.extensions, signing.EXTENSION, None)
    mail_settings(
        DKIM_SELECTOR="forum2024",
        DKIM_KEY_FILE=str(key[0]),
        MAIL_DEFAULT_SENDER="事務局 <office@pref.example.jp>",
    )
    signing.init(app)


@pytest.fixture
def invitation(app, outbox, monkeypatch):
    content = Content(
        "件名" * 30,
        "本文\n",
        "<p>本文</p>",
        reply_to="office@pref.example.jp",
        headers={"List-Unsubscribe": "<https://forum.test/u/1>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )  # fmt: skip
    monkeypatch.setitem(app.extensions[letters.EXTENSION], "trial", letters.Kind(lambda letter: content))


def test_a_letter_to_a_server_is_signed_for_the_senders_domain(outbox, mail_server, signs, invitation, key):
    outbox.put("hanako@example.jp")
    postman.deliver_due()
    [sent] = [one.content for one in mail_server.taken]
    asked = []

    def dns(name, timeout=5):
        asked.append(name)
        return key[1]

    assert dkim.verify(sent, dnsfunc=dns)
    assert asked == [b"forum2024._domainkey.pref.example.jp."]
    assert not dkim.verify(sent.replace(b"Click", b"click"), dnsfunc=dns)
    assert not dkim.verify(sent.replace(b"To: hanako", b"To: taro"), dnsfunc=dns)


def test_a_letter_in_the_maildir_is_not_signed(app, outbox, signs, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    monkeypatch.setitem(app.config, "MAIL_SERVER_SET", False)
    outbox.put("hanako@example.jp")
    postman.deliver_due()
    [path] = maildir.files()
    assert [b"DKIM-Signature:" in path.read_bytes(), b"Subject:" in path.read_bytes()] == [False, True]


def test_a_key_that_is_none_is_refused_at_the_start(app, mail_settings, tmp_path, monkeypatch):
    monkeypatch.setitem(app.extensions, signing.EXTENSION, None)
    path = tmp_path / "key.pem"
    path.write_text("no key")
    mail_settings(DKIM_SELECTOR="x", DKIM_KEY_FILE=str(path))
    with pytest.raises(SettingsError, match="no private RSA key"):
        signing.init(app)


def test_a_selector_without_the_package_is_refused_at_the_start(tmp_path):
    """In a process of its own, where the package is not to be had."""
    (tmp_path / "key.pem").write_text("x")
    script = (
        "import sys; sys.modules['dkim'] = None\n"
        "from forumapp.core.settings import read\n"
        "from forumapp.factory import create_app\n"
        "create_app(settings=read())\n"
    )
    env = {
        "FORUMAPP_DEMO": "1", "FORUMAPP_DATA_DIR": str(tmp_path),
        "FORUMAPP_DKIM_SELECTOR": "x", "FORUMAPP_DKIM_KEY_FILE": str(tmp_path / "key.pem"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "dkimpy is not installed: pip install 'forumapp[dkim]'" in done.stderr
