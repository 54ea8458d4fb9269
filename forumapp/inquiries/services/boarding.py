"""What is done from the quota board: organisations made when they are needed, and reminders to those chosen."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from forumapp.core import clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.directory import services as directory
from forumapp.directory.models import Organisation
from forumapp.forums.models import Forum
from forumapp.inquiries import policy
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.queries.board import Board
from forumapp.inquiries.queries.board_rows import Row
from forumapp.inquiries.services import reminding
from forumapp.registration.queries.ledger import rules_of

ALL = "all"


@dataclass(frozen=True)
class Chosen:
    """Those who can be reminded, and those who cannot with the reason. ``scope``: how they were chosen."""

    scope: str
    due: tuple[Inquiry, ...]
    left: tuple[tuple[Row, str], ...]

    @property
    def mark(self) -> str:
        """Return what tells these recipients from all others."""
        idents = ",".join(str(one.id) for one in sorted(self.due, key=lambda one: one.id))
        return sha256(idents.encode()).hexdigest()[:20]


def organisation_of(row: Row) -> Organisation:
    """Return the organisation of a row, made from the register if nobody has named it yet."""
    if row.ident is not None:
        return db.session.get_one(Organisation, row.ident)
    return directory.organisation_by_code(row.code)


def chosen(forum: Forum, board: Board, scope: str, refs: Collection[str]) -> Chosen:
    """Return whom somebody means: with the scope ALL every row of the filter, else those named by ``refs``."""
    rows = [row for row in board.rows if not row.is_shared and (scope == ALL or row.ref in refs)]
    rules, now = rules_of(forum), clock.now()
    known = _inquiries(forum)
    due: list[Inquiry] = []
    left: list[tuple[Row, str]] = []
    for row in rows:
        inquiry = known.get(row.inquiry_id or 0)
        why = _why_not(inquiry)
        if inquiry is not None and not why and policy.may_reply(inquiry, rules, now):
            due.append(inquiry)
        else:
            left.append((row, why or _("回答期限を過ぎています。")))
    return Chosen(scope, tuple(due), tuple(left))


def remind(forum: Forum, wanted: Chosen, *, by: Actor) -> int:
    """Remind them; returns how many."""
    return reminding.remind(forum, wanted.due, by=by)


def _why_not(inquiry: Inquiry | None) -> str:
    if inquiry is None or inquiry.asked_at is None or inquiry.withdrawn_at is not None:
        return _("照会を送っていません。")
    if inquiry.submitted_at is not None:
        return _("回答済です。")
    return "" if reminding.is_missing(inquiry) else _("宛先のメールアドレスがありません。")


def _inquiries(forum: Forum) -> dict[int, Inquiry]:
    own = sa.select(Inquiry).where(Inquiry.forum_id == forum.id)
    whole = (joinedload(Inquiry.organisation), joinedload(Inquiry.forum))
    return {one.id: one for one in db.session.scalars(own.options(*whole))}
