"""From the workbook of a reply to attendees, as typing them in would give; what stands in no column of it stays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.grid import Cell, Limits
from forumapp.core.sheets.opening import open_sheets
from forumapp.core.text.cleaning import clean_line
from forumapp.inquiries.entered import Entered
from forumapp.inquiries.queries.frame import Frame
from forumapp.inquiries.queries.standing import Standing
from forumapp.inquiries.sheets.columns import FIELDS, KEY, MARK, columns_of, heading
from forumapp.registration import receipts
from forumapp.registration.attendee import PERSON
from forumapp.registration.models import Quota
from forumapp.registration.sheets import choices as lists
from forumapp.registration.sheets.columns import bare, known
from forumapp.registration.sheets.faults import Notes
from forumapp.registration.sheets.finding import find
from forumapp.registration.sheets.owners import Owner, Owners
from forumapp.registration.sheets.reading import Reader, Wanted, question_columns

LIMITS = Limits(size=700 * 1024, unpacked=20 * 1024 * 1024, rows=3000)
"""A reply of a hundred people has about 20 kB."""


@dataclass(frozen=True)
class Reading:
    """The attendees of a workbook, and what cannot be taken or was mended in it."""

    entered: Sequence[Entered]
    notes: Notes


def read(frame: Frame, people: Sequence[Standing], content: bytes) -> Reading:
    """Read the workbook of a reply. Raises UnreadableSheet."""
    headings = {
        **known(question_columns(frame.questions)),
        bare(heading("replaces", frame)): "replaces",
        bare(heading(KEY, frame)): KEY,
    }
    grids = open_sheets(content, LIMITS)
    if _is_of_another(frame, grids):
        raise UnreadableSheet("foreign")
    found = find(grids, headings, is_text=False)
    own = Owner(frame.inquiry.organisation.name, frame.inquiry.organisation)
    reader = Reader(
        found, lists.read(frame.inquiry.forum), Owners(frame.inquiry.forum), clock.today(), only=own
    )
    return _Replies(frame, reader, people).read()


def _is_of_another(frame: Frame, grids: Sequence[Any]) -> bool:
    """Say whether the hidden heading is that of another organisation's workbook."""
    texts = (str(cell.value or "") for grid in grids for row in grid.rows[:30] for cell in row)
    marks = [text for text in texts if text.split()[:1] == [MARK]]
    return bool(marks) and heading(KEY, frame) not in marks


class _Replies:
    def __init__(self, frame: Frame, reader: Reader, people: Sequence[Standing]) -> None:
        self.frame, self.reader = frame, reader
        living = [one.entered for one in people if one.is_alive]
        self.by_row = {one.row_id: one for one in living if one.row_id}
        self.by_receipt = {one.receipt: one for one in living if one.receipt}
        names = [one.key for one in living]
        self.by_name = {one.key: one for one in living if names.count(one.key) == 1}
        self.seen: set[int] = set()

    def read(self) -> Reading:
        found = self.reader.found
        extra = {line.number: line.cells for line in found.lines}
        entered = [self._entered(wanted, extra[wanted.row]) for wanted in self.reader.read()]
        notes = self.reader.notes.in_order()
        notes.repairs = [one for one in notes.repairs if one.code != "nobody"]
        return Reading([one for one in entered if one is not None], notes)

    def _entered(self, wanted: Wanted, cells: Any) -> Entered | None:
        own = self.frame.inquiry.organisation_id
        if wanted.owner is not None and wanted.owner.key != own:
            text = _("「%(name)s」の行です。この回答には取り込めません。", name=wanted.owner.text)
            self.reader.refuse(wanted, "organisation", "organisation_differs", text)
        quotas = self.frame.quotas
        quota = wanted.quota or (quotas[0] if len(quotas) == 1 else None)
        replaces = self._replaces(wanted, cells)
        row_id = self._row_id(cells)
        before = self.by_row.get(row_id or 0) or self.by_receipt.get(wanted.receipt)
        before = before or self.by_name.get(wanted.name)
        modes = self.frame.modes(quota)
        mode = wanted.mode or (modes[0] if len(modes) == 1 else None)
        if mode is None and "mode" not in self.reader.found.headings and before is not None:
            mode = before.mode
        if mode is None:
            self.reader.refuse(
                wanted, "mode", "mode_missing", _("参加方法(会場参加かWeb参加)を入力してください。")
            )
        if not wanted.is_sound or mode is None:
            return None
        values = {name: wanted.values[name] for name in PERSON if name in wanted.values}
        made = Entered(
            **{"family_name": "", **values},
            mode=mode,
            quota_id=quota.id if quota else None,
            answers=self._answers(wanted),
            receipt=wanted.receipt,
            replaces=replaces,
            row_id=row_id,
            line=wanted.row,
        )
        return self._kept(made, before, quota)

    def _answers(self, wanted: Wanted) -> dict[int, str]:
        """Return the answers to questions that have a column; an empty cell is no answer."""
        asked = {
            ident: question
            for ident, question in self.reader.asked.items()
            if ident in self.reader.found.headings
        }
        return {question.id: wanted.answers.get(question.id, "") for question in asked.values()}

    def _kept(self, made: Entered, before: Entered | None, quota: Quota | None) -> Entered:
        """Leave as they are what the workbook has no column for."""
        if before is None:
            return made
        held = self.reader.found.headings
        columns = {FIELDS.get(column, column): column for column in columns_of(self.frame)}
        missing = [name for name in PERSON if columns.get(name) not in held]
        if "name" in held:
            missing = [name for name in missing if name not in {"family_name", "given_name"}]
        if "kana" in held:
            missing = [name for name in missing if name not in {"family_kana", "given_kana"}]
        values = {name: getattr(before, name) for name in missing if not getattr(made, name)}
        if quota is None and "quota" not in held:
            values["quota_id"] = before.quota_id
        return replace(made, **values)

    def _replaces(self, wanted: Wanted, cells: Any) -> str:
        cell: Cell | None = cells.get("replaces")
        text = clean_line(str(cell.value or "")) if cell else ""
        stored = receipts.as_stored(text)
        if text and not stored:
            self.reader.refuse(
                wanted,
                "replaces",
                "receipt",
                _("「%(text)s」は受付番号ではありません(例：ACDE-3467)。", text=text),
            )
        return stored

    def _row_id(self, cells: Any) -> int | None:
        """Return the row that a line was written of; a copied line is a new one."""
        cell: Cell | None = cells.get(KEY)
        text = str(cell.value or "").strip() if cell else ""
        ident = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
        if ident is None or ident in self.seen or ident not in self.by_row:
            return None
        self.seen.add(ident)
        return ident
