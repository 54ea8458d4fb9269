"""Results are shown in editions. Each holds at least k answers more than the one before, so that setting two off
against each other never tells what one person answered (decision 22)."""

import logging
from collections.abc import Sequence
from secrets import SystemRandom
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.batches import batches
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.feedback import policy, seals, suppression, tallies
from forumapp.feedback.models import (
    Breakdown,
    FeedbackAnswer,
    FeedbackEdition,
    FeedbackQuestion,
    FeedbackResponse,
    Impression,
    QuestionKind,
)
from forumapp.feedback.queries import forms
from forumapp.feedback.services.arrival import forget_edition
from forumapp.feedback.standard import RATING
from forumapp.forums.models import Forum

BY = {Breakdown.NONE: "", Breakdown.DEPARTMENT: "d", Breakdown.MODE: "m"}
log = logging.getLogger(__name__)
_random = SystemRandom()


def advance(forum: Forum) -> FeedbackEdition | None:
    """Make the next edition if enough answers wait; which of them it shows is drawn by lot. The forum is locked."""
    mine = (FeedbackAnswer.forum_id == forum.id, FeedbackAnswer.is_shown.is_(False))
    waiting = db.session.scalar(sa.select(sa.func.count()).select_from(FeedbackAnswer).where(*mine)) or 0
    before = forms.last_edition(forum.id)
    count = suppression.step(waiting, before.answers if before else 0, forms.form_of(forum).fewest)
    if not count:
        return None
    idents = db.session.scalars(sa.select(FeedbackAnswer.id).where(*mine)).all()
    for batch in batches(_random.sample(idents, count), 1000):
        db.session.execute(
            sa.update(FeedbackAnswer).where(FeedbackAnswer.id.in_(batch)).values(is_shown=True)
        )
    return _make(forum, final=False)


def close(forum: Forum, *, by: Actor) -> FeedbackEdition:
    """End the time for feedback now and show everything that may be shown; nothing is taken afterwards.

    DomainError when the time has not come yet, or when it is over already.
    """
    lock(forum)
    phase = policy.phase(forum, clock.now(), forms.form_of(forum))
    if phase == "early":
        raise DomainError(_("感想の受付は、まだ始まっていません。"))
    return complete(forum, by=by)


def complete(forum: Forum, *, by: Actor = SYSTEM) -> FeedbackEdition:
    """Make the last edition, hand over the comments, and delete the answers. DomainError if that was done before."""
    lock(forum)
    form = db.session.merge(forms.form_of(forum))
    if form.completed_on is not None:
        raise DomainError(_("感想の受付は終わりました。"))
    edition = _make(forum, final=True)
    form.completed_on = clock.today(forum.zone)
    form.version += 1
    db.session.execute(sa.delete(FeedbackAnswer).where(FeedbackAnswer.forum_id == forum.id))
    forget_edition(forum.id)
    audit.record(by, "feedback.closed", None, forum_id=forum.id, changes={"answers": [None, edition.answers]})
    return edition


def complete_due() -> int:
    """Complete every forum whose time for feedback is over; returns how many. The job."""
    open_ones = sa.select(FeedbackAnswer.forum_id).distinct()
    due = sa.select(Forum).where(Forum.id.in_(open_ones)).order_by(Forum.id)
    ended = [forum for forum in db.session.scalars(due) if forms.phase(forum) == "over"]
    for forum in ended:
        complete(forum)
    return len(ended)


def _make(forum: Forum, *, final: bool) -> FeedbackEdition:
    form, questions = forms.form_of(forum), forms.every_question(forum.id)
    before = forms.last_edition(forum.id)
    contents = _shown(forum, questions, form.fewest, final=final)
    if len(contents) < form.fewest:
        counted, written = [], {}
    else:
        known, by = before.tables if before else [], BY[form.breakdown]
        counted = tallies.tables(questions, contents, k=form.fewest, final=final, by=by, before=known)
        written = tallies.texts(questions, contents, form.fewest, final=final)
    for listed in written.values():
        _random.shuffle(listed)
    edition = FeedbackEdition(
        forum_id=forum.id,
        number=before.number + 1 if before else 1,
        made_on=clock.today(forum.zone),
        answers=len(contents),
        is_final=final,
        tables=counted,
        texts=written,
    )
    db.session.add(edition)
    db.session.flush()
    return edition


def _shown(
    forum: Forum, questions: Sequence[FeedbackQuestion], k: int, *, final: bool
) -> list[dict[str, Any]]:
    """Open the answers that an edition shows, hand over their comments, and add the ratings of before there were forms.

    Answers that changed after they were shown count as they did, until at least ``k`` of them changed.
    """
    mine = sa.select(FeedbackAnswer).where(FeedbackAnswer.forum_id == forum.id)
    if not final:
        mine = mine.where(FeedbackAnswer.is_shown.is_(True))
    rows = list(db.session.scalars(mine.order_by(FeedbackAnswer.id)))
    shown = seals.unseal_all([(row.id, row.sealed) for row in rows])
    latest = [
        seals.unseal(row.id, row.amended) if row.amended else content
        for row, content in zip(rows, shown, strict=True)
    ]
    _warn(forum, latest.count(None))
    _hand_over(forum, questions, [one for one in latest if one is not None])
    if sum(row.amended is not None for row in rows) >= k:
        shown = latest
    if not final:
        _seal_anew(rows, shown, latest, tallies.size(questions))
    former = sa.select(FeedbackResponse.rating).where(
        FeedbackResponse.forum_id == forum.id, FeedbackResponse.rating.is_not(None)
    )
    ratings = db.session.scalars(former.order_by(FeedbackResponse.id))
    return [one for one in shown if one is not None] + [{"v": {RATING: str(rating)}} for rating in ratings]


def _warn(forum: Forum, unread: int) -> None:
    if unread:
        log.warning("forum %d: %d answers cannot be opened with the present keys", forum.id, unread)


def _seal_anew(
    rows: Sequence[FeedbackAnswer],
    shown: Sequence[dict[str, Any] | None],
    latest: Sequence[dict[str, Any] | None],
    size: int,
) -> None:
    """Seal every row anew: were it only those whose comment was handed over, their writers would be known by it."""
    for row, counted, content in zip(rows, shown, latest, strict=True):
        if counted is None or content is None:
            continue
        row.sealed = seals.seal(row.id, counted, size)
        row.amended = seals.seal(row.id, content, size) if content is not counted else None


def _hand_over(
    forum: Forum, questions: Sequence[FeedbackQuestion], contents: Sequence[dict[str, Any]]
) -> None:
    """Put the comments into the editor's inbox, once; an answer remembers which are its own, sealed.

    They are stored in the order of their own ids: in that of the answers, the rows would tell whose they are.
    """
    offering = [one.slug for one in questions if one.kind is QuestionKind.TEXT and one.offers_publication]
    made = []
    for content in contents:
        handed: dict[str, str] = content.setdefault("i", {})
        for slug in offering:
            text = content["v"].get(slug)
            if text and content["p"] and slug not in handed:
                handed[slug] = uuid4().hex
                made.append((handed[slug], text))
    rows = [
        {"id": ident, "forum_id": forum.id, "original": text, "text": text, "may_publish": True}
        for ident, text in sorted(made)
    ]
    if rows:
        db.session.execute(sa.insert(Impression), rows)
