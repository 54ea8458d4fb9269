"""What the desk shows of a forum: numbers, warnings, the record of changes, the letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from forumapp.agenda.appearing import standing
from forumapp.agenda.cautioning import in_words
from forumapp.agenda.models import Item, Release
from forumapp.agenda.queries import pending_changes
from forumapp.agenda.surroundings import cautions_of
from forumapp.attendance.policy import may_check_in
from forumapp.attendance.queries.figures import Rate, forecast, has_evidence, rates
from forumapp.core import clock
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.desk.tasks import AGENDA, AUDIENCE, INVITATIONS, Progress
from forumapp.forums import checks
from forumapp.forums.models import Forum, Mode, State
from forumapp.forums.questions import Participants, plans_of
from forumapp.groupwork.queries.bullets import unapproved
from forumapp.inquiries.queries import overview as inquiries
from forumapp.mail import bounces
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.models import ALIVE, Audience, Invitation, RegistrationState
from forumapp.registration.queries import ledger, listing, seats
from forumapp.registration.wording import shortage_words

ROWS = 50
"""Rows on one page of a long list."""
NEWEST = 6
REGISTRATIONS, LETTERS, ATTENDANCE = 80, 120, 98
NAMED = 5

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a long list; ``number`` counts from 1."""

    rows: Sequence[T]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class Tile:
    """A number with its unit, and the place in the navigation of the page behind it."""

    number: int
    unit: str
    label: str
    page: int
    note: str = ""


def progress_of(forum: Forum) -> Progress:
    """Return how many rows there are of what must be set up, and how much of the programme is not released."""

    def count(model: Any, *conditions: Any) -> Any:
        mine = sa.select(sa.func.count()).select_from(model).where(model.forum_id == forum.id, *conditions)
        return mine.scalar_subquery()

    numbers = db.session.execute(
        sa.select(
            count(Audience, Audience.withdrawn_at.is_(None)),
            count(Item, Item.withdrawn_at.is_(None)),
            count(Release),
            count(Invitation, Invitation.withdrawn_at.is_(None)),
        )
    ).one()
    audiences, items, releases, invitations = numbers
    changes = pending_changes(forum)
    asked, unanswered = inquiries.missing(forum.id)
    return Progress(
        audiences,
        items,
        releases,
        invitations,
        *standing(forum),
        changes=changes,
        inquiries=asked,
        answers=asked - unanswered,
    )


def tiles_of(forum: Forum, progress: Progress) -> list[Tile]:
    """Return the numbers that an organiser looks for first."""
    states = listing.counts(forum)
    tiles = [_seats_tile(place) for place in seats.places(forum)]
    if len(tiles) < 2:
        cancelled = states[RegistrationState.CANCELLED]
        tiles.append(Tile(cancelled, pgettext("人数", "名"), _("キャンセル"), REGISTRATIONS))
    tiles.append(Tile(progress.invitations, _("件"), _("開催案内"), INVITATIONS))
    tiles += _attendance_tiles(forum)
    failed = letter_counts(forum).get(LetterState.FAILED, 0)
    return [*tiles, Tile(failed, _("通"), _("送信できなかったメール"), LETTERS)]


def _attendance_tiles(forum: Forum) -> list[Tile]:
    """Return how many came as soon as anything is known of it; before the day how many are expected."""
    unit = pgettext("人数", "名")
    if may_check_in(forum, clock.now()):
        if not has_evidence(forum):
            return []
        found = rates(forum).values()
        whole = Rate(sum(one.registered for one in found), sum(one.came for one in found))
        note = _("登録%(registered)d名の%(rate)d%%", registered=whole.registered, rate=whole.per_cent or 0)
        return [Tile(whole.came, unit, _("出席"), ATTENDANCE, note)]
    told = forecast(forum) if forum.day and forum.cancelled_at is None else None
    if told is None or not told.registered:
        return []
    note = _("過去のフォーラムの出席率から") if told.forums else _("登録者の約8割を目安に")
    return [Tile(told.expected, unit, _("出席の見込み"), ATTENDANCE, note)]


def participants(forum: Forum) -> Participants:
    """Answer the forums' question of who takes part."""
    states = listing.counts(forum)
    return Participants(sum(states.values()), sum(states[state] for state in ALIVE))


def _seats_tile(place: seats.Places) -> Tile:
    label = _("会場で参加") if place.mode is Mode.ON_SITE else _("Webで参加")
    if place.seats is None:
        note = _("定員なし")
    elif place.left:
        note = _("定員%(seats)d名・残り%(left)d名", seats=place.seats, left=place.left)
    else:
        note = _("定員%(seats)d名・満席", seats=place.seats)
    return Tile(place.taken, pgettext("人数", "名"), label, REGISTRATIONS, note)


def warnings_of(forum: Forum, state: State) -> list[tuple[str | int, str]]:
    """Return what should be looked at again: (endpoint or place in the navigation, sentence)."""
    found: list[tuple[str | int, str]] = [*checks.warnings_of(forum)] if state is not State.CANCELLED else []
    found += [(one.endpoint, said) for one in plans_of(forum) for said in (one.warning, one.waits) if said]
    found += [(AUDIENCE, words) for words in shortage_words(ledger.planned(forum).shortage())]
    found += _applications(forum)
    found += _summary(forum)
    cautions = cautions_of(forum)
    damaged = [caution for caution in cautions if caution.code == "name_damaged"]
    found += [
        (AGENDA, _("要確認「%(item)s」：%(text)s", item=caution.title, text=in_words(caution)))
        for caution in damaged[:NAMED]
    ]
    if others := len(cautions) - len(damaged[:NAMED]):
        found.append((AGENDA, _("次第に確認が必要な点が%(number)d件あります。", number=others)))
    return found


def _applications(forum: Forum) -> list[tuple[str | int, str]]:
    pending = listing.counts(forum)[RegistrationState.PENDING]
    text = ngettext("承認待ちの申込みが%(num)d件あります。", "承認待ちの申込みが%(num)d件あります。", pending)
    return [(REGISTRATIONS, text)] if pending else []


def _summary(forum: Forum) -> list[tuple[str | int, str]]:
    left = unapproved(forum.id)
    text = ngettext(
        "意見の概要に、承認を待つ文が%(num)d件あります。",
        "意見の概要に、承認を待つ文が%(num)d件あります。",
        left,
    )
    return [("summary.board", text)] if left else []


def recent_changes(forum: Forum) -> Sequence[AuditEntry]:
    """Return the newest entries of the record of changes."""
    mine = sa.select(AuditEntry).where(AuditEntry.forum_id == forum.id)
    return db.session.scalars(mine.order_by(AuditEntry.id.desc()).limit(NEWEST)).all()


def history(forum: Forum, number: int) -> Page[AuditEntry]:
    """Return a page of the record of changes, the newest first."""
    mine = sa.select(AuditEntry).where(AuditEntry.forum_id == forum.id)
    return _paged(mine, AuditEntry.id.desc(), number)


def letters(forum: Forum, state: LetterState | None, number: int) -> Page[Letter]:
    """Return a page of the forum's letters (of one state), the newest first."""
    mine = sa.select(Letter).where(Letter.forum_id == forum.id)
    if state is not None:
        mine = mine.where(Letter.state == state)
    return _paged(mine, Letter.id.desc(), number)


def letter_counts(forum: Forum) -> dict[LetterState, int]:
    """Return how many letters of the forum are in each state; states without letters are left out."""
    grouped = sa.select(Letter.state, sa.func.count()).where(Letter.forum_id == forum.id)
    return dict(db.session.execute(grouped.group_by(Letter.state)).tuples().all())


def may_go_again(letters: Sequence[Letter]) -> set[int]:
    """Return the ids of those that may be sent once more: failed, or not arrived at an address that is not suppressed."""
    suppressed = bounces.suppressed_among({letter.address for letter in letters})
    held = {LetterState.SUPPRESSED, LetterState.BOUNCED}
    return {
        letter.id
        for letter in letters
        if letter.state is LetterState.FAILED or (letter.state in held and letter.address not in suppressed)
    }


def letter_of(forum: Forum, ident: int) -> Letter | None:
    """Return the letter ``ident`` if it is one of ``forum``."""
    return db.session.scalar(sa.select(Letter).where(Letter.id == ident, Letter.forum_id == forum.id))


def _paged(rows: sa.Select[tuple[Any]], order: Any, number: int) -> Page[Any]:
    total = db.session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0
    pages = max(1, -(-total // ROWS))
    number = min(max(1, number), pages)
    found = db.session.scalars(rows.order_by(order).limit(ROWS).offset((number - 1) * ROWS)).all()
    return Page(found, number, pages, total)
