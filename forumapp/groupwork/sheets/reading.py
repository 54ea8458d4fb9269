"""From the file of an arrangement to what it wishes for each person; rows that cannot be taken are said in words."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from forumapp.core.sheets.cells import shown
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.grid import EMPTY, Cell, same
from forumapp.core.text import cp932
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.groupwork.naming import group_name
from forumapp.groupwork.queries.seating import Seating
from forumapp.groupwork.sheets.columns import BASE, Told, group_column, headings_known, pin_column, read_base
from forumapp.registration import receipts
from forumapp.registration.models import Registration
from forumapp.registration.queries.registrations import name_of
from forumapp.registration.sheets.faults import Fault, Notes
from forumapp.registration.sheets.finding import Found, Line, find
from forumapp.registration.sheets.opening import open_grids
from forumapp.registration.sheets.texts import Unclear, text_of, without_honorific

_NUMBER = re.compile(r"(?:第|group|table|テーブル|グループ)?(\d{1,6})(?:班|グループ|番|卓|テーブル)?")
_NOWHERE = frozenset({"0", "-", "なし", "無し", "無", "未定", "none"})
_STAYS = frozenset(
    {
        "固定",
        "固",
        "○",
        "◯",
        "〇",
        "●",
        "✓",
        "✔",
        "1",
        "true",
        "yes",
        "y",
        "x",
        "pin",
        "pinned",
        "fixed",
        "はい",
    }
)
_MOVES = frozenset({"", "-", "0", "×", "false", "no", "n", "いいえ", "なし"})


@dataclass
class Wish:
    """What a row wishes for one person, by round: (number of the group or None, pinned; None: as it is).

    ``base`` is what was so when the file was written; None: the file does not say.
    """

    row: int
    person: Registration
    seats: dict[int, tuple[int | None, bool | None]] = field(default_factory=dict)
    base: Told | None = None


@dataclass
class Reading:
    """The wishes of a file in its order, and what is wrong with it; ``unread`` are headings without a use."""

    wishes: list[Wish]
    notes: Notes
    unread: list[str]


def read(seated: Seating, content: bytes) -> Reading:
    """Read the file of an arrangement. Raises UnreadableSheet (no_header, no_group and what opening knows)."""
    grids, is_text = open_grids(content)
    headings = headings_known(seated.rounds)
    keys = {"name", "family_name", "receipt"}
    columns = [group_column(round_) for round_ in seated.rounds]
    refused = UnreadableSheet("no_header")
    for grid in grids:
        try:
            found = find([grid], headings, is_text=is_text, keys=keys)
        except UnreadableSheet as error:
            refused = error if error.code != "no_header" else refused
            continue
        if not found.headings.keys().isdisjoint(columns):
            return _Reader(seated, found).read()
        refused = UnreadableSheet("no_group")
    raise refused


class _Reader:
    def __init__(self, seated: Seating, found: Found) -> None:
        self.seated, self.found = seated, found
        self.notes = Notes(repairs=list(found.passed))
        self.by_receipt = {one.receipt: one for one in seated.people}
        self.by_name: dict[str, list[Registration]] = defaultdict(list)
        for person in seated.people:
            self.by_name[_key(name_of(person))].append(person)
        self.names = {same(group_name(group)): group.number for group in seated.groups}
        named = [same(group.name) for group in seated.groups if group.name]
        self.names |= {
            same(group.name): group.number for group in seated.groups if named.count(same(group.name)) == 1
        }
        self.numbers = {group.number for group in seated.groups}
        self.seen: dict[int, Wish] = {}

    def read(self) -> Reading:
        for line in self.found.lines:
            if line.is_too_wide:
                self._refuse(
                    line.number,
                    "",
                    _(
                        "見出しより右に値があります。引用符のない「,」などで、列がずれていないか確認してください。"
                    ),
                )
            else:
                self._line(line)
        unread = [word for word in self.found.unread if word]
        return Reading(list(self.seen.values()), self.notes.in_order(), unread)

    def _line(self, line: Line) -> None:
        try:
            person = self._person(line.cells)
            wish = Wish(line.number, person, base=self._base(line.cells))
        except Unclear as error:
            self._refuse(line.number, error.code, error.message)
            return
        for round_ in self.seated.rounds:
            if group_column(round_) in self.found.headings:
                self._seat(wish, round_, line.cells)
        before = self.seen.get(person.id)
        if before is None:
            self.seen[person.id] = wish
        elif before.seats != wish.seats:
            text = _("%(number)d行目と同じ方ですが、班が違います。", number=before.row)
            self._refuse(line.number, "name", text)

    def _person(self, cells: Mapping[str, Cell]) -> Registration:
        """Return whose row it is. Raises Unclear, its code the column."""
        receipt, name = _text(cells, "receipt"), _name(cells)
        if receipt:
            bare = to_halfwidth(receipt).replace("-", "").replace(" ", "").upper()
            person = self.by_receipt.get(bare)
            if person is not None and name and _key(name) != _key(name_of(person)):
                raise Unclear(
                    "receipt",
                    _(
                        "受付番号は%(known)sさんのものですが、氏名が「%(name)s」です。行がずれていないか確認してください。",
                        known=name_of(person),
                        name=shown(name),
                    ),
                )
            if person is not None:
                return person
            if not receipts.as_stored(receipt):
                raise Unclear(
                    "receipt", _("「%(text)s」は受付番号ではありません(例：ACDE-3467)。", text=shown(receipt))
                )
            raise Unclear("receipt", _("この受付番号の方は、今の参加予定者にいません。"))
        return self._by_name(name, _key(_text(cells, "organisation")), _text(cells, "code"))

    def _by_name(self, name: str, organisation: str, code: str) -> Registration:
        if not name:
            raise Unclear("name", _("受付番号も氏名もありません。"))
        found = self.by_name.get(_key(name), [])
        if organisation:
            found = [one for one in found if _key(one.organisation_name) == organisation]
        elif code:
            digits = to_halfwidth(code)
            found = [one for one in found if one.organisation and one.organisation.code == digits]
        if not found:
            raise Unclear("name", _("「%(name)s」さんは、今の参加予定者にいません。", name=shown(name)))
        if len(found) > 1:
            raise Unclear(
                "name", _("同じ氏名の方が%(count)d名います。受付番号を入れてください。", count=len(found))
            )
        return found[0]

    def _base(self, cells: Mapping[str, Cell]) -> Told | None:
        return read_base(to_halfwidth(_text(cells, BASE)), self.seated.rounds) if BASE in cells else None

    def _seat(self, wish: Wish, round_: int, cells: Mapping[str, Cell]) -> None:
        """Note the wish for one round; a blank cell takes somebody out only where the file says what was before."""
        try:
            number = self._number(wish, round_, _text(cells, group_column(round_)))
        except Unclear as error:
            self._refuse(wish.row, error.code, error.message)
            return
        if number is None and wish.base is None and not _text(cells, group_column(round_)):
            return
        word = same(_text(cells, pin_column(round_)))
        pinned = None if pin_column(round_) not in self.found.headings else word in _STAYS
        if word not in _STAYS | _MOVES:
            text = _(
                "「%(text)s」では分かりません。「固定」と入れるか、空欄にしてください。", text=shown(word)
            )
            self._refuse(wish.row, pin_column(round_), text)
        elif pinned and number is None:
            self._refuse(wish.row, pin_column(round_), _("班が空欄のため、固定できません。"))
        else:
            wish.seats[round_] = (number, pinned)

    def _number(self, wish: Wish, round_: int, text: str) -> int | None:
        """Return the number of a group; None for none. A number that is no group's counts where nothing was changed."""
        word = same(text)
        if not word or word in _NOWHERE:
            return None
        found = _NUMBER.fullmatch(word)
        number = self.names.get(word) or (int(found[1]) if found else None)
        before = (wish.base or {}).get(round_, (0, False))[0]
        if number is not None and (number in self.numbers or number == before):
            return number
        raise Unclear(group_column(round_), _("「%(text)s」という班はありません。", text=shown(text)))

    def _refuse(self, row: int, column: str, message: str) -> None:
        self.notes.faults.append(Fault(row, self.found.headings.get(column, ""), column or "row", message))


def _key(text: str) -> str:
    """Return a name as it is compared: also with what a file in CP932 has left of it."""
    return same(cp932.as_read(text))


def _text(cells: Mapping[str, Cell], column: str) -> str:
    try:
        return text_of(cells.get(column, EMPTY), 300, [])
    except Unclear as error:
        raise Unclear(column, error.message) from error


def _name(cells: Mapping[str, Cell]) -> str:
    whole = without_honorific(_text(cells, "name"), [])
    return whole or _text(cells, "family_name") + _text(cells, "given_name")
