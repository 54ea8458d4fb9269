"""The inbox of comments: adopt, edit, withhold, put back, put in order."""

from typing import Literal

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.feedback import policy
from forumapp.feedback.forms.impressions import DecisionForm, ImpressionForm, PaperForm
from forumapp.feedback.models import Impression, ImpressionState
from forumapp.feedback.queries import impressions as queries
from forumapp.feedback.queries.forms import phase
from forumapp.feedback.services import impressions as services
from forumapp.forums.models import Forum

bp = Blueprint("impressions", __name__)
DESK = "/desk/forums/<slug:forum>/feedback/impressions"


@bp.get(DESK)
@role("owner", "editor", "viewer")
def index(forum: Forum) -> ResponseReturnValue:
    """Show the comments by state."""
    comments = queries.impressions(forum.id)
    return show(
        "feedback/impressions.html",
        forum=forum,
        comments=comments,
        marks=queries.marks(forum.id, [one for group in comments.values() for one in group]),
        phase=phase(forum),
        may_curate=policy.may_curate(g.roles),
        form=ActionForm(),
    )


@bp.route(DESK + "/new", methods=["GET", "POST"])
@role("owner", "editor")
def paper(forum: Forum) -> ResponseReturnValue:
    """Record a comment that came on paper."""
    form = PaperForm()
    if form.accepted():
        with form.refusals():
            services.add_by_hand(forum, by=g.actor, **form.values())
            return _back(forum, _("感想を加えました。"))
    return show("feedback/paper.html", status=form.status, form=form, forum=forum)


@bp.route(DESK + "/<slug:impression>", methods=["GET", "POST"])
@role("owner", "editor")
def edit(forum: Forum, impression: str) -> ResponseReturnValue:
    """Edit what is published of a comment; after an edit by somebody else both texts are shown."""
    found = _impression(forum, impression)
    form = ImpressionForm(obj=found)
    if form.accepted():
        with form.refusals():
            services.edit(found, forum=forum, by=g.actor, **form.values())
            return _back(forum, _("公開する文を保存しました。"))
    return show(
        "feedback/impression.html",
        is_stale=form.catch_up(found),
        status=form.status,
        form=form,
        forum=forum,
        impression=found,
        marks=queries.marks(forum.id, [found])[found.id],
    )


@bp.post(DESK + "/<slug:impression>/decision/<word:state>")
@role("owner", "editor")
def decide(forum: Forum, impression: str, state: str) -> ResponseReturnValue:
    """Decide on a comment: ``adopted``, ``withheld`` or back to the ``inbox``."""
    found = _impression(forum, impression)
    if state not in set(ImpressionState):
        abort(404)
    form = DecisionForm()
    if form.accepted():
        services.decide(
            found, forum=forum, by=g.actor, version=form.version.data, state=ImpressionState(state)
        )
    return _back(forum, anchor=f"impression-{found.id}")


@bp.post(DESK + "/<slug:impression>/position/<word:direction>")
@role("owner", "editor")
def position(forum: Forum, impression: str, direction: str) -> ResponseReturnValue:
    """Move an adopted impression ``up`` or ``down``."""
    found = _impression(forum, impression)
    way: Literal["up", "down"] = "up" if direction == "up" else "down" if direction == "down" else abort(404)
    if ActionForm().accepted():
        services.move(found, forum=forum, by=g.actor, direction=way)
    return _back(forum, anchor=f"impression-{found.id}")


def _impression(forum: Forum, ident: str) -> Impression:
    return queries.impression(forum, ident) or abort(404)


def _back(forum: Forum, text: str | None = None, anchor: str | None = None) -> Response:
    if text:
        notify(text)
    return redirect(url_for("impressions.index", forum=forum.slug, _anchor=anchor), 303)
