"""A participants' list of Zoom, Teams or Webex, or a plain CSV: one line a person, rejoins put together.

The tools change their headings and sections every year and with the language. So nothing hangs on the wording of a
section: every row that heads a list of people begins one, and an empty row or another head ends it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from forumapp.attendance.naming import plain as folded
from forumapp.attendance.tools import decoding, intervals, moments
from forumapp.attendance.tools.errors import UnreadableReport
from forumapp.attendance.tools.headings import Columns, Tool, columns_of
from forumapp.attendance.tools.intervals import Stay
from forumapp.attendance.tools.people import Kind, address_in, kind_of, shown_name

LONGEST = 7 * 24 * 3600
DELIMITERS = ("\t", ",", ";")


@dataclass(frozen=True)
class Line:
    """One participant of the list. ``stays`` is empty where it says only how long (``seconds``)."""

    name: str
    address: str
    stays: tuple[Stay, ...]
    seconds: int
    kind: Kind = Kind.PERSON
    rejoins: int = 1

    @property
    def minutes(self) -> int:
        """Return whole minutes, half a one counted."""
        return (self.seconds + 30) // 60


@dataclass(frozen=True)
class Fault:
    """A row that could not be taken, and why: a key of wording.py's sentences."""

    row: int
    code: str


@dataclass(frozen=True)
class Report:
    """What was read. ``is_zone_stated``: the file itself says in which zone its times are."""

    tool: Tool
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...] = ()
    is_zone_stated: bool = False

    @property
    def has_times(self) -> bool:
        """Say whether any line tells when."""
        return any(line.stays for line in self.lines)

    @property
    def start(self) -> datetime | None:
        """Return when the first came."""
        return min((_instant(line.stays[0][0]) for line in self.lines if line.stays), default=None)

    @property
    def end(self) -> datetime | None:
        """Return when the last went."""
        return max((_instant(line.stays[-1][1]) for line in self.lines if line.stays), default=None)


@dataclass
class _Table:
    columns: Columns
    section: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


@dataclass
class _Somebody:
    name: str
    address: str
    kind: Kind
    stays: list[Stay] = field(default_factory=list)
    seconds: int = 0
    rejoins: int = 0
    open_since: int | None = None


def read_report(content: bytes, day: date, zone: str) -> Report:
    """Read a file; times without a zone of their own are of ``zone``. UnreadableReport if it is no such list."""
    text = decoding.text_of(content)
    rows, tables = _tables_of(text)
    head = [cell for row in rows[:12] for cell in row if columns_of(row) is None]
    stated = next((found for cell in head if (found := moments.stated_zone(cell))), None)
    own: tzinfo = stated or ZoneInfo(zone)
    lines, faults = _Gathering(day, own, _hosts_in(rows)).lines(tables)
    if not lines:
        raise UnreadableReport("no_people")
    is_stated = stated is not None or any(table.columns.zone for table in tables)
    return Report(_tool_of(tables, text), lines, tuple(faults), is_stated)


def _tables_of(text: str) -> tuple[list[list[str]], list[_Table]]:
    found = [(rows, _split(rows)) for rows in (decoding.rows_of(text, one) for one in DELIMITERS)]
    rows, tables = max(found, key=lambda pair: sum(len(table.rows) for table in pair[1]) + bool(pair[1]))
    if not tables:
        widest = max((row for rows, _tables in found for row in rows[:5]), key=len, default=[])
        raise UnreadableReport("no_heading", "、".join(cell for cell in widest if cell)[:120])
    return rows, tables


def _split(rows: Sequence[list[str]]) -> list[_Table]:
    tables: list[_Table] = []
    section, is_open = "", False
    for number, row in enumerate(rows, 1):
        filled = [cell for cell in row if cell]
        if columns := columns_of(row):
            tables.append(_Table(columns, section))
            is_open = True
        elif not filled:
            is_open = False
        elif is_open and (len(filled) > 1 or len(tables[-1].columns.marks) == 0):
            tables[-1].rows.append((number, row))
        elif len(filled) == 1:
            section, is_open = filled[0], False
    return tables


def _hosts_in(rows: Sequence[list[str]]) -> set[str]:
    """Return addresses that stand above the list: whose meeting it was."""
    first = next((place for place, row in enumerate(rows) if columns_of(row)), 0)
    return {address for row in rows[:first] for cell in row if (address := address_in(cell))}


def _tool_of(tables: Sequence[_Table], text: str) -> Tool:
    marks = {mark for table in tables for mark in table.columns.marks}
    for tool in (Tool.TEAMS, Tool.WEBEX, Tool.ZOOM):
        if tool in marks:
            return tool
    head = text[:400].lower()
    return next((tool for tool in (Tool.ZOOM, Tool.TEAMS, Tool.WEBEX) if tool.value in head), Tool.PLAIN)


class _Gathering:
    """Puts rows together to people: by address and name, without an address by name alone."""

    def __init__(self, day: date, zone: tzinfo, hosts: set[str]) -> None:
        self.day, self.zone, self.hosts = day, zone, hosts
        self.people: dict[tuple[str, str], _Somebody] = {}
        self.faults: list[Fault] = []

    def lines(self, tables: Sequence[_Table]) -> tuple[tuple[Line, ...], list[Fault]]:
        """Take the tables; the last that lists each stay wins over the sums of the one before it (Teams)."""
        by_worth = sorted(tables, key=lambda table: (not table.columns.has_times, -len(table.rows)))
        for table in by_worth:
            known = set(self.people)
            for number, row in table.rows:
                self._take(table, number, row, known)
        made = [_line(one) for one in self.people.values()]
        return tuple(sorted(made, key=lambda line: (line.name, line.address))), self.faults

    def _take(self, table: _Table, number: int, row: list[str], known: set[tuple[str, str]]) -> None:
        columns = table.columns
        cell = " ".join(part for part in (_at(row, columns.name), _at(row, columns.given)) if part)
        name, address = shown_name(cell), address_in(_at(row, columns.address)) or address_in(cell)
        if not name and not address:
            self.faults.append(Fault(number, "no_name"))
            return
        if _at(row, columns.attended).lower() in {"no", "いいえ", "欠席"}:
            return
        mark = (address, folded(name))
        kind = Kind.HOST if address in self.hosts else kind_of(cell, _at(row, columns.role), table.section)
        if mark in known:
            one = self.people[mark]
            one.kind = kind if one.kind is Kind.PERSON else one.kind
            return
        one = self.people.setdefault(mark, _Somebody(name, address, kind))
        one.kind = kind if one.kind is Kind.PERSON else one.kind
        for problem in self._add(one, columns, row):
            self.faults.append(Fault(number, problem))

    def _add(self, one: _Somebody, columns: Columns, row: list[str]) -> Iterator[str]:
        length = moments.duration(_at(row, columns.length), unit=columns.unit)
        start, end = (self._second(columns, row, place) for place in (columns.join, columns.leave))
        one.rejoins += 1
        if columns.action is not None:
            yield from self._act(one, _at(row, columns.action).lower(), start)
        elif start is None:
            one.seconds += min(length or 0, LONGEST)
            if columns.join is not None:
                yield "no_time"
        else:
            if end is None:
                end = start + (length or 0)
                if length is None:
                    yield "no_end"
            if not 0 <= end - start <= LONGEST:
                end = start
                yield "odd_times"
            one.stays.append((start, end))

    def _act(self, one: _Somebody, action: str, at: int | None) -> Iterator[str]:
        """Take a row of the older lists: somebody came, or went."""
        if at is None:
            yield "no_time"
        elif any(word in action for word in ("left", "退出", "退室")):
            if one.open_since is not None:
                one.stays.append((one.open_since, max(one.open_since, at)))
                one.open_since = None
        elif one.open_since is None:
            one.open_since = at

    def _second(self, columns: Columns, row: list[str], place: int | None) -> int | None:
        found = moments.moment(_at(row, place), self.day)
        if found is None:
            return None
        if found.tzinfo is None:
            found = found.replace(tzinfo=columns.zone or self.zone)
        return int(found.timestamp()) if found.year > 1971 else None


def _line(one: _Somebody) -> Line:
    if one.open_since is not None:
        one.stays.append((one.open_since, one.open_since))
    stays = intervals.union(one.stays)
    rejoins = len(stays) or one.rejoins
    return Line(
        one.name,
        one.address,
        stays,
        intervals.seconds(stays) + (0 if stays else one.seconds),
        one.kind,
        rejoins,
    )


def _at(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _instant(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC) + timedelta()
