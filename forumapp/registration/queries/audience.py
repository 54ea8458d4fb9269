"""Whom a forum is for, in lines and quotas, with seats and organisations counted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.directory import register
from forumapp.forums.models import Forum
from forumapp.registration import policy
from forumapp.registration.models import Answer, Audience, AudienceKind, Question, Quota


@dataclass(frozen=True)
class QuotaLine:
    """A quota as it is printed; ``seats`` are those of all its organisations together."""

    quota: Quota
    text: str
    seats: int


@dataclass(frozen=True)
class AudienceLine:
    """A line of 参加対象者. ``organisations`` is None where anybody may come."""

    audience: Audience
    label: str
    organisations: int | None
    quotas: tuple[QuotaLine, ...]

    @property
    def seats(self) -> int:
        """Return the seats of the line."""
        return sum(line.seats for line in self.quotas)


@dataclass(frozen=True)
class HeadCount:
    """Seats and organisations of a whole forum; ``by_track`` maps a track's id (None: no track) to seats."""

    lines: tuple[AudienceLine, ...]
    by_track: dict[int | None, int]

    @property
    def seats(self) -> int:
        """Return the seats of all quotas."""
        return sum(line.seats for line in self.lines)

    @property
    def organisations(self) -> int:
        """Return how many organisations are invited by name or kind."""
        return sum(line.organisations or 0 for line in self.lines)


def head_count(forum: Forum) -> HeadCount:
    """Return the audience of ``forum`` with its seats; one statement however long it is."""
    lines = tuple(_line(audience) for audience in audiences(forum))
    by_track: dict[int | None, int] = {}
    for line in lines:
        for quota in line.quotas:
            by_track[quota.quota.track_id] = by_track.get(quota.quota.track_id, 0) + quota.seats
    return HeadCount(lines, by_track)


def audiences(forum: Forum) -> Sequence[Audience]:
    """Return the lines of the audience in their order, with quotas."""
    present = sa.select(Audience).where(Audience.forum_id == forum.id, Audience.withdrawn_at.is_(None))
    whole = joinedload(Audience.quotas.and_(Quota.withdrawn_at.is_(None)))
    found = db.session.scalars(
        present.options(
            joinedload(Audience.organisation),
            whole.options(joinedload(Quota.track), joinedload(Quota.department)),
        )
        .order_by(Audience.position, Audience.id)
        .execution_options(populate_existing=True)
    )
    return found.unique().all()


def audience(forum: Forum, ident: int) -> Audience | None:
    """Return a line of this forum's audience."""
    found: Audience | None = db.session.scalar(_own(Audience, forum, ident))
    return found


def quota(forum: Forum, ident: int) -> Quota | None:
    """Return a quota of this forum."""
    found: Quota | None = db.session.scalar(_own(Quota, forum, ident))
    return found


def question(forum: Forum, ident: int) -> Question | None:
    """Return a question of this forum's own."""
    found: Question | None = db.session.scalar(_own(Question, forum, ident))
    return found


def questions(forum: Forum) -> Sequence[Question]:
    """Return the organiser's own questions in their order."""
    present = sa.select(Question).where(Question.forum_id == forum.id, Question.withdrawn_at.is_(None))
    return db.session.scalars(present.order_by(Question.position, Question.id)).all()


def questions_seen(forum: Forum, roles: Collection[str]) -> list[Question]:
    """Return the questions whose answers somebody with ``roles`` may read."""
    return [question for question in questions(forum) if policy.may_read(question, roles)]


def has_answers(question: Question) -> bool:
    """Say whether anybody has answered a question."""
    answered = sa.select(Answer.id).where(Answer.question_id == question.id, Answer.value != "")
    return db.session.scalar(answered.limit(1)) is not None


def prefecture_of(forum: Forum) -> str | None:
    """Return the prefecture (two digits) whose municipalities are invited, if it is one."""
    invited = sa.select(Audience.prefecture).where(
        Audience.forum_id == forum.id, Audience.withdrawn_at.is_(None), Audience.prefecture.is_not(None)
    )
    found = set(db.session.scalars(invited))
    return found.pop() if len(found) == 1 else None


def suggestions(forum: Forum) -> list[tuple[str, str]]:
    """Return (name, code) of organisations to offer while somebody types, in code order."""
    offered: dict[str, str] = {}
    for line in audiences(forum):
        if line.kind is AudienceKind.ORGANISATION and line.organisation:
            offered[line.organisation.name] = line.organisation.code or ""
        if line.kind is AudienceKind.MUNICIPALITIES and line.prefecture:
            offered |= {entry.name: entry.code for entry in register.municipalities_of(line.prefecture)}
    return sorted(offered.items(), key=lambda pair: (not pair[1], pair[1]))


def quota_labels(forum: Forum) -> dict[int, str]:
    """Return the labels of the quotas of ``forum`` by id."""
    rows = db.session.execute(sa.select(Quota.id, Quota.label).where(Quota.forum_id == forum.id))
    return dict(rows.tuples().all())


def quota_text(quota: Quota) -> str:
    """Return '情報政策担当部門(2名 課長級・補佐級(係長級))'."""
    if quota.ranks:
        return _("%(label)s(%(seats)d名 %(ranks)s)", label=quota.label, seats=quota.seats, ranks=quota.ranks)
    return _("%(label)s(%(seats)d名)", label=quota.label, seats=quota.seats)


def _own(model: Any, forum: Forum, ident: int) -> Any:
    return sa.select(model).where(model.id == ident, model.forum_id == forum.id, model.withdrawn_at.is_(None))


def _line(audience: Audience) -> AudienceLine:
    count = _organisations(audience)
    quotas = tuple(
        QuotaLine(quota, quota_text(quota), quota.seats * (1 if count is None else count))
        for quota in audience.quotas
        if quota.withdrawn_at is None
    )
    return AudienceLine(audience, audience.label, count, quotas)


def _organisations(audience: Audience) -> int | None:
    if audience.kind is AudienceKind.MUNICIPALITIES:
        return len(register.municipalities_of(audience.prefecture or ""))
    return 1 if audience.kind is AudienceKind.ORGANISATION else None
