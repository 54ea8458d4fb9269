"""Commands of the shell that read a text and print what they made of it: they need no installation and no setting."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from secrets import token_urlsafe
from tempfile import gettempdir

COMMANDS = (("agenda", "paste", "-"), ("groupwork", "assign"))
"""The words of each; options may stand between them."""


def is_asked_for(command_line: Sequence[str]) -> bool:
    """Say whether a process's command line is ``flask …`` with one of COMMANDS, and so nothing that serves."""
    program, *words = command_line or [""]
    if "flask" not in {Path(program).name, Path(program).parent.name}:
        return False
    return any(_follows(words, command) for command in COMMANDS)


def _follows(words: Sequence[str], command: Sequence[str]) -> bool:
    if command[0] not in words:
        return False
    after = words[words.index(command[0]) :]
    plain = [word for word in after if word == "-" or not word.startswith("-")]
    return tuple(plain[: len(command)]) == tuple(command)


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """Return ``env`` with what is missing: a key that nobody else knows, and a folder in which nothing is written."""
    return {
        **env,
        "FORUMAPP_SECRET_KEY": env.get("FORUMAPP_SECRET_KEY") or token_urlsafe(48),
        "FORUMAPP_DATA_DIR": env.get("FORUMAPP_DATA_DIR") or gettempdir(),
    }
