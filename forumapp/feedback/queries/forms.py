"""Reads of a forum's questions, its link of the room, and its editions of results."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forumapp.core import clock, links
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.urls import absolute_url
from forumapp.feedback import policy, standard
from forumapp.feedback.models import (
    FEWEST,
    Breakdown,
    FeedbackAnswer,
    FeedbackEdition,
    FeedbackForm,
    FeedbackQuestion,
)
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import Registration

ROOM = "feedback_room"
"""Kind of the link that hangs in the room: everybody there has the same."""


@dataclass(frozen=True)
class Place:
    """Where somebody answers: by their own link, or in the room, where nobody knows who it is."""

    forum: Forum
    registration: Registration | None
    questions: Sequence[FeedbackQuestion]


def form_of(forum: Forum) -> FeedbackForm:
    """Return the forum's form; the defaults for a forum without a row."""
    found = db.session.get(FeedbackForm, forum.id)
    return found or FeedbackForm(
        forum_id=forum.id,
        fewest=FEWEST,
        breakdown=Breakdown.NONE,
        intro="",
        intro_en="",
        room_open=False,
        room_generation=0,
        version=0,
    )


def stored_questions(forum_id: int, *, withdrawn: bool = False) -> Sequence[FeedbackQuestion]:
    """Return the questions that the organiser made, in order."""
    found = sa.select(FeedbackQuestion).where(
        FeedbackQuestion.forum_id == forum_id,
        FeedbackQuestion.withdrawn_at.is_not(None) if withdrawn else FeedbackQuestion.withdrawn_at.is_(None),
    )
    return db.session.scalars(found.order_by(FeedbackQuestion.position, FeedbackQuestion.id)).all()


def questions_of(forum_id: int) -> Sequence[FeedbackQuestion]:
    """Return what is asked: the organiser's questions, or the two of a forum that has none."""
    return stored_questions(forum_id) or standard.basic(forum_id)


def every_question(forum_id: int) -> Sequence[FeedbackQuestion]:
    """Return all questions that may have been answered, also those withdrawn since."""
    found = sa.select(FeedbackQuestion).where(FeedbackQuestion.forum_id == forum_id)
    rows = db.session.scalars(found.order_by(FeedbackQuestion.position, FeedbackQuestion.id)).all()
    return rows or standard.basic(forum_id)


def question(forum: Forum, ident: int) -> FeedbackQuestion | None:
    """Return one question of the forum."""
    return db.session.scalar(
        sa.select(FeedbackQuestion).where(FeedbackQuestion.id == ident, FeedbackQuestion.forum_id == forum.id)
    )


def place_of(registration: Registration) -> Place:
    """Return the questions of somebody with a link: those for all, for their track and for how they take part."""
    asked = [
        one
        for one in questions_of(registration.forum_id)
        if one.track_id in {None, registration.track_id} and one.mode in {None, registration.mode}
    ]
    return Place(registration.forum, registration, asked)


def room_place(forum: Forum) -> Place:
    """Return the questions of the room: those for all, and those for people at the venue."""
    asked = [
        one for one in questions_of(forum.id) if one.track_id is None and one.mode in {None, Mode.ON_SITE}
    ]
    return Place(forum, None, asked)


def room_holder(token: str) -> tuple[Forum, Actor] | None:
    """Return the forum whose room this link belongs to, while it is open."""
    ident = links.read_id(token)
    form = db.session.get(FeedbackForm, ident) if ident else None
    if form is None or not form.room_open:
        return None
    if not links.is_genuine(token, ROOM, form.forum_id, form.room_generation):
        return None
    return db.session.get_one(Forum, form.forum_id), Actor("link", None, "")


def room_of(code: str) -> Forum | None:
    """Return the forum whose room has this short code, while it is open."""
    found = re.match(r"([0-9a-z]{1,6})-", code)
    ident = int(found[1], 36) if found else 0
    form = db.session.get(FeedbackForm, ident) if ident < 2**31 else None
    if (
        form is None
        or not form.room_open
        or not links.is_short(code, ROOM, form.forum_id, form.room_generation)
    ):
        return None
    return db.session.get_one(Forum, form.forum_id)


def short_address(form: FeedbackForm) -> str:
    """Return the address of the room's page for people who type it; it ends when the link does."""
    code = links.make_short(ROOM, form.forum_id, form.room_generation)
    return absolute_url("feedback_room.short", code=code)


def room_address(form: FeedbackForm) -> str:
    """Return the full address of the room's page."""
    token = links.make_token(ROOM, form.forum_id, form.room_generation)
    return absolute_url("feedback_room.give", token=token)


def phase(forum: Forum) -> policy.Phase:
    """Say whether it is too early for feedback, the time for it, or over."""
    return policy.phase(forum, clock.now(), form_of(forum))


def has_answers(forum_id: int) -> bool:
    """Say whether anything was answered, so that questions may only be changed harmlessly."""
    waiting = sa.select(FeedbackAnswer.id).where(FeedbackAnswer.forum_id == forum_id).exists()
    told = sa.select(FeedbackEdition.id).where(FeedbackEdition.forum_id == forum_id).exists()
    return bool(db.session.scalar(sa.select(sa.or_(waiting, told))))


def last_edition(forum_id: int) -> FeedbackEdition | None:
    """Return the results as they are shown now."""
    newest = sa.select(FeedbackEdition).where(FeedbackEdition.forum_id == forum_id)
    return db.session.scalar(newest.order_by(FeedbackEdition.number.desc()).limit(1))
