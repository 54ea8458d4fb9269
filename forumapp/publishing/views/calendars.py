"""Public calendars: files to download, and feeds to subscribe to, joined from what was printed when it changed."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.calendar import queries as calendar
from forumapp.calendar import responses
from forumapp.calendar.ics import GENERATOR_VERSION, join
from forumapp.calendar.models import CalendarEntry
from forumapp.core.access import Stamp, public
from forumapp.core.i18n import language
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum, Series, Visibility
from forumapp.forums.revision import forum_stamp, site_stamp
from forumapp.publishing.presentation import told
from forumapp.publishing.queries.forum import has_track
from forumapp.publishing.queries.series import series_named

bp = Blueprint("calendars", __name__)

WHOLE = ("forum", "former", "candidate")
"""Subjects that stand for a whole forum."""


def _feed_stamp(base: Stamp | None, connection: sa.Connection) -> Stamp | None:
    """Return what a feed depends on: the content, what has gone by the passing of time, and the builder."""
    if base is None:
        return None
    return Stamp(f"{base.revision}.{calendar.lapsed(connection)}.{GENERATOR_VERSION}")


def forum_feed_stamp(connection: sa.Connection, forum: str, **_other: object) -> Stamp | None:
    """Return what the feeds of one forum depend on; None if the public may not see it."""
    return _feed_stamp(forum_stamp(connection, forum), connection)


def site_feed_stamp(connection: sa.Connection, **_other: object) -> Stamp | None:
    """Return what the feeds of several forums depend on."""
    return _feed_stamp(site_stamp(connection), connection)


@bp.get("/forums/<slug:forum>/calendar.ics")
@public(stamp=forum_stamp)
def forum(forum: Forum) -> ResponseReturnValue:
    """Hand out the forum, or its candidate days, to open once."""
    return _download(forum.slug, *_of(forum))


@bp.get("/forums/<slug:forum>/feed.ics")
@public(stamp=forum_feed_stamp)
def forum_feed(forum: Forum) -> ResponseReturnValue:
    """Hand out the forum to subscribe to."""
    return _feed(_title(forum), *_of(forum))


@bp.get("/forums/<slug:forum>/tracks/<id:track>/calendar.ics")
@public(stamp=forum_stamp)
def track(forum: Forum, track: int) -> ResponseReturnValue:
    """Hand out one track to open once: with its own end and place."""
    return _download(f"{forum.slug}-{track}", *_one(forum, "track", track))


@bp.get("/forums/<slug:forum>/tracks/<id:track>/feed.ics")
@public(stamp=forum_feed_stamp)
def track_feed(forum: Forum, track: int) -> ResponseReturnValue:
    """Hand out one track to subscribe to."""
    return _feed(_title(forum), *_one(forum, "track", track))


@bp.get("/forums/<slug:forum>/items/<id:item>/calendar.ics")
@public(stamp=forum_stamp)
def item(forum: Forum, item: int) -> ResponseReturnValue:
    """Hand out one item of the programme to open once."""
    return _download(f"{forum.slug}-item-{item}", *_one(forum, "item", item))


@bp.get("/forums/<slug:forum>/items/<id:item>/feed.ics")
@public(stamp=forum_feed_stamp)
def item_feed(forum: Forum, item: int) -> ResponseReturnValue:
    """Hand out one item of the programme to subscribe to."""
    return _feed(_title(forum), *_one(forum, "item", item))


@bp.get("/series/<slug:series>/feed.ics")
@public(stamp=site_feed_stamp)
def series_feed(series: str) -> ResponseReturnValue:
    """Hand out the public forums of a series to subscribe to."""
    found = series_named(series) or abort(404)
    return _feed(_title(found), *_listed(Forum.series_id == found.id))


@bp.get("/feed.ics")
@public(stamp=site_feed_stamp)
def site_feed() -> ResponseReturnValue:
    """Hand out all public forums to subscribe to."""
    return _feed(_("フォーラムの予定（%(site)s）", site=current_app.config["SITE_NAME"]), *_listed())


# --- steps shared by the views ----------------------------------------------------------------------------


Conditions = tuple[sa.ColumnElement[bool], ...]


def _of(forum: Forum) -> Conditions:
    return CalendarEntry.forum_id == forum.id, CalendarEntry.subject.in_(WHOLE)


def _one(forum: Forum, subject: str, ident: int) -> Conditions:
    """Return the condition for a thing that was released once, or a track that will be; 404 for any other."""
    if not calendar.is_known(forum.id, subject, ident) and not (
        subject == "track" and has_track(forum, ident)
    ):
        abort(404)
    mine = (CalendarEntry.subject == subject, CalendarEntry.subject_id == ident)
    return CalendarEntry.forum_id == forum.id, *mine


def _listed(*conditions: Any) -> Conditions:
    """Return the condition for forums that everybody may find: never those known by their address alone."""
    listed = sa.exists().where(
        Forum.id == CalendarEntry.forum_id,
        Forum.published_at.is_not(None),
        Forum.visibility == Visibility.PUBLIC,
        *conditions,
    )
    return CalendarEntry.subject.in_(WHOLE), listed


def _title(thing: Forum | Series) -> str:
    return told(thing.title, thing.title_en, language()).text


def _download(filename: str, *conditions: sa.ColumnElement[bool]) -> ResponseReturnValue:
    """Answer with what stands, or else with what is off: an import would show both."""
    standing = (*conditions, CalendarEntry.cancelled_at.is_(None))
    fragments = calendar.printed(*standing, language=language()) or calendar.printed(
        *conditions, language=language()
    )
    return responses.download(join(fragments, channel="download", language=language()), filename)


def _feed(name: str, *conditions: sa.ColumnElement[bool]) -> ResponseReturnValue:
    fragments = calendar.printed(*conditions, calendar.lasting(), language=language())
    values = {**(request.view_args or {}), "lang": language()}
    if forum := values.get("forum"):
        values["forum"] = forum.slug
    address = absolute_url(request.endpoint or "", **values)
    return responses.feed(join(fragments, channel="feed", name=name, url=address, language=language()))
