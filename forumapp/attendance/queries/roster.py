"""What a desk must know of everybody: to find them, to check them in, and to see who is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forumapp.agenda.models import Track
from forumapp.attendance.models import CheckIn
from forumapp.attendance.receipts import candidates
from forumapp.core.db import db
from forumapp.core.text.names import full_name, to_katakana
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import Registration, RegistrationState

SHOWN = 20
"""How many people one search shows."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody as the desk sees them."""

    id: int
    code: str
    name: str
    kana: str
    organisation: str
    unit: str
    track: str
    mode: Mode
    state: RegistrationState

    @property
    def may_enter(self) -> bool:
        """Say whether they have a seat for good."""
        return self.state is RegistrationState.CONFIRMED


@dataclass(frozen=True, slots=True)
class Organisation:
    """People of one organisation who are expected at the venue."""

    name: str
    came: int
    expected: int


@dataclass(frozen=True)
class Counts:
    """出席 and 予定 at the venue, and the organisations of which somebody is still missing: first those of which
    nobody is here, in code order."""

    came: int
    expected: int
    waited_for: Sequence[Organisation]

    @property
    def absent(self) -> int:
        """Return how many organisations nobody has come from yet."""
        return sum(not one.came for one in self.waited_for)


def guests(forum: Forum, since: datetime | None = None) -> list[Guest]:
    """Return everybody ever registered, in 五十音順; with ``since`` those who have changed."""
    rows = _guests(forum)
    if since is not None:
        rows = rows.where(Registration.changed_at >= since)
    return _read(rows)


def guest(forum: Forum, ident: int) -> Guest | None:
    """Return one person of this forum."""
    return next(iter(_read(_guests(forum).where(Registration.id == ident))), None)


def find(forum: Forum, text: str) -> list[Guest]:
    """Return who is meant by a receipt number, else by (parts of) name, reading, organisation or unit; one too many
    if there are more than SHOWN."""
    codes = candidates(text)
    if codes:
        found = _read(_guests(forum).where(Registration.receipt.in_(codes)))
        if len(found) == 1:
            return found
    words = text.split()
    if not words:
        return []
    rows = _guests(forum)
    for word in words:
        rows = rows.where(_matches(word))
    return _read(rows.limit(SHOWN + 1))


def check_ins(forum: Forum, since: datetime | None = None) -> Sequence[CheckIn]:
    """Return all check-ins, also those undone; with ``since`` those made known or undone from then on."""
    rows = sa.select(CheckIn).where(CheckIn.forum_id == forum.id)
    if since is not None:
        rows = rows.where(sa.or_(CheckIn.received_at >= since, CheckIn.undone_at >= since))
    return db.session.scalars(rows.order_by(CheckIn.at, CheckIn.id)).all()


def latest(forum: Forum, desk: str, limit: int = 10) -> list[tuple[CheckIn, Guest]]:
    """Return the newest check-ins, of this desk only if it has a name."""
    rows = _guests(forum).add_columns(CheckIn).join(CheckIn, CheckIn.registration_id == Registration.id)
    if desk:
        rows = rows.where(CheckIn.desk == desk)
    newest = rows.order_by(None).order_by(CheckIn.received_at.desc(), CheckIn.id.desc()).limit(limit)
    return [(row[-1], _guest(row[:-1])) for row in db.session.execute(newest)]


def counts(forum: Forum) -> Counts:
    """Count who came and who is expected at the venue."""
    came = sa.exists().where(CheckIn.registration_id == Registration.id, CheckIn.undone_at.is_(None))
    is_here = sa.case((came, 1), else_=0)
    grouped = (
        sa.select(
            Registration.organisation_name,
            sa.func.sum(is_here),
            sa.func.count(),
            sa.func.min(Registration.sort_code).label("code"),
        )
        .where(
            Registration.forum_id == forum.id,
            Registration.state == RegistrationState.CONFIRMED,
            sa.or_(Registration.mode == Mode.ON_SITE, came),
        )
        .group_by(Registration.organisation_name)
        .order_by("code", Registration.organisation_name)
    )
    rows = [
        Organisation(name, int(here), number) for name, here, number, _code in db.session.execute(grouped)
    ]
    missing = sorted((row for row in rows if row.came < row.expected), key=lambda row: row.came > 0)
    return Counts(sum(row.came for row in rows), sum(row.expected for row in rows), missing)


def _guests(forum: Forum) -> sa.Select[Any]:
    return (
        sa.select(
            Registration.id,
            Registration.receipt,
            Registration.family_name,
            Registration.given_name,
            Registration.family_kana,
            Registration.given_kana,
            Registration.organisation_name,
            Registration.unit,
            Track.name,
            Registration.mode,
            Registration.state,
        )
        .outerjoin(Track, Track.id == Registration.track_id)
        .where(Registration.forum_id == forum.id)
        .order_by(Registration.sort_kana, Registration.id)
    )


def _read(rows: sa.Select[Any]) -> list[Guest]:
    return [_guest(row) for row in db.session.execute(rows)]


def _guest(row: Sequence[Any]) -> Guest:
    ident, code, family, given, family_kana, given_kana, organisation, unit, track, mode, state = row
    name, kana = full_name(family, given), full_name(family_kana, given_kana)
    return Guest(ident, code, name, kana, organisation, unit, track or "", mode, state)


def _matches(word: str) -> sa.ColumnElement[bool]:
    kana = to_katakana(word)
    texts: tuple[tuple[Any, str], ...] = (
        (Registration.family_name + Registration.given_name, word),
        (Registration.family_kana + Registration.given_kana, kana),
        (Registration.organisation_name, word),
        (Registration.unit, word),
    )
    return sa.or_(*(column.icontains(text, autoescape=True) for column, text in texts))
