"""Organisations and people: found where they exist, made when they are first needed."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from forumapp.core.db import Model, db
from forumapp.directory import register
from forumapp.directory.models import Department, Organisation, OrganisationKind, Person, Rank
from forumapp.directory.register import Municipality

DEPARTMENTS = (
    ("information", "情報政策", "Information policy"),
    ("finance", "財政", "Finance"),
    ("personnel", "人事", "Personnel"),
    ("planning", "企画", "Planning"),
    ("general-affairs", "総務", "General affairs"),
)
RANKS = (
    ("部長級", "Director-general level"),
    ("課長級", "Director level"),
    ("補佐級", "Deputy director level"),
    ("係長級", "Section chief level"),
    ("主査・主任", "Senior staff"),
    ("係員", "Staff"),
)


def fill_lists() -> None:
    """Insert the usual departments and ranks that are not there yet; keeps what was edited."""
    for position, (slug, name, name_en) in enumerate(DEPARTMENTS):
        _insert_once(Department, slug=slug, name=name, name_en=name_en, position=position)
    for position, (name, name_en) in enumerate(RANKS):
        _insert_once(Rank, name=name, name_en=name_en, position=position)


def organisation_by_code(code: str) -> Organisation | None:
    """Return the organisation with this official code; made from the register if it has no row yet."""
    with_code = sa.select(Organisation).where(Organisation.code == code)
    found = db.session.scalar(with_code)
    entry = register.by_code(code)
    if found is not None or entry is None:
        return found
    _insert_once(
        Organisation,
        code=entry.code,
        kind=OrganisationKind(entry.kind),
        name=entry.name,
        kana=entry.kana,
        name_en="",
        prefecture=entry.prefecture_code,
    )
    return db.session.scalar(with_code)


def organisation_named(text: str, prefecture: str | None = None) -> Organisation | None:
    """Return what ``text`` (code, name, name with prefecture) means, looking within ``prefecture`` first.

    None where nothing or more than one is meant: the text is then kept as it was typed.
    """
    entry = _one(text, prefecture) or _one(text, None)
    if entry is not None:
        return organisation_by_code(entry.code)
    same = db.session.scalars(sa.select(Organisation).where(Organisation.name == text).limit(2)).all()
    return same[0] if len(same) == 1 else None


def _one(text: str, prefecture: str | None) -> Municipality | None:
    code = register.code_in(text.split()[0], prefecture) if text.strip() else None
    if code is not None:
        return register.by_code(code)
    named = register.named(text, prefecture)
    return named[0] if len(named) == 1 else None


def identify(
    *,
    family_name: str,
    given_name: str,
    email: str,
    organisation_id: int | None,
    family_kana: str = "",
    given_kana: str = "",
) -> Person:
    """Return the person with this name and address (without an address: this name and organisation), or a new one."""
    named = sa.select(Person).where(Person.family_name == family_name, Person.given_name == given_name)
    if email:
        named = named.where(sa.func.lower(Person.email) == email.lower())
    else:
        named = named.where(Person.email == "", Person.organisation_id == organisation_id)
    person = db.session.scalar(named.order_by(Person.id).limit(1))
    if person is None:
        person = Person(family_name=family_name, given_name=given_name, email=email)
        person.organisation_id = organisation_id
        db.session.add(person)
    person.family_kana, person.given_kana = (
        family_kana or person.family_kana or "",
        given_kana or person.given_kana or "",
    )
    return person


def _insert_once(model: type[Model], **values: Any) -> None:
    """Insert a row unless it exists already, also when two transactions try at once."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    db.session.execute(dialect.insert(model).values(**values).on_conflict_do_nothing())
