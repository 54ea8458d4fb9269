"""Organisations come into being when somebody names them: from the register by code, or as free entries."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.text.cleaning import clean_line
from forumapp.directory import codes, queries, register
from forumapp.directory.models import Department, Organisation, OrganisationKind, Rank
from forumapp.directory.register import Municipality

DEPARTMENTS = (
    ("information-policy", "情報政策", "Information policy"),
    ("finance", "財政", "Finance"),
    ("personnel", "人事", "Personnel"),
)
"""Department categories of every installation: slug, Japanese name, English name."""

RANKS = (
    ("部長級", "Department director level"),
    ("課長級", "Division director level"),
    ("補佐級", "Deputy director level"),
    ("係長級", "Section chief level"),
    ("主査・主任", "Senior staff"),
    ("係員", "Staff"),
)
"""Ranks of every installation, the highest first: Japanese name, English name."""

MOST_CANDIDATES = 6


class NoSuchCode(DomainError):
    """No local government has this code."""


class UnknownName(DomainError):
    """The name is neither in the register nor in use, and no kind was given to enter it with."""


class AmbiguousName(DomainError):
    """Several local governments share the name: the code or the prefecture must decide."""


def organisation_by_code(code: str, *, field: str | None = None) -> Organisation:
    """Return the organisation with this six-digit code, made from the register if it is new. Raises NoSuchCode."""
    known = queries.organisation_of_code(code)
    if known is not None:
        return known
    entry = register.by_code(code)
    if entry is None:
        raise NoSuchCode(
            _("団体コード「%(code)s」の団体は見つかりません。6桁の数字を確認してください。", code=code), field
        )
    return _enter(Organisation(**_of_register(entry)))


def organisations_by_code(wanted: Collection[str]) -> dict[str, Organisation]:
    """Return the organisations with these codes, made from the register where they are new. Raises NoSuchCode."""
    known = queries.organisations_of_codes(wanted)
    entries = {code: register.by_code(code) for code in wanted if code not in known}
    new = [_of_register(entry) for entry in entries.values() if entry is not None]
    if len(new) < len(entries):
        organisation_by_code(next(code for code, entry in entries.items() if entry is None))
    if new:
        db.session.execute(sa.insert(Organisation), new)
        known |= queries.organisations_of_codes(list(entries))
    return known


def municipalities_of(prefecture: str) -> list[Organisation]:
    """Return the municipalities of a prefecture (two digits) in code order, made from the register where they are new."""
    listed = [entry.code for entry in register.municipalities_of(prefecture)]
    known = organisations_by_code(listed)
    return [known[code] for code in listed]


def organisation_named(
    name: str, kind: OrganisationKind, *, kana: str = "", name_en: str = "", prefecture: str | None = None
) -> Organisation:
    """Return the free entry with this name and kind, made if it is new. ``prefecture`` has two digits."""
    name = clean_line(name)
    for known in queries.organisations_named(name):
        if known.code is None and known.kind is kind:
            return known
    return _enter(Organisation(kind=kind, name=name, kana=kana, name_en=name_en, prefecture=prefecture))


def organisation_meant(
    text: str, *, kind: OrganisationKind | None = None, field: str | None = None
) -> Organisation:
    """Return the organisation that somebody typed: a code, a name of the register (also 長崎県長与町), or a name in use.

    A name that is new becomes a free entry if ``kind`` is given. Raises NoSuchCode, AmbiguousName or UnknownName
    for ``field``.
    """
    text = clean_line(text)
    if codes.readings(text):
        return organisation_by_code(register.code_in(text) or text, field=field)
    in_use = queries.organisations_named(text)
    listed = register.named(text)
    if len(in_use) == 1 and len(listed) < 2:
        return in_use[0]
    if len(listed) > 1:
        raise AmbiguousName(_ambiguity(text, listed), field)
    if listed:
        return organisation_by_code(listed[0].code)
    if kind is not None:
        return organisation_named(text, kind)
    if in_use:
        return in_use[0]
    raise UnknownName(_unknown(text), field)


def ensure_defaults() -> None:
    """Enter the default departments and ranks that are missing; what is there stays as it is."""
    slugs = {department.slug for department in queries.departments()}
    for position, (slug, name, name_en) in enumerate(DEPARTMENTS):
        if slug not in slugs:
            db.session.add(Department(slug=slug, name=name, name_en=name_en, position=position))
    names = {rank.name for rank in queries.ranks()}
    for position, (name, name_en) in enumerate(RANKS):
        if name not in names:
            db.session.add(Rank(name=name, name_en=name_en, position=position))
    db.session.flush()


def _of_register(entry: Municipality) -> dict[str, Any]:
    return {
        "code": entry.code,
        "kind": OrganisationKind(entry.kind),
        "name": entry.name,
        "kana": entry.kana,
        "prefecture": entry.prefecture_code,
    }


def _enter(organisation: Organisation) -> Organisation:
    db.session.add(organisation)
    db.session.flush()
    return organisation


def _ambiguity(text: str, listed: tuple[Municipality, ...]) -> str:
    names = "、".join(f"{entry.full_name}({entry.code})" for entry in listed)
    return _(
        "「%(name)s」という団体は複数あります。都道府県名から入力するか、団体コードを入力してください：%(names)s",
        name=text,
        names=names,
    )


def _unknown(text: str) -> str:
    close = register.search(text)[:MOST_CANDIDATES]
    if not close:
        return _(
            "「%(name)s」は団体の台帳にありません。新しく登録するときは、団体の種類を選んでください。",
            name=text,
        )
    return _(
        "「%(name)s」は団体の台帳にありません。もしかして：%(names)s。"
        "新しく登録するときは、団体の種類を選んでください。",
        name=text,
        names="、".join(entry.full_name for entry in close),
    )
