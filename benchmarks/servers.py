"""Starting what is measured: the demo worlds under ``serve``, and a bare Flask under the same gunicorn settings."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

WORKERS, THREADS = 2, 4


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment(data: Path, port: int, database: str = "") -> dict[str, str]:
    """Return the environment of a demo installation below ``data``."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FORUMAPP_", "MAIL_", "FLASK_"))
    }
    return {
        **kept,
        "PORT": str(port),
        "FORUMAPP_DEMO": "1",
        "FORUMAPP_DATA_DIR": str(data),
        "FORUMAPP_DATABASE_URL": database,
        "FORUMAPP_WORKERS": str(WORKERS),
        "FORUMAPP_THREADS": str(THREADS),
    }


def flask(*words: str) -> list[str]:
    """Return the command line of one of our shell commands."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", *words]


@contextmanager
def demo(data: Path, database: str = "") -> Iterator[tuple[int, int]]:
    """Serve the demo worlds; gives (port, pid of the supervisor)."""
    port = free_port()
    env = environment(data, port, database)
    for words in (("db", "upgrade"), ("demo", "load")):
        subprocess.run(flask(*words), env=env, check=True, stdout=subprocess.DEVNULL)
    with _running(flask("serve"), env, port, "/healthz") as pid:
        yield port, pid


@contextmanager
def again(data: Path, **settings: str) -> Iterator[tuple[int, int]]:
    """Serve what lies below ``data`` once more, under further settings; gives (port, pid of the supervisor)."""
    port = free_port()
    with _running(flask("serve"), environment(data, port) | settings, port, "/healthz") as pid:
        yield port, pid


@contextmanager
def hello() -> Iterator[tuple[int, int]]:
    """Serve the bare page; gives (port, pid of gunicorn)."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "benchmarks.hello:app",
        "--preload",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    command += [
        "--workers",
        str(WORKERS),
        "--worker-class",
        "gthread",
        "--threads",
        str(THREADS),
        "--log-level",
        "warning",
    ]
    with _running(command, dict(os.environ), port, "/") as pid:
        yield port, pid


@contextmanager
def _running(command: list[str], env: dict[str, str], port: int, path: str) -> Iterator[int]:
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait(port, path)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def process(command: list[str], port: int, path: str) -> Iterator[int]:
    """Run another server until the block ends, from when it answers ``path``; gives its pid."""
    with _running(command, dict(os.environ), port, path) as pid:
        yield pid


def _wait(port: int, path: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"no answer on port {port}")


def family(pid: int) -> list[int]:
    """Return ``pid`` and all processes below it."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def pss(pid: int) -> float:
    """Return the proportional set size (MB) of a process and all below it."""
    total = 0
    for one in family(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024
