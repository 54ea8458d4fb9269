"""What the tests need beside Python, and how to get it on Debian."""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

import cluster

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Return the path of a Chromium: FORUMAPP_TEST_CHROMIUM, or the first of the usual names."""
    named = os.environ.get("FORUMAPP_TEST_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUMS)), None)


def has_font(name: str) -> bool:
    """Say whether Debian's folder of fonts holds a file of that name."""
    return any(Path("/usr/share/fonts").rglob(name))


def runs_as_root(program: str) -> bool:
    """Say whether a program is there and may change users."""
    return os.geteuid() == 0 and Path(program).exists()


@dataclass(frozen=True)
class Need:
    """A thing that some tests need: the Debian package that brings it, and the marker of those tests."""

    package: str
    is_met: Callable[[], bool]
    marker: str | None


NEEDS = (
    Need("chromium", lambda: chromium() is not None, "browser"),
    Need("fonts-noto-cjk", lambda: has_font("NotoSansCJK-Regular.ttc"), "font"),
    Need("fonts-ipaexfont", lambda: has_font("ipaexg.ttf"), "font"),
    Need("postgresql", cluster.is_available, "postgres"),
    Need("postgresql-client", lambda: shutil.which("pg_dump") is not None, "postgres"),
    Need("libical3", lambda: find_library("ical") is not None, "libical"),
    Need("dovecot-imapd", lambda: runs_as_root("/usr/lib/dovecot/imap"), "dovecot"),
    Need("nginx-light", lambda: Path("/usr/sbin/nginx").exists(), "nginx"),
    Need("postfix", lambda: runs_as_root("/usr/sbin/postfix"), "postfix"),
)


def missing() -> list[Need]:
    """Return the needs that this machine does not meet now."""
    return [need for need in NEEDS if not need.is_met()]


def may_install() -> bool:
    """Say whether packages can be installed here: as root, on a system with apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> str | None:
    """Install Debian packages; returns None, or what apt-get said when it failed."""
    print(f"Installing {', '.join(packages)} …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return (done.stderr or done.stdout).strip()
    return None
