"""Run the tests with all that they need: ``python .ci/run_tests.py [pytest arguments]``.

What is missing is installed when this runs as root on Debian; else one line says which tests are left out.
With FORUMAPP_TESTS_COMPLETE=1 nothing may be missing, left out or skipped.
"""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import cluster
import debian

ALL_CORES = ("--numprocesses=auto", "--dist=loadfile")
"""A file's tests stay in one process, for what they share; each process has a database of its own."""

NOTHING_CHOSEN = 5
"""pytest's exit code when the arguments leave no test: fine for the second run."""


def _prepare(*, complete: bool) -> list[debian.Need]:
    """Install what is missing; returns what still is, after saying so in one line."""
    lacking = debian.missing()
    said = None
    if lacking and debian.may_install():
        said = debian.install([need.package for need in lacking])
        lacking = debian.missing()
    if not lacking:
        return []
    packages = " ".join(need.package for need in lacking)
    markers = [f"“{need.marker}”" for need in lacking if need.marker]
    reason = f"apt-get failed: {said}" if said else "not root, or no apt-get here"
    if complete:
        sys.exit(f"Missing: {packages} ({reason}); with FORUMAPP_TESTS_COMPLETE=1 no test may be left out.")
    left_out = (
        f"Left out: tests marked {', '.join(markers)}" if markers else "Japanese text will show as boxes"
    )
    print(f"{left_out} — missing here: {packages} ({reason}).", flush=True)
    return lacking


def _environment() -> dict[str, str]:
    """Return the environment without settings of a running application, which tests must not touch."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.startswith("FORUMAPP_TEST") or not name.startswith(("FORUMAPP_", "MAIL_", "FLASK_"))
    }


def _stop(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main(arguments: list[str]) -> int:
    """Run pytest on SQLite, then what touches the database on PostgreSQL too; returns the exit code."""
    signal.signal(signal.SIGTERM, _stop)  # so that a killed run takes its database with it
    complete = os.environ.get("FORUMAPP_TESTS_COMPLETE") == "1"
    left_out = {need.marker for need in _prepare(complete=complete) if need.marker}
    environment = _environment()
    command = [sys.executable, "-m", "pytest", *ALL_CORES]
    with ExitStack() as stack:
        if "postgres" not in left_out:
            environment["FORUMAPP_TEST_POSTGRES"] = stack.enter_context(cluster.database())
        if "browser" not in left_out:
            environment["FORUMAPP_TEST_CHROMIUM"] = debian.chromium() or ""
        if left_out:
            command += ["-m", " and ".join(f"not {marker}" for marker in sorted(left_out))]
        if complete:
            command += ["-p", "no_skips"]
            environment["PYTHONPATH"] = str(Path(__file__).parent)
        status = subprocess.run([*command, *arguments], env=environment, check=False).returncode
        if status or "postgres" in left_out:
            return status
        again = [*command, "--database=postgres", *arguments]
        repeated = subprocess.run(again, env=environment, check=False).returncode
        return 0 if repeated == NOTHING_CHOSEN else repeated


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
