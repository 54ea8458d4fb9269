"""Reads of organisations and of the lists that forms choose from."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from forumapp.core.batches import batches
from forumapp.core.db import db
from forumapp.core.text.cleaning import clean_line
from forumapp.directory import register
from forumapp.directory.models import Department, Organisation, Rank


def organisations() -> Sequence[Organisation]:
    """Return the organisations in use: those with a code in code order, then the others by reading and name."""
    ordered = sa.select(Organisation).order_by(
        Organisation.code.is_(None), Organisation.code, Organisation.kana, Organisation.name
    )
    return db.session.scalars(ordered).all()


def organisation(ident: int | None) -> Organisation | None:
    """Return the organisation of this id; None for None."""
    return db.session.get(Organisation, ident) if ident is not None else None


def organisation_of_code(code: str) -> Organisation | None:
    """Return the row with this six-digit code, if it is in use already."""
    return db.session.scalar(sa.select(Organisation).where(Organisation.code == code))


def organisations_of_codes(codes: Collection[str]) -> dict[str, Organisation]:
    """Return the rows with these six-digit codes that are in use already, by code."""
    found = {}
    for some in batches(codes, 5000):
        for one in db.session.scalars(sa.select(Organisation).where(Organisation.code.in_(some))):
            found[one.code or ""] = one
    return found


def organisations_named(name: str) -> Sequence[Organisation]:
    """Return the rows with exactly this name, in code order."""
    same = sa.select(Organisation).where(Organisation.name == clean_line(name))
    return db.session.scalars(same.order_by(Organisation.code.is_(None), Organisation.code)).all()


def suggestions() -> list[str]:
    """Return names to offer while somebody types: organisations in use, then the prefectures not yet in use."""
    names = [organisation.name for organisation in organisations()]
    names += [prefecture.name for prefecture in register.prefectures()]
    return list(dict.fromkeys(names))


def departments() -> Sequence[Department]:
    """Return the department categories in their order."""
    return db.session.scalars(sa.select(Department).order_by(Department.position, Department.id)).all()


def ranks() -> Sequence[Rank]:
    """Return the ranks, the highest first."""
    return db.session.scalars(sa.select(Rank).order_by(Rank.position, Rank.id)).all()


class Named(NamedTuple):
    """A line of a list to choose from."""

    id: int
    name: str
    name_en: str


def _lines(number: int, model: type[Department] | type[Rank]) -> sa.Select[Any]:
    return sa.select(sa.literal(number).label("list"), model.id, model.name, model.name_en, model.position)


_lists = sa.union_all(_lines(0, Department), _lines(1, Rank)).order_by("list", "position", "id")


def lists() -> tuple[list[Named], list[Named]]:
    """Return department categories and ranks in their order, as forms offer them; one statement."""
    found: tuple[list[Named], list[Named]] = ([], [])
    for number, ident, name, name_en, _position in db.session.execute(_lists):
        found[number].append(Named(ident, name, name_en))
    return found
