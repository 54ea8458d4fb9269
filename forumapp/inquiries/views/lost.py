"""A clerk's lost link: by mail only, and the same answer for every address."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from forumapp.core import throttle
from forumapp.core.access import public
from forumapp.core.pages import show as page
from forumapp.forums.models import Forum
from forumapp.inquiries.forms.desk import LostReplyForm
from forumapp.inquiries.services.finding import send_links
from forumapp.inquiries.views.steps import no_store

bp = Blueprint("reply_links", __name__)

LOOKUPS, LOOKUP_MINUTES = 10, 60
"""How often one address of the net may ask for lost links."""


@bp.route("/forums/<slug:forum>/replies/lost-link", methods=["GET", "POST"])
@public()
def lost_link(forum: Forum) -> ResponseReturnValue:
    """Mail a lost link."""
    form = LostReplyForm()
    if form.accepted():
        origin = throttle.origin()
        if not throttle.is_over("reply-link", origin, limit=LOOKUPS, minutes=LOOKUP_MINUTES):
            throttle.count("reply-link", origin)
            send_links(forum, email=form.email.data or "")
        return redirect(url_for("reply_links.link_sent", forum=forum.slug), 303)
    return no_store(page("inquiries/lost_link.html", form=form, forum=forum, status=form.status))


@bp.get("/forums/<slug:forum>/replies/lost-link/sent")
@public()
def link_sent(forum: Forum) -> ResponseReturnValue:
    """What everybody sees who asked for a link."""
    return no_store(page("inquiries/link_sent.html", forum=forum))
