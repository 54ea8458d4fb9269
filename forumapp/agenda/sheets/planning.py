"""What a sheet makes of the draft: which row is which item, what each becomes, and what the sheet has no row for. Pure.

A row is the item whose key it carries, or an item of the same title and track that no other row is; else it is new.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from forumapp.agenda.models import Item, ItemKind, Track
from forumapp.agenda.pasting import words
from forumapp.agenda.programme import Programme, ProgrammeItem
from forumapp.agenda.sheets.cells import REMAINDER, Start
from forumapp.agenda.sheets.columns import heading
from forumapp.agenda.sheets.errors import Problem
from forumapp.agenda.sheets.people import Cast, cast_of
from forumapp.agenda.sheets.reading import Sheet, SheetRow
from forumapp.core.text.cleaning import clean_block, clean_line


@dataclass(frozen=True)
class Draft:
    """The draft as it stands: rows by id (withdrawn ones too), and what is printed of them."""

    slug: str
    items: Mapping[int, Item]
    tracks: Sequence[Track]
    rooms: Mapping[str, int]
    programme: Programme
    opens: int | None = None


@dataclass(eq=False)
class Wanted:
    """What a row becomes. ``values`` are columns of the item but start, minutes, parent and track, which follow the others."""

    row: SheetRow
    item: Item | None
    printed: ProgrammeItem | None
    values: dict[str, Any] = field(default_factory=dict)
    track: str | None = None
    track_id: int | None = None
    parent: "Wanted | None" = None
    start: int | None = None
    minutes: int | None = None
    cast: Cast | None = None
    day: int = 0

    @property
    def begins(self) -> Start:
        """Return how the row says when it begins; without such a column as before."""
        if self.row.start is not None:
            return self.row.start
        return Start(self.item.start if self.item else None)


@dataclass
class Plan:
    """All rows in order of the file, the items that have none, and the tracks to be made."""

    rows: list[Wanted] = field(default_factory=list)
    missing: list[Item] = field(default_factory=list)
    new_tracks: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, row: SheetRow, column: str, message: str) -> None:
        """List what cannot be taken."""
        self.problems.append(Problem(row.number, heading(column), message))


def plan_of(draft: Draft, sheet: Sheet) -> Plan:
    """Compare a sheet with the draft. Times follow in linking.py."""
    plan = Plan(problems=list(sheet.problems))
    planner = _Planner(draft, sheet, plan)
    plan.rows = planner.matched()
    for wanted in plan.rows:
        planner.fill(wanted)
    for number, wanted in enumerate(plan.rows):
        planner.place(wanted, plan.rows[number - 1] if number else None)
    taken = {wanted.item.id for wanted in plan.rows if wanted.item}
    plan.missing = [draft.items[ident] for ident in planner.printed if ident not in taken]
    return plan


class _Planner:
    def __init__(self, draft: Draft, sheet: Sheet, plan: Plan) -> None:
        self.draft, self.sheet, self.plan = draft, sheet, plan
        self.printed = {item.id: item for item in draft.programme.walk() if item.id is not None}
        self.names = {track.id: track.name for track in draft.tracks}
        self.tracks = {track.name: track.id for track in draft.tracks}

    def matched(self) -> list[Wanted]:
        """Find the item of each row: by key first, then by title and track."""
        is_own = self.sheet.slug in {"", self.draft.slug}
        rows = [Wanted(row, self._by_key(row) if is_own else None, None) for row in self.sheet.rows]
        free = [ident for ident in self.printed if ident not in {one.item.id for one in rows if one.item}]
        for wanted in rows:
            if wanted.item is None:
                same = (ident for ident in free if self._is_same(self.printed[ident], wanted.row))
                ident = next(same, None)
                if ident is not None:
                    free.remove(ident)
                    wanted.item = self.draft.items[ident]
            if wanted.item is not None:
                wanted.printed = self.printed.get(wanted.item.id)
        return rows

    def _by_key(self, row: SheetRow) -> Item | None:
        return self.draft.items.get(row.key) if row.key is not None else None

    def _is_same(self, item: ProgrammeItem, row: SheetRow) -> bool:
        track = self.names.get(item.track_id or 0, "")
        is_there = row.track is None or row.track == track
        return clean_line(item.title) == row.title and is_there and row.day in {None, item.day}

    def fill(self, wanted: Wanted) -> None:
        """Set what does not depend on other rows."""
        row, item = wanted.row, wanted.item
        kind = row.kind or (item.kind if item else words.kind_of(row.title))
        values: dict[str, Any] = {"kind": kind, "title": _kept(item.title if item else "", row.title)}
        if row.note is not None:
            old = item.note if item else ""
            values["note"] = old if clean_block(old) == row.note else row.note
        if "mode" in self.sheet.columns:
            values["mode"] = row.mode
        if "fixed" in self.sheet.columns:
            values["is_fixed"], values["is_optional"] = row.is_fixed, row.is_optional
        if row.room is not None:
            values["room_id"] = self._room(wanted)
        values["is_remainder"] = item.is_remainder if item else False
        wanted.minutes = item.minutes if item else None
        if "minutes" in self.sheet.columns:
            values["is_remainder"] = row.minutes == REMAINDER
            wanted.minutes = None if row.minutes == REMAINDER else row.minutes
        if row.speakers is not None:
            living = [one for one in item.appearances if one.withdrawn_at is None] if item else []
            wanted.cast = cast_of(row.speakers, living)
            for line in wanted.cast.unread:
                self.plan.refuse(row, "speakers", _("「%(line)s」から氏名を読み取れません。", line=line))
        wanted.values = values

    def _room(self, wanted: Wanted) -> int | None:
        name, item = wanted.row.room or "", wanted.item
        if not name:
            return None
        if item is not None and item.room is not None and clean_line(item.room.name) == name:
            return item.room_id
        if name not in self.draft.rooms:
            self.plan.refuse(
                wanted.row,
                "room",
                _("会場に「%(name)s」という部屋がありません。会場の設定を確認してください。", name=name),
            )
        return self.draft.rooms.get(name)

    def place(self, wanted: Wanted, before: Wanted | None) -> None:
        """Set day, track and what it stands in; ``before`` is the row above."""
        row, item = wanted.row, wanted.item
        wanted.parent = self._parent(wanted, before)
        if wanted.parent is not None:
            wanted.day = wanted.parent.day
        elif row.day is not None:
            wanted.day = row.day
        else:
            wanted.day = item.day if item else before.day if before else 0
        if row.track is None:
            wanted.track_id = item.track_id if item else None
            return
        shown = self.names.get(wanted.printed.track_id or 0, "") if wanted.printed else None
        if item is not None and shown == row.track:
            wanted.track_id = item.track_id
        elif row.track:
            wanted.track, wanted.track_id = row.track, self.tracks.get(row.track)
            if wanted.track_id is None and row.track not in self.plan.new_tracks:
                self.plan.new_tracks.append(row.track)

    def _parent(self, wanted: Wanted, before: Wanted | None) -> Wanted | None:
        row, item = wanted.row, wanted.item
        if row.parent:
            found = self._container(wanted, row.parent)
            if found is None:
                self.plan.refuse(
                    row, "parent", _("「%(name)s」という「まとまり」の行がありません。", name=row.parent)
                )
            return found
        if item is not None and row.parent is None:
            return self._row_of(item.parent_id)
        if item is None and row.track and before is not None and before.row.track == row.track:
            return before.parent
        return None

    def _container(self, wanted: Wanted, title: str) -> Wanted | None:
        """Return the row of that title that holds others: its own as before, or the nearest one above, or any."""
        holders = [
            one
            for one in self.plan.rows
            if one is not wanted and one.values["kind"] is ItemKind.CONTAINER and one.row.title == title
        ]
        own = self._row_of(wanted.item.parent_id) if wanted.item else None
        above = [one for one in holders if one.row.number < wanted.row.number]
        return own if own in holders else (above[-1] if above else next(iter(holders), None))

    def _row_of(self, ident: int | None) -> Wanted | None:
        return next((one for one in self.plan.rows if one.item is not None and one.item.id == ident), None)


def siblings(rows: Iterable[Wanted]) -> dict[tuple[int | None, int], list[Wanted]]:
    """Return the rows that stand side by side, in order of the file, by (id of the row that holds them, day)."""
    found: dict[tuple[int | None, int], list[Wanted]] = {}
    for wanted in rows:
        found.setdefault((id(wanted.parent) if wanted.parent else None, wanted.day), []).append(wanted)
    return found


def _kept(old: str, new: str) -> str:
    """Return the title as it is stored if the cell says the same."""
    return old if clean_line(old) == new else new
