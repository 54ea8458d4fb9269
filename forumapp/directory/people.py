"""People: one identity per name and address, to which registrations, appearances and accounts point."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from forumapp.core.batches import batches
from forumapp.core.db import db
from forumapp.directory.models import Person


def identify(
    *,
    family_name: str,
    given_name: str,
    email: str = "",
    organisation_id: int | None = None,
    family_kana: str = "",
    given_kana: str = "",
) -> Person:
    """Return the person with this name and address (without an address: name and organisation), else a new one.

    What is known of a person is completed, never overwritten: anybody may type anybody's address.
    """
    named = sa.select(Person).where(Person.family_name == family_name, Person.given_name == given_name)
    if email:
        named = named.where(sa.func.lower(Person.email) == email.lower())
    else:
        named = named.where(Person.email == "", Person.organisation_id == organisation_id)
    person = db.session.scalar(named.order_by(Person.id).limit(1))
    if person is None:
        person = Person(
            family_name=family_name, given_name=given_name, email=email, organisation_id=organisation_id
        )
        db.session.add(person)
    person.family_kana = person.family_kana or family_kana
    person.given_kana = person.given_kana or given_kana
    db.session.flush()
    return person


class Identity(NamedTuple):
    """What makes somebody one person, and a reading that completes what is known."""

    family_name: str
    given_name: str
    email: str = ""
    organisation_id: int | None = None
    family_kana: str = ""
    given_kana: str = ""

    @property
    def key(self) -> tuple[str, str, str, int | None]:
        """Return what :func:`identify` compares."""
        return (
            self.family_name,
            self.given_name,
            self.email.lower(),
            None if self.email else self.organisation_id,
        )


def identify_many(wanted: Sequence[Identity]) -> list[int]:
    """Do what :func:`identify` does for many; returns their ids in order."""
    known: dict[tuple[str, str, str, int | None], int] = {}
    for some in batches(wanted, 1000):
        known |= _known(some)
    fresh = {one.key: one for one in wanted if one.key not in known}
    for some in batches(fresh.values(), 5000):
        made = sa.insert(Person).returning(*_COLUMNS)
        rows = [one._asdict() for one in some]
        for ident, *values in db.session.execute(made, rows):
            known[Identity(*values[:4]).key] = ident
    return [known[one.key] for one in wanted]


_COLUMNS = (
    Person.id,
    Person.family_name,
    Person.given_name,
    Person.email,
    Person.organisation_id,
    Person.family_kana,
    Person.given_kana,
)


def _known(some: Sequence[Identity]) -> dict[tuple[str, str, str, int | None], int]:
    """Return the ids of those who are known, the oldest of each; what is known of them is completed."""
    named = sa.select(*_COLUMNS).where(
        Person.family_name.in_({one.family_name for one in some}),
        Person.given_name.in_({one.given_name for one in some}),
    )
    by_key = {one.key: one for one in some}
    found: dict[tuple[str, str, str, int | None], int] = {}
    completed = []
    for ident, *values in db.session.execute(named.order_by(Person.id)):
        stored = Identity(*values)
        if stored.key in found or stored.key not in by_key:
            continue
        found[stored.key], said = ident, by_key[stored.key]
        full = {
            "family_kana": stored.family_kana or said.family_kana,
            "given_kana": stored.given_kana or said.given_kana,
        }
        if full != {"family_kana": stored.family_kana, "given_kana": stored.given_kana}:
            completed.append({"id": ident, **full})
    if completed:
        db.session.execute(sa.update(Person), completed)
    return found
