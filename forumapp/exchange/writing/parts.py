"""The parts of a forum as plain values of a document; what is empty or as usual is left out."""

from collections.abc import Collection, Sequence
from datetime import time
from pathlib import PurePath
from typing import Any

from forumapp.directory.models import Department, Organisation
from forumapp.directory.services import DEPARTMENTS
from forumapp.exchange.moments import write_instant, write_wall
from forumapp.exchange.services.facts import HOSTS
from forumapp.forums.models import Forum, ForumCandidate, Series, Venue
from forumapp.registration.models import SeatRules

Values = dict[str, Any]


def full(**values: Any) -> Values:
    """Return the values that say something: not None, '', an empty list or mapping, or False."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, False)}


def unless(value: Any, usual: Any) -> Any:
    """Return ``value``, or None where it is the usual one."""
    return None if value == usual else value


class Folder:
    """Names of the files beside a document: each content once, each name once; ``held``: what a scanner holds back."""

    def __init__(self, held: Collection[str] = ()) -> None:
        self.digests: dict[str, str] = {}
        self._held = held

    def carries(self, digest: str | None) -> bool:
        """Say whether a content may leave the house; no content at all may."""
        return digest not in self._held

    def place(self, digest: str, filename: str) -> Values:
        """Return ``file`` (the path), and ``filename`` where it cannot be read from the path."""
        name = filename
        if self.digests.setdefault(f"files/{name}", digest) != digest:
            name = f"{digest[:8]}-{filename}"
            self.digests[f"files/{name}"] = digest
        return full(file=f"files/{name}", filename=unless(filename, PurePath(name).name))


def organisation(given: Organisation | None) -> str | Values | None:
    """Return the code of an organisation, or what it is where it has none."""
    if given is None:
        return None
    if given.code:
        return given.code
    return full(
        name=given.name,
        kind=given.kind.value,
        kana=given.kana,
        name_en=given.name_en,
        prefecture=given.prefecture,
    )


def series(given: Series | None, folder: Folder) -> Values | None:
    """Return a series with its sections and documents."""
    if given is None:
        return None
    return full(
        slug=given.slug,
        title=given.title,
        title_en=given.title_en,
        breadcrumb=given.breadcrumb,
        background=given.background,
        programme=given.programme,
        summary_en=given.summary_en,
        owner=organisation(given.owner),
        position=given.position,
        sections=[
            full(
                title=section.title,
                text=section.text,
                documents=[
                    full(title=row.title, url=row.url)
                    | (folder.place(row.file_digest, row.filename) if row.file_digest else {})
                    for row in section.documents
                    if folder.carries(row.file_digest)
                ],
            )
            for section in given.sections
        ],
    )


def departments(used: Sequence[Department]) -> list[Values]:
    """Return the categories that not every installation has."""
    usual = {slug for slug, *_names in DEPARTMENTS}
    own = {row.slug: row for row in sorted(used, key=lambda row: (row.position, row.id))}
    return [
        full(slug=row.slug, name=row.name, name_en=row.name_en)
        for row in own.values()
        if row.slug not in usual
    ]


def forum(
    given: Forum, rules: SeatRules, questions: list[Values], candidates: Sequence[ForumCandidate]
) -> Values:
    """Return the forum itself."""
    hosts = {
        name: [organisation(host.organisation) for host in given.hosts if host.role is role]
        for name, role in HOSTS
    }
    return full(
        slug=given.slug,
        title=given.title,
        title_en=given.title_en,
        summary=given.summary,
        summary_en=given.summary_en,
        owner=organisation(given.owner),
        visibility=unless(given.visibility.value, "public"),
        zone=unless(given.zone, "Asia/Tokyo"),
        date=given.day.isoformat() if given.day else None,
        starts=_clock(given.starts),
        ends=_clock(given.ends),
        candidates=[_candidate(one) for one in candidates],
        mode=unless(given.mode.value, "both"),
        venue=venue(given.venue),
        room=given.room.name if given.room else None,
        venue_hours=full(opens=_clock(given.venue_opens), closes=_clock(given.venue_closes)),
        seats=numbers(on_site=given.seats_on_site, web=given.seats_web),
        **hosts,
        audience_note=given.audience_note,
        privacy_note=given.privacy_note,
        contact=full(name=given.contact_name, phone=given.contact_phone, email=given.contact_email),
        join=full(url=given.join_url, note=given.join_note),
        registration=_registration(given, rules, questions),
        retention_days=unless(given.retention_days, 365),
        **_publication(given),
    )


def _candidate(given: ForumCandidate) -> Values:
    return full(date=given.day.isoformat(), starts=_clock(given.starts), ends=_clock(given.ends))


def _clock(at: time | None) -> str | None:
    return f"{at:%H:%M}" if at is not None else None


def numbers(**values: int | None) -> Values:
    """Return the numbers that are known; 0 is one."""
    return {name: value for name, value in values.items() if value is not None}


def venue(given: Venue | None) -> Values | None:
    """Return a venue with its rooms."""
    if given is None:
        return None
    return full(
        name=given.name,
        name_en=given.name_en,
        postal_code=given.postal_code,
        address=given.address,
        access=given.access,
        rooms=[{"name": room.name, **numbers(capacity=room.capacity)} for room in given.rooms],
    )


def _registration(given: Forum, rules: SeatRules, questions: list[Values]) -> Values:
    walls = {name: getattr(given, name) for name in ("opens", "closes", "closes_web")}
    return {
        **full(
            switch=unless(given.registration.value, "dates"),
            **{name: write_wall(wall) if wall else None for name, wall in walls.items()},
            entry=unless(rules.entry.value, "individuals"),
            open_seats=numbers(on_site=rules.open_on_site, web=rules.open_web),
            waiting_list=rules.has_waiting,
            moves_up=None if rules.moves_up else "by_hand",
            offer_hours=rules.offer_hours,
            approval=rules.needs_approval,
        ),
        **numbers(join_minutes=unless(rules.join_minutes, 60)),
        **full(
            reply_due=write_wall(rules.reply_due) if rules.reply_due else None,
            releases_on=rules.releases_on.isoformat() if rules.releases_on else None,
            questions=questions,
        ),
    }


def _publication(given: Forum) -> Values:
    instants = {name: getattr(given, f"{name}_at") for name in ("published", "cancelled", "reported")}
    written = {name: write_instant(at, given.zone) if at else None for name, at in instants.items()}
    return {**written, "cancel_reason": given.cancel_reason}
