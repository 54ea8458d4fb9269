"""Tracks of a programme."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.agenda import policy, queries
from forumapp.agenda.forms import TrackForm, VersionedForm, differences
from forumapp.agenda.models import Track
from forumapp.agenda.services import tracks as services
from forumapp.core.access import role
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum, Mode

bp = Blueprint("agenda_tracks", __name__)
DESK = "/desk/forums/<slug:forum>/agenda/tracks"


@bp.get(DESK)
@role(*policy.READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """List the tracks."""
    return _list(forum, VersionedForm(version=queries.version(forum.id)))


@bp.route(f"{DESK}/new", methods=["GET", "POST"])
@role(*policy.EDITORS)
def add_track(forum: Forum) -> ResponseReturnValue:
    """Add a track."""
    form = TrackForm(version=queries.version(forum.id), mode=Mode.BOTH)
    form.offer(forum)
    if form.accepted():
        with form.refusals():
            track = services.add_track(forum, by=g.actor, **form.values())
            notify(_("部会「%(name)s」を追加しました。", name=track.name))
            return _to_list(forum)
    form.catch_up(forum)
    return show("agenda/track.html", forum=forum, form=form, track=None, status=form.status)


@bp.route(f"{DESK}/<id:track>", methods=["GET", "POST"])
@role(*policy.EDITORS)
def change_track(forum: Forum, track: int) -> ResponseReturnValue:
    """Change a track."""
    found = _track(forum, track)
    chosen = [department.id for department in found.departments]
    form = TrackForm(obj=found, department_ids=chosen, version=queries.version(forum.id))
    form.offer(forum)
    if form.accepted():
        with form.refusals():
            services.change_track(found, by=g.actor, **form.values())
            notify(_("部会「%(name)s」を保存しました。", name=found.name))
            return _to_list(forum)
    conflict = differences(form, found) if form.catch_up(forum) else []
    context: dict[str, Any] = {"form": form, "track": found, "conflict": conflict}
    return show("agenda/track.html", forum=forum, status=form.status, **context)


@bp.post(f"{DESK}/<id:track>/withdrawal")
@role(*policy.EDITORS)
def withdraw_track(forum: Forum, track: int) -> ResponseReturnValue:
    """Take a track out of the programme."""
    found = _track(forum, track)
    said = _("部会「%(name)s」を取り下げました。あとで元に戻せます。", name=found.name)
    return _act(forum, found, services.withdraw_track, said)


@bp.post(f"{DESK}/<id:track>/restoration")
@role(*policy.EDITORS)
def restore_track(forum: Forum, track: int) -> ResponseReturnValue:
    """Bring a track back."""
    found = _track(forum, track)
    said = _("部会「%(name)s」を次第に戻しました。", name=found.name)
    return _act(forum, found, services.restore_track, said)


def _act(forum: Forum, track: Track, service: Callable[..., Track], said: str) -> ResponseReturnValue:
    form = VersionedForm()
    if form.accepted():
        with form.refusals():
            service(track, by=g.actor, version=form.version.data)
            notify(said)
            return _to_list(forum)
    return _list(forum, form)


def _track(forum: Forum, ident: int) -> Track:
    return queries.track(forum.id, ident) or abort(404)


def _to_list(forum: Forum) -> Response:
    return redirect(url_for("agenda_tracks.index", forum=forum.slug), 303)


def _list(forum: Forum, form: VersionedForm) -> Response:
    form.catch_up(forum)
    context: dict[str, Any] = {
        "form": form,
        "tracks": queries.tracks(forum.id),
        "withdrawn": queries.tracks(forum.id, withdrawn=True),
        "editing": policy.may_edit(g.roles),
    }
    return show("agenda/tracks.html", forum=forum, status=form.status, **context)
