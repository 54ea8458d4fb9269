"""Whom a forum is for: lines and quotas."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory import register
from forumapp.directory import services as directory
from forumapp.directory.models import Organisation
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import Audience, AudienceKind, Question, Quota
from forumapp.registration.services.seating import refill

Withdrawable = Audience | Quota | Question


def add_line(
    forum: Forum,
    *,
    by: Actor,
    kind: AudienceKind,
    label: str,
    prefecture: str | None = None,
    organisation: str | Organisation = "",
) -> Audience:
    """Add a line: the municipalities of ``prefecture`` (two digits), one organisation (name or code), or anybody.

    Raises DomainError for ``prefecture`` or ``organisation``.
    """
    values = _line(kind, label, prefecture, organisation)
    line = Audience(forum_id=forum.id, position=_next(Audience, Audience.forum_id == forum.id), **values)
    db.session.add(line)
    audit.record(by, "audience.added", line, changes={"label": [None, label]})
    return line


def change_line(
    line: Audience,
    *,
    by: Actor,
    kind: AudienceKind,
    label: str,
    prefecture: str | None = None,
    organisation: str | Organisation = "",
) -> None:
    """Write other values into a line."""
    changes = audit.difference(line, _line(kind, label, prefecture, organisation))
    audit.record(by, "audience.changed", line, changes=changes)


def add_quota(
    line: Audience,
    *,
    by: Actor,
    label: str,
    seats: int,
    ranks: str = "",
    department_id: int | None = None,
    mode: Mode | None = None,
    track_id: int | None = None,
) -> Quota:
    """Add ``seats`` for each organisation of a line. ``ranks`` are wished, as text. Raises DomainError for ``track_id``."""
    _check_track(line.forum_id, track_id)
    quota = Quota(
        forum_id=line.forum_id,
        audience=line,
        position=_next(Quota, Quota.audience_id == line.id),
        label=label,
        seats=seats,
        ranks=ranks,
        department_id=department_id,
        mode=mode,
        track_id=track_id,
    )
    db.session.add(quota)
    audit.record(by, "quota.added", quota, changes={"label": [None, label], "seats": [None, seats]})
    return quota


def change_quota(quota: Quota, *, by: Actor, **values: Any) -> None:
    """Write other values into a quota: the keywords of :func:`add_quota`. Those who wait for its seats move up."""
    _check_track(quota.forum_id, values.get("track_id"))
    changes = audit.difference(quota, values)
    audit.record(by, "quota.changed", quota, changes=changes)
    refill(db.session.get_one(Forum, quota.forum_id))


def withdraw(thing: Withdrawable, *, by: Actor) -> None:
    """Take a line, quota or question away; its row stays, since registrations may point to it.

    Seats that were kept for a quota are free for those who wait.
    """
    if thing.withdrawn_at is None:
        thing.withdrawn_at = clock.now()
        audit.record(by, f"{thing.__tablename__}.withdrawn", thing)
        if not isinstance(thing, Question):
            refill(db.session.get_one(Forum, thing.forum_id))


def _line(
    kind: AudienceKind, label: str, prefecture: str | None, organisation: str | Organisation
) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": kind, "label": label, "prefecture": None, "organisation_id": None}
    if kind is AudienceKind.MUNICIPALITIES:
        if not register.municipalities_of(prefecture or ""):
            raise DomainError(_("都道府県を選んでください。"), "prefecture")
        values["prefecture"] = prefecture
    if kind is AudienceKind.ORGANISATION:
        if not organisation:
            raise DomainError(_("団体の名称またはコードを入力してください。"), "organisation")
        if isinstance(organisation, str):
            organisation = directory.organisation_meant(organisation, field="organisation")
        values["organisation_id"] = organisation.id
    return values


def _check_track(forum_id: int, track_id: int | None) -> None:
    track = agenda.track(forum_id, track_id) if track_id is not None else None
    if track_id is not None and (track is None or track.withdrawn_at is not None):
        raise DomainError(_("この部会は選べません。もう一度選んでください。"), "track_id")


def _next(model: Any, own: sa.ColumnElement[bool]) -> int:
    last: int | None = db.session.scalar(sa.select(sa.func.max(model.position)).where(own))
    return 0 if last is None else last + 1
