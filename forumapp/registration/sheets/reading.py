"""From the rows of a list to people: every cell that cannot be taken is listed, whatever else is wrong with its row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from flask_babel import gettext as _

from forumapp.core.sheets.grid import EMPTY, Cell
from forumapp.core.text.names import full_name, split_name
from forumapp.forums.models import Mode
from forumapp.registration import receipts
from forumapp.registration.models import FieldKind, Question, Quota, RegistrationState
from forumapp.registration.sheets import texts
from forumapp.registration.sheets.answers import answer_of
from forumapp.registration.sheets.choices import Choices
from forumapp.registration.sheets.columns import heading
from forumapp.registration.sheets.faults import Fault, Notes, Repair
from forumapp.registration.sheets.finding import Found, Line
from forumapp.registration.sheets.owners import Owner, Owners
from forumapp.registration.sheets.texts import Mended, Unclear

Value = TypeVar("Value")
ANSWER = "question"
_SAME = frozenset({"〃", "々", "同上", "同じ", "″", '"'})
LIMITS = {"unit": 200, "title": 200, "needs": 1000}


@dataclass
class Wanted:
    """Somebody as a row says it; ``values`` are fields of Attendee, of the cells alone that say something.

    ``half_kana``: the column in which half of a reading is missing.
    """

    row: int
    owner: Owner | None = None
    receipt: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    answers: dict[int, str] = field(default_factory=dict)
    mode: Mode | None = None
    quota: Quota | None = None
    state: RegistrationState | None = None
    half_kana: str = ""
    is_sound: bool = True

    @property
    def full_name(self) -> str:
        """Return the name as it is printed."""
        return full_name(self.values.get("family_name", ""), self.values.get("given_name", ""))

    @property
    def name(self) -> str:
        """Return the name as it is compared: without blanks."""
        return "".join(f"{self.values.get('family_name', '')}{self.values.get('given_name', '')}".split())

    @property
    def kana(self) -> str:
        """Return the reading as it is compared."""
        return "".join(f"{self.values.get('family_kana', '')}{self.values.get('given_kana', '')}".split())


def question_columns(asked: Sequence[Question]) -> dict[str, str]:
    """Return the columns of the organiser's questions with their labels; files come by no list."""
    return {f"{ANSWER}{one.id}": one.label for one in asked if one.kind is not FieldKind.FILE}


class Reader:
    """Reads the rows of one file for one forum."""

    def __init__(
        self, found: Found, choices: Choices, owners: Owners, today: date, *, only: Owner | None = None
    ) -> None:
        """Begin with nothing noted; ``only``: the organisation of every row, named or not."""
        self.found, self.choices, self.owners, self.today, self.only = found, choices, owners, today, only
        self.notes = Notes(repairs=list(found.passed))
        self.asked = {f"{ANSWER}{one.id}": one for one in choices.questions}
        self.above: dict[str, Cell] = {}

    def read(self) -> list[Wanted]:
        """Return the people of the file in its order."""
        return [self._wanted(line) for line in self.found.lines]

    def refuse(self, wanted: Wanted, column: str, code: str, message: str) -> None:
        """Note that a row cannot be taken."""
        wanted.is_sound = False
        self.notes.faults.append(Fault(wanted.row, self.named(column), code, message))

    def mend(self, wanted: Wanted, column: str, code: str, before: str, after: str) -> None:
        """Note what was taken as something else."""
        self.notes.repairs.append(Repair(wanted.row, self.named(column), code, before, after))

    def named(self, column: str) -> str:
        """Return the heading of a column as the file writes it."""
        return self.found.headings.get(column) or (heading(column) if column else "")

    def _wanted(self, line: Line) -> Wanted:
        wanted = Wanted(line.number)
        if line.is_too_wide:
            self.refuse(
                wanted, "", "too_wide",
                _("見出しより右に値があります。引用符のない「,」などで、列がずれていないか確認してください。"),
            )  # fmt: skip
            return wanted
        cells = self._repeated(line)
        self._name(wanted, cells)
        self._kana(wanted, cells)
        for column, limit in LIMITS.items():
            self._keep(wanted, cells, column, column, _text_taker(limit, is_block=column == "needs"))
        for column in ("department", "rank", "track"):
            self._keep(wanted, cells, column, f"{column}_id", self._chooser(column))
        self._keep(wanted, cells, "email", "email", texts.address_of)
        self._keep(wanted, cells, "may_list", "may_list", lambda cell, _mended: texts.consent_of(cell))
        wanted.receipt = self._take(wanted, cells, "receipt", _receipt) or ""
        wanted.state = self._take(wanted, cells, "state", _word(self.choices.state))
        wanted.mode = self._take(wanted, cells, "mode", _word(self.choices.mode))
        self._owner(wanted, cells)
        self._quota(wanted, cells)
        self._answers(wanted, cells)
        return wanted

    def _repeated(self, line: Line) -> dict[str, Cell]:
        """Put what stands above in the place of 〃."""
        cells = dict(line.cells)
        for column, cell in cells.items():
            if str(cell.value or "").strip() in _SAME and column in self.above:
                cells[column] = self.above[column]
                mended = str(self.above[column].value or "")
                self.notes.repairs.append(
                    Repair(line.number, self.named(column), "same_as_above", str(cell.value), mended)
                )
        self.above = cells
        return cells

    def _name(self, wanted: Wanted, cells: dict[str, Cell]) -> None:
        family = self._take(wanted, cells, "family_name", _name) or ""
        given = self._take(wanted, cells, "given_name", _name) or ""
        if family and not given and split_name(family)[1]:
            family, given = split_name(family)
        if "name" in cells and not family:
            family, given = self._take(wanted, cells, "name", texts.whole_name) or ("", "")
        column = "family_name" if "family_name" in self.found.headings else "name"
        if not family and wanted.is_sound:
            self.refuse(wanted, column, "name_missing", _("氏名を入力してください。"))
        if family and not given and "given_name" in self.found.headings and column == "family_name":
            self.mend(wanted, "given_name", "name_whole", family, _("「姓」に氏名をそのまま入れます。"))
        elif family and not given and column == "name":
            self.mend(
                wanted, column, "name_whole", family, _("姓と名の間に空白がないため、「姓」に入れます。")
            )
        wanted.values |= {"family_name": family, "given_name": given}

    def _kana(self, wanted: Wanted, cells: dict[str, Cell]) -> None:
        family = self._take(wanted, cells, "family_kana", texts.kana_of) or ""
        given = self._take(wanted, cells, "given_kana", texts.kana_of) or ""
        whole = self._take(wanted, cells, "kana", texts.kana_of) or ""
        if not family and whole:
            family, given = split_name(whole)
        elif family and not given and split_name(family)[1]:
            family, given = split_name(family)
        if bool(family) != bool(given) and wanted.values["given_name"] and "given_kana" in cells:
            wanted.half_kana = "given_kana" if family else "family_kana"
        if family or given:
            wanted.values |= {"family_kana": family, "given_kana": given}

    def _owner(self, wanted: Wanted, cells: dict[str, Cell]) -> None:
        mended: Mended = []
        code = self._take(wanted, cells, "code", _text_taker(40)) or ""
        name = self._take(wanted, cells, "organisation", _text_taker(200)) or ""
        column = "code" if code else "organisation" if "organisation" in cells else "code"
        if not code and not name and self.only is not None:
            wanted.owner = self.only
            return
        if not code and not name and (wanted.receipt or not wanted.is_sound):
            return
        try:
            wanted.owner = self.owners.find(code, name, mended)
        except Unclear as error:
            self.refuse(wanted, column, error.code, error.message)
        for kind, before, after in mended:
            self.mend(wanted, column if kind.startswith("code") else "organisation", kind, before, after)

    def _quota(self, wanted: Wanted, cells: dict[str, Cell]) -> None:
        text = self._take(wanted, cells, "quota", _text_taker(300)) or ""
        owner = wanted.owner
        if text and owner is not None:
            find = _word(lambda word: self.choices.quota(word, owner, wanted.mode))
            wanted.quota = self._take(wanted, {"quota": Cell(text)}, "quota", find)

    def _answers(self, wanted: Wanted, cells: dict[str, Cell]) -> None:
        for column, question in self.asked.items():
            if column not in cells:
                continue
            taken = self._take(wanted, cells, column, _answerer(question, self.today))
            if taken:
                wanted.answers[question.id] = taken

    def _chooser(self, column: str) -> Callable[[Cell, Mended], int | None]:
        return _word(lambda word: self.choices.one_of(column, word))

    def _keep(
        self,
        wanted: Wanted,
        cells: dict[str, Cell],
        column: str,
        name: str,
        read: Callable[[Cell, Mended], Any],
    ) -> None:
        value = self._take(wanted, cells, column, read)
        if value not in (None, ""):
            wanted.values[name] = value

    def _take(
        self, wanted: Wanted, cells: dict[str, Cell], column: str, read: Callable[[Cell, Mended], Value]
    ) -> Value | None:
        """Read a cell; what is wrong with it is listed. None if the file has no such column, or nothing in it."""
        cell, mended = cells.get(column, EMPTY), list[tuple[str, str, str]]()
        if cell.is_blank:
            return None
        try:
            value = read(cell, mended)
        except Unclear as error:
            self.refuse(wanted, column, error.code, error.message)
            return None
        for code, before, after in mended:
            self.mend(wanted, column, code, before, after)
        return value


def _text_taker(limit: int, *, is_block: bool = False) -> Callable[[Cell, Mended], str]:
    return lambda cell, mended: texts.text_of(cell, limit, mended, is_block=is_block)


def _word(find: Callable[[str], Value]) -> Callable[[Cell, Mended], Value]:
    return lambda cell, _mended: find(texts.text_of(cell, 300, []))


def _answerer(question: Question, today: date) -> Callable[[Cell, Mended], str]:
    return lambda cell, mended: answer_of(question, cell, today, mended)


def _name(cell: Cell, mended: Mended) -> str:
    return texts.checked_name(texts.without_honorific(texts.text_of(cell, 160, mended), mended))


def _receipt(cell: Cell, mended: Mended) -> str:
    text = texts.text_of(cell, 40, [])
    stored = receipts.as_stored(text)
    if not stored:
        raise Unclear("receipt", _("「%(text)s」は受付番号ではありません(例：ACDE-3467)。", text=text))
    if stored not in {text, text.replace("-", "")}:
        mended.append(("width", text, f"{stored[:4]}-{stored[4:]}"))
    return stored
