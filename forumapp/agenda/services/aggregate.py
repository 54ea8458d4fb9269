"""The frame of every change of a programme: one lock, one version, one command that can be taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda import queries
from forumapp.agenda.end_texts import following
from forumapp.agenda.errors import AgendaChanged
from forumapp.agenda.images import Change, Images, difference, images_of, rows_from
from forumapp.agenda.models import LATEST, LONGEST, Agenda, Appearance, Command, CommandState, Item
from forumapp.agenda.ripple import Ripple, settle, trace
from forumapp.agenda.timetable import build
from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.clock import to_wall
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.text.names import full_name
from forumapp.core.text.times import format_time
from forumapp.forums.models import Forum

PLACED = ("start", "minutes", "is_fixed", "parent_id", "track_id", "day", "withdrawn_at")
"""Columns by which an item was put where it is: a ripple leaves its start and its minutes alone."""


@dataclass
class Edit:
    """A change under way; ``action`` and ``title`` become the command's (the first that is told, unless given);
    ``target`` is the command that an undo or redo is about.
    """

    forum: Forum
    by: Actor
    action: str = ""
    title: str = ""
    target: Command | None = None
    touched: set[int] = field(default_factory=set)

    def touch(self, *items: Item) -> None:
        """Say that ``items`` were put where they are by hand, though none of their columns of PLACED shows it."""
        self.touched.update(item.id for item in items)

    def tell(self, action: str, subject: Any, changes: dict[str, Any] | None = None) -> None:
        """Write down what was done to ``subject``."""
        self.action = self.action or action
        self.title = self.title or _name_of(subject)
        audit.record(self.by, action, subject, forum_id=self.forum.id, changes=changes)


def _name_of(subject: Any) -> str:
    if isinstance(subject, Appearance):
        return full_name(subject.family_name, subject.given_name)
    return str(getattr(subject, "title", "") or getattr(subject, "name", ""))


_under_way: ContextVar[Edit | None] = ContextVar("under_way", default=None)


@contextmanager
def editing(
    forum: Forum,
    *,
    by: Actor,
    version: int | None = None,
    action: str = "",
    title: str = "",
    ripple: Ripple | None = None,
) -> Iterator[Edit]:
    """Hold the programme against other writers; what the block changes becomes one command. The draft is not released.

    ``version`` is the one that the editor saw; None means that nobody looked at a page (import, shell). ``ripple``
    lets later items follow. Inside another ``editing`` of the same forum the block is a part of that one, which decides
    all of this.
    Raises AgendaChanged with the other editor's name, and DomainError when a ripple goes past the last hour.
    """
    outer = _under_way.get()
    if outer is not None and outer.forum.id == forum.id:
        yield outer
        return
    _check_version(forum, version)
    edit = Edit(forum, by, action, title)
    db.session.flush()
    before = images_of(forum.id)
    token = _under_way.set(edit)
    try:
        yield edit
    finally:
        _under_way.reset(token)
    db.session.flush()
    after = images_of(forum.id)
    change = difference(before, after)
    if change and ripple is not None and _follow(edit, before, change, ripple):
        change = difference(before, images_of(forum.id))
    if change or edit.target is not None:
        _record(edit, change)


def _check_version(forum: Forum, version: int | None) -> None:
    transaction.lock(forum)
    if version is None or version == queries.version(forum.id):
        return
    last = sa.select(Command).where(Command.forum_id == forum.id).order_by(Command.number.desc())
    command = db.session.scalar(last.limit(1))
    if command is None:
        raise AgendaChanged(_("次第が変更されたため、保存していません。今の内容を確認してください。"))
    wall = to_wall(command.at, forum.zone)
    raise AgendaChanged(
        _(
            "%(who)sさんが%(time)sに次第を変更したため、保存していません。"
            "今の内容を確認してから、もう一度保存してください。",
            who=command.actor_label,
            time=format_time(wall.hour * 60 + wall.minute),
        )
    )


def _follow(edit: Edit, before: Images, change: Change, how: Ripple) -> bool:
    """Let later items follow, and ends that are written out in words; says whether any did."""
    forum = edit.forum
    opens = queries.opens(forum)
    old_items, old_tracks = rows_from(before)
    items, tracks = queries.items(forum.id), queries.tracks(forum.id)
    moved = settle(
        trace(old_items, old_tracks, opens),
        items,
        tracks,
        opens,
        touched=_placed_by_hand(change) | edit.touched,
        how=how,
    )
    for item in items:
        if item.id in moved:
            _put(item, moved[item.id].start, moved[item.id].minutes)
    worded = {item.id: item.end_text for item in old_items if item.end_text}
    texts = {}
    if worded:
        old, new = build(old_items, old_tracks, opens), build(items, tracks, opens)
        texts = following(items, old, new, worded)
    for item in items:
        item.end_text = texts.get(item.id, item.end_text)
    db.session.flush()
    return bool(moved or texts)


def _placed_by_hand(change: Change) -> set[int]:
    return {
        int(ident)
        for ident, (old, new) in change.get("item", {}).items()
        if old is None or new is None or any(old[name] != new[name] for name in PLACED)
    }


def _put(item: Item, start: int | None, minutes: int | None) -> None:
    if start is not None and not 0 <= start <= LATEST:
        raise DomainError(
            _("後の項目「%(title)s」が0:00から48:00までに収まらなくなります。", title=item.title), "start"
        )
    assert minutes is None or minutes <= LONGEST
    item.start, item.minutes = start, minutes


def _record(edit: Edit, change: Change) -> None:
    forum = edit.forum
    agenda = db.session.scalar(sa.select(Agenda).where(Agenda.forum_id == forum.id))
    if agenda is None:
        db.session.add(Agenda(forum_id=forum.id, version=1))
    else:
        agenda.version += 1
    if edit.target is None:
        ahead = sa.update(Command).where(Command.forum_id == forum.id, Command.state == CommandState.UNDONE)
        db.session.execute(ahead.values(state=CommandState.DROPPED))
    last = db.session.scalar(sa.select(sa.func.max(Command.number)).where(Command.forum_id == forum.id))
    command = Command(
        forum_id=forum.id,
        number=(last or 0) + 1,
        at=clock.now(),
        actor_kind=edit.by.kind,
        actor_id=edit.by.id,
        actor_label=edit.by.label,
        action=edit.action,
        title=edit.title[:300],
        target=edit.target,
        rows=change,
    )
    db.session.add(command)
    db.session.flush()
