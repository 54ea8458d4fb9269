"""Last year's forum as the beginning of this year's: programme, quotas, themes, groups and venue; never people."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from forumapp.agenda import queries as agenda
from forumapp.agenda.models import Item, Track
from forumapp.agenda.services.aggregate import editing
from forumapp.core import audit, events
from forumapp.core.actor import Actor
from forumapp.core.db import Model, db
from forumapp.feedback.models import FeedbackForm, FeedbackQuestion
from forumapp.forums.events import ForumCopied
from forumapp.forums.models import Forum, ForumHost
from forumapp.forums.services.founding import create_forum
from forumapp.groupwork.arrangement import Arrangement
from forumapp.groupwork.models import Group, GroupWork, Theme
from forumapp.registration.models import Audience, Question, Quota, SeatRules

FORUM = (
    "series_id", "summary", "summary_en", "visibility", "zone", "starts", "ends", "mode", "venue_id", "room_id",
    "venue_opens", "venue_closes",
    "seats_on_site", "seats_web", "audience_note", "privacy_note", "contact_name", "contact_phone",
    "contact_email", "retention_days",
)  # fmt: skip
"""Columns of the forum that a copy has too; dates of registration, the addresses of meetings and the report are new each time."""
TRACK = ("position", "name", "name_en", "mode", "room_id")
ITEM = (
    "position", "day", "start", "minutes", "is_fixed", "is_remainder", "is_optional", "kind", "title", "title_en",
    "end_text", "note", "mode", "room_id",
)  # fmt: skip
AUDIENCE = ("position", "kind", "label", "prefecture", "organisation_id")
QUOTA = ("position", "department_id", "label", "ranks", "seats", "mode")
QUESTION = ("position", "kind", "label", "hint", "choices", "is_required", "editors_only", "keep_days")
RULES = (
    "entry", "open_on_site", "open_web", "has_waiting", "moves_up", "offer_hours", "needs_approval", "join_minutes",
)  # fmt: skip
"""Columns of the rules of seats; their dates are new each time, like those of registration."""
FEEDBACK = ("fewest", "breakdown", "intro", "intro_en")
FEEDBACK_QUESTION = (
    "slug", "position", "kind", "label", "label_en", "hint", "hint_en", "choices", "mode", "is_required",
    "offers_publication",
)  # fmt: skip
THEME = ("number", "title", "guide")
WORK = ("work_minutes", "talk_minutes")
GROUP = ("number", "name", "mode", "capacity", "room_id", "online_room", "talks_at")
"""What a group is, without its people and the address of its meeting."""
ARRANGEMENT = ("pattern", "rounds", "mode_policy", "weights", "seed", "display_name")


def copy_forum(forum: Forum, *, by: Actor, slug: str, title: str, day: date | None) -> Forum:
    """Make a draft like ``forum``; without a ``day`` it has no times either. Speakers, files and results stay behind.

    Raises DomainError for ``slug`` and ``title``.
    """
    made = create_forum(owner=forum.owner, title=title, slug=slug, by=by, day=day)
    for name, value in _columns(forum, FORUM).items():
        setattr(made, name, value)
    if day is None:
        made.starts = made.ends = None
    made.hosts = [
        ForumHost(
            forum_id=made.id, organisation_id=host.organisation_id, role=host.role, position=host.position
        )
        for host in forum.hosts
    ]
    db.session.flush()
    db.session.expire(made, ["series", "venue", "room", "hosts"])
    with editing(made, by=by, action="agenda.copied", title=forum.title) as edit:
        tracks = _copy_tracks(forum, made)
        items = _copy_items(forum, made, tracks)
        if items:
            edit.tell("agenda.copied", made, {"from": [None, forum.slug]})
    _copy_audience(forum, made, tracks)
    _copy_group_work(forum, made, items)
    _copy_feedback(forum, made, tracks, items)
    rules = db.session.get(SeatRules, forum.id)
    if rules is not None:
        db.session.add(SeatRules(forum_id=made.id, **_columns(rules, RULES)))
    for question in _living(Question, forum):
        db.session.add(Question(forum_id=made.id, **_columns(question, QUESTION)))
    db.session.flush()
    audit.record(by, "forum.copied", made, changes={"from": [None, forum.slug]})
    events.publish(ForumCopied(made.id, forum.id, by))
    return made


def _columns(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _living(kind: type[Any], forum: Forum) -> list[Any]:
    mine = sa.select(kind).where(kind.forum_id == forum.id, kind.withdrawn_at.is_(None))
    return list(db.session.scalars(mine.order_by(kind.id)))


def _copy_tracks(forum: Forum, made: Forum) -> dict[int | None, int | None]:
    copies: dict[int | None, int | None] = {None: None}
    for track in agenda.tracks(forum.id):
        copy = Track(forum_id=made.id, departments=list(track.departments), **_columns(track, TRACK))
        db.session.add(copy)
        db.session.flush()
        copies[track.id] = copy.id
    return copies


def _copy_items(
    forum: Forum, made: Forum, tracks: dict[int | None, int | None]
) -> dict[int | None, int | None]:
    copies: dict[int | None, int | None] = {None: None}
    pairs = []
    for item in agenda.items(forum.id):
        if item.track_id in tracks:
            copy = Item(forum_id=made.id, track_id=tracks[item.track_id], **_columns(item, ITEM))
            db.session.add(copy)
            db.session.flush()
            copies[item.id] = copy.id
            pairs.append((item, copy))
    for item, copy in pairs:
        copy.parent_id = copies.get(item.parent_id)
        if item.parent_id is not None and copy.parent_id is None:
            db.session.delete(copy)  # what it belonged to has been withdrawn
            del copies[item.id]
    db.session.flush()
    return copies


def _copy_audience(forum: Forum, made: Forum, tracks: dict[int | None, int | None]) -> None:
    for line in _living(Audience, forum):
        copy = Audience(forum_id=made.id, **_columns(line, AUDIENCE))
        db.session.add(copy)
        db.session.flush()
        for quota in line.quotas:
            if quota.withdrawn_at is None:
                db.session.add(
                    Quota(
                        forum_id=made.id,
                        audience_id=copy.id,
                        track_id=tracks.get(quota.track_id),
                        **_columns(quota, QUOTA),
                    )
                )


def _copy_group_work(forum: Forum, made: Forum, items: dict[int | None, int | None]) -> None:
    for work in db.session.scalars(sa.select(GroupWork).where(GroupWork.forum_id == forum.id)):
        ident = items.get(work.item_id)
        if ident is not None:
            copy = GroupWork(forum_id=made.id, item_id=ident, **_columns(work, WORK))
            db.session.add(copy)
            db.session.flush()
            for theme in work.themes:
                if theme.withdrawn_at is None:
                    db.session.add(Theme(forum_id=made.id, work_id=copy.id, **_columns(theme, THEME)))
            for group in work.groups:
                if group.withdrawn_at is None:
                    db.session.add(Group(forum_id=made.id, work_id=copy.id, **_columns(group, GROUP)))
            settings = db.session.get(Arrangement, work.id)
            if settings is not None:
                values = _columns(settings, ARRANGEMENT)
                db.session.add(Arrangement(forum_id=made.id, work_id=copy.id, **values))


def _copy_feedback(
    forum: Forum, made: Forum, tracks: dict[int | None, int | None], items: dict[int | None, int | None]
) -> None:
    """Copy what is asked, not when: the link of the room and the times are new each time, answers stay behind."""
    form = db.session.get(FeedbackForm, forum.id)
    if form is not None:
        db.session.add(FeedbackForm(forum_id=made.id, **_columns(form, FEEDBACK)))
    for question in _living(FeedbackQuestion, forum):
        if question.track_id in tracks and question.item_id in items:
            values = _columns(question, FEEDBACK_QUESTION)
            copy = FeedbackQuestion(forum_id=made.id, track_id=tracks[question.track_id], **values)
            copy.item_id = items[question.item_id]
            copy.slug = f"item{copy.item_id}" if question.slug == f"item{question.item_id}" else copy.slug
            db.session.add(copy)
