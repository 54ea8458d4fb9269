"""Trying addresses elsewhere: never in the request, never within the house's own network, told in words."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from forumapp.core import jobs
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.publishing.queries.preparation import preparation_of
from forumapp.publishing.report.checks import link_trial
from forumapp.publishing.services.preparing import prepare
from tests.accounts.factories import writing
from tests.accounts.pages import token_on
from tests.forums.factories import sign_in_as

DESK = "/desk/forums/nagasaki-2024/report"


@contextmanager
def server(*answers):
    """A server on this machine that gives each asker the next answer; yields its port and what it was asked."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            for answer in answers:
                stream, _address = listening.accept()
                with stream:
                    asked.append(stream.recv(4096).decode())
                    stream.sendall(answer.encode())

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1], asked
        thread.join(5)


@pytest.fixture
def near(monkeypatch):
    """Let this machine count as elsewhere, on any port."""

    def allow(port):
        monkeypatch.setattr(link_trial, "_public_address", lambda _host, _port: "127.0.0.1")
        monkeypatch.setitem(link_trial.PORTS, "http", port)

    return allow


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "ftp://www.example.jp/",
        "http://user:secret@www.example.jp/",
        "http://www.example.jp:22/",
        "http://x.invalid/",
    ],
)
def test_the_own_network_and_other_doors_are_not_asked(app, address):
    assert link_trial.wrong_with(address) == "接続できません"


@pytest.mark.parametrize(("status", "told"), [(200, ""), (403, ""), (404, "ページがありません（404）")])
def test_what_a_server_answers_is_told(app, near, status, told):
    with server(f"HTTP/1.1 {status} Word\r\nContent-Length: 0\r\n\r\n") as (port, asked):
        near(port)
        assert link_trial.wrong_with("http://www.example.jp/資料?x=1") == told
    assert asked[0].startswith("HEAD /%E8%B3%87%E6%96%99?x=1 HTTP/1.1\r\nHost: www.example.jp\r\n")


def test_a_redirection_is_followed_and_asked_for_its_address_again(app, near):
    moved = "HTTP/1.1 301 Moved\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n"
    with server(moved, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as (port, asked):
        near(port)
        assert link_trial.wrong_with("http://www.example.jp/old") == ""
    assert [one.split()[1] for one in asked] == ["/old", "/new"]


@pytest.mark.parametrize("place", ["http://[", "http://x:y/", "ftp://www.example.jp/", "http://\u2100.jp/"])
def test_a_redirection_to_what_is_no_address_is_told(app, near, place):
    moved = f"HTTP/1.1 301 Moved\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n"
    with server(moved) as (port, _asked):
        near(port)
        assert link_trial.wrong_with("http://www.example.jp/old") == "接続できません"


def test_a_server_that_sends_a_letter_now_and_then_keeps_nobody(app, near, monkeypatch):
    monkeypatch.setattr(link_trial, "LONGEST", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip():
            stream, _address = listening.accept()
            with stream, suppress(OSError):
                stream.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                for _letter in range(50):
                    stream.sendall(b"x")
                    time.sleep(0.1)

        thread = threading.Thread(target=drip)
        thread.start()
        near(listening.getsockname()[1])
        begun = time.monotonic()
        assert link_trial.wrong_with("http://www.example.jp/") == "応答がありません"
        assert time.monotonic() - begun < 3
        thread.join(10)


def test_links_are_tried_by_the_worker_and_found_on_the_page(held, client):
    plain = {"outline_en": "", "figures": (), "fewest": 5, "needs_approval": False}
    with writing() as session:
        forum = session.merge(held.forum)
        prepare(forum, by=SYSTEM, version=0, outline="[計画](http://x.invalid/plan?a=1&b=2)", **plain)
    sign_in_as(client, held.forum)
    page = client.get(DESK).get_data(as_text=True)
    assert ("外部のリンク1件を調べる" in page, "http://x.invalid/plan?" in page) == (True, False)
    token = {"csrf_token": token_on(client, f"{DESK}/preparation")}
    assert client.post(f"{DESK}/links", data=token).status_code == 303
    assert preparation_of(held.forum.id).links == []
    jobs.run_due()
    db.session.expire_all()
    assert preparation_of(held.forum.id).links == [["http://x.invalid/plan?a=1&b=2", "接続できません"]]
    assert "http://x.invalid/plan?a=1&amp;b=2：接続できません" in client.get(DESK).get_data(as_text=True)
