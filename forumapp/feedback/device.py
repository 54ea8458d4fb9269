"""What the writer's own device keeps in its signed cookie: the codes of the answers it has given, by page."""

from hashlib import sha256

from flask import session

_NAME, _MOST = "feedback", 5


def mark_of(path: str) -> str:
    """Return a short name for a page, that tells nothing of its token."""
    return sha256(path.encode()).hexdigest()[:12]


def code_of(path: str) -> str | None:
    """Return the code of what this device has answered on a page."""
    found: str | None = session.get(_NAME, {}).get(mark_of(path))
    return found


def keep(path: str, code: str) -> None:
    """Remember the code of an answer; of many pages the last few."""
    kept = {one: value for one, value in session.get(_NAME, {}).items() if one != mark_of(path)}
    session[_NAME] = dict([*kept.items(), (mark_of(path), code)][-_MOST:])
