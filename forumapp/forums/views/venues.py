"""Venues: a new one for a forum, or changes of the one that it has."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.pages import notify, show
from forumapp.core.transaction import lock
from forumapp.directory import postal
from forumapp.forums.forms.places import VenueForm
from forumapp.forums.models import Forum
from forumapp.forums.services import places

bp = Blueprint("venues", __name__)


@bp.route("/desk/forums/<slug:forum>/venue/new", methods=["GET", "POST"])
@role("owner", "editor")
def create(forum: Forum) -> ResponseReturnValue:
    """Enter a venue and hold the forum there."""
    form = VenueForm()
    if form.accepted():
        with form.refusals():
            lock(forum)
            venue = places.create_venue(by=g.actor, forum=forum, **form.values())
            places.set_venue(forum, by=g.actor, venue=venue)
            notify(_("会場を登録しました。部屋と定員を確認してください。"))
            return redirect(url_for("forums.venue", forum=forum.slug), 303)
    return _page(forum, form)


@bp.route("/desk/forums/<slug:forum>/venue/edit", methods=["GET", "POST"])
@role("owner", "editor")
def edit(forum: Forum) -> ResponseReturnValue:
    """Change the venue that the forum has."""
    if forum.venue is None:
        abort(404)
    form = VenueForm(forum.venue)
    if form.accepted():
        with form.refusals():
            lock(forum)
            places.edit_venue(forum.venue, by=g.actor, forum=forum, **form.values())
            notify(_("会場を保存しました。"))
            return redirect(url_for("forums.venue", forum=forum.slug), 303)
    return _page(forum, form, is_new=False)


def _page(forum: Forum, form: VenueForm, *, is_new: bool = True) -> ResponseReturnValue:
    return show(
        "forums/venue_edit.html",
        forum=forum,
        form=form,
        is_new=is_new,
        finds_addresses=postal.is_available(),
        status=form.status,
    )
