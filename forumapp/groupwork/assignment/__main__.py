"""``python -m forumapp.groupwork.assignment``: a run in a process of its own, to be watched and killed.

The input stands on stdin. Each line of the output is one JSON object: ``{"progress": 0.42}`` as the work goes on,
and last ``{"result": {…}}`` (exit code 0) or ``{"error": {"place": …, "message": …}}`` (1). It needs the standard
library alone, and steps back behind other work where the system knows niceness.
"""

import json
import os
import sys
from collections.abc import Callable
from time import monotonic
from typing import Any

from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.problem import InvalidInput
from forumapp.groupwork.assignment.reading import read_text
from forumapp.groupwork.assignment.report import report

NICENESS = 10
PAUSE = 0.2
"""Least seconds between two lines about progress."""


def main() -> int:
    """Answer one input; returns the exit code."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
        _say({"result": report(assign(read_text(text), _teller()))})
    except UnicodeDecodeError:
        _say({"error": {"place": "", "message": "The input is not UTF-8."}})
    except InvalidInput as error:
        _say({"error": {"place": error.place, "message": error.message}})
    else:
        return 0
    return 1


def _teller() -> Callable[[float], None]:
    said = monotonic() - PAUSE

    def tell(share: float) -> None:
        nonlocal said
        if monotonic() - said >= PAUSE:
            said = monotonic()
            _say({"progress": round(share, 3)})

    return tell


def _say(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BrokenPipeError, KeyboardInterrupt):  # nobody waits for the plan any more
        os._exit(1)
