"""What the programme asks the floors above: whom would a release concern, who may attend? wiring.py names who answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import Flask, current_app

from forumapp.agenda.checks.cautions import Admission
from forumapp.agenda.models import Track
from forumapp.agenda.programme import Programme
from forumapp.agenda.supposing import supposing
from forumapp.forums.models import Forum
from forumapp.mail.services import Addressed

EXTENSION = "forumapp.agenda.concerned"
ADMISSIONS = "forumapp.agenda.admissions"
PARTICIPANTS, SPEAKERS, ORGANISATIONS = KINDS = ("participants", "speakers", "organisations")
"""Kinds of people who are told of a release, in the order in which pages name them."""


@dataclass(frozen=True, slots=True)
class Side:
    """Time and place in words, before or after."""

    when: str
    place: str


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody whom a release concerns.

    ``label``: their name; ``about``: what of theirs changes where it is not their own day (an item, a track).
    ``before`` is what they were told last, None for what is new; ``after`` is None for what is taken away.
    ``letter`` is what would be sent to them (of ``letter_kind``), None for those without an address; it takes the place
    of the letters ``replaces`` (ids), which wait.
    """

    label: str
    organisation: str
    before: Side | None
    after: Side | None
    about: str = ""
    letter_kind: str = ""
    letter: Addressed | None = None
    replaces: tuple[int, ...] = ()

    @property
    def is_reachable(self) -> bool:
        """Say whether they have an address."""
        return self.letter is not None


@dataclass(frozen=True)
class Concern:
    """All of one kind whom a release concerns, in a stable order. Somebody with two items has a row for each."""

    kind: str
    who: Sequence[Concerned]

    @property
    def letters(self) -> list[Concerned]:
        """Return one row for each letter that would go out."""
        first = {one.letter.dedupe: one for one in reversed(self.who) if one.letter is not None}
        return list(reversed(first.values()))

    @property
    def unreachable(self) -> int:
        """Return how many rows are of people without an address."""
        return sum(not one.is_reachable for one in self.who)


class Answer(Protocol):
    """Says whom of one kind ``programme`` would concern if it were released now: reads only, a constant number of statements."""

    def __call__(self, forum: Forum, programme: Programme) -> Concern:
        """Return them; nobody where the forum is over or called off."""
        ...


def answer(app: Flask, one: Answer) -> None:
    """Register who answers; only wiring.py does this."""
    app.extensions.setdefault(EXTENSION, []).append(one)


def concerned(forum: Forum, programme: Programme) -> list[Concern]:
    """Return whom a release of ``programme`` would concern, one for each kind, in words of the present language."""
    answers: list[Answer] = current_app.extensions.get(EXTENSION, [])
    with supposing(forum, programme):
        found = [one(forum, programme) for one in answers]
    return sorted(found, key=lambda concern: KINDS.index(concern.kind))


def counts(concerns: Sequence[Concern]) -> dict[str, int]:
    """Return by kind how many letters would go out."""
    return {one.kind: len(one.letters) for one in concerns}


Admissions = Callable[[Forum, Sequence[Track]], Mapping[int, Admission] | None]


def admit(app: Flask, admissions: Admissions) -> None:
    """Register who says who may attend which track; only wiring.py does this."""
    app.extensions[ADMISSIONS] = admissions


def admissions_of(forum: Forum, tracks: Sequence[Track]) -> Mapping[int, Admission] | None:
    """Return who may attend each track by its id; None while the forum says nothing of whom it is for."""
    found: Admissions = current_app.extensions.get(ADMISSIONS, lambda _forum, _tracks: None)
    return found(forum, tracks)
