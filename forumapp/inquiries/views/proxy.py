"""Answering for an organisation at the desk (代理入力): the clerk's steps, also after the deadline, in one's own name."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from forumapp.core.access import rehearsal, role
from forumapp.forums.models import Forum
from forumapp.inquiries import policy
from forumapp.inquiries.queries import inquiries as found
from forumapp.inquiries.views import bringing, ending, steps
from forumapp.inquiries.views.reply import whole_page
from forumapp.inquiries.views.way import Way, organisers
from forumapp.inquiries.views.words import words

bp = Blueprint("proxy", __name__)
bp.context_processor(words)


def _way(forum: Forum, ident: int) -> Way:
    inquiry = found.inquiry(forum, ident)
    if inquiry is None or inquiry.withdrawn_at is not None:
        abort(404)
    return organisers(forum, inquiry)


@bp.get("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/reply/")
@role(*policy.WRITERS)
def show(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """The reply as its clerk sees it."""
    return whole_page(_way(forum, inquiry))


@bp.route("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/reply/contact", methods=["GET", "POST"])
@role(*policy.WRITERS)
def contact(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """Who answers for the organisation."""
    return steps.contact_step(_way(forum, inquiry))


@bp.route("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/reply/people/new", methods=["GET", "POST"])
@role(*policy.WRITERS)
def add(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """Add one attendee."""
    return steps.add_step(_way(forum, inquiry))


@bp.route("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/reply/people/<id:row>", methods=["GET", "POST"])
@role(*policy.WRITERS)
def edit(forum: Forum, inquiry: int, row: int) -> ResponseReturnValue:
    """Change one attendee."""
    return steps.edit_step(_way(forum, inquiry), row)


@bp.post("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/reply/people/<id:row>/action")
@role(*policy.WRITERS)
def act(forum: Forum, inquiry: int, row: int) -> ResponseReturnValue:
    """Take an attendee out, put one back, give one a second seat."""
    return steps.act_step(_way(forum, inquiry), row)


@bp.route(
    "/desk/forums/<slug:forum>/inquiries/<id:inquiry>/reply/people/<id:row>/substitute",
    methods=["GET", "POST"],
)
@role(*policy.WRITERS)
def substitute(forum: Forum, inquiry: int, row: int) -> ResponseReturnValue:
    """Name who comes in place of a registered person."""
    return steps.substitute_step(_way(forum, inquiry), row)


@bp.route("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/reply/pasting", methods=["GET", "POST"])
@role(*policy.WRITERS)
def paste(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """Paste rows of a table; take over what was looked at."""
    return bringing.paste_step(_way(forum, inquiry))


@bp.post("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/reply/pasting/preview")
@role(*policy.WRITERS)
@rehearsal
def paste_preview(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """What was understood of pasted rows; writes nothing."""
    return bringing.paste_preview_step(_way(forum, inquiry))


@bp.route("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/reply/last-time", methods=["GET", "POST"])
@role(*policy.WRITERS)
def recall(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """Take over last time's people."""
    return bringing.recall_step(_way(forum, inquiry))


@bp.route("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/reply/nobody", methods=["GET", "POST"])
@role(*policy.WRITERS)
def nobody(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """Answer that nobody takes part."""
    return ending.nobody_step(_way(forum, inquiry))


@bp.route("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/reply/check", methods=["GET", "POST"])
@role(*policy.WRITERS)
def check(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """Look at the whole reply, and submit it."""
    return ending.check_step(_way(forum, inquiry))
