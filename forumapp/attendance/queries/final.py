"""The final list (出席者名簿): of everybody registered, whether they came, how that is known, and to which items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from forumapp.agenda.queries import draft_programme, released_programme
from forumapp.attendance.hours import Span, attended, spans_of
from forumapp.attendance.models import (
    AttendanceCorrection,
    AttendanceRules,
    CheckIn,
    CheckInKind,
)
from forumapp.attendance.queries.presence import first_check_ins
from forumapp.attendance.queries.web import Web, rules_of, web_presence
from forumapp.core.db import db
from forumapp.core.text.names import full_name
from forumapp.directory.models import Organisation, OrganisationKind
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import Registration, RegistrationState

COLUMNS = (
    *(
        "id",
        "family_name",
        "given_name",
        "family_kana",
        "given_kana",
        "organisation_name",
        "organisation_id",
        "unit",
    ),
    *("title", "mode", "track_id", "state", "sort_code", "sort_kana", "join_taken_at"),
)


class Evidence(StrEnum):
    """How it is known that somebody came."""

    RECEPTION = "reception"
    WALK_IN = "walk_in"
    PROXY = "proxy"
    WEB = "web"
    CORRECTION = "correction"


@dataclass(frozen=True)
class Row:
    """One person. ``mode`` is how they came, of the absent how they had registered; ``registered_mode`` always that.

    ``evidence`` is empty of the absent. ``at``: check-in, or the first time in the meeting. ``items`` is None where only
    minutes are known.
    """

    id: int
    name: str
    kana: str
    organisation: str
    organisation_id: int | None
    code: str
    kind: OrganisationKind | None
    unit: str
    title: str
    registered_mode: Mode
    mode: Mode
    track_id: int | None
    is_confirmed: bool
    evidence: tuple[Evidence, ...] = ()
    at: datetime | None = None
    proxy: str = ""
    minutes: int = 0
    spells: int = 0
    items: frozenset[int] | None = frozenset()
    correction: bool | None = None
    reason: str = ""
    joined: datetime | None = None
    sort: tuple[Any, ...] = ()

    @property
    def came(self) -> bool:
        """Say whether this person counts as present."""
        return bool(self.evidence)


@dataclass(frozen=True)
class Final:
    """The whole list in the order of codes, with the items that can be attended."""

    rows: tuple[Row, ...]
    spans: tuple[Span, ...]
    rules: AttendanceRules


def final(forum: Forum) -> Final:
    """Return the list; seven statements for one person and for thousands."""
    rules = rules_of(forum)
    programme = released_programme(forum.id)
    spans = spans_of(forum, programme if programme.days else draft_programme(forum))
    check_ins, web = first_check_ins(forum), web_presence(forum)
    corrections = _corrections(forum)
    seen = {*check_ins, *web, *(ident for ident, one in corrections.items() if one.came is not None)}
    rows = [
        _row(one, check_ins.get(one.id), web.get(one.id), corrections.get(one.id), spans, rules)
        for one in _registered(forum)
        if one.state == RegistrationState.CONFIRMED or one.id in seen
    ]
    return Final(tuple(sorted(rows, key=lambda row: row.sort)), spans, rules)


def _registered(forum: Forum) -> Iterator[Any]:
    columns = (
        sa.select(
            *(getattr(Registration, name) for name in COLUMNS),
            Organisation.code,
            Organisation.kind,
        )
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(Registration.forum_id == forum.id)
    )
    yield from db.session.execute(columns.order_by(Registration.id))


def _corrections(forum: Forum) -> dict[int, AttendanceCorrection]:
    mine = sa.select(AttendanceCorrection).where(AttendanceCorrection.forum_id == forum.id)
    return {one.registration_id: one for one in db.session.scalars(mine)}


def _row(
    one: Any,
    check_in: CheckIn | None,
    web: Web | None,
    correction: AttendanceCorrection | None,
    spans: Sequence[Span],
    rules: AttendanceRules,
) -> Row:
    evidence = tuple(_evidence(check_in, web, correction, rules))
    mode = _came_by(check_in, evidence, one.mode)
    first = check_in.at if check_in else _instant(web.stays[0][0]) if web and web.stays else None
    return Row(
        id=one.id,
        name=full_name(one.family_name, one.given_name),
        kana=full_name(one.family_kana, one.given_kana),
        organisation=one.organisation_name,
        organisation_id=one.organisation_id,
        code=one.code or "",
        kind=one.kind,
        unit=one.unit,
        title=one.title,
        registered_mode=one.mode,
        mode=mode,
        track_id=one.track_id,
        is_confirmed=one.state == RegistrationState.CONFIRMED,
        evidence=evidence,
        at=first,
        proxy=check_in.proxy_name if check_in and evidence else "",
        minutes=web.minutes if web else 0,
        spells=web.spells if web else 0,
        items=_items(one, check_in, web, evidence, spans, rules),
        correction=correction.came if correction else None,
        reason=correction.reason if correction and correction.came is not None else "",
        joined=one.join_taken_at,
        sort=(one.sort_code, one.sort_kana, one.id),
    )


def _evidence(
    check_in: CheckIn | None,
    web: Web | None,
    correction: AttendanceCorrection | None,
    rules: AttendanceRules,
) -> Iterator[Evidence]:
    if correction and correction.came is False:
        return
    if correction and correction.came:
        yield Evidence.CORRECTION
    if check_in:
        kinds = {CheckInKind.WALK_IN: Evidence.WALK_IN, CheckInKind.PROXY: Evidence.PROXY}
        yield kinds.get(check_in.kind, Evidence.RECEPTION)
    if web and web.minutes >= rules.least_minutes:
        yield Evidence.WEB


def _came_by(check_in: CheckIn | None, evidence: Sequence[Evidence], registered: Mode) -> Mode:
    if not evidence:
        return registered
    if check_in:
        return Mode.ON_SITE
    return Mode.WEB if Evidence.WEB in evidence else registered


def _items(
    one: Any,
    check_in: CheckIn | None,
    web: Web | None,
    evidence: Sequence[Evidence],
    spans: Sequence[Span],
    rules: AttendanceRules,
) -> frozenset[int] | None:
    if not evidence:
        return frozenset()
    arrived = int(check_in.at.timestamp()) if check_in else None
    stays = web.stays if web and Evidence.WEB in evidence else ()
    if arrived is None and not stays:
        # Said by hand, the whole of it; a list of mere minutes does not tell which items.
        is_said = Evidence.CORRECTION in evidence
        own = frozenset(span.id for span in spans if span.track_id in {None, one.track_id})
        return own if is_said else None
    return attended(spans, track_id=one.track_id, arrived=arrived, stays=stays, share=rules.item_share)


def _instant(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
