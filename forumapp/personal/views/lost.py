"""A speaker's lost link: by mail only, and the same answer for every address."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from forumapp.core import throttle
from forumapp.core.access import public
from forumapp.core.pages import show as page
from forumapp.forums.models import Forum
from forumapp.personal.forms import LostLinkForm
from forumapp.personal.services import send_links

bp = Blueprint("speaker_links", __name__)

LOOKUPS, LOOKUP_MINUTES = 10, 60
"""How often one address of the net may ask for lost links."""


@bp.route("/forums/<slug:forum>/speakers/lost-link", methods=["GET", "POST"])
@public()
def lost_link(forum: Forum) -> ResponseReturnValue:
    """Mail a lost link."""
    form = LostLinkForm()
    if form.accepted():
        origin = throttle.origin()
        if not throttle.is_over("speaker-link", origin, limit=LOOKUPS, minutes=LOOKUP_MINUTES):
            throttle.count("speaker-link", origin)
            send_links(forum, email=form.email.data or "")
        return redirect(url_for("speaker_links.link_sent", forum=forum.slug), 303)
    return page("personal/lost_link.html", form=form, forum=forum, status=form.status)


@bp.get("/forums/<slug:forum>/speakers/lost-link/sent")
@public()
def link_sent(forum: Forum) -> ResponseReturnValue:
    """What everybody sees who asked for a link."""
    return page("personal/link_sent.html", forum=forum)
