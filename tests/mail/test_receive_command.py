"""`mail receive` from the shell: it listens until a signal, or says in a sentence why it cannot."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from forumapp.core.settings import SettingsError, read
from tests.core.test_serve import eventually, free_port

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=["mail", "receive", *arguments])


def said(result):
    assert result.exit_code == 1
    return result.output.splitlines()[-1]


@pytest.mark.parametrize(
    "wrong", ["8024", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "[::1]:8024", "a b:1"]
)
def test_an_address_that_is_none_is_refused(run, wrong):
    assert said(run("--lmtp", wrong)) == f"Error: --lmtp must look like 127.0.0.1:8024, but is {wrong!r}."
    with pytest.raises(SettingsError, match=r"^FORUMAPP_MAIL_LMTP must look like 127\.0\.0\.1:8024, but is"):
        read({"FORUMAPP_SECRET_KEY": "k", "FORUMAPP_MAIL_LMTP": wrong})


def test_without_an_address_it_says_what_is_missing(run):
    assert said(run()) == "Error: FORUMAPP_MAIL_LMTP must look like 127.0.0.1:8024, but is ''."


def started(folder, port):
    """Start ``mail receive`` in a process of its own, as it handles signals."""
    environment = {**os.environ, "FORUMAPP_DATA_DIR": str(folder), "FORUMAPP_SECRET_KEY": "k" * 40}
    words = ["-m", "flask", "--app", "wsgi", "mail", "receive", "--lmtp", f"127.0.0.1:{port}"]
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_port_that_is_taken(tmp_path):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with started(tmp_path, port) as door:
            output, _ = door.communicate(timeout=60)
    assert door.returncode == 1
    assert output.splitlines()[-1].startswith(f"Error: Nothing can listen on 127.0.0.1:{port}: ")


def test_it_listens_until_a_signal(tmp_path):
    port = free_port()
    with started(tmp_path, port) as door:

        def answers():
            try:
                with smtplib.LMTP("127.0.0.1", port, timeout=5) as connection:
                    connection.ehlo()
                    return connection.docmd("MAIL FROM:<hanako@city.example.jp>")[0], connection.docmd(
                        "RCPT TO:<nobody-at-all@city.example.jp>"
                    )[0]
            except OSError:
                return None

        try:
            assert eventually(answers) == (250, 550)
            silent = socket.create_connection(("127.0.0.1", port))
            door.send_signal(signal.SIGTERM)
            assert door.wait(30) == 0
            silent.close()
        finally:
            door.kill()
        output = door.stdout.read()
    assert f"Listening on 127.0.0.1:{port} (LMTP)." in output
    assert [word for word in ("hanako", "nobody-at-all") if word in output] == []
