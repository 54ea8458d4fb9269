"""Lists of a group work (班編成表, 配席表, …) as parts with headings and rows, for paper and for the browser alike."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from forumapp.groupwork.calling import display_names
from forumapp.groupwork.naming import (
    facilitator_name,
    group_name,
    kana_of,
    place_name,
    recorder_name,
    round_name,
)
from forumapp.groupwork.queries.seating import Seating, Table, in_kana_order
from forumapp.registration.models import Registration
from forumapp.registration.queries.registrations import name_of
from forumapp.registration.sheets.columns import heading
from forumapp.registration.wording import mode_name

Lines = list[str]
"""The lines of a cell; the first one is the main one, which may itself be of several lines."""


@dataclass(frozen=True)
class Part:
    """Rows under a heading of their own ("" for none); ``notes`` stand below the heading."""

    heading: str
    rows: list[list[Lines]]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Listing:
    """A list: the headings of its columns, how wide they are beside each other, and its parts."""

    heads: list[str]
    widths: list[float]
    parts: list[Part]


def listing(what: str, seated: Seating, round_: int) -> Listing:
    """Return a list of kinds.LISTS."""
    return {
        "groups": _groups,
        "groups-plain": _plain,
        "by-kana": _by_kana,
        "by-code": _by_code,
        "by-organisation": _by_organisation,
        "seating": _rooms,
        "rosters": _rosters,
        "rosters-needs": _rosters_with_needs,
        "display-names": _display_names,
    }[what](seated, round_)


def _groups(seated: Seating, round_: int) -> Listing:
    parts = [
        Part(
            _headed(table),
            [[*_who(person), [mode_name(person.mode)]] for person in table.people],
            _leaders(table),
        )
        for table in seated.tables(round_)
    ]
    left = seated.without(round_)
    if left:
        parts.append(Part(_("班が決まっていない方"), [[*_who(one), [mode_name(one.mode)]] for one in left]))
    return Listing([_("団体・所属"), _("役職・氏名"), heading("mode")], [5, 5, 2], parts)


def _plain(seated: Seating, round_: int) -> Listing:
    places = _has_places(seated)
    rows = [
        [
            [group_name(table.group)],
            *([[place_name(table.group)]] if places else []),
            [_organisations(table.people)],
            [_people(table)],
        ]
        for table in seated.tables(round_)
    ]
    heads = [pgettext("列", "班"), *([_("部屋")] if places else []), _("団体"), _("人数")]
    return Listing(heads, [3, *([4.0] if places else []), 9, 2], [Part("", rows)])


def _has_places(seated: Seating) -> bool:
    """Say whether it is decided of any group where it meets."""
    return any(place_name(group) for group in seated.groups)


def _organisations(people: Sequence[Registration]) -> str:
    counted = Counter(person.organisation_name for person in people if person.organisation_name)
    names = [
        name if number == 1 else ngettext("%(name)s(%(num)d名)", "%(name)s(%(num)d名)", number, name=name)
        for name, number in counted.items()
    ]
    return "、".join(names)


def _people(table: Table) -> str:
    return ngettext("%(num)d名", "%(num)d名", len(table.people))


def _by_kana(seated: Seating, round_: int) -> Listing:
    return _wall(seated, in_kana_order(seated.people), first="name")


def _by_code(seated: Seating, round_: int) -> Listing:
    return _wall(seated, seated.people, first="organisation")


def _wall(seated: Seating, people: Sequence[Registration], first: str) -> Listing:
    """One row a person with the group of every round; of one round also where it meets."""
    rows = []
    for person in people:
        named, whose = [name_of(person), kana_of(person)], _lines(person.organisation_name, person.unit)
        cells = [whose, named] if first == "organisation" else [named, whose]
        rows.append([*cells, *_places(seated, person)])
    words = [_("団体・所属"), _("氏名")] if first == "organisation" else [_("氏名"), _("団体・所属")]
    if len(seated.rounds) == 1:
        heads = [*words, pgettext("列", "班"), *([_("部屋")] if _has_places(seated) else [])]
        return Listing(heads, [4.0, 4.0, 3.0, 4.0][: len(heads)], [Part("", rows)])
    heads = [*words, *(round_name(number) for number in seated.rounds)]
    return Listing(heads, [4, 4, *([7 / len(seated.rounds)] * len(seated.rounds))], [Part("", rows)])


def _places(seated: Seating, person: Registration) -> Iterator[Lines]:
    for number in seated.rounds:
        group = seated.group_of(person, number)
        place = place_name(group) if group else ""
        if len(seated.rounds) == 1:
            yield [group_name(group) if group else "—"]
            if _has_places(seated):
                yield [place]
        else:
            yield _lines(group_name(group) if group else "—", place)


def _by_organisation(seated: Seating, round_: int) -> Listing:
    found: dict[str, Counter[int]] = {}
    for person in seated.people:
        group = seated.group_of(person, round_)
        if group is not None:
            found.setdefault(person.organisation_name, Counter())[group.number] += 1
    rows = [[[name or "—"], ["、".join(_numbers(groups))]] for name, groups in found.items()]
    return Listing([_("団体"), pgettext("列", "班")], [6, 9], [Part("", rows)])


def _numbers(groups: Counter[int]) -> Iterator[str]:
    for number, count in sorted(groups.items()):
        name = _("%(number)d班", number=number)
        yield name if count == 1 else ngettext("%(name)s(%(num)d名)", "%(name)s(%(num)d名)", count, name=name)


def _rooms(seated: Seating, round_: int) -> Listing:
    rooms: dict[str, list[Table]] = {}
    for table in seated.tables(round_):
        group = table.group
        name = (
            group.room.name
            if group.room
            else _("オンライン")
            if group.online_room
            else _("部屋が決まっていない班")
        )
        rooms.setdefault(name, []).append(table)
    return Listing(
        [pgettext("列", "班"), _("着席する方")],
        [4, 11],
        [_room(name, tables) for name, tables in rooms.items()],
    )


def _room(name: str, tables: list[Table]) -> Part:
    count = sum(len(table.people) for table in tables)
    notes = [_("%(groups)d班・%(people)d名", groups=len(tables), people=count)]
    room = tables[0].group.room
    if room is not None and room.capacity is not None:
        notes.append(_("部屋の定員%(capacity)d名", capacity=room.capacity))
        if count > room.capacity:
            notes.append(_("定員を%(count)d名超えています。", count=count - room.capacity))
    rows = [[[group_name(table.group), _people(table), *_leaders(table)], _seats(table)] for table in tables]
    return Part(name, rows, notes)


def _seats(table: Table) -> Lines:
    seats = [
        "　".join(part for part in (one.organisation_name, name_of(one)) if part) for one in table.people
    ]
    return ["\n".join(seats) or "—"]


def _rosters(seated: Seating, round_: int, *, needs: bool = False) -> Listing:
    parts = []
    for table in seated.tables(round_):
        rows = [
            [
                [str(number)],
                [name_of(person), kana_of(person)],
                _lines(person.organisation_name, person.unit, person.title),
                _lines(mode_name(person.mode), person.department.name if person.department else ""),
                *([_lines(person.needs)] if needs else []),
            ]
            for number, person in enumerate(table.people, 1)
        ]
        parts.append(Part(_headed(table), rows, _leaders(table)))
    heads = [
        _("番号"),
        _("氏名"),
        _("団体・所属・役職"),
        _("参加方法・部門"),
        *([heading("needs")] if needs else []),
    ]
    return Listing(heads, [1.4, 4, 5, 3, *([4] if needs else [])], parts)


def _rosters_with_needs(seated: Seating, round_: int) -> Listing:
    return _rosters(seated, round_, needs=True)


def _display_names(seated: Seating, round_: int) -> Listing:
    rows = [
        [[person.organisation_name], [name_of(person), kana_of(person)], [group_name(group)], [called]]
        for person, group, called in display_names(seated, round_, web_only=True)
    ]
    return Listing(
        [heading("organisation"), _("氏名"), pgettext("列", "班"), _("表示名")],
        [4, 4, 3, 6],
        [Part("", rows)],
    )


def _headed(table: Table) -> str:
    parts = [group_name(table.group), place_name(table.group), _people(table)]
    return "　".join(part for part in parts if part)


def _leaders(table: Table) -> list[str]:
    facilitator, recorder = facilitator_name(table.group), recorder_name(table.group)
    told = [_("進行役：%(name)s", name=facilitator)] if facilitator else []
    return [*told, *([_("記録係：%(name)s", name=recorder)] if recorder else [])]


def _who(person: Registration) -> list[Lines]:
    return [_lines(person.organisation_name, person.unit), _lines(name_of(person), person.title)]


def _lines(*texts: str) -> Lines:
    return [line for text in texts for line in text.splitlines() if line] or [""]
