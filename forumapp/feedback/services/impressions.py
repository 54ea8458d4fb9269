"""Choosing impressions: comments are adopted, edited beside their original, withheld and put in order."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.ordering import Direction, step
from forumapp.core.transaction import lock
from forumapp.feedback.errors import EditedMeanwhile
from forumapp.feedback.models import Impression, ImpressionState
from forumapp.feedback.queries.impressions import impressions
from forumapp.forums.models import Forum
from forumapp.forums.revision import touch


def add_by_hand(
    forum: Forum, *, by: Actor, original: str, consent: str, may_publish: bool, text: str = ""
) -> Impression:
    """Record a comment that came on paper; ``consent`` says how its writer allowed to publish it."""
    if not may_publish or not consent:
        raise DomainError(_("公開の同意を確かめてください。"), "may_publish")
    impression = Impression(
        id=uuid4().hex,
        forum_id=forum.id,
        original=original,
        text=text or original,
        consent=consent,
        may_publish=True,
    )
    db.session.add(impression)
    audit.record(
        by, "impression.added", None, forum_id=forum.id, changes={"text": [original, impression.text]}
    )
    return impression


def decide(impression: Impression, *, forum: Forum, by: Actor, version: int, state: ImpressionState) -> None:
    """Adopt, withhold, or put back into the inbox. An adopted one becomes the last of the report.

    A comment whose writer took the consent back stays withheld.
    """
    _hold(forum, impression, version)
    if state is not ImpressionState.WITHHELD:
        _need_leave(impression)
    if impression.state is state:
        return
    before = impression.state
    impression.state = state
    impression.decided_at = clock.now()
    impression.version += 1
    impression.position = _last(forum) + 1 if state is ImpressionState.ADOPTED else 0
    _tell(forum, by, "impression.decided", {"state": [before.value, state.value]})


def edit(impression: Impression, *, forum: Forum, by: Actor, version: int, text: str) -> None:
    """Change what is published; the original stays. EditedMeanwhile if ``version`` is no longer the present one."""
    _hold(forum, impression, version)
    _need_leave(impression)
    if text == impression.text:
        return
    changes = {"text": [impression.text, text]}
    impression.text = text
    impression.version += 1
    _tell(forum, by, "impression.edited", changes)


def move(impression: Impression, *, forum: Forum, by: Actor, direction: Direction) -> None:
    """Exchange places with the adopted impression above or below."""
    lock(forum, impression)
    places = step(impressions(forum.id)[ImpressionState.ADOPTED.value], impression, direction)
    if places:
        _tell(forum, by, "impression.moved", {"position": list(places)})


def _hold(forum: Forum, impression: Impression, version: int) -> None:
    """Lock: the forum before the comment, since an arriving answer writes all comments anew under the forum's lock."""
    lock(forum, impression)
    if impression.version != version:
        raise EditedMeanwhile(
            _("ほかの人が先に変更しました。いまの内容を確かめて、もう一度操作してください。")
        )


def _need_leave(impression: Impression) -> None:
    if not impression.may_publish:
        raise DomainError(_("書いた人が公開に同意していない感想は、採用も編集もできません。"))


def _last(forum: Forum) -> int:
    highest = sa.select(sa.func.max(Impression.position)).where(Impression.forum_id == forum.id)
    return db.session.scalar(highest) or 0


def _tell(forum: Forum, by: Actor, action: str, changes: dict[str, Any]) -> None:
    touch(forum)
    audit.record(by, action, None, forum_id=forum.id, changes=changes)
