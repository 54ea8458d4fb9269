"""Who a line of a meeting tool is: by address, name, variant kanji, reading, then organisation and family name. Pure.

A line is somebody only if exactly one person fits at the surest step that fits anybody. Everything else is a doubt with
candidates, and an organiser decides. Each line is looked at alone, so their order cannot matter.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forumapp.attendance import naming
from forumapp.attendance.models import MatchedBy
from forumapp.attendance.organisations import OrganisationNames

NEAR = 15 * 60
"""Seconds between taking the join link and joining within which one points to the other."""
MOST = 8
HALF_NAME = "half_name"
JOINED = "joined"
SAME_ORGANISATION = "same_organisation"

Fold = Callable[[str], str]
Index = Mapping[str, set[int]]
Place = tuple[int, int]


@dataclass(frozen=True)
class Known:
    """Somebody registered. ``is_coming``: confirmed; others are shown for a decision but never taken by themselves.

    ``joined``: when the join link was taken.
    """

    id: int
    family: str
    given: str = ""
    family_kana: str = ""
    given_kana: str = ""
    organisation: str = ""
    unit: str = ""
    title: str = ""
    address: str = ""
    is_coming: bool = True
    joined: datetime | None = None


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a line may be, and why: a step of :class:`MatchedBy`, HALF_NAME, JOINED or SAME_ORGANISATION."""

    id: int
    why: str


@dataclass(frozen=True)
class Match:
    """What was found for a line: ``id`` only if it is sure, else ``candidates``, the likeliest first.

    ``several``: the names of several people stand in the line.
    """

    id: int | None = None
    by: MatchedBy | None = None
    candidates: tuple[Candidate, ...] = ()
    several: tuple[int, ...] = ()


class Roster:
    """Everybody registered, ready to be looked up."""

    def __init__(self, people: Iterable[Known]) -> None:
        """Read the people once."""
        self.people = {one.id: one for one in people}
        everybody = self.people.values()
        self.names = OrganisationNames({one.organisation for one in everybody})
        self.addresses = _index((one.address.strip().lower(), one.id) for one in everybody)
        self.steps: Sequence[tuple[MatchedBy, Fold, Index]] = (
            (MatchedBy.NAME, naming.plain, self._whole(naming.plain)),
            (MatchedBy.VARIANT, naming.usual, self._whole(naming.usual)),
            (MatchedBy.KANA, naming.reading, self._readings()),
        )
        self.families = _index(
            (text, one.id)
            for one in everybody
            for text in (naming.usual(one.family), naming.reading(one.family_kana))
        )
        self.givens = _index((naming.usual(one.given), one.id) for one in everybody)
        self.members = _index((naming.usual(one.organisation), one.id) for one in everybody)
        self.joined = sorted((one.joined.timestamp(), one.id) for one in everybody if one.joined)

    def match(
        self, name: str, address: str = "", joined: datetime | None = None, *, is_person: bool = True
    ) -> Match:
        """Say who a line is. Of one that is no person (a recorder, a test) only the candidates are told."""
        found = self._at_address(name, address)
        if found.id is not None and found.by is not None and is_person:
            return found
        first = (Candidate(found.id, str(found.by)),) if found.id is not None else ()
        return Match(
            candidates=self._ranked((*first, *found.candidates), name, joined), several=found.several
        )

    def _at_address(self, name: str, address: str) -> Match:
        there = self.addresses.get(address.strip().lower(), set()) if address else set()
        named, by, several = self._named(name)
        if not there:
            return self._by_name(name, named, by, several)
        if several or (named and not there & named):
            # The address is one person's and the name another's: somebody sits at a colleague's device.
            groups = [(there, str(MatchedBy.ADDRESS)), (named, str(by))]
            return Match(candidates=_candidates(groups), several=several)
        return self._only(there & named or there, MatchedBy.ADDRESS, there | named)

    def _by_name(self, name: str, named: set[int], by: MatchedBy | None, several: tuple[int, ...]) -> Match:
        if by is None:
            return self._by_organisation(name)
        if several:
            return Match(candidates=_candidates([(named, str(by))]), several=several)
        return self._only(self._of_organisation(named, name), by, named)

    def _named(self, name: str) -> tuple[set[int], MatchedBy | None, tuple[int, ...]]:
        """Return who bears a name that stands in the text, at the surest step; and one for each name if it holds several."""
        runs = list(naming.runs(name))
        for number, (by, fold, index) in enumerate(self.steps):
            if hits := _hits(runs, fold, index):
                looser = [_hits(runs, other, more) for _by, other, more in self.steps[number + 1 :]]
                widest = max([hits, *looser], key=len)
                apart = tuple(min(found) for found in widest.values()) if len(widest) > 1 else ()
                kept = widest if apart else hits
                return set().union(*kept.values()), by, tuple(dict.fromkeys(apart))
        for by, fold, index in self.steps:
            if stuck := self._stuck(fold(name), fold, index):
                return stuck, by, ()
        return set(), None, ()

    def _stuck(self, text: str, fold: Fold, index: Index) -> set[int]:
        """Find a name that follows or precedes its own organisation without a blank: 長崎市山田太郎."""
        found: set[int] = set()
        for size in range(3, min(len(text), 16)):
            for part, rest in ((text[-size:], text[:-size]), (text[:size], text[size:])):
                mine = index.get(part, ())
                found |= {ident for ident in mine if self._is_affiliation(rest, self.people[ident], fold)}
        return found

    def _is_affiliation(self, rest: str, one: Known, fold: Fold) -> bool:
        units = [fold(one.unit + one.title), fold(one.unit), fold(one.title)]
        without = [rest, *(rest.removesuffix(unit) for unit in units if unit and rest.endswith(unit))]
        return any(not text or self.names.is_one(text, one.organisation) for text in without)

    def _by_organisation(self, name: str) -> Match:
        organisations = self.names.in_text(name)
        there = {ident for one in organisations for ident in self.members.get(one, ())}
        families = {ident for part in naming.parts(name) for ident in self._of_family(part)}
        sure = {ident for ident in there & families if self._says_no_more(name, self.people[ident])}
        if sure and sure == there & families:
            return self._only(sure, MatchedBy.ORGANISATION, families)
        groups = [(there & families, HALF_NAME), (families, HALF_NAME), (there, SAME_ORGANISATION)]
        return Match(candidates=_candidates(groups))

    def _of_family(self, part: str) -> set[int]:
        found: set[int] = set()
        for rest in self.names.without(part):
            for fold in (naming.usual, naming.reading):
                found |= self.families.get(fold(rest), set())
        return found

    def _says_no_more(self, name: str, one: Known) -> bool:
        """Say whether the text holds nothing but organisation, unit, title and family name: no other given name."""
        known = naming.usual(one.unit + one.title)
        parts = naming.parts(name)
        return all(
            one.id in self._of_family(part) or self.names.in_text(part) or naming.usual(part) in known
            for part in parts
        )

    def _of_organisation(self, named: set[int], name: str) -> set[int]:
        """Of several people of one name those whose organisation the line names too."""
        organisations = self.names.in_text(name) if len(named) > 1 else set()
        there = {ident for one in organisations for ident in self.members.get(one, ())}
        return named & there or named

    def _only(self, found: set[int], by: MatchedBy, others: set[int]) -> Match:
        coming = {ident for ident in found if self.people[ident].is_coming}
        if len(coming) == 1:
            return Match(id=min(coming), by=by)
        return Match(candidates=_candidates([(found, str(by)), (others, HALF_NAME)]))

    def _ranked(
        self, found: Sequence[Candidate], name: str, joined: datetime | None
    ) -> tuple[Candidate, ...]:
        """Add those of the given name, and those who took their join link at that time."""
        given = {ident for part in naming.parts(name) for ident in self.givens.get(naming.usual(part), ())}
        late: set[int] = set()
        if joined:
            since = joined.timestamp() - NEAR
            for second, ident in self.joined[bisect_left(self.joined, (since, 0)) :]:
                if second > since + 2 * NEAR:
                    break
                late.add(ident)
        more = _candidates([(given, HALF_NAME), (late, JOINED)])
        known = {one.id for one in found}
        return (*found, *(one for one in more if one.id not in known))[:MOST]

    def _whole(self, fold: Fold) -> Index:
        return _index(
            (fold(text), one.id)
            for one in self.people.values()
            if one.family and one.given
            for text in (one.family + one.given, one.given + one.family)
        )

    def _readings(self) -> Index:
        return _index(
            (naming.reading(text), one.id)
            for one in self.people.values()
            if one.family_kana and one.given_kana
            for text in (one.family_kana + one.given_kana, one.given_kana + one.family_kana)
        )


def _index(pairs: Iterable[tuple[str, int]]) -> Index:
    found: dict[str, set[int]] = defaultdict(set)
    for text, ident in pairs:
        if text:
            found[text].add(ident)
    return dict(found)


def _hits(runs: Sequence[tuple[str, Place]], fold: Fold, index: Index) -> dict[Place, set[int]]:
    """Return who is named where; of names that lie in a longer one only the longer."""
    found = {place: people for text, place in runs if (people := index.get(fold(text)))}
    return {place: people for place, people in found.items() if not any(_is_inside(place, o) for o in found)}


def _is_inside(place: Place, other: Place) -> bool:
    return place != other and other[0] <= place[0] and place[1] <= other[1]


def _candidates(groups: Iterable[tuple[set[int], str]]) -> tuple[Candidate, ...]:
    made: dict[int, str] = {}
    for people, why in groups:
        for ident in sorted(people):
            made.setdefault(ident, why)
    return tuple(Candidate(ident, why) for ident, why in made.items())
