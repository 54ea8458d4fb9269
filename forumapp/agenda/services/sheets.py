"""Writing a workbook into the draft, as one change that can be undone: what differs, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from forumapp.agenda import queries
from forumapp.agenda.models import Appearance, Item, Track
from forumapp.agenda.pasting.tree import PastedSpeaker
from forumapp.agenda.services import appearances
from forumapp.agenda.services.aggregate import Edit, editing
from forumapp.agenda.services.items import add_item, change_item, restore_item, withdraw_item
from forumapp.agenda.services.tracks import add_track
from forumapp.agenda.sheets.errors import Problem
from forumapp.agenda.sheets.linking import link
from forumapp.agenda.sheets.looking import Look, look_at
from forumapp.agenda.sheets.planning import Draft, Plan, Wanted, plan_of, siblings
from forumapp.agenda.sheets.reading import Sheet
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum

FIELDS = {
    "title": "title", "minutes": "minutes", "start": "start", "room_id": "room", "track_id": "track",
    "parent_id": "parent", "kind": "kind", "mode": "mode", "day": "day", "family_name": "speakers",
}  # fmt: skip
"""Columns of the sheet by the field of a refusal."""


class SheetRefused(DomainError):
    """Rows that cannot be written; nothing may be committed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_("取り込めない行があるため、何も保存していません。"), "file")
        self.problems = problems


class RowsMissing(DomainError):
    """The sheet has no row for these items, and nobody said yet that they shall go."""

    def __init__(self, items: Sequence[Item]) -> None:
        super().__init__(_("取り下げてよいか、確認してください。"), "withdraw")
        self.items = items


def write_sheet(forum: Forum, sheet: Sheet, *, by: Actor, withdraw: bool, version: int | None = None) -> bool:
    """Write what differs into the draft; items without a row are withdrawn if ``withdraw`` says so. Says whether anything did.

    Raises AgendaChanged, SheetRefused with every row that cannot be written, RowsMissing.
    """
    before = queries.version(forum.id)
    with editing(forum, by=by, version=version, action="agenda.sheet_imported") as edit:
        draft = _draft(forum)
        plan = plan_of(draft, sheet)
        link(draft, plan)
        if plan.problems:
            raise SheetRefused(_in_order(plan.problems))
        if plan.missing and not withdraw:
            raise RowsMissing(plan.missing)
        _Writer(forum, by, edit, draft, plan).write()
        if plan.problems:
            raise SheetRefused(_in_order(plan.problems))
    return queries.version(forum.id) != before


def rehearse_sheet(forum: Forum, sheet: Sheet, *, by: Actor) -> Look:
    """Return what writing ``sheet`` would change; nothing stays of it."""
    before = queries.draft_programme(forum)
    missing = _missing(forum, sheet)
    trial = db.session.begin_nested()
    try:
        changed = write_sheet(forum, sheet, by=by, withdraw=True)
        look = look_at(before, queries.draft_programme(forum), missing=missing, is_changed=changed)
    except SheetRefused as error:
        look = Look(error.problems)
    finally:
        trial.rollback()
        db.session.expire_all()
    stale = sheet.slug == forum.slug and sheet.version not in {None, queries.version(forum.id)}
    return replace(look, is_stale=stale, is_foreign=sheet.slug not in {"", forum.slug})


def _missing(forum: Forum, sheet: Sheet) -> list[Item]:
    return plan_of(_draft(forum), sheet).missing


def _draft(forum: Forum) -> Draft:
    items = [*queries.items(forum.id), *queries.items(forum.id, withdrawn=True)]
    return Draft(
        forum.slug,
        {item.id: item for item in items},
        queries.tracks(forum.id),
        {room.name: room.id for room in forum.venue.rooms} if forum.venue else {},
        queries.draft_programme(forum),
        queries.opens(forum),
    )


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.row)


class _Writer:
    def __init__(self, forum: Forum, by: Actor, edit: Edit, draft: Draft, plan: Plan) -> None:
        self.forum, self.by, self.edit, self.draft, self.plan = forum, by, edit, draft, plan
        self.tracks: dict[str, int] = {}
        self.written: set[int] = set()
        self.parents = {ident: item.parent_id for ident, item in draft.items.items()}

    def write(self) -> None:
        """Write tracks, rows (what holds others first), speakers, order, and what is withdrawn."""
        for name in self.plan.new_tracks:
            track: Track = add_track(self.forum, by=self.by, name=name)
            self.tracks[name] = track.id
        for wanted in self.plan.rows:
            self._row(wanted)
        if self.plan.problems:
            return
        for item in reversed(self.plan.missing):
            withdraw_item(item, by=self.by)
        self._order()
        db.session.flush()

    def _row(self, wanted: Wanted) -> None:
        if id(wanted) in self.written:
            return
        self.written.add(id(wanted))
        if wanted.parent is not None:
            self._row(wanted.parent)
        try:
            self._item(wanted)
            self._cast(wanted)
        except DomainError as error:
            column = FIELDS.get(error.field or "", "title")
            self.plan.refuse(wanted.row, column, error.message)

    def _item(self, wanted: Wanted) -> None:
        parent = wanted.parent.item if wanted.parent else None
        if wanted.parent is not None and parent is None:
            return  # it could not be written, which is said already
        values: dict[str, Any] = {
            **wanted.values,
            "start": wanted.start,
            "minutes": wanted.minutes,
            "day": wanted.day,
            "parent_id": parent.id if parent else None,
            "track_id": self.tracks.get(wanted.track or "", wanted.track_id),
        }
        if wanted.item is None:
            wanted.item = add_item(self.forum, by=self.by, position=len(self.draft.items), **values)
            return
        if wanted.item.withdrawn_at is not None:
            restore_item(wanted.item, by=self.by)
        change_item(wanted.item, by=self.by, **values)

    def _cast(self, wanted: Wanted) -> None:
        if wanted.cast is None or wanted.item is None:
            return
        for gone in wanted.cast.gone:
            appearances.withdraw_appearance(gone, by=self.by)
        order = [self._appearance(wanted.item, known, line) for known, line in wanted.cast.lines]
        places = [one.position for one in order]
        if places != sorted(set(places)):
            for place, one in enumerate(order):
                one.position = place
            db.session.flush()
            db.session.expire(wanted.item, ["appearances"])

    def _appearance(self, item: Item, known: Appearance | None, line: PastedSpeaker | None) -> Appearance:
        if line is None:
            assert known is not None
            return known
        values = {name: getattr(line, name) for name in line.__slots__}
        if known is None:
            return appearances.add_appearance(item, by=self.by, **values)
        return appearances.change_appearance(known, by=self.by, **values)

    def _order(self) -> None:
        """Number the rows as the file has them, where that is another order than before or a row came in."""
        shown = [item.id for item in self.draft.programme.walk() if item.id is not None]
        for rows in siblings(self.plan.rows).values():
            items = [wanted.item for wanted in rows if wanted.item is not None]
            idents = {item.id for item in items}
            same = [ident for ident in shown if ident in idents]
            positions = {wanted.item.id: wanted for wanted in rows if wanted.item is not None}
            stayed = all(self._stood_here(positions[ident]) for ident in idents)
            if same == [item.id for item in items] and stayed:
                continue
            for place, item in enumerate(items):
                if item.position != place:
                    item.position = place

    def _stood_here(self, wanted: Wanted) -> bool:
        """Say whether the row was printed beside the same rows before."""
        if wanted.printed is None or wanted.item is None:
            return False
        parent = self.parents.get(wanted.item.id)
        return wanted.printed.day == wanted.day and wanted.item.parent_id == parent
