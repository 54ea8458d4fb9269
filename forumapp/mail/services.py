"""Putting letters into the outbox, and taking them back. The postman (postman.py) delivers them afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import current_app

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.mail import pace
from forumapp.mail.models import Letter, LetterState, Received

SOON, NORMAL, MASS = 1, 5, 9
"""Priorities: sign-in links before receipts before mass mail."""
ENDED = (LetterState.FAILED, LetterState.SUPPRESSED, LetterState.BOUNCED)
"""How letters end that did not arrive."""
REMEMBERED = timedelta(days=90)
"""For so long a message that came in is known, so that it counts once."""


def send(
    kind: str,
    *,
    dedupe: str,
    address: str,
    name: str = "",
    language: str = "ja",
    forum_id: int | None = None,
    priority: int = NORMAL,
    not_before: datetime | None = None,
    **recipe: Any,
) -> Letter | None:
    """Insert a letter of ``kind`` into the present transaction; None if one with the same ``dedupe`` key exists.

    ``recipe`` is small JSON (ids) from which the builder of ``kind`` makes the text when it is delivered.
    """
    if not address or _is_known(dedupe):
        return None
    now = clock.now()
    letter = Letter(
        kind=kind,
        dedupe_key=dedupe,
        forum_id=forum_id,
        address=address,
        domain=address.rpartition("@")[2].lower(),
        name=name,
        language=language,
        recipe=recipe,
        message_id=f"<{uuid4()}@{current_app.config['HOST']}>",
        priority=priority,
        next_at=not_before or now,
        created_at=now,
    )
    db.session.add(letter)
    return letter


def _is_known(dedupe: str) -> bool:
    return db.session.scalar(sa.select(Letter.id).where(Letter.dedupe_key == dedupe)) is not None


@dataclass(frozen=True)
class Addressed:
    """One of many letters of a kind: its own key, recipient and recipe."""

    dedupe: str
    address: str
    name: str = ""
    language: str = "ja"
    recipe: Mapping[str, Any] = field(default_factory=dict)


def send_many(
    kind: str,
    letters: Sequence[Addressed],
    *,
    forum_id: int | None = None,
    priority: int = MASS,
    not_before: datetime | None = None,
) -> list[int]:
    """Insert many letters of ``kind`` in few statements; returns their ids in order.

    The keys must be new: IntegrityError if a letter with one of them exists.
    """
    return _insert(kind, letters, forum_id, priority=priority, next_at=not_before or clock.now())


def withhold(kind: str, letters: Sequence[Addressed], *, forum_id: int | None = None) -> list[int]:
    """Write down letters that are not sent, so that it is known what their readers were not told."""
    done = {"state": LetterState.ABORTED, "done_at": clock.now()}
    return _insert(kind, letters, forum_id, priority=MASS, next_at=clock.now(), **done)


def _insert(kind: str, letters: Sequence[Addressed], forum_id: int | None, **shared: Any) -> list[int]:
    now = clock.now()
    rows = [
        {
            "kind": kind,
            "dedupe_key": one.dedupe,
            "forum_id": forum_id,
            "address": one.address,
            "domain": one.address.rpartition("@")[2].lower(),
            "name": one.name,
            "language": one.language,
            "recipe": dict(one.recipe),
            "message_id": f"<{uuid4()}@{current_app.config['HOST']}>",
            "created_at": now,
            **shared,
        }
        for one in letters
    ]
    if not rows:
        return []
    # In no particular order: asked for in order, SQLite would take each row in a statement of its own.
    made = db.session.execute(sa.insert(Letter).returning(Letter.dedupe_key, Letter.id), rows)
    idents: dict[str, int] = dict(made.tuples().all())
    return [idents[one.dedupe] for one in letters]


def abort(prefix: str) -> int:
    """Take back the letters not yet sent whose dedupe key begins with ``prefix``; returns how many."""
    waiting = sa.update(Letter).where(
        Letter.dedupe_key.startswith(prefix, autoescape=True), Letter.state == LetterState.QUEUED
    )
    return db.session.execute(waiting.values(state=LetterState.ABORTED, done_at=clock.now())).rowcount  # type: ignore[attr-defined,no-any-return]


def readdress(forum_id: int, subject: str, subject_id: int, address: str) -> None:
    """Let the letters about a thing that still wait (mass mail, reminders) go to its new address."""
    waiting = sa.update(Letter).where(
        Letter.forum_id == forum_id,
        Letter.state == LetterState.QUEUED,
        Letter.recipe[subject].as_integer() == subject_id,
        Letter.recipe["recipient"].as_string().is_(None),  # an organiser's test of it goes to the organiser
    )
    db.session.execute(
        waiting.values(address=address, domain=address.rpartition("@")[2].lower()),
        execution_options={"synchronize_session": "fetch"},
    )


def send_again(letter: Letter) -> bool:
    """Queue a letter once more that did not arrive; False if it is on its way by now, or its address was forgotten."""
    return _queue_again(Letter.id == letter.id, Letter.state.in_(ENDED)) > 0


def send_failed_again(forum_id: int) -> int:
    """Queue every failed letter of a forum once more; returns how many."""
    return _queue_again(Letter.forum_id == forum_id, Letter.state == LetterState.FAILED)


def _queue_again(*which: sa.ColumnElement[bool]) -> int:
    again = {"state": LetterState.QUEUED, "attempts": 0, "next_at": clock.now(), "done_at": None}
    ended = sa.update(Letter).where(*which, Letter.address != "").values(again)
    return db.session.execute(ended).rowcount  # type: ignore[attr-defined,no-any-return]


def sweep() -> int:
    """Delete what is remembered of hosts at rest and of mail that came in long ago; returns how many rows."""
    old = sa.delete(Received).where(Received.at < clock.now() - REMEMBERED)
    return pace.sweep() + db.session.execute(old).rowcount  # type: ignore[attr-defined,no-any-return]
