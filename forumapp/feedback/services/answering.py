"""Taking an answer without leaving a trace of who wrote what, and changing it with the code of one's own device."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.feedback import policy, seals, tallies
from forumapp.feedback.models import FeedbackAnswer, FeedbackGiven, Impression, ImpressionState
from forumapp.feedback.queries import asked, forms, room
from forumapp.feedback.queries.forms import Place
from forumapp.feedback.services.arrival import forget_arrival, forget_edition
from forumapp.feedback.services.editions import advance
from forumapp.forums.models import Forum
from forumapp.forums.revision import touch
from forumapp.registration.models import Registration


def give(place: Place, *, values: Mapping[str, Any], may_publish: bool = False, code: str) -> bool:
    """Take one answer. Nobody is named as its author, also not in the audit log; a second one by a link is not taken.

    Says whether it was taken.

    ``values``: {slug: key, list of keys or text}; ``code`` is what the writer's device keeps, and nobody else.
    DomainError outside the time for feedback, without any content, or for somebody who is not asked.
    """
    forum, person = place.forum, place.registration
    lock(forum, *([person] if person else []))
    _check(forum, values)
    if person is not None:
        if not asked.may_give(person):
            raise DomainError(_("いまは感想を受け付けていません。"))
        if asked.has_answered(person.id):
            return False
        db.session.add(FeedbackGiven(registration_id=person.id, forum_id=forum.id))
    else:
        _check_room(forum)
    if not forms.stored_questions(forum.id) and not forms.has_answers(forum.id):
        db.session.add_all(forms.questions_of(forum.id))
    answer = FeedbackAnswer(id=uuid4().hex, forum_id=forum.id, lock=seals.locks(forum.id, code)[0])
    answer.sealed = seals.seal(answer.id, _content(person, values, may_publish), _size(forum))
    db.session.add(answer)
    db.session.flush()
    forget = forget_edition if advance(forum) else forget_arrival
    forget(forum.id)
    return True


def open_with(forum: Forum, code: str) -> tuple[FeedbackAnswer, dict[str, Any]] | None:
    """Return the answer that a code opens, and what it says; None for any other code."""
    found = sa.select(FeedbackAnswer).where(
        FeedbackAnswer.forum_id == forum.id, FeedbackAnswer.lock.in_(seals.locks(forum.id, code))
    )
    answer = db.session.scalars(found.order_by(FeedbackAnswer.id).limit(1)).first()
    content = seals.unseal(answer.id, answer.amended or answer.sealed) if answer else None
    return (answer, content) if answer is not None and content is not None else None


def change(forum: Forum, *, values: Mapping[str, Any], may_publish: bool, code: str) -> None:
    """Put other values in the place of an answer. What an edition has shown of it counts on until enough others changed.

    A comment that is no longer given for publication leaves the inbox and the report at once.
    DomainError outside the time for feedback, without any content, or for a code that opens nothing.
    """
    lock(forum)
    _check(forum, values)
    found = open_with(forum, code)
    if found is None:
        raise DomainError(_("この番号の回答は見つかりません。番号を確認してください。"), "code")
    answer, content = found
    content = {**content, "v": dict(values), "p": may_publish}
    forget = forget_edition if _follow(forum, content) else forget_arrival
    sealed = seals.seal(answer.id, content, _size(forum))
    if answer.is_shown:
        answer.amended = sealed
    else:
        answer.sealed = sealed
    answer.is_settled = None
    forget(forum.id)


def _size(forum: Forum) -> int:
    return tallies.size(forms.every_question(forum.id))


def _check(forum: Forum, values: Mapping[str, Any]) -> None:
    if policy.phase(forum, clock.now(), forms.form_of(forum)) != "open":
        raise DomainError(_("いまは感想を受け付けていません。"))
    if not any(values.values()):
        raise DomainError(_("どれか1つには、お答えください。"), forms.questions_of(forum.id)[0].slug)


def _check_room(forum: Forum) -> None:
    if room.look(forum).is_full:
        raise DomainError(_("この会場で受け付けられる回答の数に達しました。受付の担当者にお知らせください。"))


def _content(person: Registration | None, values: Mapping[str, Any], may_publish: bool) -> dict[str, Any]:
    return {
        "v": dict(values),
        "p": may_publish,
        "d": person.department_id if person else None,
        "m": person.mode.value if person else None,
    }


def _follow(forum: Forum, content: dict[str, Any]) -> bool:
    """Have comments that were handed to the editor follow a change, and say whether any did.

    A text that is no longer given for publication goes. Another text takes the place of the former, which its writer no
    longer gives, and is looked at anew: nobody adopts from an open page what it does not show.
    """
    has_followed = False
    for slug, ident in list(content.get("i", {}).items()):
        impression = db.session.get(Impression, ident)
        if impression is None:
            continue
        text = content["v"].get(slug, "") if content["p"] else ""
        if not text:
            impression.may_publish, impression.state = False, ImpressionState.WITHHELD
            impression.version += 1
            del content["i"][slug]
            touch(forum)
            has_followed = True
        elif text != impression.original:
            if impression.state is ImpressionState.ADOPTED:
                touch(forum)
            impression.state, impression.position = ImpressionState.INBOX, 0
            impression.original = impression.text = text
            impression.version += 1
            has_followed = True
    return has_followed
