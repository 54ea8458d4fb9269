"""Two editors at one programme: random commands, played against the services, and what must hold after each."""

import copy
from contextlib import contextmanager
from dataclasses import dataclass, field

from forumapp.agenda import queries
from forumapp.agenda.errors import AgendaChanged
from forumapp.agenda.images import images_of
from forumapp.agenda.models import Command, CommandState, ItemKind, Release
from forumapp.agenda.ripple import Ripple
from forumapp.agenda.services import appearances, items, releases, tracks, undoing
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum, Mode

EDITORS = (Actor("account", 7, "編集 花子"), Actor("account", 8, "試験 太郎"))
STARTS = (None, None, 0, 540, 570, 600, 605, 780, 1430, 1530)
LENGTHS = (None, 0, 5, 10, 15, 30, 60, 90, 1440)
FLAGS = ("is_fixed", "is_remainder", "is_optional")
PEOPLE = (("例示", "太郎"), ("例示", "花子"), ("??示", "太郎"))


def _pick(rows, number):
    return rows[number % len(rows)] if rows else None


@dataclass
class Play:
    """A forum under two editors' hands, and what is remembered of it to compare with."""

    forum: Forum
    frozen: dict = field(default_factory=dict)
    refused: int = 0

    def play(self, step):
        """Do one step; a refusal leaves nothing. Returns whether it was written."""
        before, version = self.images(), queries.version(self.forum.id)
        commands = self.commands()
        by = EDITORS[step.who]
        seen = version - 1 - step.one if step.is_stale and step.act != "release" else version
        try:
            with _boundary():
                getattr(self, step.act)(step, {"by": by, "version": seen})
        except AgendaChanged:
            assert seen != version
            self.nothing_happened(before, version, commands)
            return
        except DomainError:
            self.refused += 1
            self.nothing_happened(before, version, commands)
            return
        assert seen == version or self.commands() == commands, "a stale version overwrote"
        self.told(commands, by, before)

    def nothing_happened(self, before, version, commands):
        assert (self.images(), queries.version(self.forum.id), self.commands()) == (before, version, commands)

    def told(self, commands, by, before):
        """Each change is one new command with a name; nothing happens without one."""
        now = self.commands()
        assert now[: len(commands)] == commands
        assert [number for number, _who, _action in now] == list(range(1, len(now) + 1))
        if len(now) == len(commands):
            assert self.images() == before
            return
        [(_number, who, action)] = now[len(commands) :]
        assert who == by.label
        assert action
        assert queries.version(self.forum.id) == len(now)

    def prepare(self):
        """Begin with two tracks, a break, a container, people in several items, and one of each withdrawn."""
        first, second, gone = (
            tracks.add_track(self.forum, by=EDITORS[0], name=f"部会{number}") for number in range(3)
        )
        rows = [
            self._prepared(title, **values)
            for title, values in (
                ("開会", {"start": 540, "minutes": 15}),
                ("講演", {"minutes": 30}),
                ("休憩", {"minutes": 15, "kind": ItemKind.BREAK}),
                ("報告", {"start": 600, "minutes": 20, "is_fixed": True}),
                ("分科会", {"kind": ItemKind.CONTAINER}),
                ("昼食", {"minutes": 60, "kind": ItemKind.BREAK}),
                ("閉会", {"start": 800, "minutes": 5}),
                ("予備", {"minutes": 5}),
            )
        ]
        for number in range(4):
            track = (first, second)[number % 2]
            inner = self._prepared(f"部会の{number}", minutes=20, track_id=track.id, parent_id=rows[4].id)
            appearances.add_appearance(inner, by=EDITORS[1], family_name="例示", given_name="太郎")
        appearances.withdraw_appearance(inner.appearances[0], by=EDITORS[0])
        items.withdraw_item(rows[-1], by=EDITORS[1])
        tracks.withdraw_track(gone, by=EDITORS[1])

    def _prepared(self, title, **values):
        return items.add_item(self.forum, by=EDITORS[0], title=title, **values)

    # --- what there is ---------------------------------------------------------------------------------

    def images(self):
        db.session.flush()
        return images_of(self.forum.id)

    def commands(self):
        mine = db.session.query(Command.number, Command.actor_label, Command.action)
        return [tuple(row) for row in mine.filter_by(forum_id=self.forum.id).order_by(Command.number)]

    def living(self):
        return queries.items(self.forum.id)

    def speakers(self, *, withdrawn):
        rows = [one for item in self.living() for one in item.appearances]
        return [one for one in rows if (one.withdrawn_at is not None) is withdrawn]

    # --- what can be done ------------------------------------------------------------------------------

    def add_item(self, step, common):
        track = _pick([None, *queries.tracks(self.forum.id)], step.two)
        parent = _pick([None, None, *queries.containers(self.forum.id)], step.three)
        kind = _pick([ItemKind.TALK, ItemKind.TALK, ItemKind.BREAK, ItemKind.CONTAINER], step.three)
        items.add_item(
            self.forum,
            **common,
            title=f"項目{step.one}",
            kind=kind,
            start=_pick(STARTS, step.one),
            minutes=_pick(LENGTHS, step.two + step.three),
            track_id=track.id if track else None,
            parent_id=parent.id if parent else None,
            day=1 if step.one == 11 else 0,
            ripple=_ripple(step),
        )

    def _change(self, step, common, **values):
        item = _pick(self.living(), step.one)
        if item is not None:
            items.change_item(item, **common, ripple=_ripple(step), **values)

    def change_minutes(self, step, common):
        self._change(step, common, minutes=_pick(LENGTHS, step.two))

    def change_start(self, step, common):
        self._change(step, common, start=_pick(STARTS, step.two))

    def change_place(self, step, common):
        track = _pick([None, *queries.tracks(self.forum.id)], step.two)
        parent = _pick([None, *queries.containers(self.forum.id)], step.three)
        self._change(
            step, common, track_id=track.id if track else None, parent_id=parent.id if parent else None
        )

    def change_flag(self, step, common):
        name = _pick(FLAGS, step.two)
        item = _pick(self.living(), step.one)
        self._change(step, common, **{name: not getattr(item, name) if item else True})

    def move_item(self, step, common):
        item = _pick(self.living(), step.one)
        if item is not None:
            items.move_item(item, **common, step=-1 if step.two % 2 else 1, ripple=_ripple(step))

    def withdraw_item(self, step, common):
        item = _pick(self.living(), step.one)
        if item is not None:
            items.withdraw_item(item, **common, ripple=_ripple(step))

    def restore_item(self, step, common):
        item = _pick(queries.items(self.forum.id, withdrawn=True), step.one)
        if item is not None:
            items.restore_item(item, **common, ripple=_ripple(step))

    def add_track(self, step, common):
        tracks.add_track(self.forum, **common, name=f"部会{step.one % 4}", mode=_pick(list(Mode), step.two))

    def change_track(self, step, common):
        track = _pick(queries.tracks(self.forum.id), step.one)
        if track is not None:
            tracks.change_track(track, **common, name=f"部会{step.two}", mode=_pick(list(Mode), step.three))

    def withdraw_track(self, step, common):
        track = _pick(queries.tracks(self.forum.id), step.one)
        if track is not None:
            tracks.withdraw_track(track, **common)

    def restore_track(self, step, common):
        track = _pick(queries.tracks(self.forum.id, withdrawn=True), step.one)
        if track is not None:
            tracks.restore_track(track, **common)

    def add_speaker(self, step, common):
        item = _pick(self.living(), step.one)
        if item is not None:
            family_name, given_name = _pick(PEOPLE, step.two)
            appearances.add_appearance(item, **common, family_name=family_name, given_name=given_name)

    def change_speaker(self, step, common):
        one = _pick(self.speakers(withdrawn=False), step.one)
        if one is not None:
            family_name, given_name = _pick(PEOPLE, step.two)
            appearances.change_appearance(one, **common, family_name=family_name, given_name=given_name)

    def withdraw_speaker(self, step, common):
        one = _pick(self.speakers(withdrawn=False), step.one)
        if one is not None:
            appearances.withdraw_appearance(one, **common)

    def restore_speaker(self, step, common):
        one = _pick(self.speakers(withdrawn=True), step.one)
        if one is not None:
            appearances.restore_appearance(one, **common)

    def undo(self, _step, common):
        undoing.undo(self.forum, **common)

    def redo(self, _step, common):
        undoing.redo(self.forum, **common)

    def release(self, _step, common):
        made = releases.release(self.forum, by=common["by"])
        self.frozen.setdefault(made.number, copy.deepcopy(made.content))

    def bring_back(self, step, common):
        number = _pick(sorted(self.frozen), step.one)
        if number is not None:
            releases.bring_back(self.forum, number, **common)

    # --- what must hold --------------------------------------------------------------------------------

    def releases_stay_frozen(self):
        db.session.expire_all()
        rows = db.session.query(Release).filter_by(forum_id=self.forum.id)
        assert {row.number: row.content for row in rows} == self.frozen

    def undo_everything(self):
        """Take back all that is in force; returns how much there was."""
        count = 0
        while queries.last_done(self.forum.id) is not None:
            undoing.undo(self.forum, by=EDITORS[count % 2])
            count += 1
        return count

    def redo_everything(self):
        """Do again all that was taken back; returns how much there was."""
        count = 0
        while queries.first_undone(self.forum.id) is not None:
            undoing.redo(self.forum, by=EDITORS[count % 2])
            count += 1
        return count

    def states(self):
        """Return the state of each change that is no undo or redo itself."""
        mine = db.session.query(Command.state).filter_by(forum_id=self.forum.id, target_id=None)
        return {state for (state,) in mine} or {CommandState.DONE}


def without_what_never_was(images, start):
    """Return the images without rows that are withdrawn and did not exist at the start."""
    return {
        name: {
            ident: image
            for ident, image in rows.items()
            if ident in start[name] or image["withdrawn_at"] is None
        }
        for name, rows in images.items()
    }


def _ripple(step):
    return _pick(list(Ripple), step.two + step.one)


@contextmanager
def _boundary():
    """What the request boundary does: all of a step, or nothing."""
    nested = db.session.begin_nested()
    try:
        yield
        db.session.flush()
    except DomainError:
        nested.rollback()
        db.session.expire_all()
        raise
    nested.commit()
